"""Whether what was grown around a point is a thing: things differ from what is around them."""

from __future__ import annotations

import numpy as np

from inference import oklab
from inference.nouns import Alpha, Box, Pixels
from inference.segmenters.view import Bools, Floats, shrunk

_SIDE = 320  # longer side at which outlines are judged
_BAND = 3  # pixels on either side of an outline that are compared
_DIFFERS = 0.07  # an Oklab distance between them
_MOSTLY = 0.7  # share of an outline that differs


def stands_out(rgb: Pixels, alpha: Alpha) -> bool:
    """Whether the colours on both sides of its outline differ along most of it.

    The picture's border is no outline; what has none stands out.
    """
    return outlined(rgb, alpha) >= _MOSTLY


def outlined(rgb: Pixels, alpha: Alpha) -> float:
    """The share of its outline, 0-1, along which the colours differ."""
    import cv2

    if not (alpha > 127).any():
        return 1.0
    around = _around(Box.around(alpha > 127), alpha.shape)
    small = shrunk(rgb[around.slices], _SIDE)
    size = small.shape[1::-1]
    mask = cv2.resize(alpha[around.slices], size, interpolation=cv2.INTER_AREA) > 127
    inside, outside = _eroded(mask), _eroded(~mask)
    edge = ~inside & ~outside
    lab = oklab.to_lab(small)
    gap = np.linalg.norm(_near(lab, inside) - _near(lab, outside), axis=2)
    return float((gap[edge] > _DIFFERS).mean()) if edge.any() else 1.0


def _around(box: Box, shape: tuple[int, ...]) -> Box:
    """The box with half as much again on each side."""
    x, y = box.width // 2 + 4, box.height // 2 + 4
    right, bottom = min(box.x1 + x, shape[1]), min(box.y1 + y, shape[0])
    return Box(max(box.x0 - x, 0), max(box.y0 - y, 0), right, bottom)


def _eroded(mask: Bools) -> Bools:
    """Without a pixel along its edge, which belongs to either side; the border is no edge."""
    import cv2

    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def _near(lab: Floats, mask: Bools) -> Floats:
    """The mean colour, around each pixel, of what the mask has there."""
    import cv2

    side = (2 * _BAND + 1, 2 * _BAND + 1)
    own = mask.astype(np.float32)
    total = cv2.blur(lab * own[..., None], side)
    return np.asarray(total / np.maximum(cv2.blur(own, side), 1e-6)[..., None], np.float32)
