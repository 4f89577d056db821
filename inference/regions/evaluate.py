"""What a phrase comes to on a picture: a plane by set algebra, and the separate things in it.

Planes are fuzzy sets, so that De Morgan's laws hold to the bit. Negation is subtraction on masks
and never reaches a segmenter: a network that is told "without helmet" finds helmets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.errors import Ambiguous
from inference.nouns import Alpha, Box
from inference.phrase import written
from inference.phrases import naming
from inference.phrases.tree import (
    Both,
    Grown,
    Minus,
    Most,
    Not,
    Noun,
    Numbers,
    Phrase,
    Pick,
    Picked,
    Union,
    Which,
    children,
)
from inference.regions import things
from inference.regions.look import Looker
from inference.regions.stuck import Stuck
from inference.regions.things import Thing

_ALONE = 0.45  # confidence in "the largest dog" where there is one: was another overlooked?
_REST = 0.02  # a thing of which less than this share is left is gone
_SAME = 0.5  # share of a thing from which it is one with what covers it
_OFFERED = 4  # things by number, where a pick is unclear
_SIZES = (Which.LARGEST, Which.SMALLEST)


class Came(NamedTuple):
    """`sure` is the confidence in each part that was looked for; `said` explains them, and `by`
    names who answered.
    """

    alpha: Alpha
    sure: dict[str, float]
    said: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


def plane(tree: Phrase, look: Looker) -> Came:
    """The pixels of the phrase; Stuck where a part of it is not there or not clear."""
    match tree:
        case Noun(words):
            seen = look.sight(words)
            said, by = ((each,) if each else () for each in (seen.why, seen.by))
            return Came(seen.alpha, {words: seen.confidence}, said, by)
        case Not(inner):
            came = plane(inner, look)
            return came._replace(alpha=255 - came.alpha)
        case Grown(inner, pixels):
            came = plane(inner, look)
            return came._replace(alpha=grown(came.alpha, pixels))
        case Picked():
            return _picked(tree, look)
    each = [plane(part, look) for part in children(tree)]
    first, *others = (came.alpha for came in each)
    if isinstance(tree, Union):
        return _told(np.maximum.reduce([first, *others]), each)
    if isinstance(tree, Both):
        shared = naming.listed([f"*{written(part)}*" for part in tree.parts])
        only = f"Only where {shared} overlap."
        return _told(np.minimum.reduce([first, *others]), each, only)
    left = np.minimum.reduce([first, *(255 - other for other in others)])
    return _told(left, each)._replace(said=each[0].said)  # how what is not meant was found: noise


def _told(alpha: Alpha, each: list[Came], *more: str) -> Came:
    sure = {name: value for came in each for name, value in came.sure.items()}
    said = (sentence for came in each for sentence in came.said)
    by = (name for came in each for name in came.by)
    return Came(alpha, sure, (*dict.fromkeys(said), *more), tuple(dict.fromkeys(by)))


def instances(tree: Phrase, look: Looker) -> list[Thing]:
    """The separate things of the phrase, from left to right, as the overlay numbers them."""
    match tree:
        case Noun(words):
            return look.things(words)
        case Picked():
            return _chosen(tree, look)
        case Grown(inner, pixels):
            wider = (_grown(each, pixels, look.shape) for each in instances(inner, look))
            return things.ordered([each for each in wider if each])
        case Union(parts):
            return _joined([each for part in parts for each in instances(part, look)])
        case Minus(whole):
            return _within(instances(whole, look), plane(tree, look).alpha)
        case Both(parts) if any(not isinstance(part, Not) for part in parts):
            first = next(part for part in parts if not isinstance(part, Not))
            return _within(instances(first, look), plane(tree, look).alpha)
    return things.separate(plane(tree, look).alpha)


def grown(alpha: Alpha, pixels: int) -> Alpha:
    """All that is within so many pixels of the region; negative takes as much away."""
    import cv2

    hard = (alpha > 127).astype(np.uint8)
    if hard.all() or not hard.any():
        return hard * np.uint8(255)
    precise = cv2.DIST_MASK_PRECISE
    if pixels > 0:
        inside = cv2.distanceTransform(1 - hard, cv2.DIST_L2, precise) <= pixels
    else:
        inside = cv2.distanceTransform(hard, cv2.DIST_L2, precise) > -pixels
    return np.where(inside, np.uint8(255), np.uint8(0))


def _picked(tree: Picked, look: Looker) -> Came:
    """Some of the things; all of them are the whole, with what lies between them."""
    whole = plane(tree.inner, look)
    if tree.pick == Most(Which.ALL, 0):
        return whole
    some, every = instances(tree, look), instances(tree.inner, look)
    alpha = whole.alpha if len(some) == len(every) else things.painted(some, look.shape)
    sure = min([1.0, *(each.confidence for each in some)])
    alone = len(every) == 1 and isinstance(tree.pick, Most) and tree.pick.which in _SIZES
    doubts = {} if isinstance(tree.inner, Noun) else whole.sure
    said = (*whole.said, naming.pick_told(tree.pick, len(every)))
    sure = min(sure, _ALONE) if alone else sure
    return Came(alpha, doubts | {written(tree): sure}, said, whole.by)


def _chosen(tree: Picked, look: Looker) -> list[Thing]:
    every = instances(tree.inner, look)
    some = things.chosen(every, tree.pick, look.shape)
    if some is None:
        raise _unclear(tree, len(every))
    return some


def _unclear(tree: Picked, count: int) -> Stuck:
    """Nearest first: for "the third" of two, the second."""
    seen = "only one" if count == 1 else str(count)
    message = (
        f"I see {seen} for *{written(tree.inner)}*, so I can't tell which "
        f"*{naming.friendly(tree)}* is."
    )
    wanted = tree.pick.numbers[0] if isinstance(tree.pick, Numbers) else 0
    near = sorted(range(1, count + 1), key=lambda number: abs(number - wanted))[:_OFFERED]
    several: list[Pick] = [*(Numbers((number,)) for number in near), Most(Which.ALL, 0)]
    instead = tuple(Picked(tree.inner, pick) for pick in several) if count > 1 else (tree.inner,)
    return Stuck(message, tree, instead, error=Ambiguous)


def _joined(every: list[Thing]) -> list[Thing]:
    """The things of a union: one that two of its parts name counts once."""
    kept: list[Thing] = []
    for each in sorted(every, key=lambda one: -one.area):
        if not any(_overlap(each, other) > _SAME * each.area for other in kept):
            kept.append(each)
    return things.ordered(kept)


def _overlap(one: Thing, other: Thing) -> int:
    """How many pixels they share."""
    x0, y0 = max(one.box.x0, other.box.x0), max(one.box.y0, other.box.y0)
    x1, y1 = min(one.box.x1, other.box.x1), min(one.box.y1, other.box.y1)
    if x1 <= x0 or y1 <= y0:
        return 0
    mine, theirs = (
        each.alpha[y0 - each.box.y0 : y1 - each.box.y0, x0 - each.box.x0 : x1 - each.box.x0] > 127
        for each in (one, other)
    )
    return int(np.count_nonzero(mine & theirs))


def _within(every: list[Thing], alpha: Alpha) -> list[Thing]:
    """What is left of each thing; one of which next to nothing is left is gone."""
    rest = (_shared(each, alpha) for each in every)
    pairs = zip(every, rest, strict=True)
    return things.ordered([own for each, own in pairs if own and own.area >= _REST * each.area])


def _shared(each: Thing, alpha: Alpha) -> Thing | None:
    rest = np.minimum(each.alpha, alpha[each.box.slices])
    return things.thing(rest, each.confidence, (each.box.x0, each.box.y0))


def _grown(each: Thing, pixels: int, shape: tuple[int, ...]) -> Thing | None:
    pad, box = max(pixels, 0) + 1, each.box
    x0, y0 = max(box.x0 - pad, 0), max(box.y0 - pad, 0)
    around = Box(x0, y0, min(box.x1 + pad, shape[1]), min(box.y1 + pad, shape[0]))
    canvas = np.zeros((around.height, around.width), np.uint8)
    canvas[box.y0 - y0 : box.y1 - y0, box.x0 - x0 : box.x1 - x0] = each.alpha
    return things.thing(grown(canvas, pixels), each.confidence, (x0, y0))
