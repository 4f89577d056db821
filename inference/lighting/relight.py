"""Move the light on a thing: its broad shading and its temperature, never its detail.

Nothing is painted. Every pixel keeps its hue and its contrast to its neighbours; it is made
brighter or darker by a smooth map from the thing's balloon shape (inference/lighting/shape.py), and
its white is moved by the Bradford transform (Lam, "Metamerism and colour constancy", 1985).
"""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
import numpy.typing as npt

from inference.lighting.light import Light
from inference.lighting.shape import normals
from inference.lighting.white import tint
from inference.nouns import Alpha, Box, Pixels
from inference.oklab import from_linear, to_lab, to_linear, to_rgb

Floats = npt.NDArray[np.float32]

_SIDE = 160  # longer side at which the map is drawn
_CALM = 0.05  # of that side: blur of the shape, so that the map never shows an edge of its own
_SOFT, _HARD = 0.16, 0.34  # log light to each side of the middle under soft and under hard light
_MOST = 0.42  # log light that any pixel gains or loses: some 0.6 stops
_CLEAR = 0.35  # confidence and certainty that count in full
_SHIFT = 70.0  # mired that the white moves at most
_SHARE = 0.65  # of the way there: eyes expect a thing to keep some of its own colour
_BRIGHT = 0.55  # Oklab lightness from which gains taper off, so that nothing burns out
_STRIP = 256  # rows at a time, to bound the memory
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def relit(rgb: Pixels, alpha: Alpha, light: Light, towards: Light) -> Pixels:
    """The thing under `alpha`, which `light` falls on, as if lit by `towards`.

    Where alpha is 0 nothing changes. What neither light is sure of stays, and so does exposure as a
    whole.
    """
    out = rgb.copy()
    if not (alpha > 127).any():
        return out
    box = Box.around(alpha > 0)
    gains = _gains(alpha[box.slices], light, towards)
    adapt = _adaptation(light, towards)
    for top in range(0, box.height, _STRIP):
        rows = slice(top, top + _STRIP)
        strip = out[box.slices][rows]
        share = alpha[box.slices][rows].astype(np.float32)[..., None] / np.float32(255)
        fresh = _under(strip, gains[rows], adapt)
        strip[:] = np.rint(strip + (fresh - strip.astype(np.float32)) * share)
    return out


def _under(rgb: Pixels, gains: Floats, adapt: Floats) -> Pixels:
    """`gains` in log light; scaling all of Oklab by a cube root is scaling light."""
    lab = from_linear(np.maximum(to_linear(to_lab(rgb)) @ adapt.T, 0))
    room = np.clip((1 - lab[..., 0]) / (1 - _BRIGHT), 0, 1)
    gains = np.where(gains > 0, gains * room, gains)
    return to_rgb(lab * np.exp(gains / 3)[..., None])


def _gains(alpha: Alpha, light: Light, towards: Light) -> Floats:
    """Log light for each pixel of the box, at its full size."""
    import cv2

    size = alpha.shape[::-1]
    scale = min(1.0, _SIDE / max(size))
    small = cv2.resize(
        alpha, [max(round(side * scale), 1) for side in size], interpolation=cv2.INTER_AREA
    )
    framed = np.pad(small.reshape(-1, small.shape[-1]) > 127, 1)
    turned = _calmed(normals(framed)[1:-1, 1:-1, :2], framed[1:-1, 1:-1])
    push = _push(towards) - _push(light)
    field = turned @ push
    inside = framed[1:-1, 1:-1]
    field -= field[inside].mean() if inside.any() else 0
    field = _MOST * np.tanh(field / _MOST)
    return np.asarray(cv2.resize(field, size, interpolation=cv2.INTER_CUBIC), np.float32)


def _calmed(turned: Floats, inside: npt.NDArray[np.bool_]) -> Floats:
    """Blurred over the thing alone, and carried a little beyond its edge."""
    import cv2

    blur, weight = max(_CALM * max(inside.shape), 0.8), inside.astype(np.float32)
    total = cv2.GaussianBlur(turned * weight[..., None], (0, 0), blur)
    count = cv2.GaussianBlur(weight, (0, 0), blur)
    return np.asarray(total / np.maximum(count, 1e-3)[..., None], np.float32)


def _push(light: Light) -> Floats:
    """(2,) towards the light in x right, y down; as long as it shades, in log light."""
    strength = _HARD + (_SOFT - _HARD) * light.softness
    strength *= min(light.confidence / _CLEAR, 1.0)
    angle = radians(light.angle)
    return np.array([cos(angle) * strength, -sin(angle) * strength], np.float32)


def _adaptation(light: Light, towards: Light) -> Floats:
    """Linear sRGB to linear sRGB (3, 3), from one white towards the other."""
    sure = min(light.certainty / _CLEAR, towards.certainty / _CLEAR, 1.0)
    mired = 1e6 / light.kelvin
    shift = np.clip((1e6 / towards.kelvin - mired) * _SHARE, -_SHIFT, _SHIFT) * sure
    before, after = (
        _BRADFORD @ _TO_XYZ @ tint(1e6 / white) for white in (mired, mired + float(shift))
    )
    cones = np.linalg.inv(_BRADFORD) @ np.diag(after / before) @ _BRADFORD
    return np.asarray(np.linalg.inv(_TO_XYZ) @ cones @ _TO_XYZ, np.float32)
