"""Open land with what grows on it: meadow, lavender, wheat, sunflowers, tulips, vines, tea."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.ground import laid, lie, patches, shone, strewn
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.scene import Palette, pick
from inference.painters.backdrop.shapes import dot
from inference.painters.backdrop.sky import glare, sky, skyline
from inference.painters.backdrop.stage import Plane, Planes, Stage
from inference.painters.backdrop.trees import stand

_BANDS = ((60.0, 30.0), (30.0, 16.0), (16.0, 9.5), (9.5, 6.4), (6.4, 4.4))
_LEAF = 0.085  # metres, radius
_TREES = ("#4C6233", "#5A6E3A", "#3F552E")
_STEMS = 2600  # things that grow in each band


def fields(stage: Stage) -> Planes:
    """Sky, hills, a far line of trees, then the crop from far to near, in rows or scattered."""
    scene = stage.scene
    yield stage.plane(sky(stage), 500)
    yield stage.plane(skyline(stage, 140, scene.hills, scene.rough, 3), stage.away(140))
    yield stage.plane(skyline(stage, 80, scene.hills * 0.5, scene.rough, 6), stage.away(80))
    wooded = replace(stage, scene=replace(scene, leaf=_TREES if scene.snow < 0.5 else scene.leaf))
    yield stage.plane(skyline(wooded, 60, 0.025, 0.9, 22, wooded.scene.leaf), stage.away(60))
    if scene.canopy > 0.3:
        far, near = stage.away(60), stage.away(38)
        yield stage.plane(stand(wooded, far, near), stage.away(46))
    yield Plane(_soil(stage), 0.0)
    turn = float(stage.rng.uniform(0.05, 0.3) * stage.rng.choice([-1, 1]))
    for far, near in _BANDS:
        z = stage.away((far * near) ** 0.5)
        yield stage.plane(_crop(stage, stage.away(far), stage.away(near), turn), z)
    yield Plane(glare(stage, 0.3), 0.0)


def _soil(stage: Stage) -> Light:
    """What shows between the plants."""
    scene = stage.scene
    x, z = lie(stage)
    under = patches(stage, x, z, scene.grass, 1.5)
    crop = patches(stage, x, z, scene.leaf, 2.0)
    share = ramp(z, stage.away(14), stage.away(45)) * min(0.7 * scene.density, 0.9)
    light = shone(stage, mix(under, crop, share), x, z, 0.25)
    light = strewn(stage, light, scene.grass, 2200, 0.07)
    light = strewn(stage, light, scene.leaf, round(900 * scene.density), 0.06)
    return laid(stage, light, z)


def _crop(stage: Stage, far: float, near: float, turn: float) -> Light:
    """(h, w, 4): leaves and stems first, then heads that catch the light, farthest first."""
    scene, rng = stage.scene, stage.rng
    paint = stage.blank()
    count = round(_STEMS * min(scene.density, 2.0))
    z = np.sort(rng.uniform(near, far, count))[::-1]
    x = rng.uniform(-1.15, 1.15, count) * stage.camera.aspect / 2 * z / stage.camera.focal
    if scene.rows > 0:
        x = np.asarray(_into_rows(stage, x, z, turn), np.float64)
    height = scene.tall * np.exp(rng.normal(0, 0.16, count))
    _scatter(stage, paint, scene.grass, (x, 0.45 * height, z), 0.5, 0.5)
    _scatter(stage, paint, scene.leaf, (x, height, z), 0.34, 1.0)
    return paint


def _into_rows(stage: Stage, x: Light, z: Light, turn: float) -> Light:
    """The plants moved to the nearest row; rows run away from the camera, a little aslant."""
    rows = stage.scene.rows * max(stage.away(1), 0.6)
    across = x - turn * z
    nearest = np.rint(across / rows) * rows
    return np.asarray(nearest + turn * z + stage.rng.normal(0, 0.13, len(x)) * rows)


def _scatter(
    stage: Stage,
    paint: Light,
    palette: Palette,
    where: tuple[Light, Light, Light],
    size: float,
    sun: float,
) -> None:
    """Dots of the palette at (x, y, z), `size` crop heights across, never larger than a leaf."""
    scene, rng, (x, y, z) = stage.scene, stage.rng, where
    tints = pick(rng, palette, len(x), 0.2)
    key = np.clip(sun * rng.normal(0.75, 0.35, (len(x), 1)), 0.05, 2)
    light = stage.veiled(tints * (0.8 * scene.fill_light + scene.key_light * key), z)
    radii = min(0.5 * size * scene.tall, _LEAF) * np.exp(rng.normal(0, 0.25, len(x)))
    jitter = rng.normal(0, 0.12 * scene.tall, len(x))
    for i in range(len(x)):
        dot(stage, paint, (float(x[i]), float(y[i] + jitter[i]), float(z[i])), radii[i], light[i])
