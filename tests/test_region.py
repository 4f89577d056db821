"""From phrases to regions, with a segmenter that knows four shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.errors import NotFound, PluginError, RegionRefused
from inference.nouns import Box, Operation
from inference.overlay import overlay
from inference.region import find, from_mask

SIZE = 96
Y, X = np.mgrid[:SIZE, :SIZE]
SHAPES = {
    "left": X < 40,
    "top": Y < 50,
    "disc": (X - 48) ** 2 + (Y - 48) ** 2 < 30**2,
    "dots": (X % 48 < 16) & (Y % 48 < 16),
    "speck": (X == 0) & (Y == 0),
}
NOUNS = st.sampled_from(["left", "top", "disc", "dots"])
PICTURE = np.random.default_rng(5).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)


class Shapes:
    """A segmenter as a stranger would write it: no import from us."""

    def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
        if phrase not in SHAPES:
            raise LookupError(f"No {phrase} here")
        return SHAPES[phrase].astype(np.uint8) * 255

    def sees(self, rgb: np.ndarray) -> list[str]:
        return ["left", "disc"]


def region(phrase: str, *protect: str) -> np.ndarray:
    return find(PICTURE, phrase, protect, Shapes(), "shapes").alpha


@given(NOUNS, NOUNS)
@settings(deadline=None, max_examples=20)
def test_de_morgans_laws_hold_to_the_bit(one: str, other: str) -> None:
    whole = region(f"not {one} and {other}")
    assert (whole == region(f"everything but {one} and {other}")).all()
    assert (whole == region(f"not {one} but not {other}")).all()


@given(NOUNS, NOUNS)
@settings(deadline=None, max_examples=20)
def test_union_commutes_and_repeating_changes_nothing(one: str, other: str) -> None:
    assert (region(f"{one} and {other}") == region(f"{other} and {one}")).all()
    assert (region(f"{one} and {one}") == region(one)).all()


KEPT = {
    "disc": SHAPES["disc"],
    "dots": SHAPES["dots"],
    "not top": ~SHAPES["top"],
    "box 10,10,60,60": (X >= 10) & (X < 60) & (Y >= 10) & (Y < 60),
    "box 10,10,60,60 {+3}": (X >= 10) & (X < 60) & (Y >= 7) & (Y < 63),
}


@given(NOUNS, st.sampled_from(sorted(KEPT)), st.sampled_from(Operation))
@settings(deadline=None, max_examples=40)
def test_a_protected_phrase_is_locked_whatever_is_done(
    noun: str, kept: str, operation: Operation
) -> None:
    try:
        alpha = find(PICTURE, f"{noun} {{+4}}", (kept,), Shapes(), "shapes", operation).alpha
    except RegionRefused:
        return
    assert not alpha[KEPT[kept]].any()


@given(NOUNS)
@settings(deadline=None, max_examples=8)
def test_the_same_question_has_the_same_answer(noun: str) -> None:
    assert region(noun).tobytes() == region(noun).tobytes()


@given(st.integers(0, 80), st.integers(0, 80), st.integers(6, 90), st.integers(6, 90))
@settings(deadline=None, max_examples=30)
def test_a_box_is_exact(x: int, y: int, width: int, height: int) -> None:
    wanted = np.zeros((SIZE, SIZE), np.uint8)
    wanted[y : y + height, x : x + width] = 255
    if not 0.001 < wanted.mean() / 255 < 0.98:
        return
    found = find(PICTURE, f"box {x},{y},{x + width},{y + height}", (), Shapes(), "shapes")
    assert (found.alpha == wanted).all()
    assert found.confidence == 1
    assert found.box == Box(x, y, min(x + width, SIZE), min(y + height, SIZE))


def test_a_box_cut_out_of_something_soft_keeps_its_hard_edge() -> None:
    alpha = region("everything but box 20,20,60,60")
    assert (alpha[20:60, 20:60] == 0).all()
    assert set(np.unique(alpha)) == {0, 255}


def test_growing_and_shrinking_move_the_edge_by_so_many_pixels() -> None:
    box = "box 30,30,60,60"
    assert find(PICTURE, f"{box} {{+5}}", (), Shapes(), "s").box == Box(25, 25, 65, 65)
    assert find(PICTURE, f"{box} {{-5}}", (), Shapes(), "s").box == Box(35, 35, 55, 55)


def test_instances_are_the_parts_largest_first() -> None:
    found = find(PICTURE, "box 0,0,20,20 and box 50,50,90,90", (), Shapes(), "s")
    assert found.instances == (Box(50, 50, 90, 90), Box(0, 0, 20, 20))


def test_protecting_everything_else_asks_nobody() -> None:
    assert (region("disc", "everything else") == region("disc")).all()


def test_a_strangers_lookup_error_says_what_there_is() -> None:
    with pytest.raises(NotFound, match=r"No cat here. I can see: left, disc.") as refusal:
        region("cat")
    assert refusal.value.sees == ("left", "disc")


def test_a_mistake_inside_a_segmenter_is_not_taken_for_a_refusal() -> None:
    class Broken:
        def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
            return {}["weights"]

    with pytest.raises(KeyError):
        find(PICTURE, "cat", (), Broken(), "broken")


def test_an_answer_of_the_wrong_form_names_the_segmenter() -> None:
    class Wrong:
        def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
            return np.zeros((2, 2))

    with pytest.raises(PluginError, match="wrong"):
        find(PICTURE, "cat", (), Wrong(), "wrong")


def test_too_little_and_nearly_everything_are_refused() -> None:
    with pytest.raises(RegionRefused, match="too little"):
        region("speck")
    with pytest.raises(RegionRefused, match="nothing would be left"):
        region("everything")
    with pytest.raises(RegionRefused, match="protected parts"):
        region("disc", "disc")


def test_a_confirmed_mask_is_taken_as_it_is() -> None:
    alpha = SHAPES["disc"].astype(np.uint8) * 200
    found = from_mask(alpha, "disc")
    assert found.alpha is alpha
    assert found.confidence == 1


def test_what_is_denied_never_reaches_the_segmenter_as_a_denial() -> None:
    asked = []

    class Listener(Shapes):
        def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
            asked.append(phrase)
            return super().__call__(rgb, phrase)

    find(PICTURE, "left but not the disc", ("top",), Listener(), "listener")
    assert sorted(asked) == ["disc", "left", "top"]


def test_taking_a_thing_from_a_larger_one_leaves_no_rim_where_their_edges_meet() -> None:
    alpha = region("left", "box 0,0,40,96 but not box 0,0,40,60")
    assert not alpha[72:].any()


def test_a_removal_takes_the_rim_along_but_nothing_protected() -> None:
    plain = region("disc")
    removed = find(PICTURE, "disc", ("top",), Shapes(), "s", Operation.REMOVE).alpha
    below = np.s_[60:]
    assert (removed[below] > 0).sum() > (plain[below] > 0).sum()
    assert not removed[SHAPES["top"]].any()


def test_an_unsure_answer_says_so() -> None:
    class Unsure(Shapes):
        def __call__(self, rgb: np.ndarray, phrase: str) -> tuple[np.ndarray, float]:
            return super().__call__(rgb, phrase), 0.3

    assert "unsure" in find(PICTURE, "disc", (), Unsure(), "unsure").why
    assert "unsure" not in find(PICTURE, "disc", (), Shapes(), "shapes").why


def test_the_why_names_what_is_locked() -> None:
    found = find(PICTURE, "left", ("disc",), Shapes(), "shapes")
    assert "Found *left*." in found.why
    assert "disc" in found.why


def test_the_overlay_shows_locked_pixels_as_they_are() -> None:
    found = find(PICTURE, "box 30,30,80,80", (), Shapes(), "shapes")
    shown = overlay(PICTURE, found)
    far = np.ones((SIZE, SIZE), bool)
    far[22:88, 22:88] = False
    assert (shown[far] == PICTURE[far]).all()
    assert (shown[40:70, 40:70] != PICTURE[40:70, 40:70]).any(-1).mean() > 0.95


@pytest.mark.parametrize("level", [0, 90, 255])
def test_the_veil_and_its_outline_are_told_from_any_grey_without_colour(level: int) -> None:
    grey = np.full((200, 200, 3), level, np.uint8)
    alpha = np.zeros((200, 200), np.uint8)
    alpha[50:150, 50:150] = 255
    light = overlay(grey, from_mask(alpha, "box")).astype(float).mean(-1)
    assert np.ptp(light[44:56, 100]) > 100, "the outline"
    assert np.ptp(light[80:120, 80:120]) > 8, "the hatching"
