"""A golden that came back drawn on: green is what stays, any other colour what should change.

A black-and-white picture of the golden's shape is the mask itself: white changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from inference.drawing import loops, strokes
from inference.drawing.carried import carried
from inference.drawing.register import lay
from inference.nouns import Alpha, Pixels
from inference.regions.seeds import seeded as seeded
from inference.regions.seeds import surrounded
from inference.segmenters.view import Bools, shrunk

SCRIBBLE, MASK = "scribble", "mask"
_SIDE = 640  # pixels of the longer side at which a picture is judged
_THICK = 0.022  # half of the width, in longer sides, from which a mark is an area
_SWALLOWED = 0.5  # of what is to change: so much of it nobody keeps by a few strokes
_SHAPE = 0.02  # how far a mask's shape may be off the golden's, as a ratio
_BLACK, _WHITE = 24, 231  # levels that JPEG may make of black and of white
_CLEAR = 0.8  # share of a mask that is black or white
_COLOURFUL = 12  # levels between channels, at the 99th percentile, that a mask does not have


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What was drawn, at the golden's size; None where nothing was drawn of it.

    `exact` says that it is a mask, which is no drawing of a thing but what is meant to the pixel;
    `same` is False for a picture that isn't the golden at all.
    """

    change: Alpha | None = None
    keep: Alpha | None = None
    exact: bool = False
    same: bool = True


def kind(golden: Pixels, marked: Pixels) -> str:
    """ "scribble", "mask", or "" for any other picture: a photograph, a variant, the golden as it
    is."""
    laid = lay(golden, marked, _SIDE)
    if laid is None:
        return MASK if _is_mask(golden, marked) else ""
    return SCRIBBLE if strokes.find(laid).explained > strokes.EXPLAINED else ""


def on_golden(golden: Pixels, marked: Pixels, shown: Sequence[Pixels]) -> Pixels | None:
    """The drawing as one on the golden: the marked picture itself, or where people drew on one of
    those that showed a region (`shown`, in their frames), the golden with the same strokes.

    None where it is neither kind.
    """
    placed = [(each, laid) for each in (golden, *shown) if (laid := lay(each, marked, _SIDE))]
    if not placed:
        return marked if _is_mask(golden, marked) else None
    drawn_on, laid = min(placed, key=lambda each: each[1].strange)
    if drawn_on is not golden:
        return carried(golden, laid, drawn_on.shape)
    return marked if strokes.find(laid).explained > strokes.EXPLAINED else None


def read(golden: Pixels, marked: Pixels) -> Marks:
    """What is drawn on the marked picture, loops filled; no marks where it is neither kind."""
    laid = lay(golden, marked, _SIDE)
    if laid is None:
        alpha = mask(golden, marked)
        return Marks(alpha, exact=alpha is not None, same=alpha is not None)
    found = strokes.find(laid)
    if found.explained <= strokes.EXPLAINED:
        return Marks()
    keep = loops.meant(found.keep, found.change)
    change = loops.meant(found.change, found.keep) & ~keep
    return Marks(_sized(change, golden), _sized(keep, golden))


def mask(golden: Pixels, picture: Pixels) -> Alpha | None:
    """A black-and-white picture of the golden's shape as the mask that it is; else None."""
    return _mask(golden, picture) if _is_mask(golden, picture) else None


def grown(golden: Pixels, marks: Marks, segmenter: Any) -> Marks:
    """The marks grown into the things they lie on or go around; a mask stays as it is."""
    if marks.exact:
        return marks
    none = np.zeros(golden.shape[:2], np.bool_)
    change, keep = (none if each is None else each > 127 for each in (marks.change, marks.keep))
    wanted = _grown(golden, change, keep, segmenter)
    stays = _grown(golden, keep, change, segmenter)
    if ((wanted & stays) > 127).sum() > _SWALLOWED * (wanted > 127).sum():
        stays = np.where(keep, np.uint8(255), np.uint8(0))
    return Marks(wanted if change.any() else None, stays if keep.any() else None)


def _grown(golden: Pixels, drawn: Bools, other: Bools, segmenter: Any) -> Alpha:
    """A line or a dot points at a thing; an area surrounds one, or is meant as it is."""
    area = _areas(drawn)
    pointed = seeded(golden, drawn & ~area, other & ~_areas(other), segmenter)
    return np.maximum(pointed, surrounded(golden, area, segmenter)) if area.any() else pointed


def _areas(drawn: Bools) -> Bools:
    """The parts that are no lines: what is thick, and what hangs on it."""
    import cv2

    reach = max(2, round(_THICK * max(drawn.shape)))
    deep = cv2.distanceTransform(drawn.astype(np.uint8), cv2.DIST_L2, 3) > reach
    _, labels = cv2.connectedComponents(drawn.astype(np.uint8))
    return np.asarray(np.isin(labels, np.unique(labels[deep])) & drawn, np.bool_)


def _is_mask(golden: Pixels, marked: Pixels) -> bool:
    """Of the golden's shape, without colour, and nearly all of it black or white, with both."""
    ours, theirs = (shape[1] / shape[0] for shape in (golden.shape, marked.shape))
    if abs(ours / theirs - 1) > _SHAPE:
        return False
    small = shrunk(marked, _SIDE)
    if np.quantile(np.ptp(small, axis=2), 0.99) > _COLOURFUL:
        return False
    grey = small.mean(axis=2)
    black, white = (grey <= _BLACK).mean(), (grey >= _WHITE).mean()
    return bool(black + white >= _CLEAR and min(black, white) > 0.001)


def _mask(golden: Pixels, marked: Pixels) -> Alpha:
    """The grey of it at the golden's size; what JPEG made of black and white is undone."""
    import cv2

    grey = cv2.cvtColor(marked, cv2.COLOR_RGB2GRAY).astype(np.float32)
    clear = np.clip((grey - _BLACK) / (_WHITE - _BLACK), 0, 1) * 255
    how = cv2.INTER_AREA if marked.shape[0] > golden.shape[0] else cv2.INTER_LINEAR
    sized = cv2.resize(clear, golden.shape[1::-1], interpolation=how)
    return np.asarray(np.rint(sized), np.uint8)


def _sized(mask: Bools, golden: Pixels) -> Alpha | None:
    """At the golden's size with a smooth outline; None if empty."""
    import cv2

    if not mask.any():
        return None
    plane = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1)
    large = cv2.resize(plane, golden.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.where(large > 0.5, np.uint8(255), np.uint8(0))
