"""Between a golden's own colour profile and the painter's sRGB, strip by strip."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels

STRIP = 1 << 20
"""Pixels converted at a time, so that a whole 50-megapixel picture costs no second copy."""


def to_srgb(rgb: Pixels, icc: bytes | None) -> Pixels:
    """(H, W, 3) uint8 in the profile's colours -> sRGB; the same array where that is sRGB."""
    return rgb if is_srgb(icc) else _through(_transform(icc or b"", inward=True), rgb)


def from_srgb(rgb: Pixels, icc: bytes | None) -> Pixels:
    """The way back; colours outside the profile's gamut are clipped to it."""
    return rgb if is_srgb(icc) else _through(_transform(icc or b"", inward=False), rgb)


@lru_cache(maxsize=32)
def is_srgb(icc: bytes | None) -> bool:
    """Whether no colour moves by more than one step of 255: names of profiles prove nothing."""
    if not icc:
        return True
    steps = np.linspace(0, 255, 9).round().astype(np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    moved = _through(_transform(icc, inward=True), grid)
    return bool(np.abs(moved.astype(int) - grid).max() <= 1)


@lru_cache(maxsize=32)
def _transform(icc: bytes, inward: bool) -> Any:
    """Relative colorimetric with black point compensation, as picture editors default to."""
    from PIL import ImageCms

    own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    source, target = (own, srgb) if inward else (srgb, own)
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.buildTransform(source, target, "RGB", "RGB", intent, flags)


def _through(transform: Any, rgb: npt.NDArray[np.uint8]) -> Pixels:
    from PIL import Image

    out = np.empty_like(rgb)
    rows = max(1, STRIP // rgb.shape[1])
    for top in range(0, rgb.shape[0], rows):
        strip = Image.fromarray(np.ascontiguousarray(rgb[top : top + rows]))
        out[top : top + rows] = np.asarray(transform.apply(strip))
    return out
