"""Things that DeepLab knows by their shape: looked at twice, the second time closely."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.nouns import Box
from inference.segmenters.nets.deeplab import PERSON
from inference.segmenters.nets.letterbox import sized
from inference.segmenters.nets.scene import Scene, overlap
from inference.segmenters.view import Bools, Floats

FAMILIES = ((3, 8, 10, 12, 13, 17), (6, 7, 19), (2, 14), (9, 18))
"""Classes that are taken for each other: animals, vehicles, two wheels, seats."""
HINT = 0.5
"""A detector's score from which its box is looked at closely."""
_MINOR = 0.35  # what a class has, against its kin, when it is only a mistake
_LEAST = 0.001  # share of the picture
_MARGIN = 0.25  # of a part's longer side, around it in the closer look
_LARGE = 0.5  # share of the picture from which a closer look shows nothing new
_LOOKS = 5  # closer looks at most
_GLIMPSE = 0.25  # how much likelier a thing must be in a tile than in the whole picture


class Part(NamedTuple):
    """One connected part (h, w) of a class; `likely` is its mean likelihood, `seen` the score of
    the detector's box on it, or 0."""

    mask: Bools
    likely: float
    seen: float


class Area(NamedTuple):
    plane: Floats
    parts: list[Part]


def find(scene: Scene, kinds: tuple[int, ...], boxes: tuple[int, ...]) -> Area:
    """How likely any of these classes is everywhere, and the parts where one is likelier than not.

    `boxes` are the detector's numbers for them.
    """
    return scene.once(f"areas {kinds} {boxes}", lambda: _looked(scene, kinds, boxes))


def _looked(scene: Scene, kinds: tuple[int, ...], boxes: tuple[int, ...]) -> Area:
    hints = [each.box for each in scene.seen if each.kind in boxes and each.score >= HINT]
    plane = scene.spread(of_kinds(scene.areas, kinds)) if kinds != (PERSON,) else scene.person
    glimpse = scene.spread(scene.glimpses[..., list(kinds)].max(-1))
    for near in _places(np.maximum(plane, glimpse - _GLIMPSE), hints)[:_LOOKS]:
        if near.width * near.height < _LARGE * plane.size:
            closer = of_kinds(scene.nets.deeplab(scene.close(near)), kinds)
            plane = _blended(plane, closer, near)
    return Area(plane, [_part(scene, plane, mask, boxes) for mask in _connected(plane > 0.5)])


def of_kinds(areas: Floats, kinds: tuple[int, ...]) -> Floats:
    """Classes with what their kin has, where that is so little that it is a mistake."""
    kin = {k for family in FAMILIES if set(family) & set(kinds) for k in family} - set(kinds)
    mass = areas.sum((0, 1))
    taken = [*kinds, *(k for k in kin if mass[k] < _MINOR * mass[list(kinds)].sum())]
    return np.asarray(areas[..., taken].sum(-1), np.float32)


def _places(plane: Floats, hints: list[Box]) -> list[Box]:
    """Where to look closely, largest first; what overlaps is looked at as one."""
    boxes = [Box.around(mask) for mask in _connected(plane > 0.4)] + hints
    wide = [widened(box, plane.shape, _MARGIN) for box in boxes]
    joined: list[Box] = []
    for box in sorted(wide, key=lambda box: -box.width * box.height):
        touching = [other for other in joined if overlap(box, other) > 0]
        joined = [other for other in joined if other not in touching] + [_hull([box, *touching])]
    return sorted(joined, key=lambda box: -box.width * box.height)


def _blended(plane: Floats, closer: Floats, box: Box) -> Floats:
    """The closer look weighs more the closer it is."""
    mixed = plane.copy()
    inside = sized(closer, box.height, box.width)
    weight = np.float32(0.95 - 0.7 * box.width * box.height / plane.size)
    mixed[box.slices] = (1 - weight) * plane[box.slices] + weight * inside
    return mixed


def _part(scene: Scene, plane: Floats, mask: Bools, boxes: tuple[int, ...]) -> Part:
    mine = Box.around(mask)
    seen = [e.score for e in scene.seen if e.kind in boxes and _inside(e.box, mine) > 0.5]
    return Part(mask, float(plane[mask].mean()), max(seen, default=0.0))


def _inside(box: Box, other: Box) -> float:
    """The share of the first box that lies in the other."""
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    return max(width, 0) * max(height, 0) / max(box.width * box.height, 1)


def _connected(mask: Bools) -> list[Bools]:
    """The connected parts that are worth a look."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    large = [n for n in range(1, count) if stats[n, 4] >= _LEAST * mask.size]
    return [labels == n for n in large]


def widened(box: Box, shape: tuple[int, ...], margin: float) -> Box:
    """With a margin of its own longer side, as far as the picture reaches."""
    pad = round(margin * max(box.width, box.height)) + 8
    left, top = max(box.x0 - pad, 0), max(box.y0 - pad, 0)
    return Box(left, top, min(box.x1 + pad, shape[1]), min(box.y1 + pad, shape[0]))


def _hull(boxes: list[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))
