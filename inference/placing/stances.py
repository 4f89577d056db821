"""How a thing takes its place in a scene: on a head, on a table, in the sky, beside another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.nouns import Box, Pixels
from inference.placing import sizes, spots
from inference.placing.sizes import Size, Stance
from inference.placing.spots import Point, Wish
from inference.segmenters.view import Bools

_KNOWN, _NEARLY = 0.8, 0.45  # how much of a difference in real size shows, between things by name
# and beside one without: pictures are of what is near
_TYPICAL = 35.0  # centimetres of such a thing
_FACE = 18.0  # centimetres of a face as detectors box it
_LEAST, _MOST, _WIDEST = 0.07, 0.5, 0.45  # of the picture's height, height, and width
_GROUND = 0.6  # of the picture's height, below which things stand
_PARTLY = 0.42  # of a surface's width or height that something printed on it takes
_ROOM = 0.02  # of the picture: less of a surface than that bears nothing
_DOWN = 0.5  # of a hat's height below the top of a figure, which ears and hair may be
_DEEP = 0.35  # of a surface's height, from its far edge, where things stand on it


class Scene(NamedTuple):
    """A picture, small, and where things are in it: (h, w) masks, None for what nobody knows.

    `on` is what people's words name, by its `noun`; `main` is a noun for the subject, or "".
    """

    rgb: Pixels
    noun: str
    on: Bools | None
    subject: Bools | None
    face: Bools | None = None
    sky: Bools | None = None
    main: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def thing(self) -> Bools | None:
        """What it is about: what was named, or the main thing."""
        return self.on if self.on is not None else self.subject


class Found(NamedTuple):
    """A place in the scene, and why it was chosen."""

    box: Box
    why: str


def chosen(scene: Scene, size: Size, relation: str) -> Found:
    """The place for something of that size, at the `relation` to what was named, "" for on it."""
    if relation and scene.thing is not None:
        return _related(scene, size, relation)
    if scene.thing is None or scene.thing.all():
        return _free(scene, size)
    match size.stance:
        case Stance.WORN | Stance.SEEN_THROUGH:
            return _worn(scene, size)
        case Stance.PRINTED if scene.on is not None:
            return _printed(scene, size)
        case Stance.RISES:
            return Found(_over(scene, size, 0.12), f"Rising from the {_named(scene)}.")
        case Stance.LIES if not sizes.is_support(scene.noun):
            return Found(_under(scene, size), f"At the foot of the {_named(scene)}.")
        case Stance.FLIES if scene.on is not None:
            return _within(scene, size, scene.on)
    return _standing(scene, size) if scene.on is not None else _free(scene, size)


def _standing(scene: Scene, size: Size) -> Found:
    assert scene.on is not None
    if sizes.is_support(scene.noun):
        return _supported(scene, size, scene.on, _others(scene, scene.on))
    if sizes.is_container(scene.noun):
        return Found(_over(scene, size, 0.3), f"At the rim of the {scene.noun}.")
    if sizes.is_alive(scene.noun):
        return _next_to(scene, size, "")
    return _printed(scene, size)


def _related(scene: Scene, size: Size, relation: str) -> Found:
    name = _named(scene)
    if relation in ("above", "over"):
        sunk = 0.12 if size.stance is Stance.RISES else -0.06
        return Found(_over(scene, size, sunk), f"Above the {name}.")
    if relation == "on top of":
        return Found(_over(scene, size, 0.08), f"On top of the {name}.")
    if relation in ("below", "under", "underneath", "beneath"):
        return Found(_under(scene, size), f"Below the {name}.")
    if relation == "in front of":
        return Found(_before(scene, size), f"In front of the {name}, overlapping its foot.")
    return _next_to(scene, size, relation.removeprefix("to the ").removesuffix(" of"))


def _worn(scene: Scene, size: Size) -> Found:
    """By the face where one is seen in what was named; else by the top of the figure."""
    figure = spots.largest(scene.thing) if scene.thing is not None else np.ones(scene.shape, bool)
    face = scene.face is not None and (scene.face & figure).sum() > 0.5 * scene.face.sum()
    head = spots.bounds(spots.largest(scene.face)) if face and scene.face is not None else None
    where = "face" if head else f"top of the {_named(scene)}"
    head = head or spots.head(figure)
    if size.stance is Stance.SEEN_THROUGH:
        return Found(
            _eyes(head, size, 0.4 if face else 0.5, scene.shape),
            f"Before the eyes, going by the {where}.",
        )
    width = (1.6 if face else 1.1) * head.width * (size.height / 18) ** 0.3
    height = width / size.aspect
    box = spots.above(head, width, height, 0.14 if face else _DOWN, scene.shape)
    return Found(box, f"On the head, going by the {where}.")


def _eyes(head: Box, size: Size, down: float, shape: tuple[int, int]) -> Box:
    width = 1.1 * head.width
    height = width / size.aspect
    middle = (head.x0 + head.x1) / 2, head.y0 + down * head.height
    return spots.kept(middle[0] - width / 2, middle[1] - height / 2, width, height, shape)


def _printed(scene: Scene, size: Size) -> Found:
    """Within the thing, near its middle, where it is plain."""
    assert scene.on is not None
    thing = spots.largest(scene.on)
    body = spots.bounds(thing)
    width = min(_PARTLY * body.width, _PARTLY * body.height * size.aspect)
    rows, columns = np.nonzero(thing)
    near = (float(columns.mean()), float(np.quantile(rows, 0.55)))
    wish = Wish(thing, np.zeros_like(thing), (near,), whole=True)
    box = spots.best(scene.rgb, width, width / size.aspect, wish)
    return Found(box, f"On the {scene.noun}, where it is plain.")


def _over(scene: Scene, size: Size, sunk: float) -> Box:
    body = _body(scene)
    width, height = _extent(scene, size)
    if size.stance is Stance.RISES or sunk > 0.2:  # from within: as wide as its opening
        width = min(0.7 * body.width, 1.3 * body.height * size.aspect)
        height = width / size.aspect
    return spots.above(body, width, height, sunk, scene.shape)


def _under(scene: Scene, size: Size) -> Box:
    """Around the foot line, wider than the thing, or right below it."""
    body = _body(scene)
    if size.stance is Stance.LIES:
        width = 1.15 * body.width
        height = min(width / size.aspect, 0.25 * body.height)
        x, y = (body.x0 + body.x1 - width) / 2, body.y1 - 0.6 * height
    else:
        width, height = _extent(scene, size)
        x, y = (body.x0 + body.x1 - width) / 2, float(body.y1)
    return spots.kept(x, y, width, height, scene.shape)


def _before(scene: Scene, size: Size) -> Box:
    body = _body(scene)
    width, height = _extent(scene, size)
    foot = min(body.y1 + 0.15 * height, 0.98 * scene.shape[0])
    x = (body.x0 + body.x1 - width) / 2
    return spots.kept(x, foot - height, width, height, scene.shape)


def _next_to(scene: Scene, size: Size, side: str) -> Found:
    side = side if side in ("left", "right") else ""
    box = spots.beside(_body(scene), *_extent(scene, size), side, scene.shape)
    where = f"To the {side} of" if side else "Next to"
    return Found(box, f"{where} the {_named(scene)}, on the same ground.")


def _supported(scene: Scene, size: Size, surface: Bools, off: Bools) -> Found:
    """On the visible part of the surface, not on its very edge, and free of what is `off`."""
    body = spots.bounds(surface)
    foot = body.y0 + _DEEP * body.height
    sides: tuple[Point, ...] = (((body.x0 + body.x1) / 2, foot),)
    if off.any():
        main = spots.bounds(off)
        foot = min(max(main.y1, body.y0 + 0.1 * body.height), body.y1)
        sides = ((main.x0 - 0.1 * body.width, foot), (main.x1 + 0.1 * body.width, foot))
    width, height = _extent(scene, size, 0.5 * body.width)
    bare = surface & ~off
    bearing = bare if bare.mean() > _ROOM else surface
    box = spots.best(scene.rgb, width, height, Wish(bearing, off, sides))
    return Found(box, f"On the {_named(scene)}, where it is free.")


def _within(scene: Scene, size: Size, space: Bools) -> Found:
    """In the sky, or the like: off the middle, where it is plain."""
    body = spots.bounds(space)
    off = _others(scene, space)
    height = min(0.3 * body.height, 0.22 * scene.shape[0]) * (size.height / 40) ** 0.3
    third = body.y0 + 0.4 * body.height
    sides = (body.x0 + 0.3 * body.width, third), (body.x0 + 0.7 * body.width, third)
    width = min(height * size.aspect, 0.5 * body.width)
    wish = Wish(space & ~off, off, sides, whole=True)
    box = spots.best(scene.rgb, width, width / size.aspect, wish)
    return Found(box, f"In the {scene.noun}, where it is plain.")


def _free(scene: Scene, size: Size) -> Found:
    """Nobody named a place, or nobody knows what was named."""
    high = scene.shape[0]
    main = scene.subject if scene.subject is not None else np.zeros(scene.shape, np.bool_)
    upper = np.zeros(scene.shape, np.bool_)
    upper[: round(0.5 * high)] = True
    if size.stance in (Stance.FLIES, Stance.PRINTED):
        space = upper & ~main if scene.sky is None else scene.sky
        place = scene._replace(noun="upper part" if scene.sky is None else "sky")
        return _within(place, size, space)
    ground = np.zeros(scene.shape, np.bool_)
    ground[round(_GROUND * high) :] = True
    found = _supported(scene._replace(noun="ground"), size, ground, main)
    where = "beside the main thing" if main.any() else "in the lower part"
    return Found(found.box, f"A free spot {where}: nobody knows the surface here.")


def _others(scene: Scene, surface: Bools) -> Bools:
    """The main thing, unless it is the surface itself."""
    if scene.subject is None or (scene.subject & surface).sum() > 0.5 * surface.sum():
        return np.zeros(scene.shape, np.bool_)
    return scene.subject


def _extent(scene: Scene, size: Size, widest: float = np.inf) -> tuple[float, float]:
    """Width and height as people expect them beside what the picture shows."""
    high, wide = scene.shape
    height = _natural(scene, size)
    height = min(max(height, _LEAST * high), _MOST * high)
    width = min(height * size.aspect, _WIDEST * wide, widest)
    return width, width / size.aspect


def _natural(scene: Scene, size: Size) -> float:
    """The height by a face, or by what was named, or by the main thing, whatever that is."""
    if scene.face is not None:
        return size.height / _FACE * spots.bounds(spots.largest(scene.face)).height
    named = scene.on is not None and not sizes.is_support(scene.noun)
    noun, mask = (scene.noun, scene.on) if named else (scene.main, scene.subject)
    body = spots.bounds(spots.largest(mask)).height if mask is not None else 0.5 * scene.shape[0]
    if sizes.is_known(noun):
        return float(body * (size.height / sizes.read(noun).height) ** _KNOWN)
    return float(body * (size.height / _TYPICAL) ** _NEARLY)


def _body(scene: Scene) -> Box:
    assert scene.thing is not None
    return spots.bounds(spots.largest(scene.thing))


def _named(scene: Scene) -> str:
    return scene.noun if scene.on is not None else "main thing"
