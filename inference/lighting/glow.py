"""The sun, a window or a lamp that a place shows: its brightest spot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.painters.backdrop.light import luminance, to_light

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LEAST = 0.05  # share of the frame below which nothing is said
_BLUR = 0.04  # of the longer side
_SMALL, _WIDE = 0.2, 0.45  # deviation across, in half frames: one spot; much of the frame
_BRIGHT, _DIM = 0.75, 0.35  # stops brighter than the middle of the picture
_PEAK = (0.08, 0.25)  # stops from the bright parts to the brightest: a wall, a lamp
_HIGH, _LOW = -0.1, 0.2  # half frames below the centre: light comes from higher up than its shine
_ASIDE, _CENTRED = 0.5, 0.2  # half frames from the centre


class Glow(NamedTuple):
    """How surely light comes from the left (-1) or right (1), and from `behind` things (0-1)."""

    side: float
    behind: float


class _Spot(NamedTuple):
    """Its middle and width in half frames; stops that it is above the usual, and above the rest of
    what is bright: a white wall is no lamp."""

    x: float
    y: float
    width: float
    stops: float
    peak: float


def spot(rgb: Pixels, where: Bools) -> Glow:
    """Of the brightest part, if it is one spot in the upper half that outshines the rest."""
    found = _brightest(rgb, where) if where.mean() > _LEAST else None
    if found is None:
        return Glow(0.0, 0.0)
    sure = (
        _ramp(found.width, _WIDE, _SMALL)
        * _ramp(found.stops, _DIM, _BRIGHT)
        * _ramp(found.peak, *_PEAK)
        * _ramp(found.y, _LOW, _HIGH)
    )
    aside = _ramp(abs(found.x), _CENTRED, _ASIDE)
    return Glow(float(np.sign(found.x)) * sure * aside, sure * (1 - aside))


def _brightest(rgb: Pixels, where: Bools) -> _Spot | None:
    light = _calm(rgb, where)
    usual, high, top, most = np.percentile(light[where], (50, 85, 95, 99)) + 0.02
    excess = np.where(where, np.maximum(light + 0.02 - high, 0), 0)
    total = float(excess.sum())
    if total <= 1e-6:
        return None
    x, y = (np.linspace(-1, 1, side) for side in where.shape[::-1])
    across, down = excess.sum(0) / total, excess.sum(1) / total
    middle = float(across @ x)
    width = float(np.sqrt(across @ (x - middle) ** 2))
    stops, peak = float(np.log2(top / usual)), float(np.log2(most / high))
    return _Spot(middle, float(down @ y), width, stops, peak)


def _calm(rgb: Pixels, where: Bools) -> Floats:
    """Luminance without small things, from inside `where` alone."""
    import cv2

    blur, free = _BLUR * max(where.shape), where.astype(np.float32)
    light = cv2.GaussianBlur(luminance(to_light(rgb)) * free, (0, 0), blur)
    return np.asarray(light / np.maximum(cv2.GaussianBlur(free, (0, 0), blur), 1e-3), np.float64)


def _ramp(value: float, start: float, end: float) -> float:
    """0 at `start`, 1 at `end`, clipped; `end` may be the smaller."""
    return float(np.clip((value - start) / (end - start), 0, 1))
