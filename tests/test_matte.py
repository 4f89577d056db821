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


def test_texture_that_both_sides_share_is_no_hair() -> None:
    rgb = np.asarray(Image.open(photo("chelsea.png")).convert("RGB"))
    y, x = np.mgrid[: rgb.shape[0], : rgb.shape[1]]
    away = np.hypot(x - 225, y - 150)  # between her eyes: the same fur inside and outside
    alpha = soften(rgb, as_alpha(away < 60))
    soft = (alpha > 12) & (alpha < 243)
    assert soft.sum() / (2 * np.pi * 60) < 4.5
    assert ((alpha > 127) == (away < 60))[np.abs(away - 60) < 8].mean() > 0.985


def test_fur_gets_a_wider_band_than_the_edge_of_a_thing() -> None:
    y, x = np.mgrid[:240, :240]
    turn, away = np.arctan2(y - 120, x - 120), np.hypot(x - 120, y - 120)
    hairs = 80 + 5 * np.sin(turn * 90)
    fur = soften(scene(np.clip((hairs - away) / 3 + 0.5, 0, 1)), as_alpha(disc()))
    thing = soften(scene(np.clip(80.5 - away, 0, 1)), as_alpha(disc()))
    far = np.abs(away - 80) > matte._narrow(fur.shape) * 1.2
    assert ((fur > 0) & (fur < 255) & far).any()
    assert not ((thing > 0) & (thing < 255) & far).any()


def test_a_trimap_is_solved_where_it_is_neither_black_nor_white() -> None:
    share = np.clip((np.arange(240)[None, :] - 110) / 20, 0, 1) * np.ones((240, 1))
    trimap = np.where(share == 1, 255, np.where(share == 0, 0, 128)).astype(np.uint8)
    alpha = matte.within(scene(share), trimap)
    assert np.abs(alpha / 255 - share).mean() < 0.005
    assert (alpha[trimap == 255] == 255).all()
    assert (alpha[trimap == 0] == 0).all()
    assert (matte.within(scene(share), as_alpha(share > 0.5)) == as_alpha(share > 0.5)).all()


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


def test_the_lemurs_fur_is_far_closer_than_a_hard_edge() -> None:
    rgb = np.asarray(Image.open(photo("lemur.png")).convert("RGB"))
    truth = np.asarray(Image.open(photo("masks/lemur_alpha_GT.png")).convert("L")) / 255
    alpha = soften(rgb, as_alpha(truth > 0.5)) / 255
    assert np.abs(alpha - truth).sum() < 0.38 * np.abs((truth > 0.5) - truth).sum()
    assert ((alpha - truth) ** 2).mean() < 0.0004


def test_the_foreground_has_nothing_of_the_old_background() -> None:
    share = cv2.GaussianBlur(disc().astype(np.float64), (0, 0), 2)
    rgb, alpha = scene(share), np.rint(255 * share).astype(np.uint8)
    stays = foreground(rgb, alpha)
    soft = (alpha > 0) & (alpha < 255)
    stain = (1 - share)[soft][:, None] * np.abs(rgb[soft] - BLUE)
    left = (1 - share)[soft][:, None] * np.abs(stays[soft] - BLUE)
    assert left.mean() < 0.3 * stain.mean()
    assert (stays[~soft] == rgb[~soft]).all()
