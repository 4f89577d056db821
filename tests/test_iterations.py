"""What people type about variants, and what they type to each other."""

import pytest

from inference.sentence.iterations import Change, Iteration, Way, read
from tests.talk import CORRECTIONS, TALK

SAID = {
    "again": "again",
    "Again!": "again",
    "try again please": "again",
    "once more": "again",
    "show me others": "again",
    "bolder": "bolder",
    "a bit bolder please": "bolder",
    "make it bolder": "bolder",
    "softer": "softer",
    "more subtle": "softer",
    "undo": "undo",
    "undo that": "undo",
    "warmer": "mood warm",
    "a little warmer": "mood warm",
    "make it a bit darker": "mood dark",
    "more dramatic": "mood dramatic",
    "less busy": "mood simple",
    "warmer and bolder": "mood warm; bolder",
    "2 but warmer": "2: mood warm",
    "2, but a bit warmer and softer": "2: mood warm; softer",
    "variant 2 warmer": "2: mood warm",
    "#2 darker": "2: mood dark",
    "make 2 bolder": "2: bolder",
    "make variant 2 cooler": "2: mood cool",
    "the second one but darker": "2: mood dark",
    "the last one, bolder": "-1: bolder",
    "2 again": "2: again",
    "like 3": "3: like",
    "more like 3": "3: like",
    "more like variant 3 please": "3: like",
    "something like the third one": "3: like",
    "more like this": "like",
    "more like 3 but brighter": "3: like; mood bright",
    "light from left": "light the left",
    "light from the right": "light the right",
    "with the light from above": "light above",
    "2 but lit from the left": "2: light the left",
    "show subtle": "subtle",
    "show the subtle one": "subtle",
}
MORE_TALK = [
    "2", "2 and 3", "2 people", "2 but I prefer 3", "2 is warmer", "2 looks warmer", "like it",
    "I like 3", "I'd like 3 of those", "looks like 3", "like 3 weeks", "warmer weather tomorrow",
    "is it warmer?", "again and again", "once more unto the breach", "here we go again", "bold",
    "bolder than last year", "light from my window", "warmer?", "warm", "and add a mug",
    "2 and add a mug", "2 but with a mug", "the light from the left is nice", "more", "darker days",
    "the second one is bolder", "softer launch", "the last one", "others", "show us the first one",
    "I'll try again", "call me again", "undo the send", "go back to the client", "back to work",
    "see you again", "never again", "not again", "bolder fonts please",
]  # fmt: skip


def told(wish: Iteration | None) -> str:
    if wish is None:
        return ""
    said = "; ".join(" ".join(filter(None, (each.way, each.what))) for each in wish.changes)
    return said if wish.number is None else f"{wish.number}: {said}"


@pytest.mark.parametrize("words", SAID)
def test_what_is_wanted_of_variants_is_read(words: str) -> None:
    assert told(read(words)) == SAID[words]


@pytest.mark.parametrize("words", [each for each in (*TALK, *MORE_TALK) if each != "again"])
def test_talk_is_no_iteration(words: str) -> None:
    assert told(read(words)) == ""


@pytest.mark.parametrize("words", CORRECTIONS)
def test_a_correction_of_a_region_is_no_iteration_but_for_undo(words: str) -> None:
    undo = Iteration((Change(Way.UNDO),))
    assert read(words) in ((undo,) if CORRECTIONS[words] == "undo" else (None,))
