"""Streets: house fronts on both sides and what shines between them; a city's lights by night."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.ground import laid, lie, mirrored, patches, shone, texture
from inference.painters.backdrop.houses import fronts
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.shapes import Span, dot, lamp, panel
from inference.painters.backdrop.sky import glare, sky, skyline
from inference.painters.backdrop.stage import Plane, Planes, Stage, expose
from inference.painters.backdrop.trees import stand

_BANDS = ((80.0, 42.0), (42.0, 24.0), (24.0, 14.5), (14.5, 9.5), (9.5, 6.5))


def street(stage: Stage) -> Planes:
    """What stands along the street, mirrored in the ground as far as that is wet."""
    behind = list(_rising(stage))
    back = expose(iter(behind))
    yield Plane(np.dstack([back, np.ones(stage.camera.size, np.float32)]), 0.0)
    yield Plane(_pavement(stage, back), 0.0)
    yield from _people(stage)
    yield Plane(glare(stage, 0.25), 0.0)


def _rising(stage: Stage) -> Planes:
    """Everything above the ground, from the street's far end to its near one."""
    scene = stage.scene
    yield stage.plane(sky(stage), 500)
    if scene.form == "city":
        yield from _towers(stage)
    else:
        yield stage.plane(skyline(stage, 90, 0.10, 0.5, 9, scene.wall), stage.away(90))
    bend = float(stage.rng.uniform(-0.09, 0.09))
    half = _width(stage)
    for far, near in _BANDS:
        z = (far * near) ** 0.5
        paint = stage.blank()
        if scene.form != "city":
            fronts(stage, paint, (stage.away(far), stage.away(near)), half, bend)
        _lamps(stage, paint, (stage.away(far), stage.away(near)), half, bend)
        yield stage.plane(paint, stage.away(z))
        if scene.density > 1 and 14 < z < 45:
            trees = stand(stage, stage.away(far), stage.away(near), lambda d: bend * d)
            yield stage.plane(trees, stage.away(z))


def _width(stage: Stage) -> float:
    """Half the street's width in metres."""
    narrow = {"alley": 2.0, "market": 2.6, "cafe": 3.0}
    base = narrow.get(stage.scene.form, 4.2)
    return float(base * stage.rng.uniform(0.9, 1.15) * max(stage.away(1), 0.3))


def _towers(stage: Stage) -> Planes:
    """High buildings far off, with windows lit by the thousand."""
    rng, scene = stage.rng, stage.scene
    for distance in (95.0, 62.0, 42.0):
        z = stage.away(distance)
        paint, wide, x = stage.blank(), stage.camera.spread(z) * 1.1, -stage.camera.spread(z) * 1.1
        while x < wide:
            width = rng.uniform(5, 13) * stage.away(1)
            tall = z * rng.uniform(0.05, 0.34) + 4
            shade = scene.fill_light + scene.key_light * np.float32(rng.uniform(0.1, 0.8))
            wall = stage.veiled(pick(rng, scene.wall, 1, 0.15)[0] * shade, z * 0.7)
            panel(stage, paint, (x, x + width), (0, tall), z, wall)
            _lit_grid(stage, paint, (x, x + width), tall, z)
            x += width * rng.uniform(0.95, 1.3)
        yield stage.plane(paint, z)


def _lit_grid(stage: Stage, paint: Light, across: Span, tall: float, z: float) -> None:
    """Rows of windows: some lit, the others mirroring the sky."""
    rng, scene = stage.rng, stage.scene
    unit = stage.away(1)
    glass = hexed(scene.sky[0]) * (0.55 * scene.fill_light + 0.15 * scene.key_light)
    for row in np.arange(2.0 * unit, tall - unit, 3.4 * unit):
        for column in np.arange(across[0] + unit, across[1] - unit, 2.6 * unit):
            if rng.random() < scene.lit:
                tint = pick(rng, scene.lamps, 1, 0.2)[0]
                glow = min(rng.exponential(0.24), 1.2) * (1.0 if scene.dark else 0.5)
                spot = column + rng.normal(0, 0.5) * unit, row + rng.normal(0, 0.4) * unit, z
                lamp(stage, paint, spot, tint, glow, 0.5 * unit)
            elif not scene.dark:
                span = (column - 0.7 * unit, column + 0.7 * unit)
                panel(stage, paint, span, (row - unit, row + unit), z, stage.veiled(glass, z * 0.7))


def _lamps(stage: Stage, paint: Light, span: Span, half: float, bend: float) -> None:
    """Street lamps, strings of bulbs, headlights and tail lights; by day only if some are lit."""
    rng, scene = stage.rng, stage.scene
    if scene.lit < 0.2:
        return
    glow = (1.0 if scene.dark else 0.55) * scene.glints * 2
    count = rng.poisson(7 + 9 * scene.dark)
    for _ in range(count):
        z = rng.uniform(span[1], span[0])
        x = bend * z + rng.choice([-1, 1]) * half * rng.uniform(0.55, 1.5)
        y = rng.choice([0.75, 2.6, 4.2]) * rng.uniform(0.85, 1.2)
        tint = pick(rng, scene.lamps, 1, 0.2)[0]
        lamp(stage, paint, (x, y, z), tint, glow * rng.exponential(0.5) + 0.08, 0.06)
    if scene.form in ("city", "town") and scene.dark:
        _traffic(stage, paint, span, bend)
    if scene.form in ("market", "cafe"):
        _strings(stage, paint, span, half, bend)


