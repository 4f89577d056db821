"""Things that only the detector knows: a box, and in it what stands out of its surroundings."""

from __future__ import annotations

import numpy as np

from inference.nouns import Box
from inference.segmenters import edges
from inference.segmenters.nets.areas import widened
from inference.segmenters.nets.detector import Seen
from inference.segmenters.nets.letterbox import sized
from inference.segmenters.nets.scene import Scene, both_ways, overlap
from inference.segmenters.view import Bools, Floats

SURE = 0.73
"""A score, in the picture and in its mirror image, from which a box is believed."""
_AGAIN = 0.45  # the score it must still have in a closer look
_MARGIN = 0.35
_ROUND = 0.45  # what the box's own ellipse weighs beside what stands out in it


def find(scene: Scene, kind: int) -> list[Seen]:
    """The boxes on `fine` that a closer look confirms, surest first."""
    return scene.once(f"boxes {kind}", lambda: _looked(scene, kind))


def _looked(scene: Scene, kind: int) -> list[Seen]:
    sure = [seen for seen in scene.seen if seen.kind == kind and seen.score >= SURE]
    return [seen for seen in sure if _confirmed(scene, seen)]


def _confirmed(scene: Scene, seen: Seen) -> bool:
    """Whether the detector sees the same in a cut around the box; a large box is the picture."""
    near = widened(seen.box, scene.shape, _MARGIN)
    if near.width * near.height > 0.7 * scene.fine[..., 0].size:
        return True
    close = scene.close(near)
    scale = close.shape[1] / near.width
    there = Box(*(round((edge - start) * scale) for edge, start in zip(
        seen.box, (near.x0, near.y0) * 2, strict=True)))  # fmt: skip
    again = both_ways(scene.nets.detector, close)
    return any(
        e.kind == seen.kind and e.score >= _AGAIN and overlap(e.box, there) > 0.4 for e in again
    )


def mask(scene: Scene, box: Box) -> Bools:
    """(h, w) what stands out in the box."""
    near = widened(box, scene.shape, _MARGIN)
    plane = np.zeros(scene.shape, np.float32)
    plane[near.slices] = sized(_standing_out(scene, near), near.height, near.width)
    inside = _ellipse(scene.shape, box)
    likely = np.where(inside > 0, _ROUND * inside + (1 - _ROUND) * plane, 0)
    found = edges.settled(scene.fine, np.asarray(np.clip(likely, 0, 1), np.float32))
    found[: box.y0] = found[box.y1 :] = False
    found[:, : box.x0] = found[:, box.x1 :] = False
    return found


def _standing_out(scene: Scene, near: Box) -> Floats:
    """What any network takes for a thing, in a cut."""
    close = scene.close(near)
    areas = scene.nets.deeplab(close)
    thing = sized(1 - areas[..., 0] - areas[..., 11], 256, 256)
    return np.asarray(np.maximum(thing, scene.nets.selfie(close)), np.float32)


def _ellipse(shape: tuple[int, int], box: Box) -> Floats:
    """1 in the middle of the box, about a half on the ellipse in it, 0 outside the box."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    across = (x - (box.x0 + box.x1) / 2) / max(box.width / 2, 1)
    down = (y - (box.y0 + box.y1) / 2) / max(box.height / 2, 1)
    soft = np.exp(-0.7 * (across**2 + down**2) ** 2)
    outside = (np.abs(across) > 1) | (np.abs(down) > 1)
    return np.asarray(np.where(outside, 0, soft), np.float32)
