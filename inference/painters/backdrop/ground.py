"""The ground plane: texture that recedes, a path, what lies on it; sharper towards the feet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp
from inference.painters.backdrop.lens import defocus_by_row
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.scene import Palette, colours, pick
from inference.painters.backdrop.stage import Stage
from inference.painters.backdrop.texture import lumps

_SOFT = 0.0035  # frame heights; nothing on the ground is sharper: the subject must be the sharpest
_MOTLEY = 0.14  # how different two things of one colour that lie about are
_FAR = 90.0  # metres; beyond, the ground is one colour


def lie(stage: Stage) -> tuple[Field, Field]:
    """(x, z) in metres of the ground seen at each pixel; z is far above the horizon."""
    x, y = stage.grid()
    z = np.minimum(stage.camera.distance(y), _FAR * 2)
    return np.asarray(x * z / stage.camera.focal, np.float32), np.broadcast_to(z, stage.camera.size)


def texture(
    stage: Stage, x: Field, z: Field, cell: float, octaves: int = 5, stretch: float = 1
) -> Field:
    """Noise lying on the ground: lumps of `cell` metres and finer, `stretch` times as deep."""
    step = z * z / (stage.camera.focal * stage.camera.eye * stage.camera.height)
    return lumps(stage.rng, x, z / stretch, cell, octaves, step / stretch)


def patches(
    stage: Stage, x: Field, z: Field, palette: Palette, cell: float, relief: float = 0.3
) -> Light:
    """Ground cover: the palette's colours in drifts, lumpy at every scale by `relief`."""
    relief *= 1 - 0.6 * stage.scene.snow
    bases = colours(palette)
    light = np.broadcast_to(bases[0], (*x.shape, 3))
    for base in bases[1:]:
        drift = texture(stage, x, z, cell, 4, 1.6)
        light = mix(light, base, ramp(drift, -0.1, 0.7))
    rough = texture(stage, x, z, cell / 3, 5, 1.2)
    return np.asarray(light * np.exp(relief * rough)[..., None], np.float32)


def shone(stage: Stage, light: Light, x: Field, z: Field, dapple: float) -> Light:
    """The ground in its light: sun in patches that trees let through, shade elsewhere."""
    scene = stage.scene
    sun = 1.0 + 0 * x
    if dapple > 0:
        leaves = texture(stage, x, z, 2.2, 3, 2.5)
        sun = mix(np.ones_like(x)[..., None], ramp(leaves, -0.2, 0.5)[..., None], dapple)[..., 0]
    return light * (scene.fill_light + scene.key_light * sun[..., None])


def laid(stage: Stage, light: Light, z: Field, soft: float = 1.0) -> Light:
    """(h, w, 4): the ground veiled by distance, each row in its own focus, up to the horizon."""
    _, y = stage.grid()
    edge = ramp((y - stage.camera.horizon) * stage.camera.height, -0.5, 0.5)
    cover = np.broadcast_to(edge, stage.camera.size)
    seen = stage.veiled(light, z)
    rows = stage.camera.distance(y[:, 0])
    radii = stage.camera.blur * stage.camera.height * np.abs(1 - stage.camera.focus / rows)
    radii = np.maximum(radii, _SOFT * stage.camera.height) * soft
    flat = np.dstack([seen * cover[..., None], cover]).astype(np.float32)
    return defocus_by_row(flat, np.asarray(radii, np.float32))


def strewn(
    stage: Stage,
    canvas: Light,
    palette: Palette,
    count: int,
    size: float,
    where: Callable[[Light, Light], Light] | None = None,
) -> Light:
    """A copy of (h, w, 3) light with `count` flat things of `size` metres lying on it, if no snow.

    `where` gives the chance, 0-1, that one lies at (x, z) in metres.
    """

    rng, camera = stage.rng, stage.camera
    count = round(count * (1 - stage.scene.snow)) + 1
    z = camera.focal * camera.eye / rng.uniform(0.035, 1.02 - camera.horizon, count)
    x = rng.uniform(-1.05, 1.05, count) * camera.aspect / 2 * z / camera.focal
    keep = rng.random(count) < (where(x, z) if where else 1.0)
    lamp = stage.scene.fill_light + stage.scene.key_light * rng.uniform(0.4, 1.3, (count, 1))
    tints = pick(rng, palette, count, _MOTLEY) * lamp
    size *= float(np.clip(stage.away(1), 0.4, 1.0)) if stage.subject.close else 1.0
    sizes, turns = size * np.exp(rng.normal(0, 0.3, count)), rng.uniform(0, 180, count)
    light = np.ascontiguousarray(canvas, np.float32).copy()
    for i in np.flatnonzero(keep)[np.argsort(-z[keep])]:
        column, row = camera.at(float(x[i]), 0, float(z[i]))
        wide = sizes[i] * camera.metre(float(z[i])) / 2
        axes = (wide, wide * (0.25 + 0.75 * camera.eye / max(z[i], camera.eye)))
        _oval(light, (column, row), axes, float(turns[i]), tints[i])
    return light


def _oval(
    light: Light,
    centre: tuple[float, float],
    axes: tuple[float, float],
    turn: float,
    tint: Light,
) -> None:
    """Draws into `light`; what is smaller than a pixel is left out."""
    import cv2

    if axes[0] < 0.4:
        return
    middle = (round(centre[0] * 16), round(centre[1] * 16))
    reach = (round(axes[0] * 16), round(max(axes[1], 0.4) * 16))
    for end, share in ((360, 1.0), (180, 0.72)):  # the whole leaf, then the half in its own shade
        cv2.ellipse(light, middle, reach, turn, 0, end, (tint * share).tolist(), -1, shift=4)


def mirrored(stage: Stage, back: Light, x: Field, z: Field, swell: float, cell: float) -> Light:
    """What calm water or a wet street shows of `back` (h, w, 3): upside down, broken by ripples.

    `swell` is how far ripples of `cell` metres throw the reflection, in frame heights.
    """
    import cv2

    height, width = stage.camera.size
    level = stage.camera.horizon * height
    across, y = stage.grid()
    near = np.minimum(stage.camera.focus / z, 1.5)
    wave = texture(stage, x, z, cell, 4, 0.5) * np.float32(swell * height) * near
    rows = np.broadcast_to(2 * level - y * height - 0.5, z.shape) - np.abs(wave) * 2
    columns = across * height + width / 2 - 0.5 + 0.25 * wave
    flags, edge = cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101
    upside = cv2.remap(
        back, columns.astype(np.float32), rows.astype(np.float32), flags, borderMode=edge
    )
    return np.asarray(upside, np.float32)
