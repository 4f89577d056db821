"""Things of one kind that touch: told apart by the detector's boxes, cut where the picture parts.

The detector takes two that touch for one as long as it sees the whole picture, so each part of a
mask is looked at more closely too; the look that shows the most things counts.
"""

from __future__ import annotations

import numpy as np

from inference.nouns import Box
from inference.segmenters.nets.areas import widened
from inference.segmenters.nets.detector import Seen
from inference.segmenters.nets.letterbox import unit
from inference.segmenters.nets.scene import Scene, both_ways
from inference.segmenters.view import Bools, Labels

_APART = 0.45  # score from which a box is one thing of several
_CLOSER = (0.25, 0.5)  # margins of the closer looks, in longer sides of the part
_SMALL = 0.004  # share of the picture below which a part is not looked at again
_OWN = 0.35  # share of a box that must be of the part
_SAME = 0.5  # share of the smaller of two boxes from which they are of one thing
_SURELY = 0.75  # a box's pixel is its own where every other box is this much farther from it


def separate(scene: Scene, mask: Bools, kinds: tuple[int, ...]) -> list[Bools]:
    """A mask (h, w) for each thing of these kinds of the detector's."""
    return [
        thing
        for part in connected(mask)
        for thing in _divided(scene, part, _most(scene, part, kinds))
    ]


def connected(mask: Bools) -> list[Bools]:
    import cv2

    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    return [labels == number for number in range(1, count)]


def _most(scene: Scene, part: Bools, kinds: tuple[int, ...]) -> list[Box]:
    """The separate boxes on the part, of the look that shows the most."""
    looks = [scene.seen]
    if part.mean() >= _SMALL:
        looks += [_closer(scene, widened(Box.around(part), part.shape, far)) for far in _CLOSER]
    return max(([*_distinct(part, kinds, look)] for look in looks), key=len)


def _closer(scene: Scene, near: Box) -> list[Seen]:
    """What the detector sees in a cut, boxes on `fine`."""
    close = scene.close(near)
    scale = near.width / close.shape[1]
    start = (near.x0, near.y0) * 2
    return [
        seen._replace(
            box=Box(*(round(e * scale + s) for e, s in zip(seen.box, start, strict=True)))
        )
        for seen in both_ways(scene.nets.detector, close)
    ]


def _distinct(part: Bools, kinds: tuple[int, ...], look: list[Seen]) -> list[Box]:
    """The boxes that are mostly of this part, without those that hold or lie in a surer one."""
    kept: list[Box] = []
    for seen in look:
        counts = seen.kind in kinds and seen.score >= _APART
        if counts and all(_share(seen.box, other) < _SAME for other in kept):
            kept.append(seen.box)
    return [box for box in kept if part[box.slices].mean() > _OWN]


def _share(one: Box, other: Box) -> float:
    """Shared area over the smaller box's area."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min(one.width * one.height, other.width * other.height)
    return max(width, 0) * max(height, 0) / max(smaller, 1)


def _divided(scene: Scene, part: Bools, boxes: list[Box]) -> list[Bools]:
    """What is surely of one box grows until it meets what is of others, at edges of the picture."""
    if len(boxes) < 2:
        return [part]
    from skimage.filters import sobel
    from skimage.segmentation import watershed

    steps = np.max([sobel(plane) for plane in np.moveaxis(unit(scene.fine), -1, 0)], 0)
    owned = watershed(steps, _seeds(part, boxes), mask=part)
    shares = [owned == number for number in range(1, len(boxes) + 1)]
    return [share for share in shares if share.any()]


def _seeds(part: Bools, boxes: list[Box]) -> Labels:
    """(h, w) 1 and up where a pixel lies much farther inside one box than inside the others."""
    y, x = np.indices(part.shape)
    away = np.array(
        [
            np.maximum(
                np.abs(2 * x - box.x0 - box.x1) / box.width,
                np.abs(2 * y - box.y0 - box.y1) / box.height,
            )
            for box in boxes
        ]
    )
    first, second = np.sort(away, 0)[:2]
    return np.asarray(np.where(part & (first < _SURELY * second), away.argmin(0) + 1, 0), np.int64)
