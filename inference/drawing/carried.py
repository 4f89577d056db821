"""A drawing on a picture that showed a region, carried over to the golden below it."""

from __future__ import annotations

import numpy as np

from inference.drawing import strokes
from inference.drawing.register import Laid
from inference.nouns import Pixels
from inference.segmenters.view import Bools, shrunk
from inference.showing.frame import inside

_SIDE = 1280  # pixels of the longer side of what is drawn anew


def carried(golden: Pixels, laid: Laid, shape: tuple[int, ...]) -> Pixels | None:
    """The golden, small, with the strokes that were drawn on the picture `laid` over the shown one.

    `shape` is that of the shown picture, with its frame. None where nothing was drawn.
    """
    found = strokes.find(laid)
    if found.explained <= strokes.EXPLAINED:
        return None
    ground = shrunk(golden, _SIDE)
    change, keep = (_below(mask, shape, ground) for mask in (found.change, found.keep))
    out = ground.copy()
    out[change], out[keep] = _plainest(ground[change]), strokes.GREEN.colour
    return out


def _below(mask: Bools, shape: tuple[int, ...], ground: Pixels) -> Bools:
    """A mask of a framed picture without its frame, at the ground's size."""
    import cv2

    whole = cv2.resize(mask.astype(np.float32), shape[1::-1])
    part = whole[inside(shape).slices]
    return np.asarray(cv2.resize(part, ground.shape[1::-1]) > 0.5, np.bool_)


def _plainest(ground: Pixels) -> tuple[float, float, float]:
    """The colour, of those for what changes, that is seen best on these pixels (n, 3)."""

    def seen(pen: strokes.Pen) -> float:
        far = np.abs(ground - np.array(pen.colour)).max(axis=1) if len(ground) else np.zeros(1)
        return float(np.quantile(far, 0.1))

    return max(strokes.PENS, key=seen).colour
