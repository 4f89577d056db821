"""All that is of one colour: near it in Oklab, more tolerant of light than of hue."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference import oklab
from inference.colours import RGB
from inference.nouns import Pixels
from inference.segmenters import grabcut
from inference.segmenters.view import Bools, Floats, shrunk

_GREY = 0.05  # chroma below which people call a colour black, grey or white
_HUE = 0.30  # radians of hue over which likeness falls to 1/e
_SHADE = 0.22  # the same for lightness: shadow and sun change it most
_SHADE_OF_GREY = 0.12  # but lightness is all that tells black from white
_LIKE = 0.5  # likeness from which a pixel belongs
_PART = 0.15  # parts below this share of the largest are left out
_LEAST = 0.002  # share of the picture


class Tinted(NamedTuple):
    """`mask` (h, w) bool of the picture's size; `confidence` 0-1."""

    mask: Bools
    confidence: float


def find(rgb: Pixels, colour: RGB) -> Tinted | None:
    """Where the picture has this colour, or None if it hardly has it."""
    fine = shrunk(rgb, grabcut.FINEST)
    like = likeness(oklab.to_lab(fine), colour)
    core = _large_parts(like > _LIKE)
    if core.mean() < _LEAST:
        return None
    return Tinted(grabcut.enlarged(core, rgb), _confidence(like, core))


def likeness(lab: Floats, colour: RGB) -> Floats:
    """How far each pixel of (h, w, 3) Oklab is of the colour, 0-1, smoothed over three pixels."""
    import cv2

    target = oklab.to_lab(np.array(colour, np.uint8))
    shade = lab[..., 0] - target[0]
    chroma, wanted = np.hypot(lab[..., 1], lab[..., 2]), float(np.hypot(target[1], target[2]))
    if wanted < _GREY:
        away = (shade / _SHADE_OF_GREY) ** 2 + (chroma / _GREY) ** 2 / 2
    else:
        turn = np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(target[2], target[1])
        turn = (turn + np.pi) % (2 * np.pi) - np.pi
        pale = np.clip(1 - chroma / (0.75 * wanted), 0, 1) / 0.6
        away = (turn / _HUE) ** 2 + (shade / _SHADE) ** 2 / 4 + pale**2
    return np.asarray(cv2.GaussianBlur(np.exp(-away).astype(np.float32), (0, 0), 1.0), np.float32)


def _large_parts(where: Bools) -> Bools:
    """Closed over folds and seams, without what is small beside the largest part."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(where.astype(np.uint8), cv2.MORPH_CLOSE, disc)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, disc[1:-1, 1:-1].copy())
    return grabcut.tidy(opened > 0, speck=_PART)


def _confidence(like: Floats, core: Bools) -> float:
    """High where the colour is met well, and hardly anything else is nearly of it."""
    met = float(like[core].mean())
    nearly = float(((like > _LIKE / 2) & ~core).sum() / core.sum())
    return float(np.clip(met * 1.15 - 0.35 * min(nearly, 1.0), 0, 1))
