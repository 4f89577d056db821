"""What every builder of scenes is handed, and what it hands back: planes, farthest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inference.painters.backdrop.canvas import grid
from inference.painters.backdrop.lens import Camera, defocus
from inference.painters.backdrop.light import Light, hexed, luminance, mix
from inference.painters.backdrop.scene import Scene
from inference.painters.backdrop.subject import Subject


class Plane(NamedTuple):
    """(h, w, 4) light in focus, premultiplied with its cover; `blur` is its disc's radius, px."""

    paint: Light
    blur: float


Planes = Iterator[Plane]
_NEAREST = 0.6  # houses and trees are no smaller behind a cup
_PORTRAIT = 3.0  # metres to the subject for which the builders' distances are meant


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene before a camera. `side` is where the sun stands, -1 left to 1 right of the frame."""

    scene: Scene
    camera: Camera
    subject: Subject
    side: float
    rng: np.random.Generator

    @property
    def fog(self) -> Light:
        """The colour that distance fades to: the sky at the horizon, with some of the glow."""
        low, glow = hexed(self.scene.sky[1]), hexed(self.scene.glow)
        light = float(luminance(self.scene.key_light + self.scene.fill_light))
        return mix(low, glow, 0.35 * self.scene.sun) * np.float32(min(1.05, 0.25 + 0.75 * light))

    def veiled(self, light: Light, z: float | Light) -> Light:
        """Light seen through the air between here and z metres."""
        reach = self.away(22 + 420 * (1 - self.scene.haze) ** 2)
        share = 1 - np.exp(-np.maximum(np.asarray(z, np.float32) - self.away(4), 0) / reach)
        return mix(light, self.fog, np.asarray(share, np.float32) * np.float32(0.92))

    def blank(self) -> Light:
        """An empty plane, (h, w, 4)."""
        return np.zeros((*self.camera.size, 4), np.float32)

    def grid(self) -> tuple[Light, Light]:
        """(x, y) of each pixel in frame heights, see canvas.grid."""
        return grid(self.camera.size)

    def away(self, z: float) -> float:
        """Metres to what stands z metres away where the subject is three away, as in a portrait."""
        return z * max(self.camera.focus / _PORTRAIT, _NEAREST)

    def plane(self, paint: Light, z: float) -> Plane:
        """The plane at distance z, with its blur."""
        return Plane(paint, self.camera.circle(z))


def expose(planes: Planes) -> Light:
    """The light that falls on the sensor: each plane out of focus, laid over those behind it."""
    back = next(planes)
    picture = defocus(back.paint[..., :3], back.blur)
    for plane in planes:
        soft = defocus(plane.paint, plane.blur)
        cover = soft[..., 3:].clip(0, 1)
        picture = picture * (1 - cover) + soft[..., :3]
    return picture
