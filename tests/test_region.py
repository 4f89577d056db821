"""The algebra of regions, with a segmenter that knows three rectangles and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from inference.errors import NotFound, PluginError, RegionRefused
from inference.nouns import Alpha, Operation, Pixels, Region
from inference.region import find, from_mask, overlay

SIZE = (60, 80)
RGB = np.random.default_rng(0).integers(0, 256, (*SIZE, 3), np.uint8)
THINGS = {"cup": (10, 30, 10, 40), "plate": (20, 50, 30, 70), "spoon": (40, 55, 5, 25)}
NAMES = some.sampled_from(sorted(THINGS))


class Shelf:
    """Answers with hard rectangles; `asked` keeps what reached it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        self.asked.append(phrase)
        if phrase not in THINGS:
            raise LookupError(f"I can't find a *{phrase}*")
        top, bottom, left, right = THINGS[phrase]
        alpha = np.zeros(SIZE, np.uint8)
        alpha[top:bottom, left:right] = 255
        return alpha, 0.8

    def sees(self, rgb: Pixels) -> list[str]:
        return sorted(THINGS)


def look(phrase: str, *protect: str, operation: Operation = Operation.REPLACE) -> Region:
    return find(RGB, phrase, protect, Shelf(), "shelf", operation)


@given(NAMES, NAMES)
def test_not_this_and_that_is_neither_of_them(one: str, other: str) -> None:
    union = look(f"everything but the {one} and the {other}").alpha
    assert np.array_equal(union, np.minimum(look(f"not {one}").alpha, look(f"not {other}").alpha))


@given(NAMES)
def test_a_thing_and_itself_is_the_thing(one: str) -> None:
    assert np.array_equal(look(f"{one} and {one}").alpha, look(one).alpha)


@given(NAMES, NAMES)
def test_what_is_protected_is_locked_whatever_was_asked(one: str, kept: str) -> None:
    inside = look(kept).alpha > 127
    for phrase in ("everything", f"{one} and {kept} {{+9}}", f"not {one}"):
        try:
            found = look(phrase, kept, operation=Operation.REMOVE)
        except RegionRefused:
            continue
        assert not found.alpha[inside].any()


def test_what_is_denied_never_reaches_the_segmenter_as_a_denial() -> None:
    shelf = Shelf()
    find(RGB, "plate but not the cup", (), shelf, "shelf")
    assert sorted(shelf.asked) == ["cup", "plate"]


def test_growing_and_shrinking_move_the_edge_by_so_many_pixels() -> None:
    plain = (look("cup").alpha > 127).sum()
    assert (look("cup {+3}").alpha > 127).sum() > plain > (look("cup {-3}").alpha > 127).sum()


def test_a_box_is_exactly_what_was_drawn() -> None:
    found = look("box 5,6,25,36")
    assert tuple(found.box) == (5, 6, 25, 36)
    assert set(np.unique(found.alpha)) == {0, 255}
    assert np.array_equal(found.alpha, look("box 5,6,25,36", operation=Operation.REMOVE).alpha)


def test_a_removal_takes_the_things_rim_along() -> None:
    plain, removed = look("cup").alpha, look("cup", operation=Operation.REMOVE).alpha
    assert (removed[plain > 0] == 255).mean() > 0.95
    assert (removed > 0).sum() > (plain > 0).sum()


def test_a_thing_that_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(NotFound, match=r"giraffe.*I can see: cup, plate, spoon") as refusal:
        look("giraffe")
    assert refusal.value.sees == ("cup", "plate", "spoon")


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [("box 3,3,4,4", "too little"), ("everything", "nothing would be left")],
)
def test_nearly_nothing_and_nearly_everything_are_refused(phrase: str, complaint: str) -> None:
    with pytest.raises(RegionRefused, match=complaint):
        look(phrase)


def test_an_answer_of_the_wrong_form_is_the_plugins_fault() -> None:
    with pytest.raises(PluginError, match="'odd'"):
        find(RGB, "cup", (), lambda rgb, phrase: np.zeros((3, 3), np.uint8), "odd")


def test_an_unsure_answer_says_so() -> None:
    def unsure(rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        return Shelf()(rgb, phrase)[0], 0.3

    assert "unsure" in find(RGB, "cup", (), unsure, "unsure").why
    assert "unsure" not in look("cup").why


def test_separate_parts_are_instances_largest_first() -> None:
    alpha = np.zeros(SIZE, np.uint8)
    alpha[5:15, 5:15] = alpha[20:50, 30:70] = 255
    assert [box.width for box in from_mask(alpha, "two").instances] == [40, 10]


def test_the_overlay_leaves_what_is_locked_as_it_is_and_veils_the_rest() -> None:
    alpha = np.zeros(SIZE, np.uint8)
    alpha[20:40, 20:60] = 255
    shown = overlay(RGB, from_mask(alpha, "x"))
    assert np.array_equal(shown[:10], RGB[:10])
    assert np.abs(shown[25:35, 30:50].astype(int) - RGB[25:35, 30:50]).mean() > 20
