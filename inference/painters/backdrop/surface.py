"""Materials near the subject: brick, concrete, plaster, marble, planks, linen; and bare bokeh."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import noise, ramp
from inference.painters.backdrop.ground import laid, lie, shone
from inference.painters.backdrop.lens import defocus
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.materials import material
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.shapes import lamp
from inference.painters.backdrop.stage import Plane, Planes, Stage

_TABLES = ("planks", "marble", "linen")
_WALL = 4.6  # metres
_EDGE, _CLOSE_EDGE = 1.35, 3.2  # of the subject's distance: where a table ends


def surface(stage: Stage) -> Planes:
    """A wall of the material; before it a floor, or a table top before lamps far away."""
    if stage.scene.form == "bokeh":
        yield from _bokeh(stage)
        return
    stands, form = stage.subject.stands, stage.scene.form
    if stands and form in _TABLES:
        yield from _bokeh(stage)
        yield table(stage, form)
        return
    z = stage.away(_WALL)
    yield Plane(_wall(stage, z), 0.8 * stage.camera.circle(z))
    if stands:
        yield _top(stage, "concrete", z)


def table(stage: Stage, form: str) -> Plane:
    """A table top that ends behind the subject."""
    return _top(stage, form, stage.camera.focus * (_CLOSE_EDGE if stage.subject.close else _EDGE))


def _top(stage: Stage, form: str, edge: float) -> Plane:
    """Something flat up to `edge` metres away, in its own focus row by row."""
    x, z = lie(stage)
    step = z * z / (stage.camera.focal * stage.camera.eye * stage.camera.height)
    light = material(stage, x, z, form, step)
    light = shone(stage, light, x, z, 0.0) * _falling(stage, x, z)[..., None]
    paint = laid(stage, light, z)
    ahead = defocus(np.asarray(z < edge, np.float32), stage.camera.circle(edge))
    return Plane(paint * ahead[..., None], 0.0)


def _falling(stage: Stage, x: Field, z: Field) -> Field:
    """Window light: brighter towards the side it comes from."""
    slope = x / np.maximum(z, 0.3) * stage.side
    return np.asarray(np.clip(1 + 0.45 * slope, 0.4, 1.6), np.float32)


def _wall(stage: Stage, z: float) -> Light:
    """(h, w, 4) opaque: the material upright, with the light that falls across it."""
    scene, (x, y) = stage.scene, stage.grid()
    metres = z / stage.camera.focal
    u = np.broadcast_to(x * metres, stage.camera.size)
    v = np.broadcast_to((stage.camera.horizon - y) * metres + stage.camera.eye, stage.camera.size)
    light = material(stage, u, v, scene.form, metres / stage.camera.height)
    away = np.hypot(x + 0.35 * stage.side * -1, y - 0.25)
    spot = 0.45 + 0.75 * np.exp(-((away / 0.9) ** 2))
    sun = spot * _shade(stage)
    lit = light * (scene.fill_light + scene.key_light * np.asarray(sun, np.float32)[..., None])
    return np.dstack([lit, np.ones(stage.camera.size, np.float32)])


def _shade(stage: Stage) -> Field:
    """1 where the sun reaches the wall: past leaves, or through a window's panes."""
    form = stage.scene.form
    if form == "leaves":
        return _leaf_shade(stage)
    if form == "window":
        return _window_shade(stage)
    return np.ones(stage.camera.size, np.float32)


def _leaf_shade(stage: Stage) -> Field:
    """The soft shadow of fronds that hang between the sun and the wall."""
    import cv2

    rng, (height, width) = stage.rng, stage.camera.size
    total = np.ones((height, width), np.float32)
    for soft in (0.012, 0.022, 0.04):
        veil = np.zeros((height, width), np.float32)
        for _ in range(3):
            root = rng.uniform(-0.1, 1.1) * width, rng.uniform(-0.15, 0.4) * height
            lean = rng.uniform(-0.3, 1.2) * (1 if stage.side > 0 else -1)
            curl, size = rng.uniform(-0.5, 0.5), rng.uniform(0.2, 0.32)
            for s in np.linspace(0, 1, 10):
                bend = lean * s * 0.8 + curl * s * s
                spine = root[0] - bend * height, root[1] + (s * 0.9 + 0.2 * s**2) * height
                for way in (-1, 1):
                    long = size * height * np.sin(np.pi * (0.12 + 0.86 * s)) * rng.uniform(0.8, 1.1)
                    turn = np.degrees(np.arctan2(1, -lean - 2 * curl * s))
                    turn += way * (72 - 46 * s) + rng.normal(0, 4)
                    along = np.radians(turn)
                    spot = spine[0] + np.cos(along) * long, spine[1] + np.sin(along) * long
                    middle = (round(spot[0] * 8), round(spot[1] * 8))
                    axes = (round(long * 8), round(0.13 * long * 8))
                    cv2.ellipse(veil, middle, axes, turn, 0, 360, 1.0, -1, shift=3)
        total *= 1 - 0.62 * defocus(veil, soft * height)
    return total


def _window_shade(stage: Stage) -> Field:
    """Panes of sunlight thrown aslant across the wall."""
    rng, (x, y) = stage.rng, stage.grid()
    slant, left = 0.35 * np.sign(stage.side), rng.uniform(-0.25, 0.25)
    across = (x + slant * (y - 0.4) - left) / rng.uniform(0.26, 0.34)
    down = (y + 0.12 * x * np.sign(stage.side) - rng.uniform(0.05, 0.2)) / rng.uniform(0.34, 0.42)
    inside = (np.abs(across) < 2) & (down > 0) & (down < 2)
    bars = (np.abs(across - np.rint(across)) < 0.055) | (np.abs(down - np.rint(down)) < 0.045)
    panes = defocus(np.asarray(inside & ~bars, np.float32), 0.014 * stage.camera.height)
    return np.asarray(0.22 + 0.9 * panes, np.float32)


def _bokeh(stage: Stage) -> Planes:
    """Nothing but lamps far out of focus, before a soft gradient."""
    scene, rng, size = stage.scene, stage.rng, stage.camera.size
    _, y = stage.grid()
    height = np.broadcast_to(ramp(y, 1.0, -0.1), size)
    light = mix(hexed(scene.sky[1]), hexed(scene.sky[0]), height)
    clouds = np.exp(0.35 * noise(rng, size, 1.6, 3))[..., None]
    base = light * clouds * (scene.fill_light + 0.4 * scene.key_light)
    yield Plane(np.dstack([base, np.ones(size, np.float32)]), 0.02 * size[0])
    level = rng.uniform(0.25, 0.7)
    for distance, count in ((90.0, 46), (30.0, 26), (12.0, 12)):
        z = stage.away(distance)
        paint, wide = stage.blank(), stage.camera.spread(z) * 1.1
        for _ in range(round(count * scene.density)):
            drift = rng.normal(level, 0.22)
            high = stage.camera.eye + (stage.camera.horizon - drift) * z / stage.camera.focal
            tint = pick(rng, scene.lamps, 1, 0.2)[0]
            glow = scene.glints * rng.exponential(0.55) + 0.03
            lamp(stage, paint, (rng.uniform(-wide, wide), high, z), tint, glow)
        yield stage.plane(paint, z)
