"""What furnishes a room: each piece is drawn in focus, z metres away, where chance puts it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.painters.backdrop.light import Light, hexed
from inference.painters.backdrop.scene import Palette, pick
from inference.painters.backdrop.shapes import dot, face, lamp, panel, shaded
from inference.painters.backdrop.stage import Stage

Piece = Callable[[Stage, Light, float], None]
_WORKTOPS = ("kitchen", "bath", "fridge")
BRASS = ("#C9A25A", "#3A3836", "#E9E4DA")
_PROPS = ("#E9E4DA", "#B98A5A", "#7E9A8C", "#C96F4A", "#D9B24A", "#3E4A54", "#F4F1EA", "#8A4A3A")


def lit(stage: Stage, share: float = 0.6) -> Light:
    """The light in the room, on a face that gets that share of the key."""
    return stage.scene.fill_light + stage.scene.key_light * np.float32(share)


def toned(stage: Stage, palette: Palette, share: float = 0.6, spread: float = 0.1) -> Light:
    return np.asarray(pick(stage.rng, palette, 1, spread)[0] * lit(stage, share), np.float32)


def scaled(z: float) -> float:
    """Metres that a metre is drawn as: near rooms are drawn smaller, as if farther away."""
    return z / 7.5 if z < 5 else 1.0


def bottles(stage: Stage, paint: Light, z: float) -> None:
    """Jars, bottles and bowls on a worktop, each with a highlight."""
    rng, unit, wide = stage.rng, scaled(z), stage.camera.spread(z)
    panel(
        stage,
        paint,
        (-wide * 1.1, wide * 1.1),
        (0, 0.9 * unit),
        z,
        toned(stage, stage.scene.surface, 0.3),
    )
    panel(
        stage,
        paint,
        (-wide * 1.1, wide * 1.1),
        (0.9 * unit, 0.96 * unit),
        z,
        toned(stage, ("#D8C2A0", "#E4DED4"), 0.9),
    )
    for x in rng.uniform(-wide, wide, 11):
        width, tall = rng.uniform(0.05, 0.13) * unit, rng.uniform(0.1, 0.34) * unit
        body = toned(stage, _PROPS, 0.6, 0.15)
        base = 0.95 * unit
        panel(stage, paint, (x - width, x + width), (base, base + tall), z, body)
        panel(stage, paint, (x - width / 3, x + width / 3), (base, base + tall * 1.3), z, body)
        shine = (x + 0.5 * width * np.sign(stage.side), base + 0.7 * tall, z)
        lamp(stage, paint, shine, np.ones(3, np.float32), 0.16 * stage.scene.glints, 0.015)


def greens(stage: Stage, paint: Light, z: float) -> None:
    """A house plant or two."""
    rng, unit = stage.rng, scaled(z)
    for _ in range(int(rng.integers(1, 3))):
        x = rng.choice([-1, 1]) * stage.camera.spread(z) * rng.uniform(0.5, 1.0)
        pot = toned(stage, ("#E4DED4", "#B9785A", "#5A5C5E"), 0.6)
        high, size = (0.93 * unit, unit) if stage.scene.form in _WORKTOPS else (0.0, 1.8 * unit)
        edge = 0.16 * size
        panel(stage, paint, (x - edge, x + edge), (high, high + 2.1 * edge), z, pot)
        for _ in range(24):
            _leaf(stage, paint, (x, high + 1.9 * edge, z), size)


def _leaf(stage: Stage, paint: Light, root: tuple[float, float, float], unit: float) -> None:
    """A long leaf that rises from the pot and bends over."""
    rng, (x, y, z) = stage.rng, root
    reach, rise = rng.normal(0, 0.3) * unit, rng.uniform(0.35, 0.95) * unit
    tone = pick(rng, ("#4E7A3A", "#6B8F4A", "#35592F", "#8AA860"), 1, 0.15)[0]
    light = tone * lit(stage, rng.uniform(0.2, 1.1))
    half = rng.uniform(0.03, 0.07) * unit
    steps = np.linspace(0, 1, 6)
    spine = [(x + reach * s, y + rise * (s - 0.45 * s**3), half * np.sin(np.pi * s)) for s in steps]
    left = [(a - w, b + w / 2, z) for a, b, w in spine]
    right = [(a + w, b - w / 2, z) for a, b, w in spine]
    face(stage, paint, [*left, *right[::-1]], light)


def pendants(stage: Stage, paint: Light, z: float) -> None:
    """Lamps that hang in a row: shade, cord, and the bulb below."""
    rng, unit = stage.rng, scaled(z)
    wide, count = stage.camera.spread(z), int(rng.integers(2, 5))
    start, low = rng.uniform(-0.9, -0.3) * wide, rng.uniform(2.1, 2.6) * unit
    shade = toned(stage, BRASS, 0.5)
    strength = (0.5 + 1.2 * stage.scene.lit) * (1.2 if stage.scene.dark else 0.8)
    for k in range(count):
        x = start + k * rng.uniform(0.5, 0.65) * wide
        panel(stage, paint, (x - 0.012 * unit, x + 0.012 * unit), (low, low + 3 * unit), z, shade)
        panel(stage, paint, (x - 0.14 * unit, x + 0.14 * unit), (low, low + 0.2 * unit), z, shade)
        tint = pick(rng, stage.scene.lamps, 1, 0.05)[0]
        lamp(stage, paint, (x, low - 0.03 * unit, z), tint, strength, 0.08 * unit)


def sofa(stage: Stage, paint: Light, z: float) -> None:
    """A sofa or bed with cushions, and a floor lamp beside it."""
    rng, unit, scene = stage.rng, scaled(z), stage.scene
    x = rng.uniform(-0.9, 0.1) * stage.camera.spread(z)
    cloth = pick(rng, scene.surface, 1, 0.1)[0] * lit(stage, 0.5)
    wide = rng.uniform(1.8, 2.4) * unit
    panel(stage, paint, (x, x + wide), (0.12 * unit, 0.9 * unit), z, shaded(cloth, 0.9))
    panel(stage, paint, (x, x + wide), (0.12 * unit, 0.5 * unit), z, cloth)
    for arm in (x - 0.12 * unit, x + wide - 0.1 * unit):
        panel(
            stage,
            paint,
            (arm, arm + 0.22 * unit),
            (0.1 * unit, 0.65 * unit),
            z,
            shaded(cloth, 1.08),
        )
    for s in (0.14, 0.4, 0.72):
        pillow = toned(stage, ("#C98A5A", "#E4DCCB", "#5E7480", "#B0563A"), 0.6)
        left = x + s * wide
        panel(stage, paint, (left, left + 0.4 * unit), (0.48 * unit, 0.85 * unit), z, pillow)
    post = x + wide + 0.35 * unit
    panel(
        stage, paint, (post, post + 0.03 * unit), (0, 1.6 * unit), z, hexed("#2E2A27") * lit(stage)
    )
    shade = hexed(scene.lamps[0]) * np.float32(0.6 + 1.3 * scene.lit)
    panel(
        stage, paint, (post - 0.2 * unit, post + 0.22 * unit), (1.5 * unit, 1.85 * unit), z, shade
    )


def chairs(stage: Stage, paint: Light, z: float) -> None:
    """Round tables with chairs."""
    rng, unit = stage.rng, scaled(z)
    for x in rng.uniform(-1, 1, 3) * stage.camera.spread(z):
        wood = toned(stage, ("#5A3E2A", "#8A5E3A", "#2E2A27"), 0.5)
        panel(stage, paint, (x - 0.4 * unit, x + 0.4 * unit), (0.72 * unit, 0.77 * unit), z, wood)
        panel(stage, paint, (x - 0.03 * unit, x + 0.03 * unit), (0, 0.72 * unit), z, wood)
        back = x + rng.choice([-0.75, 0.55]) * unit
        panel(
            stage, paint, (back, back + 0.2 * unit), (0.4 * unit, 0.95 * unit), z, shaded(wood, 0.8)
        )


def desks(stage: Stage, paint: Light, z: float) -> None:
    """A row of desks with screens."""
    rng, unit, wide = stage.rng, scaled(z), stage.camera.spread(z)
    for x in np.arange(-wide, wide, 1.7 * unit) + rng.uniform(-0.4, 0.4) * unit:
        top = toned(stage, ("#D8C2A0", "#EDEAE4"), 0.8)
        panel(stage, paint, (x, x + 1.4 * unit), (0.7 * unit, 0.76 * unit), z, top)
        panel(stage, paint, (x, x + 0.05 * unit), (0, 0.7 * unit), z, shaded(top, 0.5))
        screen = hexed("#2A2D31") * lit(stage, 0.3)
        panel(stage, paint, (x + 0.4 * unit, x + 1.0 * unit), (0.9 * unit, 1.28 * unit), z, screen)
        seat = toned(stage, ("#2E3238", "#4A5058", "#39506B"), 0.4)
        panel(stage, paint, (x + 0.5 * unit, x + 0.95 * unit), (0.4 * unit, 1.0 * unit), z, seat)


def racks(stage: Stage, paint: Light, z: float) -> None:
    """Posts and bars with round weights, or with clothes in a shop."""
    rng, unit, wide = stage.rng, scaled(z), stage.camera.spread(z)
    steel = toned(stage, ("#2A2C30", "#4A4D52"), 0.4)
    for x in rng.uniform(-1, 1, 3) * wide:
        for post in (x, x + 1.2 * unit):
            panel(stage, paint, (post, post + 0.07 * unit), (0, 2.2 * unit), z, steel)
        panel(stage, paint, (x, x + 1.2 * unit), (1.5 * unit, 1.56 * unit), z, steel)
        for k in range(8):
            at = x + (0.1 + 0.14 * k) * unit
            if stage.scene.form == "shop":
                cloth = toned(stage, _PROPS, 0.6, 0.2)
                panel(stage, paint, (at, at + 0.11 * unit), (0.6 * unit, 1.5 * unit), z, cloth)
            else:
                plate = toned(stage, ("#1E1F22", "#2E3034", "#B03A2A", "#3A5A8A"), 0.4)
                dot(stage, paint, (at, (0.5 + 0.5 * (k % 2)) * unit, z), 0.16 * unit, plate)


def twinkle(stage: Stage, paint: Light, z: float) -> None:
    """Fairy lights along a sagging line."""
    rng, wide = stage.rng, stage.camera.spread(z)
    high = stage.camera.eye + stage.camera.horizon * z / stage.camera.focal
    for _ in range(2):
        top, sag = high * rng.uniform(0.75, 0.95), rng.uniform(0.1, 0.3) * high
        for s in np.linspace(-1, 1, 15):
            at = (s * wide, top - sag * (1 - s * s), z)
            tint = pick(rng, stage.scene.lamps, 1, 0.1)[0]
            lamp(stage, paint, at, tint, rng.uniform(0.25, 0.8) * stage.scene.glints * 2, 0.02)