def _traffic(stage: Stage, paint: Light, span: Span, bend: float) -> None:
    rng = stage.rng
    for _ in range(rng.poisson(3)):
        z = rng.uniform(span[1], span[0])
        way = rng.choice([-1, 1])
        tint = hexed("#FFF1D8") if way > 0 else hexed("#FF3A24")
        x = bend * z + way * rng.uniform(0.8, 2.4) * max(stage.away(1), 0.3)
        for eye in (-0.7, 0.7):
            lamp(stage, paint, (x + eye, 0.7, z), tint, rng.uniform(0.5, 1.3), 0.1)


def _strings(stage: Stage, paint: Light, span: Span, half: float, bend: float) -> None:
    """Bulbs on a line that sags from one side to the other."""
    rng = stage.rng
    if span[0] > stage.away(45):
        return
    for z in rng.uniform(span[1], span[0], 2):
        high = rng.uniform(2.8, 4.2)
        for s in np.linspace(-1, 1, 13):
            at = (bend * z + s * half, high - 0.7 * (1 - s * s), float(z))
            tint = pick(rng, stage.scene.lamps, 1, 0.15)[0]
            lamp(stage, paint, at, tint, rng.uniform(0.2, 0.6) * stage.scene.glints * 2, 0.05)


def _pavement(stage: Stage, back: Light) -> Light:
    """Asphalt, cobbles or snow; kerbs; as far as it is wet, the lights upside down."""
    scene = stage.scene
    x, z = lie(stage)
    light = patches(stage, x, z, scene.path, 1.2, 0.12)
    light = light * _kerbed(stage, x)[..., None]
    if scene.snow > 0:
        tracks = ramp(np.abs(np.abs(x) - 0.9) + 0.25 * texture(stage, x, z, 0.7, 3), 0.5, 0.2)
        light = light * (1 - 0.1 * tracks[..., None])
    light = shone(stage, light, x, z, 0.0) * _in_shade(stage, x, z)[..., None]
    if scene.wet > 0:
        wet = ramp(texture(stage, x, z, 1.6, 3), 0.6 - 1.2 * scene.wet, 1.0 - 1.2 * scene.wet)
        mirror = mirrored(stage, back, x, z, 0.03, 0.35)
        light = mix(light * np.float32(1 - 0.45 * scene.wet), mirror, 0.6 * scene.wet * wet)
    return laid(stage, light, z)


def _kerbed(stage: Stage, x: Field) -> Field:
    """The carriageway darker than the pavements, a shaded kerb between."""
    away = np.abs(x) / (0.62 * _width(stage))
    road = ramp(away, 1.03, 0.97)
    kerb = ramp(np.abs(away - 1.0), 0.05, 0.01)
    return np.asarray(1 - (0.3 * road + 0.25 * kerb) * (stage.scene.snow < 0.5), np.float32)


def _in_shade(stage: Stage, x: Field, z: Field) -> Field:
    """The shadow that houses on the sun's side throw on the street, as far as there is sun."""
    reach = _width(stage) * stage.rng.uniform(-0.3, 0.4)
    ragged = 0.5 * texture(stage, x * 0, z, 5.0, 2)
    shade = ramp(x * np.sign(stage.side) - reach + ragged, -0.25, 0.25)
    return np.asarray(1 - 0.5 * min(stage.scene.key_level, 1.0) * shade, np.float32)


def _people(stage: Stage) -> Planes:
    """A few passers-by, far enough to be no more than colour."""
    rng, scene = stage.rng, stage.scene
    if scene.form == "city":
        return
    z = stage.away(float(rng.uniform(17, 26)))
    paint = stage.blank()
    coats = ("#2B2F3A", "#5A4636", "#8A2F2A", "#39506B", "#C9B79A", "#1E1E22")
    for _ in range(int(rng.integers(1, 5))):
        x = rng.uniform(-1, 1) * _width(stage) * 0.8
        coat = stage.veiled(pick(rng, coats, 1)[0] * (scene.fill_light + 0.5 * scene.key_light), z)
        skin = stage.veiled(hexed("#C99A7C") * scene.fill_light, z)
        panel(stage, paint, (x - 0.11, x + 0.11), (0, 0.85), z, coat * np.float32(0.6))
        panel(stage, paint, (x - 0.22, x + 0.22), (0.75, 1.5), z, coat)
        dot(stage, paint, (x, 1.62, z), 0.12, skin)
    yield stage.plane(paint, z)
