"""Land that rises: alps and snowy peaks, canyons, dunes, volcanoes; ridge behind ridge."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import noise, ramp
from inference.painters.backdrop.ground import laid, lie, patches, shone, strewn, texture
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.sky import glare, sky, skyline
from inference.painters.backdrop.stage import Plane, Planes, Stage
from inference.painters.backdrop.trees import conifers

_RIDGES = ((130.0, 1.0), (75.0, 0.66), (45.0, 0.42), (28.0, 0.22))
"""Metres as the haze counts them, and the share of the hills' height."""


def mountains(stage: Stage) -> Planes:
    """Sky, ridges that get darker and clearer as they come near, then the land in front."""
    scene = stage.scene
    yield stage.plane(sky(stage), 500)
    shape = {"mesa": _mesa, "dunes": _dune}.get(scene.form, _peak)
    for z, share in _RIDGES:
        paint = _ridge(stage, shape(stage), z, share)
        yield Plane(paint, 0.55 * stage.camera.circle(stage.away(z)))
    yield Plane(glare(stage, 0.25), 0.0)
    if scene.form == "peaks":
        yield stage.plane(skyline(stage, 45, 0.05, 0.7, 20, scene.leaf), stage.away(45))
    yield Plane(_floor(stage), 0.0)
    if scene.form == "peaks":
        far, near = stage.away(52), stage.away(30)
        yield stage.plane(conifers(stage, far, near), stage.away(40))


def _peak(stage: Stage) -> Field:
    """(w,) heights 0-1.5 of a jagged ridge."""
    line = noise(stage.rng, (8, stage.camera.width), 0.22, 6)[4]
    sharp = 1 - np.abs(noise(stage.rng, (8, stage.camera.width), 0.3, 5)[3])
    return np.asarray(np.clip(0.55 + 0.3 * line + 0.35 * sharp, 0.05, 1.5), np.float32)


def _mesa(stage: Stage) -> Field:
    """(w,) heights of table mountains: flat tops, steep sides."""
    line = noise(stage.rng, (8, stage.camera.width), 0.3, 5)[4]
    steps = ramp(line, -0.25, -0.05) + 0.5 * ramp(line, 0.3, 0.42)
    return np.asarray(0.25 + 0.55 * steps + 0.05 * line, np.float32)


def _dune(stage: Stage) -> Field:
    """(w,) heights of long smooth crests."""
    line = noise(stage.rng, (8, stage.camera.width), 0.14, 2)[4]
    return np.asarray(np.clip(0.7 + 0.6 * line, 0.1, 1.4), np.float32)


def _ridge(stage: Stage, line: Field, z: float, share: float) -> Light:
    """(h, w, 4): one ridge; its slopes face the light or turn from it, snow lies on top."""
    scene, (_, y), size = stage.scene, stage.grid(), stage.camera.size
    top = stage.camera.horizon - scene.hills * share * line[None, :]
    cover = ramp((y - top) * size[0], -0.5, 0.5)
    below = np.asarray(y - top, np.float32)
    slope = _slopes(stage)
    body = np.broadcast_to(pick(stage.rng, scene.far, 1, 0.06)[0], (*size, 3))
    if scene.form == "mesa":
        strata = 1 + 0.16 * np.sin(below * 90 + 2 * noise(stage.rng, size, 2, 2))
        body = body * strata[..., None]
    if scene.snow > 0 and scene.form == "peaks":
        line_of_snow = scene.hills * (1.15 * scene.snow - 0.35 * (1 - share))
        cap = ramp(below + 0.035 * noise(stage.rng, size, 9, 4), line_of_snow, line_of_snow * 0.55)
        body = mix(body, np.full(3, 0.86, np.float32), cap)
    light = body * (scene.fill_light + scene.key_light * slope[..., None])
    seen = stage.veiled(light, stage.away(z))
    return np.dstack([seen * cover[..., None], cover])


def _slopes(stage: Stage) -> Field:
    """How much key light falls on each spot, 0-1.3: flanks alternate as spurs run down."""
    size = stage.camera.size
    smooth = stage.scene.form == "dunes"
    relief = noise(stage.rng, size, 1.2 if smooth else 4.0, 2 if smooth else 5)
    shift = round(stage.side * size[1] / (22 if smooth else 60))
    facing = relief - np.roll(relief, shift, 1)
    lit = ramp(facing, -0.25, 0.25) if not smooth else ramp(facing, -0.12, 0.12)
    return np.asarray(0.15 + 1.05 * lit, np.float32)


def _floor(stage: Stage) -> Light:
    """Meadow, gravel, snow or rippled sand."""
    scene = stage.scene
    x, z = lie(stage)
    light = patches(stage, x, z, scene.grass, 1.8)
    if scene.form == "dunes":
        wind = x * 0.6 * stage.side + z + 0.8 * texture(stage, x, z, 2.5, 3)
        ripple = np.sin(wind * 16) * ramp(z, stage.away(9), stage.away(2.5))
        swell = texture(stage, x, z, 7.0, 2, 1.5)
        light = light * np.exp(0.12 * ripple + 0.25 * swell)[..., None]
        return laid(stage, shone(stage, light, x, z, 0.0), z)
    light = shone(stage, light, x, z, 0.2)
    light = strewn(stage, light, scene.litter or scene.grass, 2600, 0.07)
    return laid(stage, light, z)
