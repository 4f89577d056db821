"""Removal continues what is around, with its grain, and never shows the removed thing again."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from inference.errors import AskerError
from inference.nouns import Alpha, Box, Cut, Pixels
from inference.painters.fill import fill

RED = np.array([230, 20, 30])


def cut(rgb: Pixels, alpha: Alpha) -> Cut:
    return Cut(rgb, alpha, Box(0, 0, rgb.shape[1], rgb.shape[0]), Fraction(1))


def hole(height: int, width: int, top: int, left: int, bottom: int, right: int) -> Alpha:
    alpha = np.zeros((height, width), np.uint8)
    alpha[top:bottom, left:right] = 255
    return alpha


def stripes(height: int = 120, width: int = 150) -> Pixels:
    """Slanted grey stripes with grain."""
    y, x = np.mgrid[:height, :width]
    wave = 128 + 70 * np.sign(np.sin((x + y / 2) / 4))
    grain = np.random.default_rng(0).normal(0, 6, (height, width))
    return np.repeat((wave + grain).clip(0, 255)[..., None], 3, -1).astype(np.uint8)


def with_red(rgb: Pixels, alpha: Alpha) -> Pixels:
    return np.where(alpha[..., None] > 0, RED, rgb).astype(np.uint8)


def reddish(rgb: Pixels) -> np.ndarray:
    return rgb[..., 0].astype(int) - rgb[..., 1] > 60


ALPHA = hole(120, 150, 40, 45, 80, 105)


def test_a_pattern_goes_on_where_smoothing_would_blur_it() -> None:
    truth = stripes()
    golden = with_red(truth, ALPHA)
    blurred = cv2.inpaint(golden, ALPHA, 3, cv2.INPAINT_TELEA)

    def error(painted: Pixels) -> float:
        return float(np.abs(painted.astype(float) - truth)[ALPHA > 0].mean())

    assert error(fill(cut(golden, ALPHA), 1)) < 0.3 * error(blurred)


def test_a_straight_edge_stays_straight_across_the_hole() -> None:
    rgb = np.full((120, 150, 3), 200, np.uint8)
    rgb[60:] = 60
    painted = fill(cut(with_red(rgb, ALPHA), ALPHA), 1)
    assert np.abs(painted.astype(int) - rgb)[[*range(40, 58), *range(62, 80)]].max() < 12


def test_a_slow_change_of_light_goes_on_without_steps() -> None:
    y, x = np.mgrid[:120, :150]
    lamp = 100 + 80 * np.exp(-((x - 30) ** 2 + (y - 20) ** 2) / 80**2)
    rgb = lamp[..., None].repeat(3, -1).astype(np.uint8)
    painted = fill(cut(with_red(rgb, ALPHA), ALPHA), 1).astype(int)
    steps = np.abs(np.diff(painted, axis=1)).max(), np.abs(np.diff(painted, axis=0)).max()
    assert max(steps) <= 6
    assert np.abs(painted - rgb).mean(-1)[ALPHA > 0].mean() < 10


def test_grain_survives_at_the_cuts_own_size() -> None:
    rng = np.random.default_rng(0)
    rgb = (120 + rng.normal(0, 10, (900, 1000, 1))).clip(0, 255).repeat(3, -1).astype(np.uint8)
    alpha = hole(900, 1000, 300, 350, 600, 650)
    painted = fill(cut(with_red(rgb, alpha), alpha), 1)
    assert painted[alpha > 0].std() == pytest.approx(rgb.std(), rel=0.15)


@pytest.mark.parametrize(
    "alpha",
    [
        hole(120, 150, 60, 70, 61, 71),
        hole(120, 150, 0, 0, 45, 150),
        hole(120, 150, 0, 120, 120, 150),
        hole(120, 150, 20, 20, 100, 130),
        hole(120, 150, 4, 4, 116, 146),
        hole(120, 150, 0, 0, 120, 148),
    ],
    ids=["one pixel", "the top", "the right", "most of it", "all but a rim", "all but two columns"],
)
def test_the_removed_colour_is_nowhere_in_the_filling(alpha: Alpha) -> None:
    golden = with_red(stripes(), alpha)
    painted = fill(cut(golden, alpha), 3)
    assert painted.shape == golden.shape
    assert not reddish(painted).any()


def test_the_objects_fringe_is_not_continued() -> None:
    golden = with_red(stripes(), cv2.dilate(ALPHA, np.ones((3, 3))))
    assert not reddish(fill(cut(golden, ALPHA), 1))[ALPHA > 0].any()


def test_the_same_seed_gives_the_same_bytes_and_the_golden_is_left_alone() -> None:
    golden = with_red(stripes(), ALPHA)
    before = golden.copy()
    assert (fill(cut(golden, ALPHA), 7) == fill(cut(golden, ALPHA), 7)).all()
    assert (golden == before).all()


@pytest.mark.parametrize("size", [(5, 7), (1, 40), (2, 2)])
def test_pictures_too_small_for_a_pattern_are_filled_all_the_same(size: tuple[int, int]) -> None:
    rgb = np.full((*size, 3), 90, np.uint8)
    alpha = np.zeros(size, np.uint8)
    alpha[0, 0] = 255
    assert (fill(cut(with_red(rgb, alpha), alpha), 1) == 90).all()


def test_an_empty_region_changes_nothing_and_a_full_one_is_refused() -> None:
    rgb = stripes()
    assert (fill(cut(rgb, np.zeros((120, 150), np.uint8)), 1) == rgb).all()
    with pytest.raises(AskerError, match="nothing to fill it from"):
        fill(cut(rgb, np.full((120, 150), 255, np.uint8)), 1)


def test_progress_moves_forward_during_one_filling() -> None:
    heard: list[float] = []
    fill(cut(with_red(stripes(), ALPHA), ALPHA), 1, heard.append)
    assert len(heard) > 20
    assert heard == sorted(heard)
    assert heard[-1] <= 1
