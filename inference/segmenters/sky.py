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
    mask = grabcut.from_guess(small.rgb, plane.astype(np.float32))
    sure = float(colour[reached].mean()) * min(1.0, 0.4 + float(mask[0].mean()))
    return Sky(grabcut.refined(rgb, mask), sure)


def _skyness(lab: Floats) -> Floats:
    """Per colour (n, 3): 0.9 for blue, less for cloud grey and evening light, 0 for no sky."""
    light, red, yellow = lab.T
    chroma = np.hypot(red, yellow)
    blue = (yellow < -0.015) & (red < 0.03) & (light > 0.2)
    cloud = (chroma < 0.03) & (light > 0.83)
    evening = (light > 0.5) & (red > 0.01) & (chroma < 0.17) & (chroma > 0.04)
    return np.select([blue, cloud, evening], [0.9, 0.65, 0.5], 0.0).astype(np.float32)


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
