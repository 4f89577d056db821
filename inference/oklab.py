"""Oklab, a perceptual colour space: equal steps look equal, and hue stays put as lightness moves.

The matrices are those of Björn Ottosson, "A perceptual color space for image processing" (2020).
Every array here is (..., 3) float32: linear light in 0-1, or lab with lightness in 0-1 and a, b
within about ±0.4.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_CONES = np.linalg.inv(_TO_CONES)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_CODES = 1 << 14  # linear light is rounded to this many steps: a quarter of an 8-bit step at black
_HALVINGS = 10  # of the chroma: finer than 8 bits can show


@cache
def _decoding() -> Floats:
    """Linear light of each 8-bit sRGB code (IEC 61966-2-1)."""
    code = np.arange(256) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype("f4")


@cache
def _encoding() -> npt.NDArray[np.uint8]:
    """The 8-bit sRGB code of each step of linear light."""
    light = np.arange(_CODES + 1) / _CODES
    code = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(code * 255).astype(np.uint8)


def to_lab(rgb: npt.NDArray[np.uint8]) -> Floats:
    """From sRGB codes (..., 3) uint8."""
    return from_linear(_decoding()[rgb])


def to_rgb(lab: Floats) -> npt.NDArray[np.uint8]:
    """To sRGB codes (..., 3) uint8; colours outside sRGB lose chroma, never hue or lightness."""
    light = to_linear(into_gamut(lab))
    return _encoding()[np.rint(np.clip(light, 0, 1) * _CODES).astype(np.int32)]


def from_linear(light: Floats) -> Floats:
    """From linear sRGB light."""
    return np.asarray(np.cbrt(light @ _TO_CONES.T) @ _TO_LAB.T, np.float32)


def to_linear(lab: Floats) -> Floats:
    """Linear sRGB light; outside 0-1 where sRGB has no such colour."""
    cones = lab @ _FROM_LAB.T
    return np.asarray((cones * cones * cones) @ _FROM_CONES.T, np.float32)


def into_gamut(lab: Floats) -> Floats:
    """The same colours with as much of their chroma as sRGB can show."""
    flat = lab.reshape(-1, 3).copy()
    flat[:, 0] = flat[:, 0].clip(0, 1)
    outside = np.flatnonzero(~_shown(flat))
    flat[outside] = _fade(flat[outside])
    return flat.reshape(lab.shape)


def _fade(lab: Floats) -> Floats:
    """Halve the interval of chroma factors until the largest one that sRGB shows is known."""
    low, high = np.zeros(len(lab), np.float32), np.ones(len(lab), np.float32)
    for _ in range(_HALVINGS):
        middle = np.asarray((low + high) / 2, np.float32)
        fits = _shown(_with_chroma(lab, middle))
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return _with_chroma(lab, low)


def _with_chroma(lab: Floats, factor: Floats) -> Floats:
    return lab * np.stack([np.ones_like(factor), factor, factor], -1)


def _shown(lab: Floats) -> npt.NDArray[np.bool_]:
    """Whether sRGB has the colour, within a third of an 8-bit step at mid-grey."""
    light = to_linear(lab)
    return np.asarray((light >= -5e-4).all(-1) & (light <= 1 + 5e-4).all(-1))
