"""A photographer's studio: seamless paper in one colour or two, a soft spot, a sweep of floor."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import grid, noise, ramp
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.subject import Subject

_FALL = 0.34  # how much darker the corners are than the spot
_PAPER = 0.012  # depth of the paper's own clouds


def sweep(
    colours: tuple[Light, ...], size: tuple[int, int], subject: Subject, rng: np.random.Generator
) -> Light:
    """Seamless paper lit by a soft spot: one colour is plain, several run from top to bottom."""
    x, y = grid(size)
    paper = _paper(colours, y, size, rng)
    spot = _spot(x, y, size, subject, rng)
    floor = _floor(y, subject, rng)
    cloud = 1 + _PAPER * noise(rng, size, 2.0, 3)
    plain = _FALL if len(colours) == 1 else _FALL / 2
    shade = (1 - plain * (1 - spot)) * floor * cloud
    return np.asarray(paper * shade[..., None], np.float32)


def _paper(
    colours: tuple[Light, ...], y: Light, size: tuple[int, int], rng: np.random.Generator
) -> Light:
    """The paper's own colour: the gradient bends a little differently with every seed."""
    if len(colours) == 1:
        return np.broadcast_to(colours[0], (*size, 3))
    tilt = rng.uniform(-0.12, 0.12)
    x, _ = grid(size)
    at = ramp(y + tilt * x, rng.uniform(-0.1, 0.08), rng.uniform(0.9, 1.1)) * (len(colours) - 1)
    paper = np.broadcast_to(np.cbrt(colours[0]), (*size, 3))
    for index, colour in enumerate(colours[1:]):
        paper = mix(paper, np.cbrt(colour), (at - index).clip(0, 1))
    return np.asarray(paper**3, np.float32)


def _spot(
    x: Light, y: Light, size: tuple[int, int], subject: Subject, rng: np.random.Generator
) -> Light:
    """1 where the background light hits the paper, falling off smoothly to 0 far away."""
    reach = max(size[1] / size[0], 1.0)
    left = (rng.uniform(-0.12, 0.12) + 0.14 * subject.side) * reach
    high = rng.uniform(0.3, 0.46)
    away = ((x - left) / (0.62 * reach)) ** 2 + ((y - high) / 0.68) ** 2
    return np.asarray(1 / (1 + away) ** 1.5, np.float32)


def _floor(y: Light, subject: Subject, rng: np.random.Generator) -> Light:
    """The paper bends into the floor below the subject; the floor catches more key light."""
    bend = (0.78 if subject.stands else 0.9) + rng.uniform(-0.03, 0.03)
    lift = 0.1 if subject.stands else 0.0
    seat = 0.05 * np.exp(-(((y - bend + 0.03) / 0.07) ** 2))
    return np.asarray(1 - seat + lift * ramp(y, bend - 0.05, 1.0), np.float32)
