"""Sky, clouds, the sun's glow, and what stands on the horizon."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import noise, ramp
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import Palette, pick
from inference.painters.backdrop.stage import Plane, Planes, Stage

_AWAY = 1e4  # metres
_BEYOND = 1.6  # a bright sky is this much brighter than a white sheet


def sky(stage: Stage) -> Light:
    """(h, w, 4) opaque: the whole frame, horizon colour below the horizon too."""
    scene, (x, y) = stage.scene, stage.grid()
    horizon = stage.camera.horizon
    height = ramp(y / max(horizon, 0.1), 1.02, -0.15)
    light = mix(
        hexed(scene.sky[1]), hexed(scene.sky[0]), np.broadcast_to(height, stage.camera.size)
    )
    light = _clouded(stage, light, height)
    light = light * np.float32(_BEYOND if not scene.dark else 1.0) + _glow(stage, x, y)
    return np.dstack([light, np.ones(stage.camera.size, np.float32)])


def _clouded(stage: Stage, light: Light, height: Field) -> Light:
    """Clouds, flatter and denser towards the horizon: bright edges to the glow, grey bellies."""
    scene, size = stage.scene, stage.camera.size
    if scene.clouds <= 0:
        return light
    bank = noise(stage.rng, size, 1.6, 5) + 0.4 * noise(stage.rng, size, 4, 3)
    lee = np.roll(bank, (size[0] // 40, round(-stage.side * size[0] / 30)), (0, 1))
    cover = ramp(bank, 0.9 - 1.6 * scene.clouds, 1.9 - 1.6 * scene.clouds) * (1 - 0.3 * height)
    white = mix(hexed(scene.sky[1]), hexed(scene.glow), 0.55)
    belly = mix(hexed(scene.sky[0]), hexed(scene.sky[1]), 0.4)
    lit = ramp(bank - lee, -0.5, 0.5)
    return mix(light, mix(belly, white * np.float32(1.15), lit), (0.4 + 0.5 * scene.clouds) * cover)


def _glow(stage: Stage, x: Field, y: Field) -> Light:
    """Light around the sun: a wide veil and a brighter heart, flatter when the sun is low."""
    scene = stage.scene
    left = stage.side * stage.camera.aspect * 0.42
    high = stage.camera.horizon * (1 - 0.75 * (1 - scene.low)) if scene.low < 1 else 0.0
    away = np.hypot((x - left) * (0.6 + 0.4 * scene.low), y - high)
    veil = 0.55 * np.exp(-away / 0.35) + 1.6 * np.exp(-((away / 0.12) ** 2))
    return np.asarray(hexed(scene.glow) * (scene.sun * veil)[..., None], np.float32)


def glare(stage: Stage, amount: float) -> Light:
    """(h, w, 4) without cover: light that the sun spills over everything before it."""
    x, y = stage.grid()
    spill = _glow(stage, x, y) * np.float32(amount)
    return np.dstack([spill, np.zeros(stage.camera.size, np.float32)])


def heaven(stage: Stage) -> Planes:
    """Nothing but sky, and hills far below for a subject that stands."""
    low = stage.subject.feet - 0.02 if stage.subject.stands else 1.25
    camera = stage.camera._replace(horizon=low)
    high = replace(stage, camera=camera)
    paint = sky(high)
    if stage.scene.dark:
        _stars(high, paint)
    yield Plane(paint, 0.45 * camera.circle(_AWAY))
    if stage.subject.stands:
        yield Plane(skyline(high, 60, 0.05, 0.6, 3), 0.3 * camera.circle(_AWAY))


def _stars(stage: Stage, paint: Light) -> None:
    """Stars by the hundred, most of them faint."""
    import cv2

    rng, (height, width) = stage.rng, stage.camera.size
    count = 260
    bright = rng.pareto(1.6, count).clip(0, 12) * 0.5 + 0.15
    tints = pick(rng, ("#FFFFFF", "#CFE0FF", "#FFE9CF"), count)
    spots = rng.uniform(0, 1, (count, 2)) * (width, height)
    for spot, light in zip(spots, tints * bright[:, None], strict=True):
        middle = (round(float(spot[0]) * 8), round(float(spot[1]) * 8))
        cv2.circle(paint, middle, round(0.0011 * height * 8), (*light.tolist(), 1.0), -1, shift=3)


def skyline(
    stage: Stage,
    z: float,
    lift: float,
    rough: float,
    cells: float,
    palette: Palette | None = None,
) -> Light:
    """(h, w, 4) of hills or far trees, `lift` frame heights above the horizon, `rough` 0-1."""
    scene, (_, y) = stage.scene, stage.grid()
    ridge = noise(stage.rng, (8, stage.camera.width), cells / 8, 4)[4]
    top = stage.camera.horizon - lift * np.maximum(1 + rough * ridge, 0.05)
    cover = ramp((y - top[None, :]) * stage.camera.height, -0.5, 0.5)
    body = pick(stage.rng, palette or scene.far, 1)[0] * (scene.fill_light + 0.6 * scene.key_light)
    clumps = 1 + 0.25 * noise(stage.rng, stage.camera.size, cells * 1.5, 4)
    light = stage.veiled(body * clumps[..., None], stage.away(z))
    return np.dstack([light * cover[..., None], cover])
