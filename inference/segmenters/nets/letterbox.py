"""Fitting a picture into the square that a network expects, and planes back onto the picture."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.segmenters.view import Floats

_GREY = 127
_AT_ONCE = 3  # channels that OpenCV resizes together


class Fitted(NamedTuple):
    """`canvas` (side, side, 3) uint8 with the picture at its upper left, `height` by `width`."""

    canvas: Pixels
    height: int
    width: int


def fitted(rgb: Pixels, side: int) -> Fitted:
    """The picture as large as it goes into a square, the rest grey."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    small = sized(rgb, max(1, round(height * scale)), max(1, round(width * scale)))
    canvas = np.full((side, side, 3), _GREY, np.uint8)
    canvas[: small.shape[0], : small.shape[1]] = small
    return Fitted(canvas, *small.shape[:2])


def sized(plane: npt.NDArray[Any], height: int, width: int) -> npt.NDArray[Any]:
    """Averaged where it shrinks, interpolated where it grows; any number of channels."""
    import cv2

    shrinks = height * width < plane.shape[0] * plane.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    if plane.ndim < 3 or plane.shape[2] <= _AT_ONCE:
        return np.asarray(cv2.resize(plane, (width, height), interpolation=how))
    few = np.split(plane, range(_AT_ONCE, plane.shape[2], _AT_ONCE), axis=2)
    resized = [cv2.resize(np.ascontiguousarray(p), (width, height), interpolation=how) for p in few]
    return np.concatenate([np.atleast_3d(p) for p in resized], 2)


def mirrored(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Left and right exchanged."""
    return np.ascontiguousarray(array[:, ::-1])


def unit(rgb: Pixels) -> Floats:
    """0-255 to 0-1."""
    return np.asarray(rgb, np.float32) / np.float32(255)
