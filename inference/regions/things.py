"""The separate things in a region, numbered from the left, and which of them a pick means."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Box
from inference.phrases.tree import Most, Numbers, Pick, Which

_SPECK = 0.04  # of the largest part's area: what is smaller belongs to its nearest neighbour
_NEAR = 0.006  # parts nearer than this are one thing: a share of the root of the region's area
_MOST = 40  # things; what more there is belongs to its nearest neighbour
_ALIKE = 0.5  # of the largest one's area: still about as large
_APART = 0.08  # of their size: places and sizes that differ by less are the same to people
_CENTRAL = 1 / 3  # of the picture's side: how far from its middle the middle reaches, both ways

_Labels = npt.NDArray[np.int32]


class Thing(NamedTuple):
    """`alpha` has the size of `box`, which bounds it."""

    box: Box
    alpha: Alpha
    confidence: float = 1.0

    @property
    def area(self) -> int:
        return int(np.count_nonzero(self.alpha > 127))


def thing(alpha: Alpha, confidence: float = 1.0, at: tuple[int, int] = (0, 0)) -> Thing | None:
    """The thing in a plane whose upper left corner lies `at` x, y; None if there is nothing."""
    hard = alpha > 127
    if not hard.any():
        return None
    box = Box.around(hard)
    placed = Box(box.x0 + at[0], box.y0 + at[1], box.x1 + at[0], box.y1 + at[1])
    return Thing(placed, alpha[box.slices], confidence)


def separate(alpha: Alpha, confidence: float = 1.0) -> list[Thing]:
    """The connected parts, specks counted to the nearest large one: together they are `alpha`."""
    labels, boxes = _labelled(alpha > 127)
    found = (_cut(alpha, labels, *each, confidence) for each in enumerate(boxes))
    return ordered([each for each in found if each])


def ordered(things: list[Thing]) -> list[Thing]:
    """From left to right by their middles, and from the top where these agree."""
    return sorted(things, key=lambda each: (each.box.x0 + each.box.x1, each.box.y0 + each.box.y1))


def painted(things: list[Thing], shape: tuple[int, ...]) -> Alpha:
    """All of the things on one plane."""
    plane = np.zeros(shape[:2], np.uint8)
    for each in things:
        part = plane[each.box.slices]
        np.maximum(part, each.alpha, out=part)
    return plane


def chosen(things: list[Thing], pick: Pick, shape: tuple[int, ...]) -> list[Thing] | None:
    """What the pick means, from left to right; None if these things leave that open.

    A side means something among several things, and for a single one that lies there.
    """
    if isinstance(pick, Numbers):
        return _numbered(things, pick.numbers)
    if pick.which is Which.ALL:
        return things if pick.count in (0, len(things)) else None
    ranked = _ranked(things, pick.which)
    if pick.count == 0 or len(things) == 1:
        there = [each for each in ranked if _fits(each, ranked, pick.which, shape)]
        return ordered(there) if there and pick.count in (0, 1) else None
    open_end = len(things) <= pick.count or not _parted(ranked, pick)
    return None if open_end else ordered(ranked[: pick.count])


def _numbered(things: list[Thing], numbers: tuple[int, ...]) -> list[Thing] | None:
    places = {number - 1 if number > 0 else len(things) + number for number in numbers}
    known = all(0 <= place < len(things) for place in places)
    return [things[place] for place in sorted(places)] if known else None


def _ranked(things: list[Thing], which: Which) -> list[Thing]:
    """Those that are it most, first; `things` come from left to right."""
    if which is not Which.MIDDLE:
        return sorted(things, key=lambda each: _measure(each, which))
    half = (len(things) - 1) / 2
    places = sorted(range(len(things)), key=lambda place: abs(place - half))
    return [things[place] for place in places]


def _measure(each: Thing, which: Which) -> float:
    """Lower is further to that side, larger or smaller."""
    box = each.box
    return {
        Which.LEFT: (box.x0 + box.x1) / 2,
        Which.RIGHT: -(box.x0 + box.x1) / 2,
        Which.TOP: (box.y0 + box.y1) / 2,
        Which.BOTTOM: -(box.y0 + box.y1) / 2,
        Which.LARGEST: -each.area,
        Which.SMALLEST: each.area,
    }[which]


def _parted(ranked: list[Thing], pick: Most) -> bool:
    """Whether the last one taken differs from the first one left as far as people would see."""
    if pick.which is Which.MIDDLE:
        return (len(ranked) - pick.count) % 2 == 0
    last, left = ranked[pick.count - 1 : pick.count + 1]
    sizes = {
        Which.LEFT: left.box.width,
        Which.RIGHT: left.box.width,
        Which.TOP: left.box.height,
        Which.BOTTOM: left.box.height,
    }
    away: float = _measure(left, pick.which) - _measure(last, pick.which)
    return away > _APART * sizes.get(pick.which, max(last.area, left.area))


def _fits(each: Thing, ranked: list[Thing], which: Which, shape: tuple[int, ...]) -> bool:
    """Whether it is about as large as the first of the ranked, or lies on that side: a single
    thing wholly, of several its middle.
    """
    if which is Which.LARGEST:
        return each.area >= _ALIKE * ranked[0].area
    if which is Which.SMALLEST:
        return _ALIKE * each.area <= ranked[0].area
    (height, width), box = shape[:2], each.box
    across, down = (box.x0 + box.x1) / 2 - width / 2, (box.y0 + box.y1) / 2 - height / 2
    if which is Which.MIDDLE:
        return abs(across) < _CENTRAL * width / 2
    alone = len(ranked) == 1
    aside, below = alone * box.width / 2, alone * box.height / 2
    return {
        Which.LEFT: across <= -aside,
        Which.RIGHT: across >= aside,
        Which.TOP: down <= -below,
        Which.BOTTOM: down >= below,
    }[which]


def _cut(alpha: Alpha, labels: _Labels, number: int, box: Box, confidence: float) -> Thing | None:
    mine = labels[box.slices] == number
    return thing(np.where(mine, alpha[box.slices], np.uint8(0)), confidence, (box.x0, box.y0))


def _labelled(mask: npt.NDArray[np.bool_]) -> tuple[_Labels, list[Box]]:
    """Which thing each pixel of the mask belongs to, counted from 0, and a box around each."""
    import cv2

    near = max(1.0, _NEAR * float(np.count_nonzero(mask)) ** 0.5)
    away = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3)
    joined = (away <= near).astype(np.uint8) if mask.any() else mask.astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    areas = np.bincount(labels[mask], minlength=count)
    areas[0] = 0
    large = np.argsort(-areas)[: min(_MOST, int((areas > _SPECK * areas.max()).sum()))]
    owners = np.array([_nearest(stats, large, label) for label in range(count)], np.int32)
    edges = np.hstack([stats[:, :2], stats[:, :2] + stats[:, 2:4]])
    mine = [edges[1:][owners[1:] == number] for number in range(len(large))]
    boxes = [Box(*map(int, (*each[:, :2].min(0), *each[:, 2:].max(0)))) for each in mine]
    return owners[labels], boxes


def _nearest(stats: _Labels, large: npt.NDArray[np.int64], label: int) -> int:
    """The place among the `large` parts of the one nearest to the label's, itself at best."""
    near = stats[large, :2], stats[large, :2] + stats[large, 2:4]
    mine = stats[label, :2], stats[label, :2] + stats[label, 2:4]
    gap = np.maximum(np.maximum(near[0] - mine[1], mine[0] - near[1]), 0)
    away = np.hypot(gap[:, 0], gap[:, 1]) + (large != label)
    return int(np.argmin(away)) if label else -1
