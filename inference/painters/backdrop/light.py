"""Linear light: what lenses and lamps add up in, and the way from it to a picture.

Arrays called *light* are (..., 3) float32, 1.0 being a white sheet in the key light; more is
brighter than paper and burns out. Working here rather than in sRGB codes is what lets a lamp stay a
bright disc, not a grey smudge, once it is out of focus.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels

Light = npt.NDArray[np.floating[Any]]

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # Rec. 709 luminance of linear sRGB
_SHOULDER = 0.62  # light above this is compressed, as film does
_BURN = 5.0  # light that burns out to paper white


@cache
def _decoding() -> Light:
    code = np.arange(256) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype("f4")


def to_light(rgb: Pixels) -> Light:
    """From sRGB codes (IEC 61966-2-1)."""
    return _decoding()[rgb]


def hexed(code: str) -> Light:
    """The light of "#RRGGBB", (3,)."""
    return to_light(np.frombuffer(bytes.fromhex(code.lstrip("#")), np.uint8))


def luminance(light: Light) -> Light:
    """Rec. 709 luminance, without the last axis."""
    return np.asarray(light @ LUMA)


def to_codes(light: Light) -> Light:
    """sRGB codes as float 0-255, not yet rounded."""
    light = light.clip(0, 1)
    curve = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(curve * 255, np.float32)


def film(light: Light) -> Light:
    """Light with its highlights rolled off: unchanged up to a shoulder, paper white at the burn."""
    room = 1 - _SHOULDER
    over = np.maximum(light - _SHOULDER, 0) / room
    end = 1 - np.exp(-(_BURN - _SHOULDER) / room)
    rolled = _SHOULDER + room * (1 - np.exp(-over)) / end
    return np.where(light > _SHOULDER, rolled, light).astype(np.float32)


def mix(first: Light, second: Light, share: float | Light) -> Light:
    """`share` of the second, the rest of the first; a share array lacks the colour axis."""
    weight = np.asarray(share, np.float32)
    weight = weight[..., None] if weight.ndim else weight
    return np.asarray(first + (second - first) * weight, np.float32)
