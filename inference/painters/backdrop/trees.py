"""Trees: a trunk lit from one side, clumps of leaves that catch the light or let it through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.light import Light, hexed, mix
from inference.painters.backdrop.scene import pick
from inference.painters.backdrop.shapes import face, lamp
from inference.painters.backdrop.stage import Stage

Middle = Callable[[Field], Field]
"""Metres right of the middle where a path runs, by distance."""


def stand(stage: Stage, far: float, near: float, path: Middle | None = None) -> Light:
    """(h, w, 4): the trees between two distances, farthest first; none stands on the path."""
    paint = stage.blank()
    for x, z in _places(stage, far, near, path):
        tree(stage, paint, x, z)
    return paint


def _places(
    stage: Stage, far: float, near: float, path: Middle | None
) -> list[tuple[float, float]]:
    """Where trees grow: scattered evenly, but never across the way to the light."""
    rng, scene = stage.rng, stage.scene
    wide = stage.camera.spread((far * near) ** 0.5) * 1.25
    count = max(round(scene.density * (2.2 + 0.3 * wide) * rng.uniform(0.85, 1.15)), 1)
    z = np.sort(rng.uniform(near, far, count))[::-1]
    x = (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count * 2 * wide - wide
    rng.shuffle(x)
    if path:
        clear = 2.0 + 0.03 * z
        off = x - path(z.astype(np.float32))
        x = np.where(np.abs(off) < clear, x + np.sign(off + 1e-3) * clear * 1.5, x)
    return [(float(a), float(b)) for a, b in zip(x, z, strict=True)]


def tree(stage: Stage, paint: Light, x: float, z: float) -> None:
    """Draw one tree into `paint`: its trunk, then clumps of leaves."""
    rng = stage.rng
    tall, lean = rng.uniform(7, 11), rng.normal(0, 0.25)
    thick = rng.uniform(0.13, 0.28)
    _trunk(stage, paint, (x, z), tall, lean, thick)
    clumps = int(rng.integers(12, 19) * (0.5 + 0.7 * stage.scene.canopy))
    base = rng.uniform(2.4, 4.2) - 1.6 * (stage.scene.canopy - 0.6)
    spread = rng.uniform(1.4, 2.3)
    tone = pick(rng, stage.scene.leaf, 1, 0.1)[0]
    for _ in range(clumps):
        high = rng.uniform(base, min(tall * 1.1, base + 6.5))
        reach = spread * (1.15 - 0.5 * (high - base) / 6.5)
        off = rng.normal(0, 0.55) * reach
        clump(stage, paint, (x + lean * high / tall + off, high, z), rng.uniform(0.5, 0.95), tone)
    _gaps(stage, paint, (x + lean / 2, base, z), spread)


def conifers(stage: Stage, far: float, near: float) -> Light:
    """(h, w, 4): firs between two distances, in tiers, lit from the side."""
    rng, scene, paint = stage.rng, stage.scene, stage.blank()
    count = rng.poisson(26 * scene.density)
    for z in np.sort(rng.uniform(near, far, count))[::-1]:
        x, tall = rng.uniform(-1.1, 1.1) * stage.camera.spread(z), rng.uniform(3.5, 8.0)
        tone = pick(rng, scene.leaf, 1, 0.15)[0]
        for tier in np.linspace(0.1, 0.8, 6):
            half = 0.24 * tall * (1.05 - tier) * rng.uniform(0.85, 1.1)
            low, high = tier * tall, min(tier + 0.3, 1.0) * tall
            for way in (-1, 1):
                sun = 0.75 if way * stage.side > 0 else 0.15
                light = tone * (
                    scene.fill_light * np.float32(0.8) + scene.key_light * np.float32(sun)
                )
                corners = [(x, low, z), (x + way * half, low, z), (x, high, z)]
                face(stage, paint, corners, stage.veiled(light, z))
    return paint


def _trunk(
    stage: Stage, paint: Light, foot: tuple[float, float], tall: float, lean: float, thick: float
) -> None:
    """A tapering, slightly bent trunk, lit on the sun's side."""
    import cv2

    scene, camera, (x, z) = stage.scene, stage.camera, foot
    high = np.linspace(0, tall * 0.9, 6)
    bend = x + lean * (high / tall) + 0.06 * stage.rng.normal(0, 1, 6)
    half = thick * (1 - 0.6 * high / tall) / 2 * np.array([1.35, 1, 1, 1, 1, 1])
    bark = pick(stage.rng, scene.bark, 1)[0]
    for start, stop, key in _sides(stage.side):
        left = [camera.at(bx + start * w, h, z) for bx, w, h in zip(bend, half, high, strict=True)]
        right = [camera.at(bx + stop * w, h, z) for bx, w, h in zip(bend, half, high, strict=True)]
        light = stage.veiled(bark * (0.8 * scene.fill_light + key * scene.key_light), z)
        outline = np.rint(np.array([*left, *right[::-1]]) * 16).astype(np.int32)
        cv2.fillPoly(paint, [outline], (*light.tolist(), 1.0), shift=4)


def _sides(side: float) -> tuple[tuple[float, float, float], ...]:
    """(from, to, share of key light) across a trunk, -1 to 1: a shaded body and a lit flank."""
    return ((-1, 1, 0.12), (0.3, 1, 0.75)) if side > 0 else ((-1, 1, 0.12), (-1, -0.3, 0.75))


def _gaps(stage: Stage, paint: Light, low: tuple[float, float, float], spread: float) -> None:
    """Specks of bright sky between the leaves: out of focus they are the discs one looks for."""
    rng, scene = stage.rng, stage.scene
    if scene.dark:
        return
    glow = mix(hexed(scene.sky[1]), hexed(scene.glow), 0.8)
    for _ in range(rng.poisson(4 * scene.glints)):
        x, y = low[0] + rng.normal(0, 0.5) * spread, low[1] + rng.uniform(0, 5)
        lamp(stage, paint, (x, y, low[2]), glow, rng.exponential(0.16), 0.03)


def clump(
    stage: Stage, paint: Light, middle: tuple[float, float, float], radius: float, tone: Light
) -> None:
    """A ball of leaves: dark ones first, then those that catch or pass the light."""
    import cv2

    scene, camera, rng = stage.scene, stage.camera, stage.rng
    x, y, z = middle
    count = int(np.clip(900 / z, 16, 90))
    spots = rng.normal(0, 0.5, (count, 3)) * radius
    facing = (spots[:, 1] + 0.6 * stage.side * spots[:, 0]) / radius
    order = np.argsort(facing + rng.normal(0, 0.35, count))
    tints = mix(pick(rng, scene.leaf, count, 0.2), np.broadcast_to(tone, (count, 3)), 0.5)
    sun = np.clip(0.5 + 0.8 * facing + rng.normal(0, 0.35, count), 0.05, 2.6)[:, None]
    light = stage.veiled(tints * (0.75 * scene.fill_light + scene.key_light * sun), z)
    size = rng.uniform(0.07, 0.16, count) * (1 + z / 40) * min(1.0, 0.3 + z / 9) * camera.metre(z)
    for i in order:
        column, row = camera.at(x + float(spots[i, 0]), y + float(spots[i, 1]), z)
        cv2.circle(
            paint,
            (round(column * 8), round(row * 8)),
            round(max(size[i], 0.7) * 8),
            (*light[i].tolist(), 1.0),
            -1,
            shift=3,
        )
