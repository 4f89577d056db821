"""Water to the horizon: beach, sea, lake, pool, harbour; calm water mirrors what is behind."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.ground import laid, lie, mirrored, patches, shone, texture
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import colours, pick
from inference.painters.backdrop.shapes import dot, face, lamp, panel
from inference.painters.backdrop.sky import sky, skyline
from inference.painters.backdrop.stage import Plane, Planes, Stage, expose
from inference.painters.backdrop.texture import veins
from inference.painters.backdrop.trees import stand

_GLINTS = 600


def coast(stage: Stage) -> Planes:
    """Sky and what stands on the far shore, its mirror in the water, then the near shore."""
    behind = list(_far_shore(stage))
    back = expose(iter(behind))
    yield Plane(np.dstack([back, np.ones(stage.camera.size, np.float32)]), 0.0)
    x, z = lie(stage)
    shore = _shoreline(stage, x)
    light = _water(stage, back, x, z, shore)
    if stage.scene.shore > 0:
        light = _beach(stage, light, back, x, z, shore)
    yield Plane(laid(stage, light, z), 0.0)
    if stage.scene.form == "palms":
        yield from _palms(stage)


def _far_shore(stage: Stage) -> Planes:
    scene, form = stage.scene, stage.scene.form
    yield stage.plane(sky(stage), 500)
    if scene.hills > 0:
        yield stage.plane(skyline(stage, 120, scene.hills, scene.rough, 3), stage.away(120))
        yield stage.plane(skyline(stage, 70, scene.hills * 0.5, scene.rough, 5), stage.away(70))
    if form == "harbour":
        yield _quay(stage)
    if form == "lake":
        shore = skyline(stage, 45, 0.05, 0.7, 16, scene.leaf)
        yield stage.plane(shore, stage.away(45))
    if form == "pool":
        yield stage.plane(skyline(stage, 16, 0.12, 0.35, 14, scene.leaf), stage.away(16))
        z = stage.away(14)
        yield stage.plane(stand(stage, 1.3 * z, z), z)


def _quay(stage: Stage) -> Plane:
    """Houses on the far quay, and masts before them."""
    rng, scene = stage.rng, stage.scene
    z = stage.away(38)
    paint, wide = stage.blank(), stage.camera.spread(z)
    light = scene.fill_light + scene.key_light * np.float32(0.7)
    x = -wide * 1.1
    while x < wide * 1.1:
        width, tall = rng.uniform(2.5, 5), rng.uniform(4, 8.5)
        wall = stage.veiled(pick(rng, scene.wall, 1, 0.15)[0] * light, z)
        panel(stage, paint, (x, x + width), (0, tall), z, wall)
        roof = pick(rng, ("#8A4B38", "#6E5A50", "#5A4E4A"), 1)[0] * light
        panel(stage, paint, (x, x + width), (tall, tall * 1.12), z, stage.veiled(roof, z))
        _windows(stage, paint, (x, width), tall, z)
        x += width * rng.uniform(1.0, 1.15)
    for _ in range(14):
        x, tall = rng.uniform(-wide, wide), rng.uniform(4, 10)
        tone = np.full(3, rng.choice([0.85, 0.2]), np.float32) * light
        panel(stage, paint, (x, x + 0.16), (0.4, tall), z * 0.9, tone)
        hull = pick(rng, ("#F4F4F2", "#DADFE4", "#2F4A68", "#A33B32"), 1)[0] * light
        panel(stage, paint, (x - 1.4, x + 1.9), (0, 0.9), z * 0.9, hull)
    return stage.plane(paint, z)


def _windows(
    stage: Stage, paint: Light, across: tuple[float, float], tall: float, z: float
) -> None:
    x, width = across
    for row in np.arange(1.2, tall - 0.8, 1.5):
        for column in np.arange(x + 0.5, x + width - 0.6, 1.1):
            if stage.rng.random() < stage.scene.lit:
                lamp(
                    stage,
                    paint,
                    (column + 0.3, row + 0.4, z),
                    hexed(stage.scene.lamps[0]),
                    0.8,
                    0.3,
                )
            else:
                dark = stage.veiled(stage.scene.fill_light * np.float32(0.12), z)
                panel(stage, paint, (column, column + 0.5), (row, row + 0.9), z, dark)


def _shoreline(stage: Stage, x: Field) -> Field:
    """Metres to the water's edge: it runs aslant and in curves."""
    rng = stage.rng
    slant, phase = rng.uniform(0.15, 0.55) * rng.choice([-1, 1]), rng.uniform(0, 6.3)
    curve = 0.5 * np.sin(x * 0.5 + phase) + 0.2 * np.sin(x * 1.7 + 2 * phase)
    return np.asarray(
        stage.away(stage.scene.shore) * (1 + 0.12 * slant * x + 0.08 * curve), np.float32
    )


def _water(stage: Stage, back: Light, x: Field, z: Field, shore: Field) -> Light:
    """The sky's mirror at a grazing look, the water's own colour from above, foam at the shore."""
    scene = stage.scene
    body = colours(scene.surface)
    depth = ramp(z / np.maximum(shore, stage.away(3)), 1.0, 4.5)
    own = mix(body[0], body[-1], depth) * (scene.fill_light + 0.55 * scene.key_light)
    calm = 0.012 if scene.form in ("lake", "harbour") else 0.05
    mirror = mirrored(stage, back, x, z, calm, 1.4)
    look = np.clip(stage.camera.eye / z, 0, 1)
    share = (0.12 + 0.75 * (1 - look) ** 4) * (0.9 if scene.form != "pool" else 0.45)
    waves = texture(stage, x, z, 2.4, 5, 0.3)
    light = mix(own, mirror, share.astype(np.float32)) * np.exp(0.22 * waves)[..., None]
    if scene.form == "pool":
        caustics = veins(stage.rng, x, z, 0.9, 0.16) * ramp(z, stage.away(14), stage.away(4))
        light = light * (1 + 0.9 * caustics[..., None])
    if scene.form in ("beach", "palms", "sea"):
        light = _surf(stage, light, x, z, shore)
    return _glinting(stage, light, shore)


