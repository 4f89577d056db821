"""The geometry of places: boxes on, above, beside and within what a mask covers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Box, Pixels
from inference.segmenters.view import Bools, Floats

Point = tuple[float, float]
"""(x, y)."""
_MARGIN = 0.025  # of the longer side, kept free along the picture's border
_FOOT = 0.14  # of a thing's height: what touches the ground
_STEPS = 64  # places tried along each side
_BORNE, _COVERS, _BUSY, _AWAY = 3.0, 8.0, 1.0, 1.0  # what counts, and how much
_SCALES, _CROWDED = (1.0, 0.75, 0.55), 0.1  # sizes tried until so little of `off` is covered
_HEAD = 0.22  # of a figure's height: the part below its top that a hat sits on


class Wish(NamedTuple):
    """What makes a place good. Planes (h, w): `on` is to bear the foot, or to hold the `whole`;
    `off` is not to be covered; the foot's middle, or the whole's, is best near one of `near`."""

    on: Bools
    off: Bools
    near: tuple[Point, ...]
    whole: bool = False


def best(rgb: Pixels, width: float, height: float, wish: Wish) -> Box:
    """The place that does best: borne, covering little of `off` and hiding nothing rich in detail.

    Smaller than wished where there is too little room.
    """
    places = (_best(rgb, width * scale, height * scale, wish) for scale in _SCALES)
    place = next(places)
    for smaller in places:
        if wish.off[place.slices].mean() <= _CROWDED:
            break
        place = smaller
    return place


def _best(rgb: Pixels, width: float, height: float, wish: Wish) -> Box:
    high, wide = wish.on.shape
    margin = round(_MARGIN * max(high, wide))
    w = min(max(round(width), 2), wide - 2 * margin)
    h = min(max(round(height), 2), high - 2 * margin)
    x = np.unique(np.linspace(margin, wide - margin - w, _STEPS).astype(int))
    y = np.unique(np.linspace(margin, high - margin - h, _STEPS).astype(int))
    foot = h if wish.whole else max(1, round(_FOOT * h))
    score = _BORNE * _means(wish.on, x, y + h - foot, w, foot)
    score -= _COVERS * _means(wish.off, x, y, w, h) + _BUSY * _means(_busy(rgb), x, y, w, h)
    middle = h / 2 if wish.whole else h
    away = [np.hypot(x + w / 2 - at[0], y[:, None] + middle - at[1]) for at in wish.near]
    score -= _AWAY * np.minimum.reduce(away) / np.hypot(high, wide)
    row, column = np.unravel_index(int(score.argmax()), score.shape)
    return Box(int(x[column]), int(y[row]), int(x[column]) + w, int(y[row]) + h)


def beside(thing: Box, width: float, height: float, side: str, shape: tuple[int, ...]) -> Box:
    """At the thing's "left" or "right", or where there is more room, on its foot line.

    A little smaller than wished where there is little room; then it overlaps.
    """
    high, wide = shape[:2]
    gap = _MARGIN * wide
    room = {"left": thing.x0 - 2 * gap, "right": wide - thing.x1 - 2 * gap}
    chosen = side or max(room, key=lambda each: room[each])
    scale = min(1.0, max(room[chosen] / width, 0.8))
    w, h = width * scale, height * scale
    x = thing.x0 - gap - w if chosen == "left" else thing.x1 + gap
    foot = min(thing.y1, high * (1 - _MARGIN))
    return kept(x, foot - h, w, h, shape)


def above(thing: Box, width: float, height: float, sunk: float, shape: tuple[int, ...]) -> Box:
    """Over the thing's middle, `sunk` of its own height below the thing's top.

    At the picture's upper border it is rather cut than moved, but for two thirds of it.
    """
    middle, bottom = (thing.x0 + thing.x1) / 2, thing.y0 + sunk * height
    top = max(bottom - height, 0.0)
    return kept(middle - width / 2, top, width, max(bottom - top, 0.66 * height), shape)


def head(mask: Bools) -> Box:
    """The part of a figure that bears a hat: as wide as it is below its top, and as high."""
    body = bounds(mask)
    depth = max(2, round(_HEAD * body.height))
    columns = np.nonzero(mask[body.y0 : body.y0 + depth])[1]
    left, right = np.quantile(columns, (0.05, 0.95)) if len(columns) else (body.x0, body.x1)
    middle, side = (left + right) / 2, min(right - left + 1, 2 * depth)
    return kept(middle - side / 2, body.y0, side, side, mask.shape)


def kept(x: float, y: float, width: float, height: float, shape: tuple[int, ...]) -> Box:
    """That box, moved into the picture where it sticks out, and cut where it is larger."""
    high, wide = shape[:2]
    w, h = min(max(round(width), 1), wide), min(max(round(height), 1), high)
    left = min(max(round(x), 0), wide - w)
    top = min(max(round(y), 0), high - h)
    return Box(left, top, left + w, top + h)


def bounds(mask: Bools) -> Box:
    """Around all that is set; the whole picture where nothing is."""
    return Box.around(mask) if mask.any() else Box(0, 0, mask.shape[1], mask.shape[0])


def largest(mask: Bools) -> Bools:
    """Its largest connected part."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if len(stats) < 2:
        return mask
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()), np.bool_)


def _busy(rgb: Pixels) -> Floats:
    """(h, w) in 0-1: how rich in detail the picture is around each pixel."""
    import cv2

    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(np.clip(edges / 90, 0, 1), np.float32)


def _means(
    plane: Bools | Floats, x: npt.NDArray[np.int_], y: npt.NDArray[np.int_], w: int, h: int
) -> Floats:
    """The plane's mean in each box of that size with those left and upper sides: (len y, len x)."""
    import cv2

    total = cv2.integral(plane.astype(np.float32))
    top = y[:, None]
    sums = total[top + h, x + w] - total[top, x + w] - total[top + h, x] + total[top, x]
    return np.asarray(sums / (w * h), np.float32)
