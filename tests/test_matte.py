"""Soft edges: exact away from the edge, thin where it is clean, true where it is fur."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from inference import matte
from tests.needs import PHOTOS, photo


def disc(side: int = 160) -> tuple[np.ndarray, np.ndarray]:
    """A clean red disc on blue, antialiased, and its hard mask."""
    y, x = np.mgrid[:side, :side]
    away = np.hypot(x - side / 2, y - side / 2)
    share = np.clip(side / 4 + 0.5 - away, 0, 1)[..., None]
    rgb = share * (200, 40, 40) + (1 - share) * (40, 60, 180)
    return rgb.round().astype(np.uint8), np.where(away < side / 4, np.uint8(255), np.uint8(0))


def test_a_clean_edge_stays_a_few_pixels_wide_and_all_else_is_exact() -> None:
    rgb, hard = disc()
    soft = matte.soften(rgb, hard)
    mixed = (soft > 0) & (soft < 255)
    assert 0 < mixed.sum() < 4 * np.pi * 80
    y, x = np.nonzero(mixed)
    assert np.abs(np.hypot(x - 80, y - 80) - 40).max() < 4


@pytest.mark.parametrize("value", [0, 255])
def test_a_mask_without_an_edge_is_returned_as_it_is(value: int) -> None:
    rgb, hard = disc(40)
    whole = np.full_like(hard, value)
    assert np.array_equal(matte.soften(rgb, whole), whole)


def test_fur_is_nearer_to_the_true_alpha_than_the_hard_mask() -> None:
    file = PHOTOS / "masks" / "lemur_alpha_GT.png"
    if not file.is_file():
        pytest.skip("the true alpha of the lemur is not here")
    with Image.open(photo("lemur.png")) as image, Image.open(file) as alpha:
        rgb, true = np.asarray(image.convert("RGB")), np.asarray(alpha.convert("L"))
    hard = np.where(true > 127, np.uint8(255), np.uint8(0))
    ours = matte.soften(rgb, hard).astype(float)
    assert np.abs(ours - true).sum() < 0.75 * np.abs(hard.astype(float) - true).sum()


def test_the_foreground_of_a_mixed_pixel_has_nothing_of_the_background() -> None:
    rgb, hard = disc()
    soft = matte.soften(rgb, 255 - hard)  # the wall changes, the disc stays
    kept = matte.foreground(rgb, soft)
    mixed = (soft > 30) & (soft < 225)
    assert np.abs(kept[mixed].astype(int) - (200, 40, 40)).mean() < 12
    assert np.array_equal(kept[soft == 0], rgb[soft == 0])
