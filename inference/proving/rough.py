"""Is the painted part as grainy as the picture around it?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference import grain
from inference.nouns import Alpha
from inference.picture import Samples

Floats = npt.NDArray[np.float32]

_SIDE, _RING = 8, 8  # of a block in pixels, and of the ring in blocks
_BLOCKS = 6000
_FEWEST = 4  # blocks of one luma step, below which it says nothing
_FLOOR = 0.25
_GRAINY = 1.0  # deviation in 8-bit steps from which roughness is a camera's grain


def grain_ratio(pixels: Samples, alpha: Alpha) -> float:
    """Inside over ring; the profile is left as it is, since both have the same."""
    import cv2

    inside = grain.cells(alpha > 127, _SIDE)
    reach = np.ones((2 * _RING + 1, 2 * _RING + 1), np.uint8)
    near = cv2.dilate(inside.astype(np.uint8), reach) if inside.size else inside
    ring = grain.cells(alpha == 0, _SIDE) & (near > 0)
    mine, theirs = (_roughness(pixels, each) for each in (inside, ring))
    both = [level for level in mine if level in theirs]
    if not both:
        return 1.0
    return sum(mine[level] for level in both) / sum(theirs[level] for level in both)


def is_grainy(samples: Samples, where: npt.NDArray[np.bool_]) -> bool:
    """Whether a camera's grain is found there at all: texture moves the ratio, too."""
    found = grain.measure(samples, grain.cells(where))
    return found is not None and float(found.sigma.max()) >= _GRAINY


def _roughness(pixels: Samples, chosen: npt.NDArray[np.bool_]) -> dict[int, float]:
    """High-pass MAD of the calmest quarter of blocks by luma step, in 8-bit steps."""
    if not chosen.any():
        return {}
    luma = grain.blocks(pixels, chosen, _BLOCKS, _SIDE) @ grain.LUMA
    fine = luma[:, 1:-1, 1:-1] - _smoothed(luma)
    centre = np.median(fine, axis=(1, 2), keepdims=True)
    rough = np.median(np.abs(fine - centre), axis=(1, 2))
    level = (luma.mean(axis=(1, 2)) / 16).astype(int)
    return {
        each: max(_FLOOR, float(np.percentile(rough[level == each], 25)))
        for each in np.flatnonzero(np.bincount(level) >= _FEWEST).tolist()
    }


def _smoothed(luma: Floats) -> Floats:
    """The 3x3 binomial mean around each inner pixel of (n, side, side) blocks."""
    tall = (luma[:, :-2] + 2 * luma[:, 1:-1] + luma[:, 2:]) / 4
    return np.asarray((tall[..., :-2] + 2 * tall[..., 1:-1] + tall[..., 2:]) / 4, np.float32)
