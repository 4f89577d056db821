"""What an edge is like, measured along it at a size that bounds the work.

Lengths are shares of the picture's diagonal, so that the same photograph at another size reads
the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Pixels

LONGEST = 1000
"""Pixels of the longer side at which edges are measured."""
_CALM, _NEAR, _WINDOW = 0.004, 0.02, 0.02  # blur of the edge's course, reach, window of a mean
_SIDE = 0.015  # how far from the edge the two sides are compared
_LEAST = 1.5  # pixels of the blur
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Fringe:
    """One value per pixel of the edge, all of the same length.

    `soft` is the width of the half-transparent band; `strands` says how much of the light's fine
    change runs along the edge rather than across it, as hairs that cross an edge make it; `ragged`
    the same of alpha, per length of edge; `contrast` is how far the colours of the two sides lie
    apart, in spreads of them; `busy` is the texture that both have, in Lab levels of 0-255.
    """

    soft: Floats
    strands: Floats
    ragged: Floats
    contrast: Floats
    busy: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """The edge's smooth course, in (h, w) planes; `across` is the unit vector into the region."""

    diagonal: float
    inside: Bools
    edge: Bools
    near: Bools
    distance: Floats
    across: tuple[Floats, Floats]


def measured(rgb: Pixels, alpha: Alpha) -> Fringe:
    """The edge of alpha; without values where nothing has an edge inside the picture."""
    import cv2

    small, share = shrunk(rgb, alpha)
    course = _course(share)
    light = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
    band = (share > 0.03) & (share < 0.97) & course.near
    half = (share > 0.06) & (share < 0.94) & course.near
    length = np.maximum(_sum(course.edge, course) * np.float32(1.12), 1)
    along, over = _slopes(light - _blurred(light, _CALM * course.diagonal), course)
    count = np.maximum(_sum(band, course), 1)
    strands = (_sum(along * band, course) / count) / (_sum(over * band, course) / count + 0.5)
    ragged = _sum(_slopes(share, course)[0] * course.near, course) / length
    contrast, busy = _sides(small, course)
    planes = _sum(half, course) / length / course.diagonal, strands, ragged, contrast, busy
    return Fringe(*(np.asarray(plane[course.edge], np.float32) for plane in planes))


def shrunk(rgb: Pixels, alpha: Alpha) -> tuple[Pixels, Floats]:
    """Both at the size at which edges are measured; alpha as 0-1."""
    import cv2

    scale = min(1.0, LONGEST / max(alpha.shape))
    size = (max(round(alpha.shape[1] * scale), 1), max(round(alpha.shape[0] * scale), 1))
    small, share = (
        cv2.resize(plane, size, interpolation=cv2.INTER_AREA) if scale < 1 else plane
        for plane in (rgb, alpha)
    )
    return small, share.astype(np.float32) / np.float32(255)


def _course(share: Floats) -> _Course:
    import cv2

    diagonal = float(np.hypot(*share.shape))
    inside = (_blurred(share, _CALM * diagonal) > 0.5).astype(np.uint8)
    edge = (inside - cv2.erode(inside, np.ones((3, 3), np.uint8), borderValue=1)) > 0
    edge[[0, -1]] = edge[:, [0, -1]] = False
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    distance += cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    smooth = _blurred(inside.astype(np.float32), _CALM * diagonal)
    x, y = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    steep = np.hypot(x, y) + np.float32(1e-9)
    return _Course(
        diagonal, inside > 0, edge, distance < _NEAR * diagonal, distance, (x / steep, y / steep)
    )


def _blurred(plane: Floats, sigma: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), max(sigma, _LEAST)), np.float32)


def _slopes(plane: Floats, course: _Course) -> tuple[Floats, Floats]:
    """How much the plane changes per pixel along the edge, and across it."""
    import cv2

    down = cv2.Sobel(plane, cv2.CV_32F, 0, 1) / 8
    right = cv2.Sobel(plane, cv2.CV_32F, 1, 0) / 8
    x, y = course.across
    return np.abs(down * x - right * y), np.abs(right * x + down * y)


def _sum(plane: npt.NDArray[np.generic], course: _Course) -> Floats:
    """Over the window around each pixel."""
    import cv2

    side = int(_WINDOW * course.diagonal) | 1
    summed = cv2.boxFilter(plane.astype(np.float32), -1, (side, side), normalize=False)
    return np.asarray(summed, np.float32)


def _sides(rgb: Pixels, course: _Course) -> tuple[Floats, Floats]:
    """How unlike the two sides are near the edge, and the texture that both of them have."""
    import cv2

    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    ring = (course.distance > 0.003 * course.diagonal) & (course.distance < _SIDE * course.diagonal)
    means, spreads = [], []
    for side in (ring & course.inside, ring & ~course.inside):
        count = np.maximum(_sum(side, course), 1)
        mean = np.stack([_sum(lab[..., i] * side, course) / count for i in range(3)], -1)
        power = np.stack([_sum(lab[..., i] ** 2 * side, course) / count for i in range(3)], -1)
        means.append(mean)
        spreads.append(np.sqrt(np.maximum(power - mean**2, 0).sum(-1)))
    apart = np.linalg.norm(means[0] - means[1], axis=-1)
    return apart / (spreads[0] + spreads[1] + 1), np.minimum(*spreads)
