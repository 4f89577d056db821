"""Sky: smooth, bright or blue, and reaching down from the upper border."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.nouns import Pixels
from inference.segmenters import grabcut
from inference.segmenters.judge import steps
from inference.segmenters.view import Bools, Floats, Labels, Patches, View, view

_SMOOTH = 0.016  # Oklab change per pixel that clouds stay below
_DRIFT = 0.07  # Oklab distance between neighbours within one sky
_LEAST = 0.03  # share of the picture
_WIDE = 0.3  # share of the upper border
_ALL_AROUND = 0.5  # what is left of the confidence where it fills both lower corners


class Sky(NamedTuple):
    """`mask` (h, w) bool of the picture's size; `confidence` 0-1."""

    mask: Bools
    confidence: float


def find(rgb: Pixels) -> Sky | None:
    """The sky, or None where nothing looks like one."""
    small = view(rgb)
    colour = _skyness(small.patches.lab)
    reached = _from_above(small, colour > 0)
    plane = reached[small.patches.labels]
    if plane.mean() < _LEAST or plane[0].mean() < _WIDE:
        return None
    mask = _settled(small, plane)
    sure = float(colour[reached].mean()) * min(1.0, 0.4 + float(mask[0].mean()))
    sure *= _ALL_AROUND if mask[-1, 0] and mask[-1, -1] else 1.0  # a studio's paper does that
    return Sky(grabcut.refined(rgb, mask), sure)


def _settled(small: View, plane: Bools) -> Bools:
    """GrabCut on all that is about as bright and smooth: the sky between branches too."""
    import cv2

    patches = small.patches
    own = np.median(small.lab[plane], 0)
    alike = np.linalg.norm(patches.lab - own, axis=-1) < _DRIFT
    maybe = alike[patches.labels] & _above(plane)
    trimap = np.where(maybe, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[plane] = cv2.GC_FGD
    trimap[~_above(plane)] = cv2.GC_BGD
    return grabcut.tidy(grabcut.cut(small.rgb, trimap), speck=0.01)


def _above(plane: Bools) -> Bools:
    """Every row that is no lower than the lowest of the plane."""
    rows = np.flatnonzero(plane.any(1))
    return np.broadcast_to((np.arange(len(plane)) <= rows[-1])[:, None], plane.shape)


def _skyness(lab: Floats) -> Floats:
    """Per colour (n, 3): 0.9 for blue, less for cloud grey and evening light, 0 for no sky."""
    light, red, yellow = lab.T
    chroma = np.hypot(red, yellow)
    blue = (yellow < -0.015) & (red < 0.03) & (light > 0.2)
    cloud = (chroma < 0.03) & (light > 0.83)
    evening = (light > 0.7) & (red > 0.01) & (chroma < 0.17) & (chroma > 0.04)
    return np.select([blue, cloud, evening], [0.9, 0.6, 0.5], 0.0).astype(np.float32)


def _from_above(small: View, coloured: Bools) -> Bools:
    """Per patch: whether smooth patches of such a colour lead to it from the upper border."""
    patches = small.patches
    fits = coloured & (patches.mean(steps(small.lab)) < _SMOOTH)
    reached = np.zeros(len(fits), np.bool_)
    reached[patches.labels[0]] = True
    reached &= fits
    links = _links(patches, fits)
    while True:
        a, b = links.T
        spread = reached.copy()
        spread[a] |= reached[b]
        spread[b] |= reached[a]
        if (spread == reached).all():
            return reached
        reached = spread


def _links(patches: Patches, fits: Bools) -> Labels:
    a, b = patches.edges.T
    near = np.linalg.norm(patches.lab[a] - patches.lab[b], axis=-1) < _DRIFT
    return np.asarray(patches.edges[near & fits[a] & fits[b]], np.int64)
