"""Sentences: what they mean, what is asked back, and what is none of our business."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.errors import BadInstruction
from inference.instruction import EXAMPLE, LONGEST, describe, read
from inference.nouns import Boldness, Instruction, Operation
from inference.phrase import parse
from inference.sentence.verbs import VERBS
from tests.sentences import READINGS, TALK

PIECES = [
    *VERBS, "background", "the shirt", "red", "a beach", "to", "with", "into", "on", "in", "and",
    "but not", "keep the logo", "without changing", "x6", "13 variants", "seed 7", "seed -1",
    "bold", "subtle", "a little", "{a, b}", "{", "}", "{+6}", "please", ",", ".", ":", "->", '"',
    "it", "the", "not", "except", "from", "colour of", "bakground", "swpa", "2", "é", "\ue000",
    ":beach:", "#fff",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
ANYTHING = st.one_of(SOUP, st.text(max_size=200))
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(("sentence", "operation", "region", "prompt"), READINGS)
def test_a_sentence_means_what_it_says(
    sentence: str, operation: str, region: str, prompt: str
) -> None:
    assert read(sentence) == Instruction(Operation(operation), region, prompt)


@pytest.mark.parametrize("sentence", TALK)
def test_talk_is_no_instruction(sentence: str) -> None:
    with pytest.raises(BadInstruction):
        read(sentence)


@pytest.mark.parametrize(
    ("sentence", "protect"),
    [
        ("swap the background to a beach, keep the logo", ("logo",)),
        ("swap the background to a beach and keep the logo and the cup", ("logo", "cup")),
        ("swap the background to a beach but keep the logo as it is", ("logo",)),
        ("swap the background to a beach keep the logo", ("logo",)),
        ("swap the background to a beach, don't touch the mug", ("mug",)),
        ("swap the background to a beach without changing the mug", ("mug",)),
        ("swap the background to a beach. Protect her hair.", ("hair",)),
        ("keep the logo and swap the background to a beach", ("logo",)),
        ("leave the logo alone, swap the background to a beach", ("logo",)),
        ("swap the background to a beach but not the bench", ("bench",)),
        ("swap the background to a beach except the bench, keep the mug", ("mug", "bench")),
    ],
)
def test_what_must_stay_is_protected(sentence: str, protect: tuple[str, ...]) -> None:
    wish = read(sentence)
    assert (wish.region, wish.prompt, wish.protect) == ("background", "a beach", protect)


def test_an_exclusion_belongs_to_the_region_before_the_prompt_and_is_protected_after_it() -> None:
    inside = read("recolour the suit but not the gloves to teal")
    assert (inside.region, inside.protect) == ("suit but not the gloves", ())
    after = read("make the suit teal but not the gloves")
    assert (after.region, after.prompt, after.protect) == ("suit", "teal", ("gloves",))


@pytest.mark.parametrize(
    ("sentence", "region"),
    [
        ("remove the second bottle", "second bottle"),
        ("recolour the left shirt to blue", "left shirt"),
        (
            "swap everything except the bottle AND its label to snow",
            "everything except the bottle AND its label",
        ),
        ("replace the third cup from the right with a can", "third cup from the right"),
        ("recolour (shirt OR Hat) {+6} to teal", "(shirt OR hat) {+6}"),
        ("make bottle {#2} {red, navy}", "bottle {#2}"),
        ("swap bottle to {#ff0000, navy}", "bottle"),
        ("SWAP BACKGROUND AND LOGO TO SNOW", "background and logo"),
    ],
)
def test_a_region_arrives_as_it_was_said(sentence: str, region: str) -> None:
    assert read(sentence).region == region


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("x6", 6), ("x 6", 6), ("×6", 6), ("6x", 6), (", 6 variants", 6), ("in six versions", 6),
        ("x1", 1), ("x12", 12), ("(x3)", 3), (", give me 2 options", 2), ("x6, keep the mug", 6),
    ],
)  # fmt: skip
def test_the_number_of_variants_is_read(said: str, count: int) -> None:
    wish = read(f"swap background to autumn trail {said}")
    assert (wish.prompt, wish.count) == ("autumn trail", count)


@pytest.mark.parametrize(
    ("sentence", "prompt", "boldness"),
    [
        ("swap background to a beach, bold", "a beach", Boldness.BOLD),
        ("swap background to a beach bolder", "a beach", Boldness.BOLD),
        ("swap background to a beach, keep it subtle", "a beach", Boldness.SUBTLE),
        ("please slightly change the background to a beach", "a beach", Boldness.SUBTLE),
        ("change the background a little to a beach", "a beach", Boldness.SUBTLE),
        ("completely replace the background with a beach", "a beach", Boldness.BOLD),
        ("change the background completely to a beach", "a beach", Boldness.BOLD),
        ("swap background to a little house", "a little house", Boldness.BALANCED),
        ("swap background to bold red stripes", "bold red stripes", Boldness.BALANCED),
        ("change the shirt a little to bold red", "bold red", Boldness.SUBTLE),
        ("swap background to something subtle", "something subtle", Boldness.BALANCED),
    ],
)
def test_boldness_is_only_what_is_about_strength(
    sentence: str, prompt: str, boldness: Boldness
) -> None:
    wish = read(sentence)
    assert (wish.prompt, wish.boldness) == (prompt, boldness)


def test_extras_come_in_any_order() -> None:
    wish = Instruction(
        Operation.REPLACE, "background", "autumn trail", 6, Boldness.BOLD, ("mug",), (), 42
    )
    assert read("swap background to autumn trail x6 bold seed 42 keep the mug") == wish
    assert read("x6, seed: 42, keep the mug, swap background to autumn trail, bold") == wish


def test_a_list_in_braces_makes_values() -> None:
    wish = read("swap background to {autumn trail, snowy street} at dusk x3")
    assert wish.values == ("autumn trail at dusk", "snowy street at dusk")
    assert (wish.prompt, wish.count) == (wish.values[0], 3)
    assert read("make the shirt {teal, navy}").operation is Operation.RECOLOUR


@pytest.mark.parametrize(
    ("sentence", "unclear", "suggestion"),
    [
        ("swpa bakground to beach", "swpa", "swap background to beach"),
        ("swap bakground to beach x6", "bakground", "swap background to beach x6"),
        ("chnage the background to a beach", "chnage", "change the background to a beach"),
        ("swap background autumn trail", "autumn trail", "swap background to autumn trail"),
        ("swap background", "background", "swap background to autumn trail"),
        ("autumn trail background", "autumn trail", "swap background to autumn trail"),
        ("make it red", "it", "make the subject red"),
        ("make the mug porcelain-like", "mug", "turn the mug into porcelain-like"),
        ("make the shirt teal and white", "teal and white", "make the shirt white"),
        ("recolour the shirt", "shirt", "recolour the shirt to teal"),
        ("paint the wall with flowers", "flowers", "replace the wall with flowers"),
        ("add a dragon", "a dragon", "add a dragon to the subject"),
        ("remove the background", "background", "replace background with plain white"),
        ("put him in a suit", "suit", "replace the clothes with a suit"),
        ("swap background to beach x40", "x40", "swap background to beach x12"),
        ("swap background to beach x0", "x0", "swap background to beach x1"),
        ("swap background to beach seed -3", "seed -3", "swap background to beach seed 42"),
        ("keep the logo", "keep the logo", "swap background to autumn trail, keep the logo"),
        ("swap background to {beach", "{", "swap background to beach"),
        (
            "swap the background to a beach and remove the logo",
            "remove the logo",
            "swap the background to a beach",
        ),
        (
            "replace the man with the hat with a dog",
            "the hat with a dog",
            "swap the man with the hat for a dog",
        ),
    ],
)
def test_what_is_unclear_is_quoted_and_the_closest_sentence_suggested(
    sentence: str, unclear: str, suggestion: str
) -> None:
    with pytest.raises(BadInstruction) as caught:
        read(sentence)
    assert unclear in caught.value.unclear
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("swap background to beach x40", "1 to 12 variants"),
        ("swap background to beach x4, 6 variants", "4 and 6"),
        ("swap background to beach bold subtle", "bold and subtle"),
        ("swap background to a beach " + "and sand " * LONGEST, "1,000"),
        ("", "one sentence"),
    ],
)
def test_an_error_says_how_to_mend_it(sentence: str, says: str) -> None:
    with pytest.raises(BadInstruction, match=says):
        read(sentence)


@MANY
@given(ANYTHING)
def test_every_text_reads_or_gets_a_suggestion_that_reads(text: str) -> None:
    try:
        wish = read(text)
    except BadInstruction as error:
        wish = read(error.suggestion)
    assert 1 <= wish.count <= 12
    for phrase in (wish.region, *wish.protect):
        parse(phrase)
    assert not wish.values or wish.prompt == wish.values[0]


@pytest.mark.parametrize("piece", [*PIECES, " ", "((", "a" * 50])
@pytest.mark.parametrize("start", ["", "swap background to ", "make the suit "])
def test_no_repetition_makes_reading_explode(start: str, piece: str) -> None:
    """Each would take minutes if a pattern backtracked; the suite's timeout is the judge."""
    hostile = (start + (piece + " ") * LONGEST)[:LONGEST]
    with pytest.raises(BadInstruction):
        read(hostile + "!" * (LONGEST - len(hostile)) + " swap")
    try:
        read(hostile)
    except BadInstruction:
        return


