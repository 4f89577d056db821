"""Sky, clouds, the sun's glow, and what stands on the horizon."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import noise, ramp
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.stage import Stage

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
    """Soft clouds, flatter and denser towards the horizon, lit from the glow."""
    scene = stage.scene
    if scene.clouds <= 0:
        return light
    bank = noise(stage.rng, stage.camera.size, 2.2, 5) + 0.5 * noise(
        stage.rng, stage.camera.size, 5, 3
    )
    cover = ramp(bank, 0.9 - 1.6 * scene.clouds, 1.9 - 1.6 * scene.clouds) * (1 - 0.4 * height)
    white = mix(hexed(scene.sky[1]), hexed(scene.glow), 0.55)
    return mix(light, white, 0.65 * cover)


def _glow(stage: Stage, x: Field, y: Field) -> Light:
    """Light around the sun: a wide veil and a brighter heart, flatter when the sun is low."""
    scene = stage.scene
    left = stage.side * stage.camera.aspect * 0.42
    high = stage.camera.horizon * (1 - 0.75 * (1 - scene.low)) if scene.low < 1 else 0.0
    away = np.hypot((x - left) * (0.6 + 0.4 * scene.low), y - high)
    veil = 0.55 * np.exp(-away / 0.35) + 1.6 * np.exp(-((away / 0.12) ** 2))
    return np.asarray(hexed(scene.glow) * (scene.sun * veil)[..., None], np.float32)


def skyline(stage: Stage, z: float, lift: float, rough: float, cells: float) -> Light:
    """(h, w, 4) of hills or far trees, `lift` frame heights above the horizon, `rough` 0-1."""
    scene, (_, y) = stage.scene, stage.grid()
    ridge = noise(stage.rng, (8, stage.camera.width), cells / 8, 4)[4]
    top = stage.camera.horizon - lift * (1 + rough * ridge)
    cover = ramp((y - top[None, :]) * stage.camera.height, -0.5, 0.5)
    body = pick(stage.rng, scene.far, 1)[0] * (scene.fill_light + 0.6 * scene.key_light)
    clumps = 1 + 0.25 * noise(stage.rng, stage.camera.size, cells * 1.5, 4)
    light = stage.veiled(body * clumps[..., None], z)
    return np.dstack([light * cover[..., None], cover])
