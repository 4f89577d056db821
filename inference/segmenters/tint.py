"""All that is of one colour: near it in Oklab, more tolerant of light than of hue.

A name is a rough guide: what a photograph has of it decides. The search runs twice, for the colour
that was named and then, closer, for the one that was found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference import oklab
from inference.colours import RGB
from inference.nouns import Pixels
from inference.segmenters import grabcut
from inference.segmenters.view import Bools, Floats, shrunk

_GREY = 0.05  # chroma below which people call a colour black, grey or white
_LIKE = 0.4  # likeness from which a pixel belongs
_PART = 0.15  # parts below this share of the largest are left out
_LEAST = 0.002  # share of the picture


class Reach(NamedTuple):
    """How far a colour may stray before its likeness is 1/e: radians of hue, lightness towards
    shadow and towards light, and the logarithm of saturation, which shadow leaves alone.
    """

    hue: float
    darker: float
    lighter: float
    saturation: float


_NAMED, _FOUND = Reach(0.42, 0.32, 0.25, 1.0), Reach(0.28, 0.4, 0.25, 0.38)
_GREY_SHADE = 0.16  # lightness by which a grey may differ
_BLACK, _WHITE = 0.5, 0.56
"""Lightness below and above which a dull thing is called black or white once it is named: fur in
the sun, a van in the shade. Seen on photographs: a black dog's coat lies between 0.16 and 0.67, a
white truck's side between 0.64 and 0.87."""


class Tinted(NamedTuple):
    """`mask` (h, w) bool of the picture's size; `confidence` 0-1."""

    mask: Bools
    confidence: float


def find(rgb: Pixels, colour: RGB, within: Bools | None = None) -> Tinted | None:
    """Where the picture has this colour, or None if it hardly has it.

    `within` (H, W) narrows the search to a part of it.
    """
    lab = oklab.to_lab(shrunk(rgb, grabcut.FINEST))
    like = likeness(lab, oklab.to_lab(np.array(colour, np.uint8)), _NAMED)
    if within is not None:
        like = like * _share(within, like.shape)
    core = _large_parts(like > _LIKE)
    if core.mean() < _LEAST:
        return None
    close = likeness(lab, _typical(lab, like, core), _FOUND) * (like > _LIKE / 4)
    found = _joined(core, _large_parts(close > _LIKE))
    return Tinted(grabcut.enlarged(found, rgb), _confidence(like, close, found))


def share(rgb: Pixels, colour: RGB, where: Bools) -> float:
    """How much of `where` (H, W) has the colour, 0-1, as people see it on a thing that they name.

    A black or white one may be as light or dark as sun and shade make it, unless more of it is the
    other.
    """
    target = oklab.to_lab(np.array(colour, np.uint8))
    if not where.any() or np.hypot(target[1], target[2]) >= _GREY or 0.3 < target[0] < 0.9:
        found = find(rgb, colour, where)
        return float(found.mask[where].mean()) if found else 0.0
    lab = oklab.to_lab(rgb[where])
    dull = np.hypot(lab[:, 1], lab[:, 2]) < _GREY
    black, white = (dull & (lab[:, 0] < _BLACK)).mean(), (dull & (lab[:, 0] > _WHITE)).mean()
    own, other = (black, white) if target[0] <= 0.3 else (white, black)
    return float(own) if own > other else 0.0


def likeness(lab: Floats, target: Floats, reach: Reach) -> Floats:
    """How far each pixel of (h, w, 3) Oklab is of the target (3,), 0-1, slightly smoothed."""
    import cv2

    shade = lab[..., 0] - target[0]
    chroma, wanted = np.hypot(lab[..., 1], lab[..., 2]), float(np.hypot(target[1], target[2]))
    if wanted < _GREY:
        away = (shade / _GREY_SHADE) ** 2 + (chroma / _GREY) ** 2 / 2
    else:
        turn = np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(target[2], target[1])
        turn = (turn + np.pi) % (2 * np.pi) - np.pi
        pale = np.clip(1 - chroma / min(0.07, wanted * 0.6), 0, 1) / 0.4
        vivid = np.log((chroma / (lab[..., 0] + 0.02) + 1e-3) / (wanted / (target[0] + 0.02)))
        dull = np.minimum(vivid, 0) / reach.saturation
        away = (turn / reach.hue) ** 2 + np.maximum(pale**2, dull**2)
        away = away + (shade / np.where(shade < 0, reach.darker, reach.lighter)) ** 2 / 2
    return np.asarray(cv2.GaussianBlur(np.exp(-away).astype(np.float32), (0, 0), 1.0), np.float32)


def _share(mask: Bools, shape: tuple[int, ...]) -> Floats:
    """How much of each pixel of a smaller picture is in the mask."""
    import cv2

    plane = cv2.resize(
        mask.astype(np.uint8) * 255, (shape[1], shape[0]), interpolation=cv2.INTER_AREA
    )
    return np.asarray(plane / np.float32(255), np.float32)


def _typical(lab: Floats, like: Floats, core: Bools) -> Floats:
    return np.asarray(np.average(lab[core], 0, like[core]), np.float32)


def _large_parts(where: Bools) -> Bools:
    """Closed over folds and seams, without what is small beside the largest part."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(where.astype(np.uint8), cv2.MORPH_CLOSE, disc)
    return grabcut.tidy(closed > 0, speck=_PART)


def _joined(core: Bools, wide: Bools) -> Bools:
    """The parts of `wide` that the core reaches into."""
    import cv2

    count, labels = cv2.connectedComponents((wide | core).astype(np.uint8))
    reached = np.zeros(count, np.bool_)
    reached[labels[core]] = True
    return np.asarray(reached[labels], np.bool_)


def _confidence(like: Floats, close: Floats, found: Bools) -> float:
    """High where the name fits what was found, and hardly anything else is nearly of it."""
    fits = float(like[found].mean())
    nearly = float(((close > _LIKE / 2) & ~found).sum() / found.sum())
    return float(np.clip(0.25 + fits - 0.3 * min(nearly, 1.0), 0, 1))
