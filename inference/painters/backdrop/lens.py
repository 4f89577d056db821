"""The camera: where things fall in the frame, and how far out of focus they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.painters.backdrop.canvas import Plane
from inference.painters.backdrop.light import Light

_RIM = 0.22  # of the radius: how wide the edge of a disc is
_FINE = 14.0  # a disc of this radius in pixels is round enough; larger ones are made smaller first


class Camera(NamedTuple):
    """A short tele lens held at eye height over flat ground, wide open.

    `horizon` is in frame heights from the top; `eye` and `focus` (the subject's distance) are in
    metres; `blur` is the radius in frame heights of a lamp infinitely far away.
    """

    height: int
    width: int
    horizon: float
    focus: float
    eye: float = 1.35
    focal: float = 1.25
    blur: float = 0.034

    @property
    def size(self) -> tuple[int, int]:
        return self.height, self.width

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def metre(self, z: float) -> float:
        """Pixels that a metre covers at distance z."""
        return self.focal * self.height / z

    def at(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Pixel (column, row) of a point x right of the middle, y above the ground, z away."""
        scale = self.metre(z)
        return self.width / 2 + x * scale, self.horizon * self.height + (self.eye - y) * scale

    def spread(self, z: float) -> float:
        """Half the metres that the frame shows across at distance z."""
        return self.aspect / 2 * z / self.focal

    def circle(self, z: float) -> float:
        """Radius in pixels of a point's disc at distance z; the thin lens's circle of confusion."""
        return self.blur * self.height * abs(1 - self.focus / z)

    def distance(self, y: Plane) -> Plane:
        """Metres to the ground seen at y frame heights from the top; far away above the horizon."""
        return np.asarray(self.focal * self.eye / np.maximum(y - self.horizon, 1e-3), np.float32)


def disc(radius: float) -> Plane:
    """A round aperture's blur, sum 1, its edge a little soft as real lenses make it.

    The radius is in pixels, at least 0.5.
    """
    reach = int(np.ceil(radius * (1 + _RIM / 2) + 0.5))
    span = np.arange(-reach, reach + 1, dtype=np.float32)
    away = np.hypot(span[:, None], span[None, :])
    soft = 1 + _RIM * radius
    shape = np.clip((radius - away) / soft + 0.5, 0, 1)
    return np.asarray(shape / shape.sum(), np.float32)


def defocus(picture: Light, radius: float) -> Light:
    """(h, w[, c]) light blurred by a disc of that radius in pixels."""
    import cv2

    if radius < 0.5:
        return picture
    height, width = picture.shape[:2]
    shrink = max(radius / _FINE, 1.0)
    size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if shrink > 1 else picture
    small = cv2.filter2D(small, -1, disc(radius / shrink), borderType=cv2.BORDER_REFLECT_101)
    if shrink > 1:
        small = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.maximum(np.asarray(small, np.float32), 0)


def defocus_by_row(picture: Light, radii: Plane) -> Light:
    """Blur each row by its own radius (h,) in pixels, mixed from five blurs of the whole."""
    levels = np.unique(np.linspace(float(radii.min()), float(radii.max()), 5))
    if len(levels) < 2:
        return defocus(picture, float(levels[0]))
    total = np.zeros_like(picture)
    step = levels[1] - levels[0]
    for level in levels:
        share = np.clip(1 - np.abs(radii - level) / step, 0, 1).astype(np.float32)
        if share.any():
            total += defocus(picture, float(level)) * share.reshape(-1, *[1] * (picture.ndim - 1))
    return total


def over(back: Light, plane: Light) -> Light:
    """(h, w, 4) premultiplied light laid over (h, w, 3)."""
    return np.asarray(back * (1 - plane[..., 3:].clip(0, 1)) + plane[..., :3], np.float32)
