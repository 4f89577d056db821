"""Trees around a clearing or a path: forest, park, garden, orchard, jungle."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.ground import laid, lie, patches, shone, strewn, texture
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.sky import glare, sky, skyline
from inference.painters.backdrop.stage import Plane, Planes, Stage
from inference.painters.backdrop.trees import clump, stand

_BANDS = ((60.0, 32.0), (32.0, 19.0), (19.0, 11.5), (11.5, 7.5))
"""Metres; one depth of field each."""


class Path(NamedTuple):
    """Where the path runs: middle = drift·z + sway·sin(z / bend + phase), in metres."""

    sway: float
    bend: float
    phase: float
    drift: float
    half: float

    def middle(self, z: Field) -> Field:
        curve = self.sway * (np.sin(z / self.bend + self.phase) - np.sin(self.phase))
        return np.asarray(curve + self.drift * z, np.float32)


def woods(stage: Stage) -> Planes:
    """Sky, walls of far trees, ground with its path, trees from far to near, boughs above."""
    path = _route(stage)
    yield stage.plane(sky(stage), 500)
    leafy = stage.scene.leaf
    for z, lift, cells in ((95, 0.30, 7), (70, 0.20, 12), (52, 0.11, 18)):
        paint = skyline(stage, z, lift * stage.scene.canopy, 0.4, cells, leafy)
        yield stage.plane(paint, stage.away(z))
    yield Plane(floor(stage, path), 0.0)
    for far, near in _BANDS:
        middle = (far * near) ** 0.5
        paint = stand(stage, stage.away(far), stage.away(near), path.middle)
        yield stage.plane(paint, stage.away(middle))
        if middle > 20:
            yield Plane(glare(stage, 0.22), 0.0)
    yield from _boughs(stage)
    yield Plane(glare(stage, 0.3), 0.0)


def _route(stage: Stage) -> Path:
    """A path that leaves the middle, where the subject stands, for the side the sun is on."""
    rng = stage.rng
    way = np.sign(stage.side) if rng.random() < 0.7 else -np.sign(stage.side)
    return Path(
        float(rng.uniform(0.4, 1.2) * rng.choice([-1, 1])),
        float(rng.uniform(5, 9)),
        float(rng.uniform(0, 6.3)),
        float(way * rng.uniform(0.6, 0.9) * stage.camera.aspect / 2 / stage.camera.focal),
        float(rng.uniform(1.0, 1.4)),
    )


def floor(stage: Stage, path: Path) -> Light:
    """Grass or litter with the path trodden into it, dappled by the trees' shade."""
    scene = stage.scene
    x, z = lie(stage)
    light = patches(stage, x, z, scene.grass, 1.6)
    if scene.path:
        trodden = patches(stage, x, z, scene.path, 0.9)
        edge = 0.35 * texture(stage, x, z, 0.8, 4)
        share = ramp(np.abs(x - path.middle(z)) + edge, path.half + 0.3, path.half - 0.3)
        light = mix(light, trodden, 0.95 * share)
    light = shone(stage, light, x, z, 0.75 * scene.canopy)
    tufts = scene.litter or scene.grass
    light = strewn(stage, light, tufts, 5200, 0.085, _beside(path) if scene.path else None)
    return laid(stage, light, z)


def _beside(path: Path) -> Callable[[Light, Light], Light]:
    """Things gather beside the path; a few lie on it."""
    return lambda x, z: (
        0.22 + 0.78 * ramp(np.abs(x - path.middle(z)), path.half * 0.6, path.half * 1.3)
    )


def _boughs(stage: Stage) -> Planes:
    """Leaves that hang into the upper corners, nearest and softest of all."""
    rng, scene = stage.rng, stage.scene
    z = stage.away(6.0)
    paint = stage.blank()
    wide, top = stage.camera.spread(z), stage.camera.eye + stage.camera.horizon * z / 1.25
    tone = pick(rng, scene.leaf, 1, 0.1)[0]
    for corner in (-1, 1):
        for _ in range(int(rng.integers(2, 9) * scene.canopy)):
            x = corner * wide * (1.05 - abs(rng.normal(0, 0.22)))
            y = top * (1.06 - abs(rng.normal(0, 0.09)))
            clump(stage, paint, (x, y, z), rng.uniform(0.3, 0.5) * stage.away(1), tone)
    yield stage.plane(paint, z)
