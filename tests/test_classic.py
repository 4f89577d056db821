"""The built-in painter takes what it can do well and refuses the rest in a useful sentence."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from inference.errors import AskerError
from inference.nouns import Box, Cut, Operation
from inference.painters.classic import Classic, lies_behind


def thing(height: int = 90, width: int = 120) -> Cut:
    """A shaded red box in the middle of a grey wall; the region is the box."""
    rgb = np.full((height, width, 3), 150, np.uint8)
    rgb[30:60, 40:80] = np.linspace(120, 220, 40)[:, None].astype(np.uint8) * np.array(
        [1, 0, 0], np.uint8
    )
    alpha = np.zeros((height, width), np.uint8)
    alpha[30:60, 40:80] = 255
    return Cut(rgb, alpha, Box(0, 0, width, height), Fraction(1))


def around() -> Cut:
    """The same picture; the region is everything but the box."""
    cut = thing()
    return Cut(cut.rgb, 255 - cut.alpha, cut.box, cut.scale)


@pytest.mark.parametrize(
    "phrase",
    ["background", "the back ground", "backdrop", "everything but the mug", "surroundings", "sky",
     "the wall", "behind the dog", "scene"],
)  # fmt: skip
def test_a_background_is_known_by_its_name(phrase: str) -> None:
    assert lies_behind(thing(), phrase)


@pytest.mark.parametrize(
    "phrase",
    ["mug", "person in the background", "the lamp on the wall", "wall clock", "skydiver",
     "the sign behind", "bird in the sky"],
)  # fmt: skip
def test_a_thing_in_front_of_a_background_is_no_background(phrase: str) -> None:
    assert not lies_behind(thing(), phrase)


def test_a_background_is_known_by_filling_the_border_too() -> None:
    assert lies_behind(around(), "box 0,0,120,90")


def test_swapping_a_thing_for_a_colour_is_a_recolour() -> None:
    cut = thing()
    swapped = next(Classic()(cut, "teal", [1], Operation.REPLACE, "box"))
    recoloured = next(Classic()(cut, "teal", [1], Operation.RECOLOUR, "box"))
    assert (swapped == recoloured).all()
    assert not (swapped == cut.rgb).all()


def test_a_wall_keeps_its_texture_under_a_new_colour_but_a_background_becomes_paper() -> None:
    cut = around()
    wall = next(Classic()(cut, "teal", [1], Operation.REPLACE, "wall"))
    paper = next(Classic()(cut, "teal", [1], Operation.REPLACE, "background"))
    assert np.ptp(wall[cut.alpha > 0].astype(int), 0).max() == 0
    assert np.ptp(paper[cut.alpha > 0].astype(int), 0).max() > 0


def test_a_removal_leaves_the_wall() -> None:
    painted = next(Classic()(thing(), "", [1], Operation.REMOVE, "box"))
    assert np.abs(painted.astype(int) - 150).max() <= 1


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (Operation.REPLACE, "can't turn the mug into a green bottle"),
        (Operation.ADD, "can't add a green bottle"),
        (Operation.FIX, "can't fix the mug"),
    ],
)
def test_what_it_cannot_paint_is_refused_before_the_first_picture(
    operation: Operation, said: str
) -> None:
    with pytest.raises(AskerError, match=said) as refusal:
        Classic()(thing(), "a green bottle", [1, 2], operation, "mug")
    assert "recolour mug to teal" in str(refusal.value)
    assert "remove mug" in str(refusal.value)


@pytest.mark.parametrize("operation", [Operation.RECOLOUR, Operation.REPLACE])
def test_words_it_does_not_know_are_refused_before_the_first_picture(operation: Operation) -> None:
    with pytest.raises(AskerError):
        Classic()(around(), "zxqwv", [1], operation, "background")


def test_progress_rises_to_one_over_all_pictures() -> None:
    heard: list[float] = []
    pictures = list(Classic()(thing(), "", [1, 2], Operation.REMOVE, "box", progress=heard.append))
    assert len(pictures) == 2
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert any(0 < step < 0.5 for step in heard)


def test_a_recolour_is_remarked_with_the_difference_reached() -> None:
    cut, painter = thing(), Classic()
    painted = next(painter(cut, "teal", [1], Operation.RECOLOUR, "box"))
    assert "ΔE00" in painter.remarks(cut, painted, "teal", Operation.RECOLOUR, "box")[0]
    assert painter.remarks(cut, painted, "", Operation.REMOVE, "box") == ()
    assert painter.remarks(around(), painted, "teal", Operation.REPLACE, "background") == ()
