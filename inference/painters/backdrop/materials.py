"""What materials look like close by: light reflected at (u, v) metres of a flat surface."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.scene import colours, pick
from inference.painters.backdrop.stage import Stage
from inference.painters.backdrop.texture import lumps, veins

Look = Callable[[Stage, Field, Field, "Field | float"], Light]


def material(stage: Stage, u: Field, v: Field, form: str, pixel: Field | float) -> Light:
    """(h, w, 3) in plain daylight; what a form doesn't name is smooth plaster."""
    return _LOOKS.get(form, _plaster)(stage, u, v, pixel)


def _plaster(stage: Stage, u: Field, v: Field, pixel: Field | float) -> Light:
    """Smooth, with the trowel's broad strokes just visible."""
    tone = colours(stage.scene.surface)
    light = mix(tone[0], tone[-1], ramp(lumps(stage.rng, u, v, 1.6, 4, pixel), -0.6, 1.0))
    stroke = np.exp(0.05 * lumps(stage.rng, u, v, 0.3, 4, pixel))
    return np.asarray(light * stroke[..., None], np.float32)


def _concrete(stage: Stage, u: Field, v: Field, pixel: Field | float) -> Light:
    """Clouds and stains, and the joints between the boards it was cast in."""
    tone = colours(stage.scene.surface)
    light = mix(tone[0], tone[-1], ramp(lumps(stage.rng, u, v, 1.1, 5, pixel), -0.5, 0.9))
    stain = np.exp(0.16 * lumps(stage.rng, u, v, 0.5, 5, pixel))
    across = np.abs(np.mod(u + 0.6, 2.4) - 1.2)
    down = np.abs(np.mod(v + 0.2, 1.2) - 0.6)
    joint = 1 - 0.3 * np.maximum(ramp(across, 0.02, 0.004), ramp(down, 0.02, 0.004))
    return np.asarray(light * (stain * joint)[..., None], np.float32)


def _brick(stage: Stage, u: Field, v: Field, pixel: Field | float) -> Light:
    """A running bond: each brick its own tone, the mortar paler and sunk."""
    rng, (wide, high) = stage.rng, (0.24, 0.078)
    row = np.floor(v / high)
    along = u / wide + 0.5 * np.mod(row, 2)
    palette = pick(rng, stage.scene.wall, 257, 0.2)
    which = np.mod(np.floor(along) * 37 + row * 101, 257).astype(np.int32)
    gap = np.minimum(
        np.abs(np.mod(along, 1) - 0.5) * -wide + wide / 2,
        np.abs(np.mod(v / high, 1) - 0.5) * -high + high / 2,
    )
    rough = np.exp(0.16 * lumps(rng, u, v, 0.12, 4, pixel) + 0.12 * lumps(rng, u, v, 1.2, 2, pixel))
    mortar = np.broadcast_to(colours(stage.scene.surface)[0] * np.float32(0.8), (*u.shape, 3))
    light = mix(mortar, palette[which], ramp(gap, 0.003, 0.009))
    return light * rough[..., None]


def _planks(stage: Stage, u: Field, v: Field, pixel: Field | float) -> Light:
    """Boards side by side; the grain runs along u, each board has its own tone."""
    rng, wide = stage.rng, 0.16
    board = np.floor(v / wide)
    palette = pick(rng, stage.scene.surface, 97, 0.16)
    light = palette[np.mod(board * 29, 97).astype(np.int32)]
    shift = np.mod(board * 0.618, 1) * 7
    grain = lumps(rng, u / 12 + shift, v, 0.03, 4, pixel) + 0.4 * lumps(
        rng, u / 4, v, 0.3, 2, pixel
    )
    seam = np.abs(np.mod(v / wide, 1) - 0.5) * -wide + wide / 2
    dark = 1 - 0.5 * ramp(seam, 0.008, 0.002)
    return np.asarray(light * (np.exp(0.16 * grain) * dark)[..., None], np.float32)


def _marble(stage: Stage, u: Field, v: Field, pixel: Field | float) -> Light:
    """White stone with grey clouds and a few veins."""
    rng, tone = stage.rng, colours(stage.scene.surface)
    cloud = ramp(lumps(rng, u, v * 1.4 + u * 0.5, 0.9, 4, pixel), -0.2, 1.1)
    light = mix(tone[0], tone[-1], 0.35 * cloud)
    lines = 0.65 * veins(rng, u + 0.4 * v, v, 0.9, 0.07) + 0.35 * veins(rng, u, v, 0.35, 0.06)
    patchy = ramp(lumps(rng, u, v, 0.8, 2), -0.3, 0.8)
    return mix(light, tone[-1] * np.float32(0.55), np.clip(lines * patchy, 0, 0.85))


def _linen(stage: Stage, u: Field, v: Field, pixel: Field | float) -> Light:
    """Cloth in broad folds."""
    rng = stage.rng
    tone = colours(stage.scene.surface)[0]
    bend = 0.5 * lumps(rng, u, v, 1.2, 2, pixel)
    fold = lumps(rng, u * 0.45 + 0.8 * v + bend, v * 0.3, 0.35, 3, pixel)
    thread = lumps(rng, u, v * 6, 0.02, 2, pixel) + lumps(rng, u * 6, v, 0.02, 2, pixel)
    return np.asarray(tone * np.exp(0.16 * fold + 0.05 * thread)[..., None], np.float32)


_LOOKS: dict[str, Look] = {
    "concrete": _concrete,
    "brick": _brick,
    "planks": _planks,
    "marble": _marble,
    "linen": _linen,
}
