"""The algebra of phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.errors import BadInstruction
from inference.phrase import Grown, Minus, Not, Noun, Phrase, Union, parse, parts

CUP, PLATE, HANDLE = Noun("cup"), Noun("plate"), Noun("handle")


@pytest.mark.parametrize(
    ("phrase", "tree"),
    [
        ("the cup", CUP),
        ("Her red  Cup!", Noun("red cup")),
        ("cup and plate", Union((CUP, PLATE))),
        ("the cup, the plate and the handle", Union((CUP, PLATE, HANDLE))),
        ("cup, and plate", Union((CUP, PLATE))),
        ("not the cup", Not(CUP)),
        ("not the cup and the plate", Not(Union((CUP, PLATE)))),
        ("cup but not the handle", Minus(CUP, (HANDLE,))),
        ("cup and plate except handle", Minus(Union((CUP, PLATE)), (HANDLE,))),
        ("everything but the cup", Minus(Noun("everything"), (CUP,))),
        ("except the cup", Minus(Noun("everything"), (CUP,))),
        ("cup but not handle but not plate", Minus(CUP, (HANDLE, PLATE))),
        ("cup {+6}", Grown(CUP, 6)),
        ("cup{-3px}", Grown(CUP, -3)),
        ("cup and plate {+6}", Union((CUP, Grown(PLATE, 6)))),
        ("box 120,80,400,500", Noun("box 120,80,400,500")),
        ("box 1, 2, 3, 4 and the cup", Union((Noun("box 1, 2, 3, 4"), CUP))),
        ("sandcastle", Noun("sandcastle")),
        ("knot", Noun("knot")),
    ],
)
def test_a_phrase_is_a_tree(phrase: str, tree: Phrase) -> None:
    assert parse(phrase) == tree


@pytest.mark.parametrize(
    "phrase", ["", "  ", "cup but not", "not", "{+6}", "cup {+9999}", "x" * 1001]
)
def test_an_empty_part_or_an_immense_one_is_refused(phrase: str) -> None:
    with pytest.raises(BadInstruction):
        parse(phrase)


def test_the_parts_of_a_union_are_as_written() -> None:
    assert parts("the cup, the plate & a handle") == ("the cup", "the plate", "a handle")
    assert parts("cup but not handle") == ("cup but not handle",)


@given(st.text(alphabet="notcup and,but{}+-0123456789", max_size=1200))
def test_every_text_is_a_tree_or_refused(text: str) -> None:
    try:
        parse(text)
    except BadInstruction as error:
        parse(error.suggestion)
