"""What tells against a mask, from what the networks said and what the picture shows.

Each answer is a factor in 0-1 for the confidence. They were set on 107 photographs, so that masks
which overlap the truth by less than half, and those that take a thing in half, fall below 0.5;
`one_size`, for what only the detector knows, on eight boxes.
"""

from __future__ import annotations

import numpy as np

from inference import oklab
from inference.nouns import Box, Pixels
from inference.segmenters.judge import FAINT, outline, steps
from inference.segmenters.nets.detector import Seen
from inference.segmenters.view import Bools, Floats

_OPEN = (0.2, 0.8)  # likelihoods between which a pixel is undecided
_BESIDE = 0.03  # longer sides, across both sides of an edge, by which that edge may be off
_STRAY = 0.25  # areas of the mask that stand out beside it and leave half of the confidence
_HEARD = 0.45  # score from which another box is worth hearing
_HELD, _WIDER = 0.8, 1.5  # a wider box holds that share of a box, and is so many times its size
_TWO_SIZES = 0.7  # what is left where the detector sees the thing at two sizes


def decided(likely: Floats, mask: Bools) -> float:
    """1 unless more pixels are undecided than the mask (h, w) has at all."""
    low, high = _OPEN
    undecided = int(((likely > low) & (likely < high)).sum())
    return min(1.0, int(mask.sum()) / max(undecided, 1))


def complete(mask: Bools, front: Floats) -> float:
    """Less, the more of what stands out (h, w) lies beside the mask: a thing that is held, say."""
    import cv2

    side = int(_BESIDE * max(mask.shape)) | 1
    near = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    stray = int(((front > 0.5) & ~near).sum()) / max(int(mask.sum()), 1)
    return 1 / (1 + (stray / _STRAY) ** 2)


def edged(rgb: Pixels, mask: Bools) -> float:
    """The share of the mask's outline that lies on an edge of the picture, be it a weak one."""
    import cv2

    line = outline(mask)
    if not line.any():
        return 0.0
    nearby = cv2.dilate(steps(oklab.to_lab(rgb)), np.ones((3, 3), np.uint8))
    return float((nearby[line] >= FAINT).mean())


def one_size(seen: Seen, every: list[Seen]) -> float:
    """Less where the detector also takes the thing for part of a much larger one of its kind."""
    others = (e.box for e in every if e.kind == seen.kind and e.score >= _HEARD)
    return _TWO_SIZES if any(_is_wider(box, seen.box) for box in others) else 1.0


def _is_wider(box: Box, than: Box) -> bool:
    width = min(box.x1, than.x1) - max(box.x0, than.x0)
    height = min(box.y1, than.y1) - max(box.y0, than.y0)
    area = than.width * than.height
    held = max(width, 0) * max(height, 0) >= _HELD * area
    return held and box.width * box.height >= _WIDER * area
