"""Trees around a clearing or a path: forest, park, garden, orchard, jungle."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from inference.painters.backdrop import ground
from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.sky import sky, skyline
from inference.painters.backdrop.stage import Plane, Planes, Stage

_BANDS = ((55.0, 30.0), (30.0, 17.0), (17.0, 9.5), (9.5, 6.0))  # metres; one depth of field each


class Path(NamedTuple):
    """Where the path runs: middle = sway·sin(z / bend + phase) + drift·z, in metres."""

    sway: float
    bend: float
    phase: float
    drift: float
    half: float

    def middle(self, z: Field) -> Field:
        return np.asarray(
            self.sway * np.sin(z / self.bend + self.phase) + self.drift * z, np.float32
        )


def woods(stage: Stage) -> Planes:
    """Sky, far treeline, ground with its path, then trees from far to near."""
    path = _route(stage)
    yield Plane(sky(stage), 0.0)
    yield stage.plane(skyline(stage, 90, 0.16, 0.5, 7), 90)
    yield stage.plane(skyline(stage, 60, 0.10, 0.6, 12), 60)
    yield Plane(floor(stage, path), 0.0)
    for far, near in _BANDS:
        yield stage.plane(_stand(stage, path, far, near), (far * near) ** 0.5)


def _route(stage: Stage) -> Path:
    rng = stage.rng
    way = rng.choice([-1, 1])
    return Path(
        float(rng.uniform(0.5, 1.4)) * way,
        float(rng.uniform(6, 11)),
        float(rng.uniform(0, 6.3)),
        float(rng.uniform(-0.02, 0.02)),
        float(rng.uniform(0.9, 1.3)),
    )


def floor(stage: Stage, path: Path) -> Light:
    """Grass or litter with the path trodden into it, dappled by the trees' shade."""
    scene = stage.scene
    x, z = ground.lie(stage)
    light = ground.patches(stage, x, z, scene.grass, 1.6)
    if scene.path:
        trodden = ground.patches(stage, x, z, scene.path, 0.9)
        edge = 0.35 * ground.texture(stage, x, z, 0.8, 4)
        share = ramp(np.abs(x - path.middle(z)) + edge, path.half + 0.25, path.half - 0.25)
        light = mix(light, trodden, 0.9 * share)
    light = ground.shone(stage, light, x, z, 0.55 * scene.canopy)
    tufts = scene.litter or scene.grass
    light = ground.strewn(stage, light, tufts, 5200, 0.13, _beside(path) if scene.path else None)
    return ground.laid(stage, light, z)


def _beside(path: Path) -> Callable[[Light, Light], Light]:
    """Things gather beside the path; a few lie on it."""
    return lambda x, z: (
        0.35 + 0.65 * ramp(np.abs(x - path.middle(z)), path.half * 0.5, path.half * 1.4)
    )


def _stand(stage: Stage, path: Path, far: float, near: float) -> Light:
    """(h, w, 4): the trees between two distances, farthest first."""
    paint = stage.blank()
    for x, z in _places(stage, path, far, near):
        _tree(stage, paint, x, z)
    return paint


