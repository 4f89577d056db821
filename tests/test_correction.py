"""Corrections: what people type is read, what they say to each other is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.correction import Act, Correction, applied, in_words, read
from inference.errors import BadInstruction
from inference.nouns import Box
from inference.phrase import parse, written
from inference.segmenters import boxes
from tests.talk import CORRECTIONS, TALK

SIZE = (1080, 1350)


@pytest.mark.parametrize(("words", "meant"), CORRECTIONS.items())
def test_what_people_type_is_read(words: str, meant: str) -> None:
    assert "; ".join(f"{each.act} {each.what}".strip() for each in read(words)) == meant


@pytest.mark.parametrize("words", TALK)
def test_what_people_say_to_each_other_is_not_read(words: str) -> None:
    assert read(words) == ()


def test_how_far_is_read() -> None:
    assert (
        read("grow by 12")
        == read("12 px bigger")
        == read("+12")
        == (Correction(Act.GROW, pixels=12),)
    )
    assert read("shrink a lot") == (Correction(Act.SHRINK, much=True),)
    assert read("move it left by 40 px") == (Correction(Act.MOVE, "left", 40),)


def after(
    phrase: str, *messages: str, protect: tuple[str, ...] = ()
) -> tuple[str, tuple[str, ...]]:
    """One message after the other."""
    for words in messages:
        assert read(words), words
        phrase, protect = applied(read(words), phrase, protect, *SIZE)
    return phrase, protect


@pytest.mark.parametrize(
    ("phrase", "messages", "wanted"),
    [
        ("background", ["grow"], "background {+12}"),
        ("background", ["grow", "grow"], "background {+24}"),
        ("background", ["grow by 6", "shrink by 10"], "background {-4}"),
        ("background", ["grow by 6", "shrink by 6"], "background"),
        ("shirt but not logo", ["grow"], "shirt {+12} but not logo"),
        ("everything except bottle", ["grow by 4"], "(everything except bottle) {+4}"),
        ("cup and plate", ["grow by 4"], "(cup and plate) {+4}"),
        ("background", ["invert"], "NOT background"),
        ("cup and plate", ["invert", "invert"], "cup and plate"),
        ("people", ["pick 2 and 3"], "people {#2,3}"),
        ("people", ["pick 2 and 3", "pick 2"], "people {#3}"),
        ("people", ["pick 1, 3 and 4", "not 2"], "people {#1,4}"),
        ("people", ["not 1", "not 1"], "people but not people {#1,2}"),
        ("people", ["not 1", "pick 2"], "people {#3}"),
        ("people", ["only the left one"], "people {#left}"),
        ("people", ["only the last one"], "people {#-1}"),
        ("shirt", ["add C3, not D4"], "(shirt and cell c3) but not cell d4"),
        ("shirt", ["not D4 or D5"], "shirt but not cell d4 but not cell d5"),
        ("shirt", ["not D4", "add D4"], "shirt"),
        ("shirt", ["add C3", "not C3"], "shirt"),
        ("shirt", ["add C3", "add C3"], "shirt and cell c3"),
        ("shirt", ["only the hat"], "hat"),
        ("shirt", ["without the left button"], "shirt but not button {#left}"),
    ],
)
def test_a_correction_is_a_change_of_the_phrase(
    phrase: str, messages: list[str], wanted: str
) -> None:
    found, _ = after(phrase, *messages)
    assert parse(found) == parse(wanted)
    assert found == written(parse(found))


def test_what_is_protected_is_so_once_until_it_is_asked_for() -> None:
    assert after("shirt", "protect the face", "keep the face and hair") == (
        "shirt",
        ("face", "hair"),
    )
    assert after("shirt", "add the face", protect=("face",)) == ("shirt and face", ())


def placed(*messages: str) -> Box | None:
    return boxes.read(after("box 400,500,700,900", *messages)[0])


def test_a_box_moves_and_grows_in_numbers() -> None:
    assert placed("move left") == Box(292, 500, 592, 900)
    assert placed("move it down by 50 px") == Box(400, 550, 700, 950)
    assert placed("bigger") == Box(370, 460, 730, 940)
    assert placed("bigger", "smaller") == Box(400, 500, 700, 900)
    assert placed("grow by 10") == Box(390, 490, 710, 910)
    assert placed("to C3") == Box(300, 222, 600, 622)


@given(st.lists(st.sampled_from(["move left", "move up by 300", "to A1", "to F8", "lower"])))
def test_a_box_that_moves_keeps_its_size(messages: list[str]) -> None:
    box = placed(*messages)
    assert box
    assert (box.width, box.height) == (300, 400)


@given(
    st.lists(
        st.sampled_from(
            ["move left", "move up by 300", "a lot bigger", "smaller", "to A1", "to F8", "lower",
             "shrink by 99", "grow by 400"]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_box_never_leaves_the_picture(messages: list[str]) -> None:
    box = placed(*messages)
    assert box
    assert 0 <= box.x0 < box.x1 <= SIZE[0]
    assert 0 <= box.y0 < box.y1 <= SIZE[1]


@pytest.mark.parametrize(
    ("phrase", "words", "complaint"),
    [
        ("shirt", "move left", "Only a box can be moved"),
        ("shirt", "C3", "“add C3” or “not C3”"),
        ("shirt", "add H2", "There is no H2 here: cells go from A1 to F8"),
        ("shirt", "not the shirt", "all there is"),
        ("people {#2,3}", "pick 3", "no number 3: this region has 2 numbered things"),
        ("people {#2}", "not 1", "Nothing would be left"),
        ("shirt {+490}", "grow by 12", "up to 500 pixels in all"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_does(
    phrase: str, words: str, complaint: str
) -> None:
    with pytest.raises(BadInstruction, match=complaint):
        applied(read(words), phrase, (), *SIZE)


def test_more_than_a_phrase_holds_is_refused() -> None:
    phrase = " and ".join(f"thing {'x' * 40}{number}" for number in range(19))
    with pytest.raises(BadInstruction, match="draw on it"):
        applied(read("add C3, C4, C5, C6, C7, D1, D2, D3"), phrase, (), *SIZE)


@pytest.mark.parametrize("words", ["looks right", "undo", "hand it to a designer"])
def test_what_the_desk_does_itself_changes_no_phrase(words: str) -> None:
    assert applied(read(words), "shirt", ("face",), *SIZE) == ("shirt", ("face",))


@pytest.mark.parametrize(
    ("words", "echo"),
    [
        ("grow by 12, not D4", "Grown by 12 px, without D4."),
        ("a lot smaller", "Shrunk a lot."),
        ("2, 3 and 5", "Only 2, 3 and 5."),
        ("just the left one", "Only the left one."),
        ("add C3 to D4 and the hat", "With C3-D4, with *hat*."),
        ("keep her hair", "Locked *hair*."),
        ("to C3", "Moved to C3."),
        ("further left", "Moved left a bit."),
        ("the other way round", "The other way round."),
    ],
)
def test_the_thread_hears_what_was_understood(words: str, echo: str) -> None:
    assert in_words(read(words)) == echo
