"""A picture as the segmenter sees it: small, in Oklab, and cut into patches of one colour.

`Patches` are SLIC superpixels (Achanta et al. 2012) with what their graph needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference import oklab
from inference.nouns import Pixels

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int64]

SIDE = 240
"""Cues and guesses are made at this size of the longer side; more of it makes none better."""


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """`labels` (h, w) numbers them; per patch: `area` in pixels, mean `lab` (n, 3), `place` (n, 2)
    as (y, x) in longer sides; `edges` (m, 2) are the pairs that touch.
    """

    labels: Labels
    area: Floats
    lab: Floats
    place: Floats
    edges: Labels

    def mean(self, plane: npt.NDArray[np.generic]) -> Floats:
        """Per patch, the mean of an (h, w) plane."""
        total = np.bincount(self.labels.ravel(), np.ravel(plane), len(self.area))
        return np.asarray(total / self.area, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """`rgb` (h, w, 3) uint8 with its Oklab and patches."""

    rgb: Pixels
    lab: Floats
    patches: Patches


def view(rgb: Pixels) -> View:
    small = shrunk(rgb, SIDE)
    lab = oklab.to_lab(small)
    return View(small, lab, _patches(lab))


def shrunk(rgb: Pixels, side: int) -> Pixels:
    """At most `side` pixels wide and high, averaged over areas; never enlarged."""
    import cv2

    height, width = rgb.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _patches(lab: Floats) -> Patches:
    from skimage.segmentation import slic

    labels = np.asarray(
        slic(lab, n_segments=400, compactness=0.12, sigma=1, start_label=0, convert2lab=False),
        np.int64,
    )
    height, width = labels.shape
    flat = labels.ravel()
    area = np.bincount(flat).astype(np.float32)
    rows, columns = np.mgrid[:height, :width].reshape(2, -1) / max(height, width)
    planes = [*lab.reshape(-1, 3).T, rows, columns]
    means = np.stack([np.bincount(flat, plane) / area for plane in planes], -1).astype(np.float32)
    return Patches(labels, area, means[:, :3], means[:, 3:], _touching(labels))


def _touching(labels: Labels) -> Labels:
    across = np.stack([labels[:, :-1].ravel(), labels[:, 1:].ravel()], 1)
    down = np.stack([labels[:-1].ravel(), labels[1:].ravel()], 1)
    pairs = np.concatenate([across, down])
    return np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], 1), axis=0)