def _surf(stage: Stage, light: Light, x: Field, z: Field, shore: Field) -> Light:
    """White lines of breaking waves, more of them towards the shore."""
    ragged = 0.5 * texture(stage, x, z, 2.2, 4, 0.35)
    phase = stage.rng.uniform(0, 6.3)
    lines = np.sin(
        9 * np.log(np.maximum(z / np.maximum(shore, stage.away(2.5)), 0.2)) + phase + ragged
    )
    crest = ramp(lines + 0.5 * ragged, 0.78, 1.15) * ramp(z / stage.away(30), 1.6, 0.2)
    edge = ramp(np.abs(z / np.maximum(shore, 1e-3) - 1.05 + 0.06 * ragged), 0.07, 0.0)
    foam = np.clip(0.75 * crest + 0.85 * edge, 0, 0.9)
    white = stage.scene.fill_light * 0.85 + 0.65 * stage.scene.key_light
    return mix(light, np.broadcast_to(white, light.shape), foam.astype(np.float32))


def _glinting(stage: Stage, light: Light, shore: Field) -> Light:
    """Sparkles under the sun, or under the lamps by night."""
    import cv2

    scene, rng, camera = stage.scene, stage.rng, stage.camera
    sparks = np.zeros_like(light)
    near = max(1.02 - camera.horizon, 0.05)
    y = camera.horizon + rng.uniform(0.004, near, _GLINTS)
    middle = camera.width * (0.5 + 0.42 * stage.side)
    x = rng.normal(middle, camera.width * 0.16, _GLINTS)
    glow = hexed(scene.glow) * np.float32((0.3 + 2.2 * scene.sun) * scene.glints)
    edge = float(np.mean(shore))
    for column, row in zip(x, y * camera.height, strict=True):
        z = float(camera.distance(np.array(row / camera.height)))
        if z < edge:
            continue
        size = max(0.02 * camera.metre(z), 0.45)
        spread = max(camera.circle(z) / size, 1.0) ** 2
        axes = (round(size * 24), round(size * 9))
        tint = glow * np.float32(min(spread, 40) * rng.exponential(0.25))
        spot = (round(column * 16), round(row * 16))
        cv2.ellipse(sparks, spot, axes, 0, 0, 360, tint.tolist(), -1, shift=4)
    return light + sparks


def _beach(stage: Stage, water: Light, back: Light, x: Field, z: Field, shore: Field) -> Light:
    """Dry sand, a wet dark rim that mirrors the sky, then the water."""
    scene = stage.scene
    dry = patches(stage, x, z, scene.path, 0.7, 0.12)
    dry = dry * np.exp(0.12 * texture(stage, x, z, 0.35, 4))[..., None]
    sand = shone(stage, dry, x, z, 0.0)
    wet = mix(sand * np.float32(0.5), mirrored(stage, back, x, z, 0.004, 0.8), 0.35)
    ragged = 0.05 * texture(stage, x, z, 1.5, 3)
    away = z / shore + ragged
    light = mix(sand, wet, ramp(away, 0.72, 0.9))
    return mix(light, water, ramp(away, 0.97, 1.03))


def _palms(stage: Stage) -> Planes:
    """A palm or two at one side of the frame."""
    rng = stage.rng
    for z in (stage.away(16), stage.away(11)):
        paint = stage.blank()
        x = -stage.side * stage.camera.spread(z) * rng.uniform(0.5, 1.0)
        _palm(stage, paint, x, z)
        yield stage.plane(paint, z)


def _palm(stage: Stage, paint: Light, x: float, z: float) -> None:
    """A leaning trunk and a crown of drooping fronds."""
    rng, scene = stage.rng, stage.scene
    tall, lean = rng.uniform(4.5, 6.0), rng.uniform(0.5, 1.4) * np.sign(stage.side)
    bark = pick(rng, scene.bark, 1)[0] * (0.9 * scene.fill_light + 0.5 * scene.key_light)
    steps = np.linspace(0, 1, 8)
    left = [(x + lean * s**1.6 - 0.13 * (1.2 - 0.5 * s), tall * s, z) for s in steps]
    right = [(x + lean * s**1.6 + 0.13 * (1.2 - 0.5 * s), tall * s, z) for s in steps]
    face(stage, paint, [*left, *right[::-1]], stage.veiled(bark, z))
    for turn in np.linspace(0, 2 * np.pi, 13)[:-1] + rng.uniform(0, 0.5):
        reach, lift = rng.uniform(1.6, 2.4), rng.uniform(0.2, 0.8)
        tone = pick(rng, scene.leaf, 1, 0.2)[0]
        for s in np.linspace(0.05, 1, 26):
            droop = lift * np.sin(np.pi * s * 0.9) - 1.1 * s**2
            spot = (x + lean + np.cos(turn) * reach * s, tall + droop + 0.3 * np.sin(turn) * s, z)
            sun = 0.5 * scene.key_light * np.float32(1 + 0.6 * np.cos(turn) * stage.side)
            light = stage.veiled(tone * (0.7 * scene.fill_light + sun), z)
            dot(stage, paint, spot, 0.2 * (1.05 - s) + 0.05, light)
