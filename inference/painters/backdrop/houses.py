"""House fronts along a street, with windows, shops, awnings, and snow on the ledges."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.shapes import Span, face, flank, shaded
from inference.painters.backdrop.stage import Stage

_STOREY = 3.1  # metres


def fronts(stage: Stage, paint: Light, span: Span, half: float, bend: float) -> None:
    """Both sides of the street between two distances, farthest house first."""
    rng = stage.rng
    for side in (-1.0, 1.0):
        far = span[0]
        while far > span[1]:
            near = max(far - rng.uniform(4.5, 8.0) * max(stage.away(1), 0.4), span[1])
            x = bend * (far + near) / 2 + side * half * rng.uniform(1.0, 1.12)
            _house(stage, paint, x, (far, near))
            far = near


def _house(stage: Stage, paint: Light, x: float, span: Span) -> None:
    """One front seen along the street, its gable towards us, its roof."""
    rng, scene = stage.rng, stage.scene
    tall = _STOREY * rng.integers(2, 5) * rng.uniform(0.9, 1.1)
    facing = 0.75 if x * stage.side < 0 else 0.18  # fronts across from the sun are lit
    light = scene.fill_light + scene.key_light * np.float32(facing)
    wall = pick(rng, scene.wall, 1, 0.14)[0]
    middle = sum(span) / 2
    seen = stage.veiled(wall * light, middle)
    flank(stage, paint, x, (0, tall), span, seen)
    out = x + np.sign(x) * 6
    gable = [(x, 0.0, span[1]), (out, 0.0, span[1]), (out, tall, span[1]), (x, tall, span[1])]
    face(stage, paint, gable, shaded(seen, 0.8))
    top = hexed("#EEF2F6") if scene.snow > 0 else pick(rng, scene.bark, 1, 0.1)[0]
    roof = stage.veiled(top * light, middle)
    flank(stage, paint, x, (tall, tall * 1.05), span, roof)
    _windows(stage, paint, x, span, tall, light)
    _shop(stage, paint, x, span, light)


def _windows(stage: Stage, paint: Light, x: float, span: Span, tall: float, light: Light) -> None:
    """Panes on each upper storey: lit from inside, or mirroring the sky; snow on the sills."""
    rng, scene, (far, near) = stage.rng, stage.scene, span
    step = 2.1 * max(stage.away(1), 0.4)
    inside = x - np.sign(x) * 0.02
    for row in np.arange(_STOREY + 0.9, tall - 1.2, _STOREY):
        for z in np.arange(near + 0.3 * step, far - 0.3 * step, step):
            pane = (float(z), float(z + 0.45 * step))
            flank(stage, paint, inside, (row, row + 1.5), pane, _pane(stage, light, z))
            if scene.snow > 0 or rng.random() < 0.3:
                tone = hexed("#F2F5F8" if scene.snow > 0 else scene.leaf[0]) * light
                ledge = (row - 0.28, row - 0.02)
                flank(stage, paint, inside, ledge, pane, stage.veiled(tone, z))


def _pane(stage: Stage, light: Light, z: float) -> Light:
    rng, scene = stage.rng, stage.scene
    if rng.random() < scene.lit:
        strength = rng.uniform(0.6, 2.0) * (1.0 if scene.dark else 0.8)
        return np.asarray(pick(rng, scene.lamps, 1, 0.15)[0] * np.float32(strength))
    glass = mix(hexed("#23282E"), hexed(scene.sky[0]), 0.3) * light * np.float32(0.7)
    return stage.veiled(glass, z)


def _shop(stage: Stage, paint: Light, x: float, span: Span, light: Light) -> None:
    """At street level: a shop window under an awning, or a door."""
    rng, scene, (far, near) = stage.rng, stage.scene, span
    inside, reach = x - np.sign(x) * 0.03, far - near
    glass = (near + 0.15 * reach, far - 0.15 * reach)
    busy = 0.9 if scene.form in ("market", "cafe", "alley") else 0.5
    if rng.random() > busy:
        door = pick(rng, ("#5A3A2A", "#2F4A44", "#2E3A52", "#6E2F2A"), 1)[0] * light
        spot = (near + 0.4 * reach, near + 0.4 * reach + 1.0)
        flank(stage, paint, inside, (0, 2.3), spot, stage.veiled(door, near))
        return
    warm = pick(rng, scene.lamps, 1, 0.15)[0]
    strength = np.float32((0.35 + 0.9 * scene.lit) * rng.uniform(0.5, 1.3))
    flank(stage, paint, inside, (0.6, 2.4), glass, warm * strength)
    _awning(stage, paint, x, glass, light)
    if scene.form == "alley":
        sign = pick(rng, scene.lamps, 1)[0] * np.float32(rng.uniform(0.8, 2.2))
        high = rng.uniform(2.6, 4.5)
        out = x - np.sign(x) * 0.7
        corners = [
            (x, high, near),
            (out, high, near),
            (out, high + 1.4, near),
            (x, high + 1.4, near),
        ]
        face(stage, paint, corners, sign)


def _awning(stage: Stage, paint: Light, x: float, glass: Span, light: Light) -> None:
    cloth = pick(stage.rng, ("#B8402F", "#E9E2D2", "#2F5A4A", "#D8A23C", "#34506E"), 1)[0]
    if stage.scene.snow > 0:
        cloth = mix(cloth, hexed("#EEF2F6"), 0.7)
    out = x - np.sign(x) * 0.9
    corners = [(x, 3.0, glass[0]), (x, 3.0, glass[1]), (out, 2.5, glass[1]), (out, 2.5, glass[0])]
    face(stage, paint, corners, stage.veiled(cloth * light, glass[0]))
