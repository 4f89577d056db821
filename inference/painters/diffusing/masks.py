"""Two masks: a wide soft one for the noise, a tight one for the paste.

The tight one is the cut's own alpha and belongs to whoever pastes. The wide one here is 1 wherever
anything is pasted, and falls off around it, so that the painter may take up the surroundings. What
is less than 1 joins later, when less noise is left (differential diffusion: Levin and Fried, 2023).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Cut

_GROWN = 4  # pixels around the region that may still carry its colour
_FEATHER = 0.08  # of the root of the region's area
_LEAST, _MOST = 16, 96  # pixels of feather

Plane = npt.NDArray[np.float32]


def wide(cut: Cut) -> Plane:
    """(h, w) in 0-1: 1 up to some pixels around alpha > 0, then falling to 0."""
    import cv2

    inside = cut.alpha > 0
    if inside.all() or not inside.any():
        return inside.astype(np.float32)
    away = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
    feather = float(np.clip(_FEATHER * np.sqrt(inside.sum()), _LEAST, _MOST))
    return np.asarray((1 - (away - _GROWN) / feather).clip(0, 1), np.float32)


def hard(soft: Plane) -> Alpha:
    """(h, w) of 0 and 255: whatever may change at all, since pipelines know only yes and no."""
    return np.where(soft > 0, np.uint8(255), np.uint8(0))


def in_cells(soft: Plane, rows: int, columns: int) -> Plane:
    """(rows, columns): the most of what each cell covers, so that no cell with a region is late."""
    high, wide_ = soft.shape
    down = np.maximum.reduceat(soft, np.arange(rows) * high // rows, axis=0)
    return np.maximum.reduceat(down, np.arange(columns) * wide_ // columns, axis=1)
