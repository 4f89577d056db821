"""A region as people see it: the golden with a veil over what will be repainted.

Things in it are numbered ("pick 2"), and a lettered frame gives every spot a name ("add C3").
What is veiled is told from what is locked by hatching and by lightness, never by colour alone.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from inference.grid import grid
from inference.nouns import Alpha, Box, Pixels, Region
from inference.showing.badges import badged
from inference.showing.frame import framed, ruled

LONGEST = 1600
"""Longer side of an overlay, without its frame."""
_DARK, _LIGHT = np.array([44, 14, 110], np.float32), np.array([214, 190, 255], np.float32)
_INK, _PAPER = np.array([24, 10, 60], np.float32), np.array([255, 255, 255], np.float32)
_VEIL = 0.86  # how much of the veil, and how little of the picture, is seen
_HATCH = 0.13  # how much lighter a light stripe is, of the span from dark to light
_FAINT = 0.1  # how much of the outline is left where an edge is softest
Floats = npt.NDArray[np.float32]


def overlay(rgb: Pixels, region: Region, longest: int = LONGEST) -> Pixels:
    """At most `longest` pixels on its longer side, and a frame around it.

    What is locked keeps its colours but for the hair lines of the grid.
    """
    scale = min(1.0, longest / max(rgb.shape))
    picture, alpha = _sized(rgb, scale), _sized(region.alpha, scale)
    over = grid(rgb.shape[1], rgb.shape[0])
    veiled = ruled(_outlined(_veiled(picture, alpha), alpha), over)
    things = [_reduced(box, scale) for box in region.instances]
    return framed(badged(veiled, alpha, things), over)


def _reduced(box: Box, scale: float) -> Box:
    """At that scale, and never empty."""
    x, y = int(box.x0 * scale), int(box.y0 * scale)
    return Box(x, y, max(math.ceil(box.x1 * scale), x + 1), max(math.ceil(box.y1 * scale), y + 1))


def _sized(plane: npt.NDArray[np.uint8], scale: float) -> npt.NDArray[np.uint8]:
    """A picture or an alpha at that scale."""
    import cv2

    if scale == 1.0:
        return plane
    size = (max(round(plane.shape[1] * scale), 1), max(round(plane.shape[0] * scale), 1))
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _veiled(rgb: Pixels, alpha: Alpha) -> Pixels:
    """A duotone of its own light, hatched at 45 degrees, as far as alpha goes."""
    import cv2

    light = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    shade = light * (1 - _HATCH) + _HATCH * _stripes(rgb.shape)
    veil = _DARK + (_LIGHT - _DARK) * shade[..., None]
    return _blended(rgb, veil, alpha.astype(np.float32) * (_VEIL / 255))


def _stripes(shape: tuple[int, ...]) -> Floats:
    """0-1, in diagonals whose edges are smooth."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    period = max(8.0, max(shape) / 60)
    wave = np.abs((x + y) % period - period / 2) - period / 4
    return np.clip(wave / 1.4 + 0.5, 0, 1).astype(np.float32)


def _outlined(rgb: Pixels, alpha: Alpha) -> Pixels:
    """A white line within a dark one along the edge; fainter where the edge is soft."""
    import cv2

    thin = max(1, round(max(rgb.shape) / 900))
    calm = cv2.GaussianBlur(alpha, (0, 0), thin)
    inside = cv2.copyMakeBorder((calm > 127).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    lines, _ = cv2.findContours(inside, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE, offset=(-1, -1))
    crisp = np.maximum(_crispness(alpha, 2 * thin + 1), np.float32(_FAINT))
    for colour, width in ((_INK, 3 * thin + 1), (_PAPER, thin + 1)):
        drawn = np.zeros(alpha.shape, np.uint8)
        cv2.drawContours(drawn, lines, -1, 255, width, cv2.LINE_AA)
        rgb = _blended(rgb, colour, drawn.astype(np.float32) / np.float32(255) * crisp)
    return rgb


def _crispness(alpha: Alpha, reach: int) -> Floats:
    """0-1: how much of the way from locked to repainted an edge goes within `reach` pixels."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    span = cv2.morphologyEx(alpha, cv2.MORPH_GRADIENT, disc).astype(np.float32) / 255
    return np.asarray(span * span, np.float32)


def _blended(rgb: Pixels, other: Floats, share: Floats) -> Pixels:
    """`share` 0-1 of the other colours, the rest of the picture's."""
    return np.rint(rgb + (other - rgb) * share[..., None]).astype(np.uint8)
