"""How visible a region's edge is, and how different two colours look.

Everything is measured at a few thousand points spread evenly along the edge, so that a picture of
any size costs the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Pixels

Floats = npt.NDArray[np.float32]
Points = npt.NDArray[np.intp]
"""(n, 2) of row and column."""
Colours = Callable[[Points], Pixels]
"""The sRGB colours (n, 3) of a picture at points."""

ACROSS, AWAY = 2, 12
"""Pixels from the edge: where the two sides are compared, and where the picture's own change is."""
LEAST = 0.5
"""ΔE00 taken as the picture's own change where it is flat, so that the quotient stays finite."""
_MOST = 3000
_LOOK = 4  # pixels around an edge pixel that decide which way is in


class Edge(NamedTuple):
    """Points on the region's edge, and the unit vector towards its inside at each."""

    points: Points
    inward: Floats


class Seam(NamedTuple):
    """Median ΔE00 across the edge, and `excess`: that over the picture's own change, minus 1."""

    across: float
    excess: float


def delta_e(one: Pixels, other: Pixels) -> Floats:
    """ΔE00 (n,) between sRGB colours (n, 3) uint8; 1 is just noticeable side by side."""
    from skimage.color import deltaE_ciede2000, rgb2lab

    if not len(one):
        return np.zeros(0, np.float32)
    return np.asarray(deltaE_ciede2000(rgb2lab(one), rgb2lab(other)), np.float32)


def edge(alpha: Alpha) -> Edge:
    """The innermost pixels of alpha > 127 along its edge; a picture's own border is no edge."""
    import cv2

    inside = (alpha > 127).astype(np.uint8)
    rows, columns = np.nonzero(inside - cv2.erode(inside, np.ones((3, 3), np.uint8)))
    kept = np.linspace(0, len(rows) - 1, min(_MOST, len(rows))).astype(int)
    points = np.stack([rows[kept], columns[kept]], axis=1)
    inward = _inward(inside, points)
    length = np.linalg.norm(inward, axis=1)
    clear = length > 0.1  # else a thin line, which has no inside to speak of
    return Edge(points[clear], inward[clear] / length[clear, None])


def measure(line: Edge, alpha: Alpha, colours: Colours) -> Seam:
    """The seam of a picture along an edge; 0 and 0 where the edge has no two sides."""
    across = _step(line, 0, alpha, colours)
    own = _step(line, -AWAY, alpha, colours)
    if across is None or own is None:
        return Seam(across or 0.0, 0.0)
    return Seam(across, max(across, LEAST) / max(own, LEAST) - 1)


def _inward(inside: npt.NDArray[np.uint8], points: Points) -> Floats:
    """From each point to the centroid of the inside around it; what lies beyond repeats."""
    span = np.arange(-_LOOK, _LOOK + 1)
    rows = (points[:, 0, None, None] + span[:, None]).clip(0, inside.shape[0] - 1)
    columns = (points[:, 1, None, None] + span).clip(0, inside.shape[1] - 1)
    near = inside[rows, columns].astype(np.float32)
    total = np.maximum(near.sum(axis=(1, 2)), 1)
    down = (near * span[:, None]).sum(axis=(1, 2)) / total
    across = (near * span).sum(axis=(1, 2)) / total
    return np.asarray(np.stack([down, across], axis=1), np.float32)


def _step(line: Edge, offset: int, alpha: Alpha, colours: Colours) -> float | None:
    """Median ΔE00 over ACROSS pixels either side of the edge moved inward by `offset`."""
    inner = np.rint(line.points + line.inward * (offset + ACROSS)).astype(np.intp)
    outer = np.rint(line.points + line.inward * (offset - ACROSS)).astype(np.intp)
    valid = _within(inner, alpha) & _within(outer, alpha)
    inner, outer = inner[valid], outer[valid]
    apart = (alpha[tuple(outer.T)] <= 127) & ((alpha[tuple(inner.T)] > 127) == (offset == 0))
    if not apart.any():
        return None
    return float(np.median(delta_e(colours(inner[apart]), colours(outer[apart]))))


def _within(points: Points, alpha: Alpha) -> npt.NDArray[np.bool_]:
    return np.asarray(((points >= 0) & (points < alpha.shape)).all(axis=1))
