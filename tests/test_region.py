"""From phrases to regions, with a segmenter that knows four shapes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.errors import Ambiguous, NotFound, PluginError, RegionRefused
from inference.nouns import Box, Operation, Region
from inference.phrases.given import MADE
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


def test_a_grown_edge_is_not_pulled_back_to_the_thing_it_left() -> None:
    plain = region("disc") > 127
    for by in (-6, -3, 3, 6):
        moved = region(f"disc {{{by:+d}}}") > 127
        wide = np.sqrt(moved.sum() / np.pi) - np.sqrt(plain.sum() / np.pi)
        assert wide == pytest.approx(by, abs=0.8)


def test_a_hand_made_mask_of_two_parts_is_meant_as_it_is() -> None:
    made = np.zeros((SIZE, SIZE), np.uint8)
    made[10:40, 10:40] = made[60:90, 60:90] = 255
    found = find(PICTURE, MADE, (), Shapes(), "s", given={MADE: made})
    assert (found.alpha == made).all()
    assert found.confidence == 1
    assert found.why == "Where it was drawn."


@pytest.mark.parametrize("operation", [Operation.REPLACE, Operation.REMOVE])
def test_what_people_gave_stays_as_they_gave_it_beside_what_was_found(operation: Operation) -> None:
    made = np.where(Y < 20, np.uint8(255), np.where(Y < 40, np.uint8(90), np.uint8(0)))
    planes = {MADE: made}
    alone = find(PICTURE, MADE, (), Shapes(), "shapes", operation, planes)
    assert (alone.alpha == made).all()
    both = find(PICTURE, "box 60,90,64,93 and left", (), Shapes(), "shapes")
    assert (both.alpha[90:93, 60:64] == 255).all(), "a small box is no speck"
    assert set(np.unique(both.alpha[86:, 56:68])) == {0, 255}


def test_instances_are_the_parts_from_left_to_right() -> None:
    found = find(PICTURE, "box 0,0,20,20 and box 50,50,90,90", (), Shapes(), "s")
    assert found.instances == (Box(0, 0, 20, 20), Box(50, 50, 90, 90))


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


class Row:
    """A segmenter that tells three dogs apart, and knows what stands out."""

    DOGS = ((4, 24), (36, 56), (66, 94))

    def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
        if phrase == "subject":
            return self.plane(*self.DOGS)
        if phrase in ("car", "cars"):
            return self.plane((0, 96), rows=(70, 90))
        if phrase not in ("dog", "dogs"):
            raise LookupError(f"I know no {phrase}")
        return self.plane(*self.DOGS)

    def instances(self, rgb: np.ndarray, phrase: str) -> list[tuple[np.ndarray, float]]:
        if phrase in ("car", "cars"):
            return [(self.plane(part, rows=(70, 90)), 0.8) for part in ((0, 48), (48, 96))]
        return [(self.plane(part), 0.9) for part in reversed(self.DOGS)]

    def sees(self, rgb: np.ndarray) -> list[str]:
        return ["dog", "car", "subject", "background"]

    def plane(self, *columns: tuple[int, int], rows: tuple[int, int] = (20, 60)) -> np.ndarray:
        alpha = np.zeros((SIZE, SIZE), np.uint8)
        for left, right in columns:
            alpha[slice(*rows), left:right] = 255
        return alpha


def dogs(phrase: str, *protect: str, picture: np.ndarray = PICTURE) -> Region:
    return find(picture, phrase, protect, Row(), "row")


@pytest.mark.parametrize(
    ("phrase", "left", "right"),
    [
        ("second dog", 36, 56), ("the last dog", 66, 94), ("left dog", 4, 24),
        ("the dog on the right", 66, 94), ("middle dog", 36, 56), ("largest dog", 66, 94),
        ("second dog from the right", 36, 56), ("dogs {#2,3} {#1}", 36, 56),
        ("two left dogs", 4, 56), ("all three dogs", 4, 94), ("dogs on the right", 66, 94),
        ("(dog but not cell a1) {#2} {+2}", 34, 58),
    ],
)  # fmt: skip
def test_a_pick_is_the_thing_that_people_mean(phrase: str, left: int, right: int) -> None:
    found = dogs(phrase)
    assert abs(found.box.x0 - left) <= 3
    assert abs(found.box.x1 - right) <= 3
    assert found.confidence >= 0.5


def test_one_named_where_three_are_is_shown_before_it_is_trusted() -> None:
    found = dogs("dog")
    assert len(found.instances) == 3
    assert found.confidence < 0.5
    assert "I see 3" in found.why
    assert dogs("dogs").confidence >= 0.5
    assert dogs("second dog").confidence >= 0.5


def test_the_numbers_on_the_overlay_are_those_that_a_pick_takes() -> None:
    whole = dogs("dogs but not cell a1")
    for number, box in enumerate(whole.instances, 1):
        assert dogs(f"(dogs but not cell a1) {{#{number}}}").instances == (box,)


@pytest.mark.parametrize(
    ("phrase", "offered"),
    [
        ("fourth dog", "third dog"), ("both dogs", "first of the dogs"),
        ("cat", "dog"), ("dgo but not car", "dog but not car"), ("it", "dog"),
        ("backgroud", "background"), ("car AND dog", "car"),
        ("everything", "everything except subject"),
    ],
)  # fmt: skip
def test_a_refusal_offers_what_would_work_nearest_first(phrase: str, offered: str) -> None:
    with pytest.raises(NotFound) as refusal:
        dogs(phrase)
    assert offered in refusal.value.sees[:3]
    for choice in refusal.value.sees[:1]:
        dogs(choice)


@pytest.mark.parametrize("phrase", ["fourth dog", "it", "both dogs", "top car AND dog", "one"])
def test_what_stays_open_is_asked_and_never_guessed(phrase: str) -> None:
    with pytest.raises(Ambiguous):
        dogs(phrase)


def test_a_side_of_one_thing_means_something_only_if_it_lies_there() -> None:
    assert find(PICTURE, "dots {#1} {#left}", (), Shapes(), "s").box.x1 < 48
    with pytest.raises(Ambiguous):
        find(PICTURE, "the disc on the left", (), Shapes(), "s")


def test_something_too_small_is_offered_grown_as_far_as_it_takes() -> None:
    with pytest.raises(RegionRefused) as refusal:
        region("speck")
    assert region(refusal.value.sees[0]).any()


def test_the_background_is_what_is_not_the_subject_where_nobody_knows_it() -> None:
    found = dogs("background")
    assert (found.alpha[30:50, 40:50] == 0).all()
    assert (found.alpha[64:] == 255).all()
    assert "main thing" in found.why


@pytest.mark.parametrize(("half", "offset"), [("red", 0), ("blue", 48)])
def test_a_colour_tells_things_apart_that_the_segmenter_knows_by_noun_only(
    half: str, offset: int
) -> None:
    picture = np.full((SIZE, SIZE, 3), 128, np.uint8)
    picture[70:90, :48], picture[70:90, 48:] = (200, 20, 30), (30, 60, 200)
    box = dogs(f"{half} car", picture=picture).box
    assert abs(box.x0 - offset) <= 2
    assert abs(box.x1 - offset - 48) <= 2
    with pytest.raises(NotFound, match="none that is green") as refusal:
        dogs("green car", picture=picture)
    assert refusal.value.sees[0] == "car"


def test_what_was_drawn_is_a_noun_for_as_long_as_it_is_given() -> None:
    given = {"drawing": SHAPES["disc"], "kept drawing": SHAPES["top"]}
    found = find(PICTURE, "drawing", ("kept drawing",), Shapes(), "s", given=given)
    assert not found.alpha[SHAPES["top"]].any()
    assert found.alpha[60, 48] == 255
    with pytest.raises(NotFound, match="no drawing"):
        region("drawing")


def test_a_cell_is_what_lies_there_and_a_cell_that_is_not_there_says_so() -> None:
    picture = np.full((240, 240, 3), 200, np.uint8)
    picture[100:140, 95:140] = (20, 40, 90)
    found = find(picture, "cell d4", (), Shapes(), "s")
    assert found.box.x0 > 60
    assert found.box.x1 < 180
    with pytest.raises(NotFound, match="no cell Z9"):
        find(picture, "cell z9", (), Shapes(), "s")


def test_all_of_a_cell_ends_where_the_cell_ends_whatever_edges_lie_near() -> None:
    stripes = np.repeat(np.arange(400) // 40 % 2 * 30 + 128, 3).reshape(1, 400, 3)
    picture = np.repeat(stripes, 400, axis=0).astype(np.uint8)
    found = find(picture, "cell c3", (), Shapes(), "s")
    assert found.why == "All of C3."
    assert found.box == Box(100, 100, 150, 150)
    assert found.alpha[found.box.slices].min() == 255


def test_specks_and_pinholes_go_whatever_the_size_of_the_picture() -> None:
    class Rough:
        def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
            unit = len(rgb) // 100
            alpha = np.zeros(rgb.shape[:2], bool)
            alpha[20 * unit : 60 * unit, 20 * unit : 60 * unit] = True
            alpha[40 * unit : 42 * unit, 40 * unit : 42 * unit] = False
            alpha[90 * unit : 92 * unit, 90 * unit : 92 * unit] = True
            return alpha

    for size in (100, 400):
        flat = np.full((size, size, 3), 90, np.uint8)
        alpha = find(flat, "blots", (), Rough(), "rough").alpha
        assert (alpha[size * 40 // 100, size * 41 // 100], alpha[-size * 9 // 100, -9]) == (255, 0)


def test_who_answered_and_why_comes_from_the_answer() -> None:
    class Told(NamedTuple):
        alpha: np.ndarray
        confidence: float
        by: str
        why: str

    class Teller:
        def __call__(self, rgb: np.ndarray, phrase: str) -> Told:
            return Told(SHAPES["disc"], 0.8, "an expert", f"Saw the {phrase}.")

    found = find(PICTURE, "bottles", (), Teller(), "teller")
    assert (found.segmenter, found.why) == ("an expert", "Saw the bottles.")
    assert found.confidence == pytest.approx(0.8)


def test_doubts_add_up_but_a_noun_is_doubted_once() -> None:
    class Doubtful(Shapes):
        def __call__(self, rgb: np.ndarray, phrase: str) -> tuple[np.ndarray, float]:
            return super().__call__(rgb, phrase), {"left": 0.7, "disc": 0.8}.get(phrase, 1.0)

    def sure(phrase: str, *protect: str) -> float:
        return find(PICTURE, phrase, protect, Doubtful(), "s").confidence

    assert sure("left") == sure("left and left") == pytest.approx(0.7)
    assert 0.56 < sure("left and disc") < 0.7
    assert sure("left", "disc") == sure("left but not disc") == sure("left and disc")


def test_a_protected_thing_that_is_not_there_stops_everything() -> None:
    with pytest.raises(NotFound, match="was to be protected"):
        region("disc", "cat")
