"""What may be done to people: with a release, never with a name, and always marked."""

import pytest

from inference.errors import BadInstruction
from inference.instruction import read
from inference.people import PAINTED_PERSON, changes_somebody, check, flags

HOW = "Say so."
CHANGES = [
    "replace the model with an older man",
    "recolour hair to black",
    "fix the face",
    "make the man on the left look older",
    "remove the wrinkles",
    "remove the scar on his cheek",
    "add a beard to the man",
    "swap the man for a woman",
    "turn the subject into an old lady",
    "recolour her eyes to blue",
    "replace the face of the woman with a smiling face",
]
LEAVES = [
    "swap background to autumn trail",
    "recolour the woman's shirt to red",
    "fix the extra finger",
    "remove the man",
    "swap the bottle for a can",
    "recolour the face of the clock to white",
    "recolour the dog's nose to pink",
    "swap background to a beach with people",
    "recolour the jacket of the man to teal",
]
NAMES = [
    "replace the face with Brad Pitt",
    "change the model to Emma van der Berg",
    "make the man look like taylor swift",
    "swap background to a beach with Roger Federer and people",
]


@pytest.mark.parametrize("sentence", CHANGES)
def test_a_change_of_features_needs_a_release(sentence: str):
    wish = read(sentence)
    assert changes_somebody(wish)
    with pytest.raises(BadInstruction, match=r"release.*Say so"):
        check(wish, sentence, False, HOW)
    check(wish, sentence, True, HOW)
    assert flags(wish) == (PAINTED_PERSON,)


@pytest.mark.parametrize("sentence", LEAVES)
def test_what_leaves_people_as_they_are_needs_none(sentence: str):
    wish = read(sentence)
    assert not changes_somebody(wish)
    check(wish, sentence, False, HOW)


@pytest.mark.parametrize("sentence", NAMES)
def test_nobody_with_a_name_is_painted_release_or_not(sentence: str):
    with pytest.raises(BadInstruction, match="name"):
        check(read(sentence), sentence, True, HOW)


@pytest.mark.parametrize(
    "sentence",
    ["swap background to New York street", "swap the bottle for a can of Coca Cola",
     "recolour the shirt to Navy Blue", "add a woman in New York to the left"],
)  # fmt: skip
def test_names_of_places_and_brands_are_no_people(sentence: str):
    check(read(sentence), sentence, False, HOW)


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("swap background to a beach with people", True),
        ("fix the hand", True),
        ("add a woman holding a cup to the left", True),
        ("swap background to autumn trail", False),
        ("remove the man", False),
        ("recolour the shirt to teal", False),
    ],
)
def test_a_painted_person_is_marked(sentence: str, marked: bool):
    assert bool(flags(read(sentence))) is marked
