"""Changes of a region's tree, as people mean them: what they took out stays out when it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice

from inference.errors import BadInstruction
from inference.phrase import FARTHEST, written
from inference.phrases import picks
from inference.phrases.tree import (
    ALL,
    Grown,
    Minus,
    Not,
    Noun,
    Numbers,
    Phrase,
    Pick,
    Picked,
    Union,
)


def grown(tree: Phrase, pixels: int) -> Phrase:
    """Further than it is grown already; less than nothing shrinks it."""
    if isinstance(tree, Minus) and not _is_all(tree.whole):
        return replace(tree, whole=grown(tree.whole, pixels))
    before = tree.pixels if isinstance(tree, Grown) else 0
    inner = tree.inner if isinstance(tree, Grown) else tree
    if abs(before + pixels) > FARTHEST:
        raise BadInstruction(f"A region grows or shrinks by up to {FARTHEST} pixels in all.")
    return Grown(inner, before + pixels) if before + pixels else inner


def inverted(tree: Phrase) -> Phrase:
    """Twice is as before."""
    return tree.inner if isinstance(tree, Not) else Not(tree)


def picked(tree: Phrase, sign: str) -> Phrase:
    """Only those of the things that are numbered in the picture, which may show a pick already.

    `sign` is "#2,3", "#left" and so on. BadInstruction where there are not that many.
    """
    pick = _pick(sign)
    inner, number = _numbering(tree)
    if not isinstance(pick, Numbers) or min(pick.numbers) < 0 or inner == tree:
        return Picked(tree, pick)
    return Picked(inner, Numbers(tuple(sorted(number(each) for each in pick.numbers))))


def without(tree: Phrase, sign: str) -> Phrase:
    """Without those of the numbered things. BadInstruction where none would be left."""
    pick = _pick(sign)
    inner, number = _numbering(tree)
    if not isinstance(pick, Numbers) or min(pick.numbers) < 0:
        return Minus(tree, (Picked(tree, pick),))
    gone = {number(each) for each in pick.numbers}
    if isinstance(tree, Picked) and inner != tree:
        left = tuple(each for each in _numbers(tree) if each not in gone)
        if not left:
            raise BadInstruction("Nothing would be left of this region.", sign)
        return Picked(inner, Numbers(left))
    before = _numbers(tree.taken[0]) if isinstance(tree, Minus) and inner != tree else ()
    return Minus(inner, (Picked(inner, Numbers(tuple(sorted({*before, *gone})))),))


def added(tree: Phrase, what: Phrase) -> Phrase:
    """With it as well, or no longer without it."""
    if isinstance(tree, Minus) and what in tree.taken:
        taken = tuple(each for each in tree.taken if each != what)
        return replace(tree, taken=taken) if taken else tree.whole
    parts = tree.parts if isinstance(tree, Union) else (tree,)
    return tree if what in parts else Union((*parts, what))


def dropped(tree: Phrase, what: Phrase) -> Phrase:
    """Without it, or no longer with it. BadInstruction where nothing else is in the region."""
    if what == tree:
        raise BadInstruction(
            f"*{written(what)}* is all there is in this region. Name what it should be instead, "
            "as in “only the cup”."
        )
    if isinstance(tree, Minus):
        whole = dropped(tree.whole, what) if _has(tree.whole, what) else tree.whole
        taken = tree.taken if whole != tree.whole or what in tree.taken else (*tree.taken, what)
        return Minus(whole, taken)
    if isinstance(tree, Union) and what in tree.parts:
        rest = tuple(each for each in tree.parts if each != what)
        return Union(rest) if len(rest) > 1 else rest[0]
    return Minus(tree, (what,))


def _pick(sign: str) -> Pick:
    pick = picks.signed(sign)
    if pick is None:
        raise BadInstruction(f"I don't know which {sign} is.", sign)
    return pick


def _numbering(tree: Phrase) -> tuple[Phrase, Callable[[int], int]]:
    """What was numbered first, and what a number in the picture was there.

    Of "people {#2,3}" the picture shows two things, and 1 was 2; of "people but not people {#2}",
    2 was 3.
    """
    if isinstance(tree, Picked) and (shown := _numbers(tree)):
        return tree.inner, lambda number: _nth(shown, number)
    if isinstance(tree, Minus) and len(tree.taken) == 1 and (gone := _numbers(tree.taken[0])):
        taken = tree.taken[0]
        if isinstance(taken, Picked) and taken.inner == tree.whole:
            return tree.whole, lambda number: next(islice(_others(gone), number - 1, None))
    return tree, lambda number: number


def _numbers(tree: Phrase) -> tuple[int, ...]:
    """The numbers of a pick from the left, () of anything else."""
    numbers = (
        tree.pick.numbers if isinstance(tree, Picked) and isinstance(tree.pick, Numbers) else ()
    )
    return tuple(sorted(set(numbers))) if min(numbers, default=0) > 0 else ()


def _others(gone: tuple[int, ...]) -> Iterator[int]:
    """1, 2, 3 ... but for those."""
    return (number for number in count(1) if number not in gone)


def _nth(shown: tuple[int, ...], number: int) -> int:
    if number > len(shown):
        things = "one numbered thing" if len(shown) == 1 else f"{len(shown)} numbered things"
        raise BadInstruction(
            f"There is no number {number}: this region has {things}. Say “undo” for those that "
            "were there before.",
            f"#{number}",
        )
    return shown[number - 1]


def _has(tree: Phrase, what: Phrase) -> bool:
    return isinstance(tree, Union) and what in tree.parts


def _is_all(tree: Phrase) -> bool:
    return isinstance(tree, Noun) and tree.words in ALL
