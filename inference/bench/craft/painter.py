"""Painters that were told to change nothing, and fail at it as real ones do.

Each returns the cut it was given, spoilt, so that the truth is known: a perfect seat would bring
the golden back. All are functions of (h, w, 3) uint8 to the same. Their casts are gains, lifts and
slopes, which is what our matching looks for too, so they flatter it; a real painter may do more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels

Floats = npt.NDArray[np.float32]
_QUALITY = 80  # of the 8x8 DCT quantisation, on JPEG's scale
_HAZE = np.array([3.0, 0.5, -2.0], np.float32)  # what a decoder's bias adds, in 8-bit steps
_WARM = np.array([1.05, 1.0, 0.93], np.float32)
_EXPOSURE, _CONTRAST = 1.07, 0.94


def kept(rgb: Pixels) -> Pixels:
    """Nothing is lost, except by scaling to the painter's size and back."""
    return rgb


def round_trip(rgb: Pixels) -> Pixels:
    """As through an autoencoder: fine detail and grain go, colours are coarse and a bit off."""
    return _quantised(_bytes(_smoothed(rgb) + _HAZE))


def warm(rgb: Pixels) -> Pixels:
    """The same, warmer, brighter and flatter all over."""
    light = _EXPOSURE * _decoded(_smoothed(rgb))
    code = 255 * np.clip(light, 0, 1) ** np.float32(1 / 2.2) * _WARM
    return _quantised(_bytes(128 + _CONTRAST * (code - 128)))


def uneven(rgb: Pixels) -> Pixels:
    """The same with a cast that goes from dark and green at one corner to light and pink."""
    height, width = rgb.shape[:2]
    down, across = np.linspace(-1, 1, height), np.linspace(-1, 1, width)
    slope = (down[:, None] + across + 0.6)[..., None] / 2
    tint = 1 + slope * np.array([0.07, 0.02, 0.06])
    return _quantised(_bytes(np.asarray(_smoothed(rgb) * tint, np.float32)))


PAINTERS: dict[str, Callable[[Pixels], Pixels]] = {
    "kept": kept,
    "round trip": round_trip,
    "warm": warm,
    "uneven": uneven,
}


def _smoothed(rgb: Pixels) -> Floats:
    """Without grain, edges mostly kept, and a little soft."""
    import cv2

    calm = cv2.bilateralFilter(rgb, 5, 24, 2)
    return np.asarray(cv2.GaussianBlur(calm, (0, 0), 0.6), np.float32)


def _quantised(rgb: Pixels) -> Pixels:
    """Through 8x8 cosine transforms with coarse steps, colour at half the resolution."""
    import cv2

    ok, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    assert ok
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))[..., ::-1])


def _decoded(code: Floats) -> Floats:
    return np.asarray((code / 255) ** np.float32(2.2), np.float32)


def _bytes(code: Floats) -> Pixels:
    return np.asarray(np.rint(code).clip(0, 255), np.uint8)
