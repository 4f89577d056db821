"""A provider's picture, laid over the cut that it was made from."""

from __future__ import annotations

import cv2
import numpy as np

from inference.errors import AskerError, BadPicture, OperatorError
from inference.nouns import Cut, Pixels
from inference.painters.diffusing import register
from inference.picture import decode


def seated(answer: bytes, cut: Cut) -> Pixels:
    """(h, w, 3) of the cut's size; AskerError where it moved too far to be laid back."""
    try:
        fresh = decode(answer).srgb()
    except BadPicture:
        raise OperatorError("The painter's provider answered with no picture.") from None
    fresh = _sized(np.ascontiguousarray(fresh), cut)
    fresh = register.aligned(fresh, register.shift(cut, fresh))
    if register.shift(cut, fresh).length > register.MOST:
        raise AskerError(
            "The painter moved what it should have kept: ask again, or say it smaller."
        )
    return fresh


def _sized(fresh: Pixels, cut: Cut) -> Pixels:
    high, wide = cut.rgb.shape[:2]
    if fresh.shape[:2] == (high, wide):
        return fresh
    how = cv2.INTER_AREA if fresh.shape[0] > high else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(fresh, (wide, high), interpolation=how), np.uint8)
