"""What falls between the camera and the scene: snow, in flakes near and far."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.shapes import lamp
from inference.painters.backdrop.stage import Planes, Stage

_DEPTHS = ((22.0, 70), (11.0, 34), (6.5, 14))
"""Metres, and how many flakes are seen there."""


def falling(stage: Stage) -> Planes:
    """Snowflakes at several depths, brighter than what is behind them."""
    rng, scene = stage.rng, stage.scene
    white = scene.fill_light + scene.key_light
    for distance, count in _DEPTHS:
        z = stage.away(distance)
        paint, wide = stage.blank(), stage.camera.spread(z)
        tall = z / stage.camera.focal
        top = stage.camera.eye + stage.camera.horizon * tall
        for _ in range(rng.poisson(count * scene.flakes)):
            at = (rng.uniform(-wide, wide), top - tall * rng.uniform(0, 1), z)
            lamp(stage, paint, at, white, float(rng.uniform(0.04, 0.3)), 0.006)
        paint[..., 3] = np.minimum(paint[..., 3], 0.6)
        yield stage.plane(paint, 0.5 * (z + stage.camera.focus))
