"""Is a thing there, where, and how sure: shapes where a network knows the shape, else boxes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.nouns import Box
from inference.segmenters import edges
from inference.segmenters.nets import apart, areas, doubt, objects
from inference.segmenters.nets.areas import Area, Part
from inference.segmenters.nets.deeplab import CLASSES
from inference.segmenters.nets.detector import Seen
from inference.segmenters.nets.scene import Scene, overlap
from inference.segmenters.view import Bools, Floats
from inference.segmenters.vocabulary import Thing

_GLIMPSE = 0.4  # likelihood that a shape has somewhere, or is not looked for
_LESS = 0.25  # what a glimpse in a part of the picture counts less
_CLEAR = 0.85  # mean likelihood of a shape that needs no detector to agree
_CLEAR_ANY = 0.75  # the same for any of several kinds: which one it is may stay open
_FAIR, _AGREES = 0.62, 0.5  # less is enough where the detector sees the thing too
_BESIDE = 0.82  # and for more parts of a thing that is there
_RIVAL = 0.6  # overlap of a box with another thing's shape that tells against it
_BOXED = 0.85  # what is left of a box's score for the mask in it
_TABLE = 11  # DeepLab's table is what stands on it as often as the table


class Found(NamedTuple):
    """`mask` (h, w) bool on the scene's `fine`, `sure` 0-1, `each` a mask per separate thing."""

    mask: Bools
    sure: float
    each: list[Bools]


def find(scene: Scene, thing: Thing) -> Found | None:
    """The thing, or None if it is not there."""
    if thing.area is None:
        return _boxed(scene, thing)
    return _shaped(scene, (thing,)) if _may_be_there(scene, thing) else None


def find_any(scene: Scene, kinds: tuple[Thing, ...]) -> Found | None:
    """All that is of these kinds; which of them a part is may stay unclear."""
    shapes = tuple(thing for thing in kinds if thing.area is not None)
    found = [_shaped(scene, shapes)] if shapes else []
    found += [_boxed(scene, thing) for thing in kinds if thing.area is None]
    there = [each for each in found if each]
    if not there:
        return None
    mask = np.logical_or.reduce([one.mask for one in there])
    return Found(mask, min(one.sure for one in there), [m for one in there for m in one.each])


def size(scene: Scene, thing: Thing) -> float:
    """The share of the picture that it takes, roughly; 0 if it is not there."""
    if thing.area is None:
        boxes = [each.box for each in _seen(scene, thing)]
        return sum(box.width * box.height for box in boxes) / scene.fine[..., 0].size
    if not _may_be_there(scene, thing):
        return 0.0
    return float(sum(part.mask.mean() for part in _area(scene, (thing,)).parts if _is_there(part)))


def plane(scene: Scene, thing: Thing) -> Floats:
    """(h, w) how likely a thing of a known shape is, whether or not it is there."""
    return _area(scene, (thing,)).plane


def _may_be_there(scene: Scene, thing: Thing) -> bool:
    """A glimpse of its shape or a box; DeepLab's cars are trucks too, which boxes tell apart."""
    seen = max((each.score for each in scene.seen if each.kind == thing.box), default=0.0)
    if thing.name == "truck":
        return seen >= objects.SURE
    kind = thing.area or 0
    glimpse = max(scene.areas[..., kind].max(), scene.glimpses[..., kind].max() - _LESS)
    return seen >= areas.HINT or bool(glimpse >= _GLIMPSE)


def _area(scene: Scene, kinds: tuple[Thing, ...]) -> Area:
    numbers = tuple(sorted({thing.area for thing in kinds if thing.area is not None}))
    return areas.find(scene, numbers, _boxes(kinds))


def _boxes(kinds: tuple[Thing, ...]) -> tuple[int, ...]:
    return tuple(thing.box for thing in kinds if thing.box is not None)


def _shaped(scene: Scene, kinds: tuple[Thing, ...]) -> Found | None:
    found = _area(scene, kinds)
    clear = _CLEAR_ANY if len(kinds) > 2 else _CLEAR
    there = [part for part in found.parts if _is_there(part, clear)]
    if not there:
        return None
    kept = [p for p in found.parts if _is_there(p, clear) or p.likely >= _BESIDE]
    allowed = _near(np.logical_or.reduce([part.mask for part in kept]))
    likely = np.where(allowed, found.plane, np.float32(0))
    mask = edges.settled(scene.fine, likely)
    if not mask.any():
        return None
    sure = max(map(_confidence, there)) * doubt.decided(likely, mask)
    sure *= 0.5 if kinds[0].area == _TABLE else 1
    return Found(mask, sure, apart.separate(scene, mask, _boxes(kinds)))


def _is_there(part: Part, clear: float = _CLEAR) -> bool:
    return part.likely >= clear or (part.likely >= _FAIR and part.seen >= _AGREES)


def _confidence(part: Part) -> float:
    """Both networks may err; together they rarely do."""
    return 1 - (1 - part.likely) * (1 - 0.6 * part.seen)


def _near(mask: Bools) -> Bools:
    """The mask and as much around it as an edge may be off."""
    import cv2

    side = int(0.06 * max(mask.shape)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc) > 0, np.bool_)


def _boxed(scene: Scene, thing: Thing) -> Found | None:
    seen = _seen(scene, thing)
    masks = [objects.mask(scene, each.box) for each in seen]
    pairs = [(each, mask) for each, mask in zip(seen, masks, strict=True) if mask.any()]
    if not pairs:
        return None
    whole = np.logical_or.reduce([mask for _, mask in pairs])
    sure = max(each.score * doubt.one_size(each, scene.seen) for each, _ in pairs)
    return Found(whole, _BOXED * sure, [mask for _, mask in pairs])


def _seen(scene: Scene, thing: Thing) -> list[Seen]:
    """The boxes of a thing without a shape that nothing tells against."""
    if thing.box is None or thing.area is not None:
        return []
    return [each for each in objects.find(scene, thing.box) if not _is_another(scene, each.box)]


def _is_another(scene: Scene, box: Box) -> bool:
    """Whether what fills the box is a thing whose shape is known, and so not this one."""
    for kind in range(1, CLASSES):
        mask = scene.area(kind) > 0.5
        if mask.mean() < 0.01 or kind in areas.FAMILIES[0]:
            continue
        clear = float(scene.area(kind)[mask].mean()) >= _CLEAR
        if clear and overlap(Box.around(mask), box) > _RIVAL:
            return True
    return False
