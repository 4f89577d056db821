"""How much light a thing keeps from the ground: where it touches, and where its shadow falls.

Both are drawn from the silhouette alone. Light from all around is shut out close to the foot; the
key light is shut out where the silhouette, laid on the ground, falls away from it, sharp at the
foot and softer the farther it reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians

import numpy as np
import numpy.typing as npt

from inference.casting.stance import Stance
from inference.lighting.light import Light

Floats = npt.NDArray[np.float32]

_HUGS, _UNDER, _AROUND = 0.62, 0.8, 0.5  # light kept away at the outline, beneath, and nearby
_CAST_SOFT, _CAST_HARD = 0.42, 0.66  # light kept away by the shadow under soft and under hard light
_SHORT, _LONG = 0.55, 0.95  # length of the shadow in heights, under soft and under hard light
_BACK = 0.55  # how much of that length runs away from us: lamps stand rather on our side
_CLEAR = 0.4  # confidence from which the side counts in full
_SLICES = 48
_TURNS_SOFT = 0.3  # of the height: what is above it throws the soft part


def darkness(cover: Floats, stands: Stance, light: Light) -> Floats:
    """0-1 for each pixel of the silhouette's plane: the share of light that is kept away."""
    cast = _CAST_SOFT + (_CAST_HARD - _CAST_SOFT) * (1 - light.softness)
    kept = 1 - cast * _cast(cover, stands, light)
    for share, plane in zip((_HUGS, _UNDER, _AROUND), _contact(cover, stands), strict=True):
        kept *= 1 - share * plane
    return np.asarray(1 - kept, np.float32)


def _contact(cover: Floats, stands: Stance) -> tuple[Floats, Floats, Floats]:
    """Along the outline of the foot, beneath it, and on the ground around it; each 0-1."""
    height, width = cover.shape
    y = np.arange(height, dtype=np.float32)[:, None]
    front = stands.front(np.arange(width, dtype=np.float32) + 0.5)[None, :]
    low = cover * np.clip((y - front) / max(0.07 * stands.tall, 1) + 1, 0, 1)
    size = min(stands.half, stands.tall)
    squat = max(stands.pitch, 0.3)
    hugs = _blurred(_moved(low, 0.05 * size), 0.08 * size, squat * 0.1 * size)
    under = _blurred(_foot(cover.shape, stands, 1.0), 0.06 * size, squat * 0.06 * size)
    around = _blurred(_foot(cover.shape, stands, 1.4), 0.2 * size, squat * 0.2 * size)
    return np.minimum(1.6 * hugs, 1), under, around


def _foot(shape: tuple[int, ...], stands: Stance, times: float) -> Floats:
    """The oval that it stands on, so many times as large; 0-1."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    across = (x + 0.5 - stands.x) / (stands.half * times)
    down = (y + 0.5 - stands.y - 0.12 * stands.depth) / (stands.depth * times)
    edge = max(min(stands.half, stands.depth) * times, 1.0)
    return np.clip((1 - np.hypot(across, down)) * edge + 0.5, 0, 1).astype(np.float32)


def _cast(cover: Floats, stands: Stance, light: Light) -> Floats:
    """Every slice of it, taken to be round, laid down where its shadow falls; 0-1."""
    lean, rise = _laid(stands, light)
    sharp, soft = np.zeros_like(cover), np.zeros_like(cover)
    for high, middle, half in _slices(cover, stands):
        share = high / stands.tall
        here = (middle + lean * high, stands.y - rise * high)
        size = (half, max(half * stands.pitch, 0.7))
        faint = 1 - (0.15 + 0.35 * light.softness) * share
        _draw(sharp if share < _TURNS_SOFT else soft, here, size, faint)
    blur = (0.015 + 0.04 * light.softness) * min(stands.tall, 2 * stands.half)
    squat = max(stands.pitch, 0.4)
    near, far = (
        _blurred(plane, times * blur, squat * times * blur)
        for plane, times in ((sharp, 1.0), (np.maximum(sharp, soft), 2.5))
    )
    return np.maximum(near, far)


def _slices(cover: Floats, stands: Stance) -> Iterator[tuple[float, float, float]]:
    """Height above the ground, middle and half width of each run of the silhouette, from above."""
    top = stands.base - stands.tall
    for high in np.linspace(stands.y - top, 0, _SLICES):
        row = cover[int(np.clip(stands.y - high, 0, len(cover) - 1))] > 0.5
        edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
        for left, right in edges.reshape(-1, 2):
            yield float(high), (left + right) / 2, (right - left) / 2


def _draw(plane: Floats, at: tuple[float, float], size: tuple[float, float], value: float) -> None:
    """A filled oval, in place; what is darker stays."""
    import cv2

    fine = 1 << 4
    middle, axes = ([round(length * fine) for length in pair] for pair in (at, size))
    cv2.ellipse(plane, middle, axes, 0, 0, 360, value, -1, cv2.LINE_8, shift=4)


def _laid(stands: Stance, light: Light) -> tuple[float, float]:
    """How far right and how far up the picture a point falls per pixel that it is high."""
    length = _LONG + (_SHORT - _LONG) * light.softness
    aside = cos(radians(light.angle)) * min(light.confidence / _CLEAR, 1.0)
    back = _BACK * (1 - 0.5 * abs(aside)) * max(stands.pitch, 0.15)
    return -aside * length, -back * length if light.depth < -0.5 else back * length


def _moved(plane: Floats, down: float) -> Floats:
    import cv2

    shift = np.array([[1, 0, 0], [0, 1, down]], np.float32)
    return np.asarray(cv2.warpAffine(plane, shift, plane.shape[::-1]), np.float32)


def _blurred(plane: Floats, across: float, down: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), max(across, 0.6), sigmaY=max(down, 0.6)))
