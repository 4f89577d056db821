"""The lettered grid: every spot has one name, at every size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.grid import cell, grid, letter
from inference.nouns import Box

SIDES = st.integers(1, 6000)


@pytest.mark.parametrize(
    ("size", "cells"),
    [
        ((1080, 1080), (8, 8)),
        ((1080, 1350), (6, 8)),
        ((1080, 1920), (4, 7)),
        ((1920, 1080), (7, 4)),
        ((1200, 628), (8, 4)),
        ((4000, 3000), (8, 6)),
        ((100, 60), (4, 2)),
        ((20, 20), (1, 1)),
        ((4000, 200), (8, 1)),
    ],
)
def test_cells_are_nearly_square_and_about_eight_on_the_longer_side(
    size: tuple[int, int], cells: tuple[int, int]
) -> None:
    assert grid(*size)[:2] == cells


@given(SIDES, SIDES)
def test_every_pixel_lies_in_exactly_one_cell(width: int, height: int) -> None:
    over = grid(width, height)
    names = [f"{letter(i)}{j + 1}" for i in range(over.columns) for j in range(over.rows)]
    found = [cell(name, width, height) for name in names]
    assert all(box and box.width > 0 and box.height > 0 for box in found)
    assert sum(box.width * box.height for box in found if box) == width * height


@given(st.integers(300, 1500), st.integers(300, 1500), st.integers(2, 4))
def test_a_picture_and_its_enlargement_have_the_same_grid(
    width: int, height: int, times: int
) -> None:
    small, large = cell("B2", width, height), cell("B2", width * times, height * times)
    assert grid(width, height)[:2] == grid(width * times, height * times)[:2]
    assert small
    assert large
    assert max(abs(a * times - b) for a, b in zip(small, large, strict=True)) <= times


@pytest.mark.parametrize("name", ["C3", "c3", "C 3", " c 3 "])
def test_a_cell_is_named_as_people_type(name: str) -> None:
    assert cell(name, 800, 800) == Box(200, 200, 300, 300)


@pytest.mark.parametrize("name", ["C3-D4", "c3:d4", "D4 to C3", "c4–d3"])
def test_a_rectangle_of_cells_has_a_name_from_any_corner(name: str) -> None:
    assert cell(name, 800, 800) == Box(200, 200, 400, 400)


@pytest.mark.parametrize("name", ["", "I1", "A9", "A0", "C3PO", "33", "C3-", "Z9-A1"])
def test_what_is_no_cell_of_the_picture_is_none(name: str) -> None:
    assert cell(name, 800, 800) is None


def test_the_last_cell_is_in_the_lower_right_corner() -> None:
    box = cell(grid(1080, 1350).last, 1080, 1350)
    assert box
    assert (box.x1, box.y1) == (1080, 1350)
