"""The algebra of phrases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.errors import BadInstruction
from inference.phrase import parse, parts, written
from inference.phrases.tree import (
    Both,
    Grown,
    Minus,
    Most,
    Not,
    Noun,
    Numbers,
    Phrase,
    Picked,
    Union,
    Which,
)

CUP, PLATE, HANDLE = Noun("cup"), Noun("plate"), Noun("handle")
CUPS, EVERYTHING = Noun("cups"), Noun("everything")


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
        ("cup AND plate and handle", Union((Both((CUP, PLATE)), HANDLE))),
        ("cup OR plate AND NOT handle", Union((CUP, Both((PLATE, Not(HANDLE)))))),
        ("NOT cup AND plate", Both((Not(CUP), PLATE))),
        ("cup AND NOT (plate OR handle){+6}", Both((CUP, Not(Grown(Union((PLATE, HANDLE)), 6))))),
        ("(cup and plate) {+6}", Grown(Union((CUP, PLATE)), 6)),
        ("cup {+6} {-2}", Grown(Grown(CUP, 6), -2)),
        ("cup, not the handle", Minus(CUP, (HANDLE,))),
        ("cup NOT handle", Minus(CUP, (HANDLE,))),
        ("nothing but the cup", CUP),
        ('"Now and Then"', Noun("now and then")),
        ("salt-and-pepper shaker", Noun("salt-and-pepper shaker")),
        ("H&M logo", Noun("h&m logo")),
        ("cup {#2}", Picked(CUP, Numbers((2,)))),
        ("(cup but not handle) {#1, 3}", Picked(Minus(CUP, (HANDLE,)), Numbers((1, 3)))),
        ("second cup", Picked(CUP, Numbers((2,)))),
        ("the 3rd cup from the right", Picked(CUP, Numbers((-3,)))),
        ("last cup", Picked(CUP, Numbers((-1,)))),
        ("first two cups", Picked(CUPS, Numbers((1, 2)))),
        ("cup #2", Picked(CUP, Numbers((2,)))),
        ("left cup", Picked(CUP, Most(Which.LEFT))),
        ("the right-most cup", Picked(CUP, Most(Which.RIGHT))),
        ("the cup on the far left", Picked(CUP, Most(Which.LEFT))),
        ("the cups on the left", Picked(CUPS, Most(Which.LEFT, 0))),
        ("the two cups on the left", Picked(CUPS, Most(Which.LEFT, 2))),
        ("the middle one", Picked(Noun("one"), Most(Which.MIDDLE))),
        ("biggest cup", Picked(CUP, Most(Which.LARGEST))),
        ("both cups", Picked(CUPS, Most(Which.ALL, 2))),
        ("every cup", Picked(CUP, Most(Which.ALL, 0))),
        ("everything except the second cup", Minus(EVERYTHING, (Picked(CUP, Numbers((2,))),))),
        ("top hat", Noun("top hat")),
        ("the top", Noun("top")),
        ("everything else", Noun("everything else")),
    ],
)
def test_a_phrase_is_a_tree(phrase: str, tree: Phrase) -> None:
    assert parse(phrase) == tree


@pytest.mark.parametrize(
    "phrase",
    [
        "", "  ", "cup but not", "not", "{+6}", "cup {+9999}", "x" * 1001, "(cup", "cup)", "()",
        "cup (plate)", "cup {#0}", "cup {big}", "cup {", "(" * 500, "NOT " * 250, "cup AND",
        "cup" + "{+1}" * 200,
    ],
)  # fmt: skip
def test_what_does_not_read_is_refused_with_something_that_does(phrase: str) -> None:
    with pytest.raises(BadInstruction) as refusal:
        parse(phrase)
    parse(refusal.value.suggestion)


def test_the_parts_of_a_union_are_as_written() -> None:
    assert parts("the cup, the plate & a handle") == ("the cup", "the plate", "a handle")
    assert parts("cup but not handle") == ("cup but not handle",)


WORDS = (
    'cup|AND|OR|NOT|not|and|but not|except|(|)|{+6}|{#2}|{|}|{#left 2}|"|"a and b"|,|second|left|'
    "the|both|on the left|one|all|cups|#2|box 1,2,3,4|cell c3|&|only|two|3|-|rest|of|İ"
)
PIECES = st.sampled_from(WORDS.split("|"))
SOUP = st.lists(PIECES, max_size=14)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(SOUP.map(" ".join), SOUP.map("".join), st.text(max_size=1200)))
def test_every_text_is_a_tree_that_can_be_written_or_it_is_refused(text: str) -> None:
    try:
        tree = parse(text)
    except BadInstruction as error:
        tree = parse(error.suggestion)
    assert parse(written(tree)) == tree
