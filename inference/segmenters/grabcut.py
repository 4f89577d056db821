"""GrabCut (Rother, Kolmogorov and Blake, 2004) from a guess, the same answer every time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.segmenters.view import Bools, Floats, shrunk

FINEST = 640
"""Longer side at most: GrabCut takes ten times as long at twice the size, and gains nothing."""
_SEED = 0  # its colour models start at random: unseeded, answers vary by several per cent
_SPECK, _HOLE = 0.12, 0.03  # parts and holes below these shares of the mask are dropped and filled

Trimap = npt.NDArray[np.uint8]


def from_guess(rgb: Pixels, guess: Floats) -> Bools:
    """The mask a guess (h, w) in 0-1 settles to; its surest parts are taken as given."""
    import cv2

    level, _ = cv2.threshold((np.clip(guess, 0, 1) * 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    likely = guess > level / 255
    trimap = np.where(likely, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    if likely.any() and not likely.all():
        trimap[likely & (guess >= np.quantile(guess[likely], 0.6))] = cv2.GC_FGD
        trimap[~likely & (guess <= np.quantile(guess[~likely], 0.5))] = cv2.GC_BGD
    return tidy(cut(rgb, trimap))


def from_frame(rgb: Pixels, left: bool = True, right: bool = True, below: bool = False) -> Bools:
    """The mask that a frame of sure backdrop leaves: its top and the sides that are asked for."""
    import cv2

    height, width = rgb.shape[:2]
    edge = max(2, int(0.04 * max(height, width)))
    trimap = np.full((height, width), cv2.GC_BGD, np.uint8)
    bottom, x0, x1 = height - edge * below, edge * left, width - edge * right
    trimap[edge:bottom, x0:x1] = cv2.GC_PR_FGD
    return tidy(cut(rgb, trimap))


def refined(rgb: Pixels, mask: Bools) -> Bools:
    """A small mask at the picture's size, its edge cut anew at up to 640 pixels."""
    import cv2

    fine = shrunk(rgb, FINEST)
    height, width = fine.shape[:2]
    plane = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    likely = (plane > 0.5).astype(np.uint8)
    side = int(0.035 * max(height, width)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    trimap = np.where(likely > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[cv2.erode(likely, disc) > 0] = cv2.GC_FGD
    trimap[cv2.dilate(likely, disc) == 0] = cv2.GC_BGD
    return enlarged(tidy(cut(fine, trimap, rounds=2)), rgb)


def enlarged(mask: Bools, rgb: Pixels) -> Bools:
    """The mask at the size of the picture."""
    import cv2

    plane = cv2.resize(
        mask.astype(np.uint8) * 255, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(plane > 127, np.bool_)


def cut(rgb: Pixels, trimap: Trimap, rounds: int = 3) -> Bools:
    """GrabCut's answer to a trimap of its four codes; the trimap itself if one side is empty."""
    import cv2

    ours = (trimap & 1) == 1
    if ours.all() or not ours.any():
        return np.asarray(ours, np.bool_)
    answer, bgr = trimap.copy(), np.ascontiguousarray(rgb[..., ::-1])
    models = np.zeros((2, 1, 65))
    cv2.setRNGSeed(_SEED)
    cv2.grabCut(bgr, answer, None, models[0], models[1], rounds, cv2.GC_INIT_WITH_MASK)
    return np.asarray((answer & 1) == 1, np.bool_)


def tidy(mask: Bools, speck: float = _SPECK) -> Bools:
    """Without parts below `speck` of the largest, and with small holes filled."""
    import cv2

    cross = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, cross)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    areas = stats[:, 4]
    large = areas >= speck * max(areas[1:], default=0)
    kept = large[labels] & (labels > 0)
    return np.asarray(kept | _holes(kept), np.bool_)


def _holes(mask: Bools) -> Bools:
    """Gaps in the mask, small beside it, that do not reach the picture's border."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8))
    height, width = mask.shape
    x, y, w, h, area = stats.T
    inside = (x > 0) & (y > 0) & (x + w < width) & (y + h < height)
    small = inside & (area < _HOLE * mask.sum())
    return np.asarray(small[labels] & (labels > 0), np.bool_)