@pytest.mark.parametrize(
    ("sentence", "echo"),
    [
        (EXAMPLE, "Replace *background* with autumn trail. Locked: everything else."),
        ("make the suit teal", "Recolour *suit* to teal. Locked: everything else."),
        ("remove the sign", "Remove *sign*. Locked: everything else."),
        ("add a hat to the dog", "Add a hat to *dog*. Locked: everything else."),
        ("add a hat", "Add a hat in *a free spot*. Locked: everything else."),
        ("add steam above the cup", "Add steam *above cup*. Locked: everything else."),
        ("fix the hand: five fingers", "Fix *hand*: five fingers. Locked: everything else."),
        (
            "swap bg to beach x6 bold seed 42 keep the mug and the cup",
            "Replace *background* with beach. Locked: everything else, and *mug*, and *cup*. "
            "6 variants. Bold. Seed 42.",
        ),
        (
            "swap bg to {beach, forest}",
            "Replace *background* with beach (the first of your list; forest afterwards). "
            "Locked: everything else.",
        ),
    ],
)
def test_the_echo_says_what_was_understood(sentence: str, echo: str) -> None:
    assert describe(read(sentence)) == echo


@MANY
@given(
    st.builds(
        Instruction,
        operation=st.sampled_from(Operation),
        region=st.text(),
        prompt=st.text(),
        count=st.integers(1, 12),
        boldness=st.sampled_from(Boldness),
        protect=st.lists(st.text()).map(tuple),
        values=st.lists(st.text()).map(tuple),
        seed=st.none() | st.integers(0, 2**31 - 1),
    )
)
def test_everything_can_be_described_on_one_line(wish: Instruction) -> None:
    assert describe(wish)
    assert "\n" not in describe(wish)
