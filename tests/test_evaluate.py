"""The laws of the algebra, on random planes and random phrases."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.phrase import parse, written
from inference.phrases.tree import Both, Grown, Minus, Not, Noun, Numbers, Phrase, Picked, Union
from inference.regions.evaluate import instances, plane
from inference.regions.look import Looker
from inference.regions.things import painted, separate

SIDE = 40
PICTURE = np.zeros((SIDE, SIDE, 3), np.uint8)
NAMES = ("cups", "plates", "forks")
MANY = settings(max_examples=60, deadline=None)

NOUNS = st.sampled_from(NAMES).map(Noun)
TREES = st.recursive(
    NOUNS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Union(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Both(tuple(parts))),
        st.builds(lambda whole, taken: Minus(whole, (taken,)), inner, inner),
        st.builds(Grown, inner, st.integers(-4, 4).filter(bool)),
    ),
    max_leaves=6,
)


class Blots:
    """Random blots for each noun, soft at the edges."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._planes = {name: self._plane() for name in NAMES}

    def __call__(self, rgb: np.ndarray, phrase: str) -> np.ndarray:
        return self._planes[phrase]

    def _plane(self) -> np.ndarray:
        alpha = np.zeros((SIDE, SIDE), np.uint8)
        for _ in range(self._random.integers(1, 4)):
            x, y = self._random.integers(0, SIDE - 8, 2)
            wide, high = self._random.integers(4, 9, 2)
            alpha[y : y + high, x : x + wide] = self._random.integers(130, 256)
        return alpha


def looker(seed: int) -> Looker:
    return Looker(PICTURE, Blots(seed), "blots")


def alpha(tree: Phrase, look: Looker) -> np.ndarray:
    return plane(tree, look).alpha


SEEDS = st.integers(0, 10_000).map(looker)


@MANY
@given(TREES, TREES, SEEDS)
def test_de_morgans_laws_hold_to_the_bit(one: Phrase, other: Phrase, look: Looker) -> None:
    neither = alpha(Not(Union((one, other))), look)
    assert (neither == alpha(Both((Not(one), Not(other))), look)).all()
    assert (
        alpha(Not(Both((one, other))), look) == alpha(Union((Not(one), Not(other))), look)
    ).all()


@MANY
@given(TREES, TREES, SEEDS)
def test_taking_away_is_sharing_with_what_is_not_there(
    one: Phrase, other: Phrase, look: Looker
) -> None:
    assert (alpha(Minus(one, (other,)), look) == alpha(Both((one, Not(other))), look)).all()
    assert not (alpha(Both((one, Not(one))), look) > 127).any()
    assert (alpha(Not(Not(one)), look) == alpha(one, look)).all()


@MANY
@given(TREES, TREES, SEEDS)
def test_repeating_and_turning_round_change_nothing(
    one: Phrase, other: Phrase, look: Looker
) -> None:
    for kind in (Union, Both):
        assert (alpha(kind((one, one)), look) == alpha(one, look)).all()
        assert (alpha(kind((one, other)), look) == alpha(kind((other, one)), look)).all()
    assert (alpha(Union((one, Both((one, other)))), look) == alpha(one, look)).all()


@MANY
@given(TREES, st.integers(1, 6), SEEDS)
def test_growing_keeps_what_is_in_and_shrinking_takes_from_it(
    tree: Phrase, pixels: int, look: Looker
) -> None:
    inside = alpha(tree, look) > 127
    assert (alpha(Grown(tree, pixels), look)[inside] == 255).all()
    assert not (alpha(Grown(tree, -pixels), look)[~inside]).any()


@MANY
@given(NOUNS, SEEDS)
def test_picks_one_by_one_are_the_whole_and_share_nothing(noun: Noun, look: Looker) -> None:
    every = instances(noun, look)
    picks = [Picked(noun, Numbers((number,))) for number in range(1, len(every) + 1)]
    planes = np.array([alpha(pick, look) > 127 for pick in picks])
    assert (planes.sum(0) == (alpha(noun, look) > 127)).all()


@MANY
@given(TREES, SEEDS)
def test_things_lie_in_the_region_and_come_from_left_to_right(tree: Phrase, look: Looker) -> None:
    region, every = alpha(tree, look) > 127, instances(tree, look)
    middles = [each.box.x0 + each.box.x1 for each in every]
    assert middles == sorted(middles)
    assert not ((painted(every, region.shape) > 127) & ~region).any()


@MANY
@given(TREES)
def test_a_tree_written_is_the_same_tree_read(tree: Phrase) -> None:
    assert parse(written(tree)) == tree


def test_a_speck_belongs_to_its_neighbour_and_a_gap_of_a_hair_parts_nothing() -> None:
    mask = np.zeros((100, 200), np.uint8)
    mask[20:80, 10:50] = mask[20:80, 120:180] = 255
    mask[50, 10:50] = 0
    mask[40:44, 60:64] = 255
    boxes = [each.box for each in separate(mask)]
    assert [(box.x0, box.x1) for box in boxes] == [(10, 64), (120, 180)]
