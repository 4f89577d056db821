"""What belongs to a room: its windows, built-in units and shelves, what hangs on its walls."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.furniture import BRASS, lit, scaled, toned
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import colours, pick
from inference.painters.backdrop.shapes import Span, dot, panel, shaded
from inference.painters.backdrop.stage import Stage


def window(stage: Stage, paint: Light, z: float) -> None:
    """A window on the sun's side: sky and a hint of green outside, glazing bars, curtains."""
    rng, unit = stage.rng, scaled(z)
    wide = rng.uniform(1.3, 2.2) * unit
    middle = np.sign(stage.side) * stage.camera.spread(z) * rng.uniform(0.45, 0.85)
    low, high = 0.9 * unit, 3.1 * unit + stage.camera.eye * 0.4
    _outside(stage, paint, (middle - wide / 2, middle + wide / 2), (low, high), z)
    bar = hexed("#F1EEE8") * lit(stage, 0.35)
    for s in np.linspace(-0.5, 0.5, 3):
        x = middle + s * wide
        panel(stage, paint, (x - 0.035 * unit, x + 0.035 * unit), (low, high), z, bar)
    for y in np.linspace(low, high, 3):
        panel(stage, paint, (middle - wide / 2, middle + wide / 2), (y, y + 0.05 * unit), z, bar)
    cloth = toned(stage, ("#EFEAE2", "#E4DCCF"), 0.8)
    for way in (-1, 1):
        x = middle + way * wide * 0.62
        panel(stage, paint, (x - 0.2 * unit, x + 0.2 * unit), (0, high + 0.2 * unit), z, cloth)


def _outside(stage: Stage, paint: Light, x: Span, y: Span, z: float) -> None:
    scene = stage.scene
    sky = hexed(scene.sky[1]) * np.float32(0.12 if scene.dark else 3.0)
    panel(stage, paint, x, y, z, sky)
    for _ in range(70):
        green = pick(stage.rng, scene.leaf, 1, 0.2)[0] * np.float32(0.05 if scene.dark else 1.6)
        at = (stage.rng.uniform(*x), y[0] + (y[1] - y[0]) * stage.rng.beta(1.2, 3), z)
        dot(
            stage,
            paint,
            at,
            0.035 * (x[1] - x[0]) * stage.rng.uniform(0.5, 1.5),
            mix(green, sky, 0.3),
        )


def blinds(stage: Stage, paint: Light, z: float) -> None:
    """A front of glass from wall to wall, with posts."""
    rng, wide = stage.rng, stage.camera.spread(z) * 1.1
    unit = scaled(z)
    _outside(stage, paint, (-wide, wide), (0.3 * unit, 4.2 * unit), z)
    post = toned(stage, ("#3A3D40", "#5A5C5E"), 0.3)
    for x in np.arange(-wide, wide, rng.uniform(1.1, 1.6) * unit):
        panel(stage, paint, (x, x + 0.09 * unit), (0, 4.4 * unit), z, post)
    panel(stage, paint, (-wide, wide), (2.5 * unit, 2.6 * unit), z, post)


def cabinets(stage: Stage, paint: Light, z: float) -> None:
    """Units below and above a worktop, with a splashback between, an oven and a hood."""
    rng, unit, wide = stage.rng, scaled(z), stage.camera.spread(z) * 1.15
    away = -np.sign(stage.side)
    x0, x1 = sorted((away * wide, -away * wide * rng.uniform(0.0, 0.3)))
    fronts = pick(rng, stage.scene.surface, 1, 0.05)[0] * lit(stage)
    tiles = mix(colours(stage.scene.wall)[0], np.ones(3, np.float32), 0.3) * lit(stage, 0.7)
    panel(stage, paint, (x0, x1), (0.9 * unit, 1.5 * unit), z, tiles)
    panel(stage, paint, (x0, x1), (0, 0.9 * unit), z, shaded(fronts, 0.85))
    panel(stage, paint, (x0, x1), (1.5 * unit, 2.4 * unit), z, fronts)
    for x in np.arange(x0, x1, 0.6 * unit):
        gap = (x, x + 0.025 * unit)
        panel(stage, paint, gap, (0.08 * unit, 0.88 * unit), z, shaded(fronts, 0.45))
        panel(stage, paint, gap, (1.52 * unit, 2.4 * unit), z, shaded(fronts, 0.6))
    top = toned(stage, ("#C9A67A", "#B9895A", "#E4DED4"), 0.9)
    panel(stage, paint, (x0, x1), (0.88 * unit, 0.95 * unit), z, top)
    oven = rng.uniform(x0, x1 - 0.7 * unit)
    glass = hexed("#26282B") * lit(stage)
    panel(stage, paint, (oven, oven + 0.6 * unit), (0.2 * unit, 0.8 * unit), z, glass)
    glow = hexed(stage.scene.lamps[0]) * np.float32(0.5 + stage.scene.lit)
    panel(stage, paint, (x0, x1), (1.46 * unit, 1.5 * unit), z, glow)


def fridge(stage: Stage, paint: Light, z: float) -> None:
    """Kitchen units with a tall fridge at one end."""
    cabinets(stage, paint, z)
    unit = scaled(z)
    x = -np.sign(stage.side) * stage.camera.spread(z) * 0.8
    steel = toned(stage, ("#B9BDC0",), 0.7)
    panel(stage, paint, (x - 0.4 * unit, x + 0.4 * unit), (0, 2.1 * unit), z, steel)


