"""Soft edges: as wide as hair needs, as narrow as a product wants."""

import cv2
import numpy as np
import pytest
from PIL import Image

from inference import matte
from inference.matte import foreground, soften
from tests.needs import photo

RED, BLUE = np.array([200, 40, 30]), np.array([30, 60, 190])


def disc(size: int = 240, radius: int = 80) -> np.ndarray:
    y, x = np.mgrid[:size, :size]
    return (x - size / 2) ** 2 + (y - size / 2) ** 2 < radius**2


def scene(share: np.ndarray) -> np.ndarray:
    """Red where share is 1, blue where it is 0, mixed between, with a little grain."""
    noise = np.random.default_rng(1).normal(0, 2, (*share.shape, 3))
    mixed = share[..., None] * RED + (1 - share[..., None]) * BLUE + noise
    return np.clip(mixed, 0, 255).astype(np.uint8)


def as_alpha(hard: np.ndarray) -> np.ndarray:
    return hard.astype(np.uint8) * 255


def test_a_clean_edge_stays_a_few_pixels_wide_and_the_rest_is_zero_or_full() -> None:
    hard = disc()
    share = cv2.GaussianBlur(hard.astype(np.float64), (0, 0), 0.7)
    alpha = soften(scene(share), as_alpha(hard))
    soft = (alpha > 0) & (alpha < 255)
    edge = cv2.morphologyEx(as_alpha(hard), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    assert soft.sum() / (edge.sum() / 2) < 3.5
    assert (alpha[hard & ~cv2.dilate(as_alpha(edge), np.ones((9, 9))).astype(bool)] == 255).all()


def test_an_edge_that_is_off_by_two_pixels_is_moved_to_where_it_is() -> None:
    share = cv2.GaussianBlur(disc().astype(np.float64), (0, 0), 0.7)
    late = cv2.dilate(as_alpha(disc()), np.ones((5, 5), np.uint8))
    alpha = soften(scene(share), late) / 255
    assert np.abs(alpha - share).sum() < 0.35 * np.abs(late / 255 - share).sum()


def test_half_covered_pixels_get_half() -> None:
    share = np.clip((np.arange(240)[None, :] - 117) / 6, 0, 1) * np.ones((240, 1))
    alpha = soften(scene(share), as_alpha(share > 0.5)) / 255
    assert np.abs(alpha - share).mean() < 0.006


def test_no_specks_stand_away_from_the_edge() -> None:
    rgb = np.asarray(Image.open(photo("coffee.png")).convert("RGB"))
    round_ = np.zeros(rgb.shape[:2], np.uint8)
    cv2.ellipse(round_, (280, 210), (200, 180), 0, 0, 360, 255, -1)
    alpha = soften(rgb, round_)
    for side, home in ((alpha > 0, round_ > 0), (alpha < 255, round_ == 0)):
        count, parts = cv2.connectedComponents(side.astype(np.uint8))
        assert set(np.unique(parts[side & home])) == set(range(1, count))


@pytest.mark.parametrize("value", [0, 255])
def test_one_side_only_is_left_as_it_is(value: int) -> None:
    alpha = np.full((20, 30), value, np.uint8)
    assert (soften(np.zeros((20, 30, 3), np.uint8), alpha) == alpha).all()


def test_a_large_picture_gets_the_edge_of_the_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hard = disc(480, 160)
    share = cv2.GaussianBlur(hard.astype(np.float64), (0, 0), 1.5)
    rgb = scene(share)
    monkeypatch.setattr(matte, "WORK_PIXELS", 240 * 240)
    alpha = soften(rgb, as_alpha(hard)) / 255
    assert np.abs(alpha - share).max() < 0.25
    assert np.abs(alpha - share).mean() < 0.003


def test_the_lemurs_fur_is_twice_as_right_as_a_hard_edge() -> None:
    rgb = np.asarray(Image.open(photo("lemur.png")).convert("RGB"))
    truth = np.asarray(Image.open(photo("masks/lemur_alpha_GT.png")).convert("L")) / 255
    alpha = soften(rgb, as_alpha(truth > 0.5)) / 255
    assert np.abs(alpha - truth).sum() < 0.52 * np.abs((truth > 0.5) - truth).sum()
    assert ((alpha - truth) ** 2).mean() < 0.001


def test_the_foreground_has_nothing_of_the_old_background() -> None:
    share = cv2.GaussianBlur(disc().astype(np.float64), (0, 0), 2)
    rgb, alpha = scene(share), np.rint(255 * share).astype(np.uint8)
    stays = foreground(rgb, alpha)
    soft = (alpha > 0) & (alpha < 255)
    stain = (1 - share)[soft][:, None] * np.abs(rgb[soft] - BLUE)
    left = (1 - share)[soft][:, None] * np.abs(stays[soft] - BLUE)
    assert left.mean() < 0.3 * stain.mean()
    assert (stays[~soft] == rgb[~soft]).all()
