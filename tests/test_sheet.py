"""Pictures for people: labels stay inside, cells stay apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.sheet import GAP, contact_sheet, fit_pixels, labelled

GREY = 120


def plain(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), GREY, np.uint8)


@pytest.mark.parametrize("size", [(500, 800), (900, 200), (60, 90), (2000, 3000)])
def test_a_label_stays_inside_its_picture(size: tuple[int, int]):
    shown = labelled(plain(*size), "Variant 12 of 12 · preview")
    changed = (shown != GREY).any(axis=-1)
    assert changed.any()
    assert not changed[: shown.shape[0] // 8].any()
    assert not changed[:, -1].any()


def test_a_picture_too_small_for_a_label_goes_without():
    assert (labelled(plain(16, 30), "Variant 1 of 4 · preview") == GREY).all()


def test_a_preview_is_no_larger_than_asked_and_never_enlarged():
    assert labelled(plain(2000, 3000), "x").shape == (1067, 1600, 3)
    assert labelled(plain(50, 80), "x").shape == (50, 80, 3)
    assert fit_pixels(plain(100, 400), 200).shape == (50, 200, 3)


def test_the_golden_is_not_drawn_on():
    rgb = plain(200, 300)
    labelled(rgb, "Variant 1 of 4")
    contact_sheet([("golden", rgb)])
    assert (rgb == GREY).all()


@given(st.integers(1, 13), st.integers(16, 900), st.integers(16, 900), st.text(max_size=90))
@settings(max_examples=25, deadline=None)
def test_a_sheet_keeps_a_margin_whatever_its_labels_say(count, height, width, label):
    sheet = contact_sheet([(label, plain(height, width))] * count, side=240)
    assert (sheet[:GAP] == 255).all()
    assert (sheet[:, -GAP + 2 :] == 255).all()
    assert (sheet == GREY).any()


def test_six_wide_pictures_stand_in_two_columns_of_the_same_size():
    sheet = contact_sheet([(f"variant {n}", plain(400, 600)) for n in range(6)], side=600)
    row = (sheet[GAP + 200] == GREY).all(axis=-1)
    assert row.sum() == 2 * 600
