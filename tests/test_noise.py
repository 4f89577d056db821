"""Boldness as a noise level: where the steps begin, how they fall, and how many there are."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.nouns import Boldness, Operation
from inference.painters.diffusing.family import families
from inference.painters.diffusing.noise import LEAST, Shift, flow, levels, shift_of, variance
from inference.painters.diffusing.words import words
from inference.plan import strength
from tests.needs import needs_torch

ALPHAS = np.cumprod(1 - np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2)
QWEN = {"use_dynamic_shifting": True, "base_shift": 0.5, "max_shift": 0.9,
        "max_image_seq_len": 8192, "shift_terminal": 0.02}  # fmt: skip
some = st.floats(0.02, 1.0)


@given(some, st.integers(1, 60), st.floats(0.3, 30), st.sampled_from([0.0, 0.02]))
def test_steps_begin_where_they_should_and_only_fall(
    start: float, steps: int, factor: float, terminal: float
) -> None:
    found = levels(start, steps, Shift(factor, terminal))
    assert found[0] == start
    assert all(above > below > 0 for above, below in pairwise(found))
    assert min(steps, LEAST) <= len(found) <= max(steps, LEAST)


@given(some, st.floats(0.3, 30))
def test_a_shift_is_undone_exactly(level: float, factor: float) -> None:
    assert Shift(factor).of(Shift(factor).undone(level)) == pytest.approx(level)


def test_at_full_noise_the_steps_are_those_of_diffusers_own_scheduler() -> None:
    needs_torch()
    from diffusers import FlowMatchEulerDiscreteScheduler
    from diffusers.pipelines.flux.pipeline_flux import calculate_shift

    theirs = FlowMatchEulerDiscreteScheduler(**QWEN)
    mu = calculate_shift(4096, 256, 8192, 0.5, 0.9)
    theirs.set_timesteps(sigmas=np.linspace(1.0, 1 / 40, 40), mu=mu)
    family = families()["qwen-image-edit"]
    assert flow(family, QWEN, 1.0, 4096).sigmas == pytest.approx(theirs.sigmas[:-1].tolist())


@pytest.mark.parametrize("operation", Operation)
def test_bolder_is_never_less_noise_for_4_steps_and_for_50(operation: Operation) -> None:
    for steps in (4, 50):
        starts = [levels(strength(operation, how), steps, Shift(7.4))[0] for how in Boldness]
        assert starts == sorted(starts)
        assert starts == [strength(operation, how) for how in Boldness]


def test_less_noise_takes_fewer_of_many_steps_and_all_of_a_few() -> None:
    assert len(levels(0.4, 50, Shift(3.0))) < 25
    assert len(levels(0.4, 4, Shift(3.0))) == 4


def test_a_family_shifts_by_the_size_of_the_picture_where_its_scheduler_says_so() -> None:
    family = families()["qwen-image-edit"]
    small, large = (shift_of(family, QWEN, tokens).factor for tokens in (1024, 4096))
    assert small < large
    fixed = replace(family, shift="scheduler")
    assert shift_of(fixed, {"shift": 3.0}, 1024) == shift_of(fixed, {"shift": 3.0}, 4096)


@given(st.floats(0.1, 0.93), st.integers(1, 60))
def test_the_older_families_begin_at_the_same_signal_to_noise(start: float, steps: int) -> None:
    family = replace(families()["sd15-inpaint"], steps=steps)
    found = variance(family, ALPHAS, start)
    dropped = len(found.sigmas) - 1 - int((len(found.sigmas) - 1) * found.strength)
    assert dropped == 1  # as their pipelines count: one step is put there to be dropped
    assert found.sigmas[dropped] == pytest.approx(start / (1 - start))
    assert found.levels[0] == start
    assert found.sigmas[dropped:] == sorted(found.sigmas[dropped:], reverse=True)


def test_more_noise_than_an_older_family_knows_is_pure_noise() -> None:
    found = variance(families()["sd15-inpaint"], ALPHAS, 0.95)
    assert found.strength == 1.0
    assert found.levels[0] == pytest.approx(0.9359, abs=1e-3)


def test_no_size_that_a_family_paints_at_has_more_pixels_than_pipelines_take() -> None:
    for family in families().values():
        for side in (0, 512, 768):
            whole = side or family.side
            for width, height in family.sizes(side):
                assert 0.2 * whole**2 < width * height <= whole**2, family.name
                assert width % family.unit == height % family.unit == 0


@pytest.mark.parametrize("kind", ["order", "picture"])
@pytest.mark.parametrize("operation", Operation)
def test_the_text_encoder_reads_what_is_wanted_of_which_thing(
    kind: str, operation: Operation
) -> None:
    text = words(kind, operation, "deep teal", "the bottle", example=True)
    assert "the the" not in text
    assert "bottle" in text or operation in (Operation.ADD, Operation.REPLACE, Operation.REMOVE)
    assert "deep teal" in text or operation is Operation.FIX
    assert ("Keep everything else" in text) == ("example picture" in text) == (kind == "order")
