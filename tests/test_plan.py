"""From an instruction to a plan that leaves nothing open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.instruction import read
from inference.nouns import Boldness, EditPlan, Golden, Instruction, Operation
from inference.plan import resolve, strength
from tests.sentences import READINGS

GOLDEN = Golden("ab" * 32, 640, 480)
WISH = Instruction(Operation.REPLACE, "background", "autumn trail")


def plan(wish: Instruction, golden: Golden = GOLDEN) -> EditPlan:
    return resolve(wish, golden, "classic@1", "classic@2")


@pytest.mark.parametrize("sentence", [row[0] for row in READINGS])
def test_every_sentence_makes_a_plan_that_survives_json(sentence: str) -> None:
    made = plan(read(sentence))
    assert EditPlan.from_json(made.to_json()) == made
    assert EditPlan.from_json(made.to_json()).id == made.id


def test_a_plan_keeps_what_was_asked() -> None:
    made = plan(replace(WISH, protect=("mug",), boldness=Boldness.BOLD))
    assert (made.golden, made.region, made.protect) == (GOLDEN.sha256, "background", ("mug",))
    assert (made.prompt, made.segmenter, made.painter) == ("autumn trail", "classic@1", "classic@2")
    assert made.strength == strength(Operation.REPLACE, Boldness.BOLD)


def test_a_named_seed_is_the_first_one() -> None:
    assert plan(replace(WISH, seed=42, count=3)).seeds == (42, 43, 44)


def test_seeds_after_the_largest_begin_at_zero() -> None:
    assert plan(replace(WISH, seed=2**31 - 1, count=2)).seeds == (2**31 - 1, 0)


def test_the_same_ask_is_the_same_work() -> None:
    assert plan(WISH).id == plan(replace(WISH)).id


@pytest.mark.parametrize(
    "other",
    [
        plan(replace(WISH, prompt="beach")),
        plan(replace(WISH, region="sky")),
        plan(replace(WISH, operation=Operation.RECOLOUR)),
        plan(WISH, replace(GOLDEN, sha256="cd" * 32)),
    ],
    ids=["prompt", "region", "operation", "golden"],
)
def test_another_ask_has_other_seeds(other: EditPlan) -> None:
    assert not set(plan(WISH).seeds) & set(other.seeds)


@given(st.integers(1, 40), st.none() | st.integers(0, 2**31 - 1), st.text())
def test_seeds_are_as_many_as_asked_distinct_and_in_range(
    count: int, seed: int | None, prompt: str
) -> None:
    seeds = plan(replace(WISH, count=count, seed=seed, prompt=prompt)).seeds
    assert len(set(seeds)) == count
    assert all(0 <= each < 2**31 for each in seeds)
    assert plan(replace(WISH, count=count + 1, seed=seed, prompt=prompt)).seeds[:count] == seeds


@pytest.mark.parametrize("operation", Operation)
def test_strength_is_a_noise_level_that_rises_with_boldness(operation: Operation) -> None:
    levels = [strength(operation, boldness) for boldness in Boldness]
    assert levels == sorted(levels)
    assert 0 < levels[0] < levels[-1] <= 1
