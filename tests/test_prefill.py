"""What lies under the noise, by intent, and the wide mask of the noise."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.nouns import Box, Cut, Operation
from inference.painters.diffusing.masks import hard, in_cells, wide
from inference.painters.diffusing.prefill import CLOSER, prefill
from tests.craft import disc


def scene(behind: bool = False) -> Cut:
    """A red disc with fine stripes on a slope of grey; the region is the disc, or all but it."""
    slope = np.linspace(60, 180, 160)[None, :, None].repeat(120, 0).repeat(3, 2)
    alpha = disc(120, 160)
    stripes = np.where(np.arange(120)[:, None, None] % 2, 40.0, -40.0)
    rgb = np.where(alpha[..., None] > 0, np.array([180.0, 50, 50]) + stripes, slope)
    rgb = np.clip(rgb, 0, 255).astype(np.uint8)
    return Cut(rgb, 255 - alpha if behind else alpha, Box(0, 0, 160, 120), Fraction(1))


def filled(operation: Operation, phrase: str = "ball", prompt: str = "teal") -> Cut:
    cut = scene(phrase == "background")
    return Cut(prefill(cut, prompt, operation, phrase, 0.9), cut.alpha, cut.box, cut.scale)


def detail(cut: Cut) -> float:
    """How much neighbouring rows differ inside the region."""
    inside = cut.alpha[1:] & cut.alpha[:-1]
    return float(np.abs(np.diff(cut.rgb.astype(int), axis=0))[inside > 0].mean())


@pytest.mark.parametrize("phrase", ["ball", "background"])
@pytest.mark.parametrize("operation", Operation)
def test_what_is_locked_is_never_touched(operation: Operation, phrase: str) -> None:
    cut = scene(phrase == "background")
    after = prefill(cut, "teal", operation, phrase, 0.9)
    assert np.array_equal(after[cut.alpha == 0], cut.rgb[cut.alpha == 0])
    assert (after.shape, after.dtype) == (cut.rgb.shape, np.uint8)


def test_a_thing_to_remove_is_gone_before_the_noise_comes() -> None:
    after = filled(Operation.REMOVE)
    inside = after.rgb[after.alpha > 0].astype(int)
    assert np.abs(inside - inside.mean(1, keepdims=True)).mean() < 3  # nothing red is left
    assert np.abs(inside[:, 0] - scene().rgb[..., 0][:8].mean()).mean() < 40


def test_a_background_keeps_its_light_and_takes_nothing_from_the_subject() -> None:
    after, before = filled(Operation.REPLACE, "background"), scene(behind=True)
    inside = after.rgb[after.alpha > 0].astype(int)
    assert np.abs(inside - inside.mean(1, keepdims=True)).max() <= 2  # still grey, beside red
    left, right = after.rgb[5:20, 10:30].mean(), after.rgb[5:20, 130:150].mean()
    assert right > left + 50
    assert before.rgb[5:20, 130:150].mean() == pytest.approx(right, abs=12)


def test_a_thing_to_turn_into_another_keeps_its_colour_but_not_its_detail() -> None:
    after, before = filled(Operation.REPLACE), scene()
    assert detail(after) < 0.2 * detail(before)
    red = after.rgb[after.alpha > 0].mean(0) - before.rgb[before.alpha > 0].mean(0)
    assert np.abs(red).max() < 6


def test_a_recolour_starts_from_the_new_colour_with_the_old_detail() -> None:
    after, before = filled(Operation.RECOLOUR), scene()
    assert after.rgb[60, 80, 2] > after.rgb[60, 80, 0]
    assert detail(after) > 0.3 * detail(before)


def test_what_is_added_stands_on_the_golden_as_it_is() -> None:
    assert np.array_equal(filled(Operation.ADD).rgb, scene().rgb)


@pytest.mark.parametrize("operation", Operation)
def test_a_second_closer_look_refines_what_is_there(operation: Operation) -> None:
    cut = scene()
    assert prefill(cut, "teal", operation, "ball", CLOSER) is cut.rgb


def test_a_region_without_surroundings_and_one_without_pixels_are_no_trouble() -> None:
    cut = scene()
    for alpha in (np.zeros_like(cut.alpha), np.full_like(cut.alpha, 255)):
        odd = Cut(cut.rgb, alpha, cut.box, cut.scale)
        assert prefill(odd, "teal", Operation.REMOVE, "ball", 1.0).shape == cut.rgb.shape
        assert set(np.unique(wide(odd))) <= {0.0, 1.0}


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_the_mask_of_the_noise_covers_all_that_is_pasted_and_falls_off_around_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    alpha = np.zeros((160, 240), np.uint8)
    y, x = random.integers(0, 100, 2)
    alpha[y : y + random.integers(1, 60), x : x + random.integers(1, 60)] = random.integers(1, 256)
    cut = Cut(np.zeros((160, 240, 3), np.uint8), alpha, Box(0, 0, 240, 160), Fraction(1))
    soft = wide(cut)
    assert (soft[alpha > 0] == 1).all()
    assert ((soft > 0) & (soft < 1)).any()
    assert np.abs(np.diff(soft, axis=1)).max() < 0.2
    assert np.array_equal(hard(soft) > 0, soft > 0)
    cells = in_cells(soft, 10, 15)
    for row, column in np.argwhere((alpha > 0).reshape(10, 16, 15, 16).any((1, 3))):
        assert cells[row, column] > 0.99
