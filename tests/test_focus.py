"""A plate is as far out of focus as the golden's own background, and no grainier."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from inference.nouns import Box, Cut, Pixels
from inference.painters.backdrop.lens import defocus
from inference.painters.backdrop.light import to_codes, to_light
from inference.painters.backdrop.subject import look
from inference.plates.focus import denoised, refocused, softness

SIZE = HEIGHT, WIDTH = 320, 480
EVERYWHERE = np.ones(SIZE, np.bool_)


def bricks(radius: float = 0, grain: float = 0) -> Pixels:
    """Crisp boxes of many tones, out of focus by a disc of that radius, with grain on top."""
    random = np.random.default_rng(5)
    tones = random.integers(30, 225, (HEIGHT // 40, WIDTH // 40, 1)).astype(np.float32)
    rgb = np.repeat(np.repeat(tones, 40, 0), 40, 1).repeat(3, 2)
    rgb = defocus(rgb, radius) + random.normal(0, grain, (*SIZE, 3))
    return np.rint(rgb).clip(0, 255).astype(np.uint8)


def golden(background: Pixels, feet: int = 260) -> Cut:
    """A locked box standing before it."""
    rgb, alpha = background.copy(), np.full(SIZE, 255, np.uint8)
    rgb[80:feet, 200:280], alpha[80:feet, 200:280] = (90, 60, 50), 0
    return Cut(rgb, alpha, Box(0, 0, WIDTH, HEIGHT), Fraction(1))


def behind(cut: Cut, plate: Pixels) -> Pixels:
    return np.rint(to_codes(refocused(to_light(plate), cut, look(cut)))).astype(np.uint8)


@pytest.mark.parametrize("grain", [0, 4])
@pytest.mark.parametrize("radius", [2, 4, 6, 10])
def test_the_blur_of_a_lens_is_measured(radius: int, grain: int) -> None:
    assert softness(bricks(radius, grain), EVERYWHERE) == pytest.approx(0.6 * radius, rel=0.15)


def test_what_has_no_edges_says_nothing() -> None:
    assert softness(np.full((*SIZE, 3), 90, np.uint8), EVERYWHERE) is None


def test_a_crisp_plate_is_softened_to_the_goldens_background() -> None:
    far = np.broadcast_to((np.arange(HEIGHT) < 100)[:, None], SIZE)
    mine = behind(golden(bricks(5)), bricks())
    assert softness(mine, far) == pytest.approx(3.0, rel=0.25)


def test_behind_a_crisp_golden_a_plate_stays_as_it_is_and_a_soft_one_is_not_sharpened() -> None:
    for plate in (bricks(), bricks(5)):
        assert (behind(golden(bricks()), plate) == plate).all()


def test_the_ground_at_the_feet_stays_crisp() -> None:
    mine, plate = behind(golden(bricks(5)), bricks()), bricks()
    assert (mine[254:264] == plate[254:264]).mean() > 0.95
    assert (mine[:100] == plate[:100]).mean() < 0.8


def test_behind_what_the_frame_cuts_off_everything_is_far() -> None:
    cut = golden(bricks(5), feet=HEIGHT)
    near = np.broadcast_to((np.arange(HEIGHT) > 220)[:, None], SIZE)
    assert softness(behind(cut, bricks()), near) == pytest.approx(3.0, rel=0.25)


def test_a_noisy_plate_loses_its_grain_but_not_its_edges() -> None:
    noisy, clean = bricks(grain=8), bricks()
    mine = denoised(noisy, golden(bricks()))
    inside = cv2.erode((cv2.morphologyEx(clean, cv2.MORPH_GRADIENT, np.ones((3, 3))) == 0)
                       .all(-1).astype(np.uint8), np.ones((9, 9))) > 0  # fmt: skip
    away = np.abs(mine.astype(float) - clean)
    assert away[inside].mean() < 0.5 * np.abs(noisy.astype(float) - clean)[inside].mean()
    assert softness(mine, EVERYWHERE) < 0.9


def test_a_plate_as_grainy_as_the_golden_is_left_alone() -> None:
    noisy = bricks(grain=4)
    assert denoised(noisy, golden(noisy)) is noisy