def books(stage: Stage, paint: Light, z: float) -> None:
    """Shelves of books from side to side, with a gap or an ornament now and then."""
    rng, unit, wide = stage.rng, scaled(z), stage.camera.spread(z) * 1.1
    wood = toned(stage, stage.scene.surface, 0.35)
    panel(stage, paint, (-wide, wide), (0, 4 * unit), z, shaded(wood, 0.35))
    spines = (
        "#7A2F2A",
        "#2F4A5E",
        "#C9B48A",
        "#3E5A44",
        "#E4DCCB",
        "#8A6A3A",
        "#28303A",
        "#B0563A",
    )
    for shelf in np.arange(0.1, 4.0, 0.42) * unit:
        x = -wide
        while x < wide:
            if rng.random() < 0.07:
                x += rng.uniform(0.1, 0.3) * unit
                continue
            thick = rng.uniform(0.025, 0.06) * unit
            tall = rng.uniform(0.24, 0.36) * unit
            panel(
                stage,
                paint,
                (x, x + thick),
                (shelf, shelf + tall),
                z,
                toned(stage, spines, 0.5, 0.2),
            )
            x += thick * 1.08
        panel(stage, paint, (-wide, wide), (shelf - 0.04 * unit, shelf), z, wood)
    for x in np.arange(-wide, wide, 1.1 * unit) + rng.uniform(0, unit):
        panel(stage, paint, (x, x + 0.05 * unit), (0, 4 * unit), z, wood)


def frames(stage: Stage, paint: Light, z: float) -> None:
    """Pictures on the wall away from the window."""
    rng, unit = stage.rng, scaled(z)
    x = -np.sign(stage.side) * stage.camera.spread(z) * rng.uniform(0.35, 0.7)
    for _ in range(int(rng.integers(1, 4))):
        width, tall = rng.uniform(0.4, 0.8) * unit, rng.uniform(0.5, 0.95) * unit
        low = rng.uniform(1.55, 1.8) * unit
        edge = toned(stage, ("#2E2A27", "#B9895A", "#F1EEE8"), 0.5)
        panel(stage, paint, (x, x + width), (low, low + tall), z, edge)
        inner = (x + 0.05 * unit, x + width - 0.05 * unit)
        art = toned(stage, ("#E9E4DA", "#C9B8A2", "#A9B4B0", "#D9B9A2"), 0.6)
        panel(stage, paint, inner, (low + 0.05 * unit, low + tall - 0.05 * unit), z, art)
        x += width + 0.12 * unit


def columns(stage: Stage, paint: Light, z: float) -> None:
    """Pillars, lit on one side."""
    rng, unit = stage.rng, scaled(z)
    for x in np.array([-0.85, 0.8]) * stage.camera.spread(z) * rng.uniform(0.85, 1.15, 2):
        stone = toned(stage, stage.scene.surface, 0.45)
        panel(stage, paint, (x, x + 0.55 * unit), (0, 5 * unit), z, shaded(stone, 0.7))
        lit = (x, x + 0.18 * unit) if stage.side < 0 else (x + 0.37 * unit, x + 0.55 * unit)
        panel(stage, paint, lit, (0, 5 * unit), z, shaded(stone, 1.25))


def vanity(stage: Stage, paint: Light, z: float) -> None:
    """A basin under a round mirror, towels beside it."""
    rng, unit = stage.rng, scaled(z)
    x = -np.sign(stage.side) * stage.camera.spread(z) * rng.uniform(0.3, 0.65)
    panel(
        stage,
        paint,
        (x - 1.0 * unit, x + 1.0 * unit),
        (0.35 * unit, 0.82 * unit),
        z,
        toned(stage, ("#B9895A", "#8A6A4A"), 0.5),
    )
    panel(
        stage,
        paint,
        (x - 1.05 * unit, x + 1.05 * unit),
        (0.82 * unit, 0.9 * unit),
        z,
        toned(stage, ("#F4F2EE",), 0.9),
    )
    dot(stage, paint, (x, 1.75 * unit, z), 0.48 * unit, toned(stage, BRASS[:1], 0.6))
    dot(stage, paint, (x, 1.75 * unit, z), 0.45 * unit, hexed("#D9E2E6") * lit(stage, 0.9))
    towel = toned(stage, ("#E9E0D4", "#A9B8B0", "#D9B9A2"), 0.6)
    panel(stage, paint, (x + 1.2 * unit, x + 1.6 * unit), (0.7 * unit, 1.5 * unit), z, towel)


def fire(stage: Stage, paint: Light, z: float) -> None:
    """A stone fireplace with a fire in it."""
    rng, unit = stage.rng, scaled(z)
    x = -np.sign(stage.side) * stage.camera.spread(z) * rng.uniform(0.3, 0.6)
    panel(
        stage,
        paint,
        (x - 0.9 * unit, x + 0.9 * unit),
        (0, 3.5 * unit),
        z,
        toned(stage, ("#8A8278", "#6E675E"), 0.4),
    )
    panel(
        stage,
        paint,
        (x - 1.0 * unit, x + 1.0 * unit),
        (1.25 * unit, 1.37 * unit),
        z,
        toned(stage, ("#5A3E2A",), 0.5),
    )
    panel(
        stage,
        paint,
        (x - 0.5 * unit, x + 0.5 * unit),
        (0.2 * unit, 0.95 * unit),
        z,
        hexed("#1A1410"),
    )
    for _ in range(22):
        at = (x + rng.normal(0, 0.2) * unit, 0.25 * unit + rng.exponential(0.17) * unit, z)
        dot(
            stage,
            paint,
            at,
            0.07 * unit,
            pick(rng, ("#FF9A3A", "#FFC25A", "#FF6A22"), 1)[0] * np.float32(1.8),
        )
