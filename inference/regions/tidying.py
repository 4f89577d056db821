"""Specks and holes, judged beside the region they are in: never by a number of pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha

_SPECK, _HOLE = 0.008, 0.008
"""Shares of the largest part: dots of an i and eyes of an e are larger beside their letters."""

Bools = npt.NDArray[np.bool_]


def tidied(alpha: Alpha) -> Alpha:
    """Without specks, and with pinholes filled."""
    mask = alpha > 127
    if not mask.any():
        return alpha
    kept = np.where(_small(mask, mask, _SPECK), np.uint8(0), alpha)
    return np.where(_small(~mask, mask, _HOLE, inside=True), np.uint8(255), kept)


def without_specks(alpha: Alpha) -> Alpha:
    """Slivers that are left where the edges of two things nearly agree are gone."""
    mask = alpha > 127
    return np.where(_small(mask, mask, _SPECK), np.uint8(0), alpha)


def _small(where: Bools, beside: Bools, share: float, inside: bool = False) -> Bools:
    """Connected parts of `where` below a share of the largest part of `beside`; if `inside`, only
    those that do not reach the picture's border.
    """
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(where.astype(np.uint8))
    x, y, width, height, area = stats.T
    small = area < share * _largest(beside)
    if inside:
        small &= (x > 0) & (y > 0) & (x + width < where.shape[1]) & (y + height < where.shape[0])
    small[0] = False
    return np.asarray(small[labels], np.bool_) if small.any() else np.zeros_like(where)


def _largest(mask: Bools) -> int:
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return int(stats[1:, 4].max(initial=0))
