"""What the networks say of one picture, each asked once and only when somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from inference.nouns import Box, Pixels
from inference.segmenters import grabcut
from inference.segmenters.nets.deeplab import CLASSES, PERSON, DeepLab
from inference.segmenters.nets.detector import Detector, Seen
from inference.segmenters.nets.faces import Face, Faces
from inference.segmenters.nets.letterbox import mirrored, sized
from inference.segmenters.nets.portrait import Hair, Selfie
from inference.segmenters.view import Floats, shrunk

T = TypeVar("T")
_PORTRAIT = 0.8  # overlap of two networks' people from which they mean the same ones
_SAME = 0.5  # overlap from which two boxes are of one thing


class Nets:
    """All of them, loaded; ModelMissing where one can't be."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.deeplab, self.detector = DeepLab(files), Detector(files)
        self.selfie, self.hair, self.faces = Selfie(files), Hair(files), Faces(files)


class Scene:
    """`rgb` (H, W, 3) as given and `fine`, at most 640 pixels long; planes are as large as that."""

    def __init__(self, nets: Nets, rgb: Pixels) -> None:
        self.nets, self.rgb = nets, rgb
        self.fine = shrunk(rgb, grabcut.FINEST)
        self._kept: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` answers, asked once for each name."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(T, self._kept[name])

    @property
    def shape(self) -> tuple[int, int]:
        return self.fine.shape[0], self.fine.shape[1]

    @cached_property
    def areas(self) -> Floats:
        """(h, w, 21) how likely each of DeepLab's classes is, at its own size."""
        return self.nets.deeplab(self.fine)

    @cached_property
    def glimpses(self) -> Floats:
        """(h / 4, w / 4, 21) the same, the most that any of four overlapping tiles shows.

        Small things show here that are lost in the whole picture.
        """
        height, width = (max(side // 4, 1) for side in self.shape)
        most = np.zeros((height, width, CLASSES), np.float32)
        for tile in tiles(height, width):
            inside = self.nets.deeplab(self.close(Box(*(4 * edge for edge in tile))))
            least = sized(inside, tile.height, tile.width)
            most[tile.slices] = np.maximum(most[tile.slices], least)
        return most

    @cached_property
    def seen(self) -> list[Seen]:
        """What the detector sees in the picture and in its mirror image, boxes on `fine`."""
        return both_ways(self.nets.detector, self.fine)

    @cached_property
    def faces(self) -> list[Face]:
        """Boxes and marks on `fine`."""
        return self.nets.faces(self.fine)

    @cached_property
    def standing_out(self) -> Floats:
        """The person or whatever else is in front, by the portrait network, seen both ways."""
        seen = self.nets.selfie(self.fine)
        mirror = mirrored(self.nets.selfie(mirrored(self.fine)))
        return self.spread(np.asarray((seen + mirror) / 2, np.float32))

    @cached_property
    def person(self) -> Floats:
        """DeepLab's people, and where both agree that it is a portrait the mean of both."""
        known, front = self.area(PERSON), self.standing_out
        one, other = known > 0.5, front > 0.5
        portrait = (one & other).sum() > _PORTRAIT * max(int((one | other).sum()), 1)
        return np.asarray((known + front) / 2, np.float32) if portrait else known

    def area(self, kind: int) -> Floats:
        """How likely one of DeepLab's classes is."""
        return self.spread(np.ascontiguousarray(self.areas[..., kind]))

    def spread(self, plane: Floats) -> Floats:
        """A plane of any size on `fine`."""
        return np.asarray(sized(plane, *self.shape), np.float32)

    def close(self, box: Box) -> Pixels:
        """A part of `fine` as the picture has it, in full detail up to 640 pixels."""
        scale = self.rgb.shape[1] / self.fine.shape[1]
        x0, y0, x1, y1 = (round(edge * scale) for edge in box)
        return shrunk(self.rgb[y0:y1, x0:x1], grabcut.FINEST)


def tiles(height: int, width: int) -> list[Box]:
    """Four boxes of three fifths of each side, one in each corner."""
    high, wide = -(-height * 3 // 5), -(-width * 3 // 5)
    tops, lefts = (0, height - high), (0, width - wide)
    return [Box(x, y, x + wide, y + high) for y in tops for x in lefts]


def both_ways(detector: Detector, rgb: Pixels) -> list[Seen]:
    """What is seen in the mirror too, with the lower of both scores."""
    width, seen = rgb.shape[1], []
    mirror = [each._replace(box=_flipped(each.box, width)) for each in detector(mirrored(rgb))]
    for each in detector(rgb):
        same = [o.score for o in mirror if o.kind == each.kind and overlap(o.box, each.box) > _SAME]
        if same:
            seen.append(each._replace(score=min(each.score, max(same))))
    return seen


def _flipped(box: Box, width: int) -> Box:
    return Box(width - box.x1, box.y0, width - box.x0, box.y1)


def overlap(one: Box, other: Box) -> float:
    """Shared area over joint area, 0-1."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    shared = max(width, 0) * max(height, 0)
    joint = one.width * one.height + other.width * other.height - shared
    return shared / joint if joint else 0.0
