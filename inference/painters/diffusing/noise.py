"""Boldness as a noise level: the steps that begin exactly at the level that was asked for.

A level is the share of noise in a mix: x = (1 - level) * picture + level * noise, in (0, 1].
Families space their levels differently (a "time shift", for some by the picture's size); here the
shift is worked out, undone for the first level, and applied to the rest, so that 4 steps and 50
start at the same noise. Schedulers are told to take the levels as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from inference.painters.diffusing.family import Family

LEAST = 4
"""Steps that even a little noise takes, where the family has as many."""


class Shift(NamedTuple):
    """Even spacing t -> factor * t / (1 + (factor - 1) * t); the last is `terminal`, if any."""

    factor: float
    terminal: float = 0.0

    def of(self, even: float) -> float:
        return self.factor * even / (1 + (self.factor - 1) * even)

    def undone(self, level: float) -> float:
        return level / (self.factor - (self.factor - 1) * level)


def levels(start: float, steps: int, shift: Shift) -> list[float]:
    """Falling noise levels, the first exactly `start`; the step from the last one leads to 0.

    `steps` is for a start of 1; a lower start takes its share of them, but at least LEAST.
    """
    even = shift.undone(start)
    count = max(min(steps, LEAST), round(steps * even))
    spaced = np.array([shift.of(even * (1 - step / count)) for step in range(count)])
    if shift.terminal and count > 1:
        spaced = _stretched(spaced, min(shift.terminal, float(spaced[-1])))
    return [start, *(float(level) for level in spaced[1:])]


def _stretched(spaced: Any, last: float) -> Any:
    """The first as it is, the last one `last`, and the others in proportion."""
    first = spaced[0]
    return first - (first - spaced) * (first - last) / (first - spaced[-1])


def shift_of(family: Family, config: Mapping[str, Any], tokens: int) -> Shift:
    """How a family spaces its levels, from its scheduler's configuration and the picture's size in
    tokens of its transformer."""
    if family.shift == "empirical":
        from diffusers.pipelines.flux2.pipeline_flux2_klein_inpaint import compute_empirical_mu

        return Shift(float(np.exp(compute_empirical_mu(tokens, family.steps))))
    terminal = float(config.get("shift_terminal") or 0)
    if not config.get("use_dynamic_shifting"):
        return Shift(float(config.get("shift", 1.0)), terminal)
    mu = _by_size(config, tokens)
    linear = config.get("time_shift_type") == "linear"
    return Shift(mu if linear else float(np.exp(mu)), terminal)


def _by_size(config: Mapping[str, Any], tokens: int) -> float:
    """A straight line through two sizes."""
    low, high = config.get("base_shift", 0.5), config.get("max_shift", 1.15)
    few, many = config.get("base_image_seq_len", 256), config.get("max_image_seq_len", 4096)
    return float(low + (high - low) * (tokens - few) / (many - few))


class Schedule(NamedTuple):
    """What a pipeline is called with: its `sigmas`, and the `strength` that cuts none of them off.

    `levels` are the same as noise levels.
    """

    sigmas: list[float]
    strength: float
    levels: list[float]


def flow(family: Family, config: Mapping[str, Any], start: float, tokens: int) -> Schedule:
    """For flow matching, where a sigma is a noise level."""
    found = levels(start, family.steps, shift_of(family, config, tokens))
    return Schedule(found, 1.0, found)


def variance(family: Family, alphas: Sequence[float], start: float) -> Schedule:
    """For those trained on variances: the same signal to noise, by sigma = level / (1 - level).

    Pipelines of this kind begin with pure noise at a strength of 1, and below it drop a share of
    the steps; so one step is put before the first, to be dropped.
    """
    trained = np.sqrt((1 - np.asarray(alphas)) / np.asarray(alphas))
    top = float(trained[-1] / (1 + trained[-1]))
    if start >= top:
        found = _by_time(trained, len(trained) - 1, family.steps)
        return Schedule([*_sigmas(found), 0.0], 1.0, found)
    time = float(np.interp(start / (1 - start), trained, np.arange(len(trained))))
    count = max(min(family.steps, LEAST), round(family.steps * time / len(trained)))
    found = [start, *_by_time(trained, time, count)[1:]]
    dropped = [float(trained[-1]), *_sigmas(found), 0.0]
    return Schedule(dropped, (count + 0.5) / (count + 1), found)


def _by_time(trained: Any, time: float, count: int) -> list[float]:
    """Levels at even steps of the training's time, from `time` down."""
    times = time * (1 - np.arange(count) / count)
    sigmas = np.interp(times, np.arange(len(trained)), trained)
    return [float(sigma / (1 + sigma)) for sigma in sigmas]


def _sigmas(found: Sequence[float]) -> list[float]:
    return [level / (1 - level) for level in found]
