"""Rooms: a wall, a window that lights them, and furniture at several depths."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import noise
from inference.painters.backdrop.fittings import (
    blinds,
    books,
    cabinets,
    columns,
    fire,
    frames,
    fridge,
    vanity,
    window,
)
from inference.painters.backdrop.furniture import (
    Piece,
    bottles,
    chairs,
    desks,
    greens,
    pendants,
    racks,
    sofa,
    twinkle,
)
from inference.painters.backdrop.ground import laid, lie, mirrored, shone
from inference.painters.backdrop.light import Light, mix
from inference.painters.backdrop.materials import material
from inference.painters.backdrop.scene import colours
from inference.painters.backdrop.sky import glare
from inference.painters.backdrop.stage import Plane, Planes, Stage, expose
from inference.painters.backdrop.surface import table

Layer = tuple[float, tuple[Piece, ...]]
"""Metres away, and what stands there, in the order it is drawn."""

_ROOMS: dict[str, tuple[Layer, ...]] = {
    "kitchen": ((8.0, (window, cabinets)), (6.8, (bottles, greens)), (5.8, (pendants,))),
    "living": ((8.0, (window, frames)), (7.2, (greens, sofa)), (5.8, (pendants,))),
    "bedroom": ((8.0, (window, frames)), (7.0, (sofa, greens)), (6.0, (twinkle,))),
    "cafe": ((9.0, (window, books)), (7.6, (bottles, pendants)), (6.0, (chairs, pendants))),
    "office": ((10.0, (blinds,)), (8.0, (desks, greens)), (6.5, (greens, pendants))),
    "gym": ((10.0, (blinds, columns)), (8.0, (racks,)), (6.5, (racks, pendants))),
    "lobby": ((13.0, (blinds, columns)), (9.5, (sofa, greens)), (7.5, (columns, pendants))),
    "bath": ((7.0, (window, vanity)), (6.0, (greens, pendants))),
    "books": ((7.5, (books,)), (6.2, (pendants, greens))),
    "cabin": ((8.0, (window, fire)), (6.8, (sofa, greens)), (6.0, (twinkle,))),
    "shop": ((9.0, (books, frames)), (7.5, (racks, greens)), (6.2, (pendants,))),
    "fridge": ((8.0, (window, fridge)), (6.6, (bottles, greens))),
}
_TOPS = {"bath": "marble", "lobby": "marble", "kitchen": "marble", "gym": "concrete"}


def interior(stage: Stage) -> Planes:
    """The room, its floor with the room's gleam in it; a table top for what lies close."""
    behind = list(_room(stage))
    back = expose(iter(behind))
    yield Plane(np.dstack([back, np.ones(stage.camera.size, np.float32)]), 0.0)
    yield _floor(stage, back)
    for z, pieces in _ROOMS[stage.scene.form][1:]:
        paint = stage.blank()
        for piece in pieces:
            piece(stage, paint, stage.away(z))
        yield stage.plane(paint, stage.away(z))
    yield Plane(glare(stage, 0.3), 0.0)


def _room(stage: Stage) -> Planes:
    """The far wall and what hangs on it."""
    z, pieces = _ROOMS[stage.scene.form][0]
    yield Plane(_wall(stage), 0.0)
    paint = stage.blank()
    for piece in pieces:
        piece(stage, paint, stage.away(z))
    yield stage.plane(paint, stage.away(z))


def _wall(stage: Stage) -> Light:
    """(h, w, 4) opaque: paint lit from the window's side, darker towards the ceiling."""
    scene, size, (x, y) = stage.scene, stage.camera.size, stage.grid()
    paint = colours(scene.wall)
    slope = 0.75 * np.clip(
        0.62 + 0.42 * stage.side * x / max(stage.camera.aspect / 2, 0.3), 0.2, 1.2
    )
    sun = slope * (0.75 + 0.35 * y) + 0.06 * noise(stage.rng, size, 1.5, 3)
    if scene.form == "cabin":
        metres = stage.away(8.0) / stage.camera.focal
        u, v = np.broadcast_to(x * metres, size), np.broadcast_to(-y * metres, size)
        body = material(stage, u, v * 0.7, "planks", metres / size[0])
    else:
        body = np.broadcast_to(paint[0], (*size, 3))
    light = body * (scene.fill_light + scene.key_light * np.asarray(sun, np.float32)[..., None])
    return np.dstack([light, np.ones(size, np.float32)])


def _floor(stage: Stage, back: Light) -> Plane:
    """Boards or stone that mirror the room a little; a table top before what lies close."""
    scene, form = stage.scene, stage.scene.form
    if stage.subject.close:
        return table(stage, _TOPS.get(form, "planks"))
    x, z = lie(stage)
    tone = colours(scene.floor or scene.surface)
    board = np.floor(x / 0.18).astype(np.int64)
    light = tone[np.mod(board * 7, len(tone))] if form != "lobby" else tone[0] + 0 * x[..., None]
    light = shone(stage, np.asarray(light, np.float32), x, z, 0.0)
    gleam = mirrored(stage, back, x, z, 0.004, 0.5)
    share = 0.18 + 0.3 * scene.wet + 0.25 * (form in ("lobby", "bath"))
    wall = stage.away(_ROOMS[form][0][0])
    far = np.asarray(z < wall, np.float32)
    paint = laid(stage, mix(light, gleam, share), np.minimum(z, wall))
    return Plane(paint * far[..., None], 0.25 * stage.camera.circle(wall))
