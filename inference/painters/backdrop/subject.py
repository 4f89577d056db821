"""What the locked part of a cut tells a backdrop: where it stands and what light falls on it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.nouns import Cut
from inference.painters.backdrop.canvas import Plane, ramp
from inference.painters.backdrop.light import Light, luminance, to_light

_SAMPLE = 400  # pixels along the longer side that are looked at
_STANDS = 0.985  # feet lower than this are cut off by the frame
_HORIZONS = (0.36, 0.5)
_FILLS, _SQUAT, _SOLID, _ABOVE = 0.7, 0.75, 0.6, 0.13


class Subject(NamedTuple):
    """Read coarsely from the locked pixels; lengths are shares of the cut's height.

    `top` and `feet` bound it (0 and 1 without a subject); `side` is where the key light comes from,
    -1 left to 1 right; `cast` is the light's colour with luminance 1; `level` its middle luminance;
    `girth` its width over its height; `share` how much of the cut it covers, `solid` how much of
    its own box, 0-1.
    """

    top: float
    feet: float
    stands: bool
    side: float
    cast: Light
    level: float
    girth: float = 0.4
    share: float = 0.0
    solid: float = 1.0

    @property
    def close(self) -> bool:
        """Whether it looks like a thing on a table: whole, squat, solid, filling the frame."""
        whole = self.stands and self.solid > _SOLID
        return whole and self.feet - self.top > _FILLS and self.girth > _SQUAT

    @property
    def horizon(self) -> float:
        """Where the horizon would lie if a person of the subject's height took the picture.

        Nearly out of the frame for a thing on a table, which is looked down upon.
        """
        if self.close:
            return _ABOVE
        eye = self.feet - 0.72 * (self.feet - self.top) if self.stands else 0.43
        return float(np.clip(eye, *_HORIZONS))


def look(cut: Cut) -> Subject:
    """Read the subject; a cut without locked pixels gives a neutral one in middle light."""
    rgb, locked = _sample(cut)
    light = to_light(rgb)
    rows = np.flatnonzero(locked.max(1) > 0.5)
    if not len(rows):
        return Subject(0.0, 1.0, False, 0.0, np.ones(3, np.float32), 0.4)
    top, feet = float(rows[0] / len(locked)), float((rows[-1] + 1) / len(locked))
    bright = luminance(light)
    return Subject(
        top,
        feet,
        feet < _STANDS,
        _side(bright, locked),
        illuminant(light, bright),
        _level(bright, locked),
        _girth(locked, feet - top),
        float(locked.mean()),
        _solid(locked),
    )


def _sample(cut: Cut) -> tuple[np.ndarray, Plane]:
    """The cut made small, and how far each pixel is locked, 0-1."""
    import cv2

    height, width = cut.alpha.shape
    scale = min(1.0, _SAMPLE / max(height, width))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    rgb = cv2.resize(cut.rgb, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(cut.alpha, size, interpolation=cv2.INTER_AREA)
    return rgb.reshape(size[1], size[0], 3), 1 - alpha.reshape(size[1], size[0]) / np.float32(255)


def _side(bright: Plane, locked: Plane) -> float:
    """The slope of brightness across the subject, as a share of its spread, -1 to 1."""
    x = np.broadcast_to(np.linspace(-1, 1, bright.shape[1], dtype=np.float32), bright.shape)
    weight = locked / locked.sum()
    tone = np.sqrt(bright)
    across, middle = x - (x * weight).sum(), tone - (tone * weight).sum()
    spread = np.sqrt((across**2 * weight).sum() * (middle**2 * weight).sum())
    return float(np.clip(2.5 * (across * middle * weight).sum() / max(spread, 1e-4), -1, 1))


def illuminant(light: Light, bright: Plane) -> Light:
    """The colour of what is nearly grey in the picture, weighted by brightness: its illuminant."""
    chroma = (light.max(-1) - light.min(-1)) / np.maximum(light.max(-1), 1e-3)
    weight = bright * (1 - ramp(chroma, 0.15, 0.45)) + 1e-6
    mean = (light * weight[..., None]).sum((0, 1)) / weight.sum()
    return np.asarray(mean / max(float(luminance(mean)), 1e-4), np.float32).clip(0.6, 1.6)


def _solid(locked: Plane) -> float:
    rows, columns = locked.max(1) > 0.5, locked.max(0) > 0.5
    return float(locked[rows][:, columns].mean())


def _girth(locked: Plane, tall: float) -> float:
    columns = np.flatnonzero(locked.max(0) > 0.5)
    return float(columns[-1] + 1 - columns[0]) / max(tall * len(locked), 1.0)


def _level(bright: Plane, locked: Plane) -> float:
    return float((bright * locked).sum() / locked.sum())
