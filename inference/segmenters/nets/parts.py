"""Parts of people: the face, the hair, and the skin that is neither (hands)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.segmenters import edges
from inference.segmenters.nets.areas import widened
from inference.segmenters.nets.faces import Face
from inference.segmenters.nets.letterbox import mirrored, sized
from inference.segmenters.nets.scene import Scene
from inference.segmenters.view import Bools, Floats

_HUMAN = 0.35  # share of a face's box that must be a person: cats and statues have faces too
_ABOVE, _BELOW = 1.2, 0.85  # forehead over the eyes, chin under the mouth, in eye-to-mouth lengths
_EARS = 0.52  # half a face's width, in distances between the ears
_LEAST_WIDTH = 0.42  # the same, in widths of its box: a face turned away hides an ear
_AROUND_HEAD = 0.9  # margin of the cut for the hair network, in sizes of the face
_HAIRY = 0.12  # hair below this share of the face's area is none
_SKIN = 3.0  # spreads of the face's own colour within which skin lies
_HEAD = 1.7  # how far a head with its ears reaches, in reaches of the face's oval
_HAND = (0.08, 2.0)  # areas of a hand, or of a hand with its bare arm, in areas of the face


class Oval(NamedTuple):
    """An ellipse: `middle` (x, y), half axes `wide` and `high` in pixels, `up` a unit vector."""

    middle: Floats
    wide: float
    high: float
    up: Floats

    def reach(self, shape: tuple[int, int]) -> Floats:
        """(h, w) 0 in the middle, 1 on the ellipse, more outside."""
        y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
        right, down = x - self.middle[0], y - self.middle[1]
        along = (right * self.up[0] + down * self.up[1]) / self.high
        across = (right * self.up[1] - down * self.up[0]) / self.wide
        return np.asarray(np.hypot(along, across), np.float32)


def people(scene: Scene, person: Floats) -> list[Face]:
    """The faces of people, left to right."""
    human = [f for f in scene.faces if float(person[f.box.slices].mean() or 0) >= _HUMAN]
    return sorted(human, key=lambda face: face.box.x0)


def oval(face: Face) -> Oval:
    """The face from hairline to chin, tilted as its eyes and mouth are."""
    eyes, mouth = face.marks[:2].mean(0), face.marks[3]
    length = max(float(np.linalg.norm(mouth - eyes)), 1.0)
    up = (eyes - mouth) / length
    high = (_ABOVE + 1 + _BELOW) * length / 2
    middle = eyes + up * (_ABOVE * length - high)
    ears = float(np.linalg.norm(face.marks[4] - face.marks[5]))
    return Oval(middle, max(_EARS * ears, _LEAST_WIDTH * face.box.width), high, up)


def face(scene: Scene, person: Floats, one: Face, hair: Floats) -> Bools:
    """(h, w) the face without what the hair network takes from it."""
    near = oval(one).reach(scene.shape)
    likely = np.clip(1.5 - near, 0, 1) * np.clip(1.5 - 1.5 * hair, 0, 1)
    mask = edges.settled(scene.fine, np.asarray(likely * (0.5 + 0.5 * person), np.float32))
    return mask & (near < 1.15)


def hair(scene: Scene, person: Floats, faces: list[Face]) -> Floats:
    """(h, w) in 0-1, how likely hair is there, looked for around each face."""
    plane = np.zeros(scene.shape, np.float32)
    for one in faces:
        near = widened(one.box, scene.shape, _AROUND_HEAD)
        close = scene.close(near)
        seen = (scene.nets.hair(close) + mirrored(scene.nets.hair(mirrored(close)))) / 2
        inside = sized(seen, near.height, near.width)
        plane[near.slices] = np.maximum(plane[near.slices], inside)
    return np.asarray(plane * np.clip(2 * person, 0, 1), np.float32)


def hair_mask(scene: Scene, likely: Floats, faces: list[Face]) -> Bools | None:
    """The hair, or None where there is hardly any: under a hat, or on a bald head."""
    found = edges.settled(scene.fine, likely)
    heads = sum(np.pi * shape.wide * shape.high for shape in map(oval, faces))
    return found if found.sum() > _HAIRY * heads else None


def hands(scene: Scene, person: Bools, faces: list[Face], hair: Floats) -> Bools | None:
    """Skin of the colour of the faces, on the people but not joined to a face, or None."""
    shapes = [oval(one) for one in faces]
    reaches = [shape.reach(scene.shape) for shape in shapes]
    skin = np.zeros(scene.shape, np.bool_)
    for reach in reaches:
        skin |= _alike(scene, reach < 0.7)
    heads = np.min(reaches, 0) < _HEAD
    area = float(np.mean([np.pi * shape.wide * shape.high for shape in shapes]))
    return _of_size(skin & person & (hair < 0.5), heads, area)


def _alike(scene: Scene, sample: Bools) -> Bools:
    """Where the hue is that of most of the sample, whatever the light."""
    import cv2

    ycc = cv2.cvtColor(np.ascontiguousarray(scene.fine), cv2.COLOR_RGB2YCrCb).astype(np.float32)
    hues, own = ycc[..., 1:], ycc[sample][:, 1:]
    middle = np.median(own, 0)
    spread = np.clip(np.median(np.abs(own - middle), 0), 1.5, 4)
    light = ycc[..., 0] / max(float(np.median(ycc[sample][:, 0])), 1)
    near = np.hypot(*np.moveaxis((hues - middle) / spread, -1, 0)) < _SKIN
    return np.asarray(near & (light > 0.5) & (light < 1.4), np.bool_)


def _of_size(skin: Bools, heads: Bools, area: float) -> Bools | None:
    """Parts the size of hands; skin joined to a head is neck and ears."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    plane = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, disc)
    plane = cv2.morphologyEx(plane, cv2.MORPH_CLOSE, disc)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(plane | heads.astype(np.uint8))
    fits = (stats[:, 4] > _HAND[0] * area) & (stats[:, 4] < _HAND[1] * area)
    fits[np.unique(labels[heads])] = False
    fits[0] = False
    return np.asarray(fits[labels], np.bool_) if fits.any() else None
