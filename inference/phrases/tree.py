"""What a phrase is made of: sets of pixels, and picks among the things in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

ALL = frozenset(
    {"everything", "all", "whole picture", "whole image", "entire picture", "entire image"}
)
"""Nouns for the whole picture; they are for nobody to find."""


class Which(StrEnum):
    """How things are told apart without a number, as the looker sees them."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    MIDDLE = "middle"
    LARGEST = "largest"
    SMALLEST = "smallest"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Things by number, 1 at the left as the overlay shows them; -1 is the last."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Most:
    """The `count` things furthest to a side, or largest; 0 is however many are on that side, or
    about as large. ALL is all of exactly `count`, and of however many there are where it is 0.
    """

    which: Which
    count: int = 1


Pick: TypeAlias = Numbers | Most


@dataclass(frozen=True, slots=True)
class Noun:
    """Something for a segmenter to find."""

    words: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Phrase


@dataclass(frozen=True, slots=True)
class Union:
    parts: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """What all of the parts share."""

    parts: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    whole: Phrase
    taken: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """`pixels` of the golden, negative to shrink."""

    inner: Phrase
    pixels: int


@dataclass(frozen=True, slots=True)
class Picked:
    """Some of the separate things in `inner`."""

    inner: Phrase
    pick: Pick


Phrase: TypeAlias = Noun | Not | Union | Both | Minus | Grown | Picked


def children(tree: Phrase) -> tuple[Phrase, ...]:
    if isinstance(tree, Noun):
        return ()
    if isinstance(tree, Union | Both):
        return tree.parts
    return (tree.whole, *tree.taken) if isinstance(tree, Minus) else (tree.inner,)


def depth(tree: Phrase) -> int:
    """1 for a noun."""
    deepest, layer = 0, [tree]
    while layer:
        deepest, layer = deepest + 1, [child for each in layer for child in children(each)]
    return deepest


def nouns(tree: Phrase) -> tuple[str, ...]:
    """What has to be found, as often as it is said, in reading order."""
    if isinstance(tree, Noun):
        return () if tree.words in ALL else (tree.words,)
    return tuple(noun for child in children(tree) for noun in nouns(child))


def replaced(tree: Phrase, old: Phrase, new: Phrase) -> Phrase:
    """The same tree with every `old` in it made `new`."""
    if tree == old:
        return new
    if isinstance(tree, Noun):
        return tree
    if isinstance(tree, Union | Both):
        return replace(tree, parts=tuple(replaced(part, old, new) for part in tree.parts))
    if isinstance(tree, Minus):
        taken = tuple(replaced(part, old, new) for part in tree.taken)
        return Minus(replaced(tree.whole, old, new), taken)
    return replace(tree, inner=replaced(tree.inner, old, new))
