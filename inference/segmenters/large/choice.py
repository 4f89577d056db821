"""Which of segment-anything's masks to believe. Works at the size the network answers in.

The network's own guess at a mask's quality takes a part for the whole as gladly as the whole: what
was asked for decides as well, and whether the mask stays when its threshold moves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.segmenters.large.inputs import Floats

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.floating]

_SLACK = 0.1  # of the box's sides: things reach a little beyond what detectors draw
_NEW = 0.25  # share of a mask that others must not have shown already


class Chosen(NamedTuple):
    """One mask's logits (h, w), and what it is worth, 0-1."""

    logits: Floats
    worth: float


class Thing(NamedTuple):
    """Logits (h, w), above 0 inside, and the confidence, 0-1, that this was asked for."""

    logits: Floats
    sure: float


def in_box(logits: Floats, quality: Floats, box: Places) -> Chosen:
    """Of masks (k, h, w) the one that fills the box and stays in it; `box` in pixels of them."""
    return _best(logits, quality, [fit(each > 0, box) for each in logits])


def at_points(logits: Floats, quality: Floats, points: Places, labels: npt.NDArray[Any]) -> Chosen:
    """Of masks (k, h, w) the one that has the points (n, 2) labelled 1 and none labelled 0."""
    return _best(logits, quality, [_obeys(each > 0, points, labels) for each in logits])


def fit(mask: Bools, box: Places) -> float:
    """How much of the mask lies in the box, times how well its extent there is the box's, 0-1."""
    height, width = mask.shape
    slack = _SLACK * np.array([box[2] - box[0], box[3] - box[1]])
    x0, y0 = np.clip(np.floor(box[:2] - slack), 0, [width, height]).astype(int)
    x1, y1 = np.clip(np.ceil(box[2:] + slack), 0, [width, height]).astype(int)
    inner = mask[y0:y1, x0:x1]
    if not inner.any():
        return 0.0
    rows, columns = np.flatnonzero(inner.any(1)) + y0, np.flatnonzero(inner.any(0)) + x0
    extent = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], np.float64)
    return float(inner.sum() / mask.sum()) * _overlap(extent, box)


def stability(logits: Floats) -> float:
    """Overlap of the masks at the thresholds 1 and -1, as segment-anything's authors have it."""
    return float((logits > 1).sum() / max(int((logits > -1).sum()), 1))


def distinct(things: list[Thing]) -> list[Thing]:
    """Surest first, those that show enough which no surer one shows."""
    shown: Bools | np.bool_ = np.False_
    kept = []
    for thing in sorted(things, key=lambda thing: -thing.sure):
        mask = thing.logits > 0
        if mask.any() and (mask & ~shown).sum() >= _NEW * mask.sum():
            kept.append(thing)
            shown = shown | mask
    return kept


def together(things: list[Thing]) -> Thing:
    """All of them as one; as sure as what it covers is on average."""
    areas = [int((thing.logits > 0).sum()) for thing in things]
    sure = np.average([thing.sure for thing in things], weights=areas)
    return Thing(np.maximum.reduce([thing.logits for thing in things]), float(sure))


def left_to_right(things: list[Thing]) -> list[Thing]:
    return sorted(things, key=lambda thing: np.flatnonzero((thing.logits > 0).any(0)).mean())


def _best(logits: Floats, quality: Floats, obedience: list[float]) -> Chosen:
    worth = [
        float(np.clip(good, 0, 1)) * stability(each) * obeys
        for each, good, obeys in zip(logits, quality, obedience, strict=True)
    ]
    best = int(np.argmax(worth))
    return Chosen(logits[best], worth[best])


def _obeys(mask: Bools, points: Places, labels: npt.NDArray[Any]) -> float:
    """Share of the points that lie on the side of the mask's edge they were put on."""
    last = np.array([mask.shape[1] - 1, mask.shape[0] - 1])
    columns, rows = np.clip(np.floor(points), 0, last).astype(int).T
    return float((mask[rows, columns] == (labels > 0)).mean())


def _overlap(one: Places, other: Places) -> float:
    sides = np.clip(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0, None)
    shared = sides.prod()
    both = (one[2:] - one[:2]).prod() + (other[2:] - other[:2]).prod() - shared
    return float(shared / max(both, 1e-9))