def _places(stage: Stage, path: Path, far: float, near: float) -> list[tuple[float, float]]:
    """Where trees grow: scattered evenly, none on the path nor in front of the way to the light."""
    rng, scene = stage.rng, stage.scene
    wide = stage.camera.spread((far * near) ** 0.5) * 1.25
    count = max(round(scene.density * (2.2 + 0.35 * wide) * rng.uniform(0.85, 1.15)), 1)
    z = np.sort(rng.uniform(near, far, count))[::-1]
    x = (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count * 2 * wide - wide
    rng.shuffle(x)
    clear = path.half + 0.9 + 0.02 * z
    off = x - path.middle(z.astype(np.float32))
    x = np.where(np.abs(off) < clear, x + np.sign(off + 1e-3) * clear * 1.5, x)
    return [(float(a), float(b)) for a, b in zip(x, z, strict=True)]


def _tree(stage: Stage, paint: Light, x: float, z: float) -> None:
    """Draw one tree into `paint`: its trunk, then clumps of leaves."""
    rng = stage.rng
    tall, lean = rng.uniform(7, 11), rng.normal(0, 0.25)
    thick = rng.uniform(0.13, 0.28)
    _trunk(stage, paint, (x, z), tall, lean, thick)
    clumps = int(rng.integers(9, 15) * (0.5 + 0.7 * stage.scene.canopy))
    base = rng.uniform(2.4, 4.2) - 1.6 * (stage.scene.canopy - 0.6)
    spread = rng.uniform(1.4, 2.3)
    tone = pick(rng, stage.scene.leaf, 1, 0.1)[0]
    for _ in range(clumps):
        high = rng.uniform(base, min(tall * 1.1, base + 6.5))
        reach = spread * (1.15 - 0.5 * (high - base) / 6.5)
        off = rng.normal(0, 0.55) * reach
        _clump(stage, paint, (x + lean * high / tall + off, high, z), rng.uniform(0.5, 0.95), tone)


def _trunk(
    stage: Stage, paint: Light, foot: tuple[float, float], tall: float, lean: float, thick: float
) -> None:
    """A tapering, slightly bent trunk, lit on the sun's side."""
    import cv2

    scene, camera, (x, z) = stage.scene, stage.camera, foot
    high = np.linspace(0, tall * 0.9, 6)
    bend = x + lean * (high / tall) + 0.06 * stage.rng.normal(0, 1, 6)
    half = thick * (1 - 0.6 * high / tall) / 2 * np.array([1.35, 1, 1, 1, 1, 1])
    bark = pick(stage.rng, scene.bark, 1)[0]
    for start, stop, key in _sides(stage.side):
        left = [camera.at(bx + start * w, h, z) for bx, w, h in zip(bend, half, high, strict=True)]
        right = [camera.at(bx + stop * w, h, z) for bx, w, h in zip(bend, half, high, strict=True)]
        light = stage.veiled(bark * (0.8 * scene.fill_light + key * scene.key_light), z)
        outline = np.rint(np.array([*left, *right[::-1]]) * 16).astype(np.int32)
        cv2.fillPoly(paint, [outline], (*light.tolist(), 1.0), shift=4)


def _sides(side: float) -> tuple[tuple[float, float, float], ...]:
    """(from, to, share of key light) across a trunk, -1 to 1: a shaded body and a lit flank."""
    return ((-1, 1, 0.12), (0.3, 1, 0.75)) if side > 0 else ((-1, 1, 0.12), (-1, -0.3, 0.75))


def _clump(
    stage: Stage, paint: Light, middle: tuple[float, float, float], radius: float, tone: Light
) -> None:
    """A ball of leaves: dark ones first, then those that catch or pass the light."""
    import cv2

    scene, camera, rng = stage.scene, stage.camera, stage.rng
    x, y, z = middle
    count = int(np.clip(900 / z, 16, 90))
    spots = rng.normal(0, 0.5, (count, 3)) * radius
    facing = (spots[:, 1] + 0.6 * stage.side * spots[:, 0]) / radius
    order = np.argsort(facing + rng.normal(0, 0.35, count))
    tints = mix(pick(rng, scene.leaf, count, 0.2), np.broadcast_to(tone, (count, 3)), 0.5)
    sun = np.clip(0.35 + 0.75 * facing + rng.normal(0, 0.3, count), 0.03, 2.2)[:, None]
    light = stage.veiled(tints * (0.75 * scene.fill_light + scene.key_light * sun), z)
    size = rng.uniform(0.07, 0.16, count) * (1 + z / 40) * camera.metre(z)
    for i in order:
        column, row = camera.at(x + float(spots[i, 0]), y + float(spots[i, 1]), z)
        cv2.circle(
            paint,
            (round(column * 8), round(row * 8)),
            round(max(size[i], 0.7) * 8),
            (*light[i].tolist(), 1.0),
            -1,
            shift=3,
        )
