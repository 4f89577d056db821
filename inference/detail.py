"""A second look, closer up: where a region is larger than a painter's own size, its fine detail.

The first look paints the whole region in one go, so that it is one scene, but smaller than the
golden is. Blown up, that is soft. So it is painted again in tiles at the golden's own size, each
from the blown-up picture with a little noise: enough for new detail, too little for a new scene.
Each tile sees its neighbours, keeps the broad colours of the first look, and fades into them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.brush import Brush
from inference.crop import close_up, place
from inference.nouns import Alpha, Box, Cut, Pixels, Region
from inference.picture import Picture

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

SMALL = Fraction(3, 4)
"""Scale of the first look from which nothing is missing that a second one would bring back."""
STRENGTH = 0.35
"""The noise level of a second look; krita-ai-diffusion takes 0.4 for the same purpose."""
MOST = 20
"""Tiles a picture may cost; a region that would need more is looked at from further away."""
NEARER = 1.5
"""How many times closer a second look must be to be worth its time."""

_BROAD = 0.35  # of the fade: how wide a colour must be to count as broad
_MARGIN = 8  # part of a tile's side that is context, on each side; and the fade into a neighbour


class Tile(NamedTuple):
    """Where to look again, in pixels of the cut; it fades in over `fade` beside earlier tiles."""

    box: Box
    fade: int
    left: bool
    above: bool

    def weight(self) -> Floats:
        """(h, w) of the box, 0-1."""
        down = _ramp(self.box.height, self.fade if self.above else 0)
        return np.outer(down, _ramp(self.box.width, self.fade if self.left else 0))


def tiles(cut: Cut, first: Fraction, native: Sequence[tuple[int, int]] | None) -> tuple[Tile, ...]:
    """The tiles that a first look at scale `first` leaves to do; none where it saw enough.

    `cut` is the region with context at the golden's own size.
    """
    if not native or first >= SMALL or not cut.alpha.any():
        return ()
    area = Box.around(cut.alpha > 0)
    own = side = max(min(size) for size in native)
    while len(_grid(area, side)) > MOST:
        side = ceil(side * 1.05)
    if own / side < NEARER * first:
        return ()
    return tuple(tile for tile in _grid(area, side) if cut.alpha[tile.box.slices].any())


def closer(painted: Pixels, cut: Cut, wanted: Sequence[Tile], brush: Brush, seed: int) -> Pixels:
    """`painted`, which has the size of `cut`, with these tiles painted again, one after another."""
    out = np.where(cut.alpha[..., None] > 0, painted, cut.rgb)
    for done, tile in enumerate(wanted):
        part = brush.part(done / len(wanted), (done + 1) / len(wanted))
        _repaint(out, cut.alpha, tile, part, seed)
    return out


def _repaint(out: Pixels, alpha: Alpha, tile: Tile, brush: Brush, seed: int) -> None:
    """Paint one tile of `out` again, in place."""
    near = close_up(Picture(out), _region(alpha, tile.box), brush.painter.native, tile.fade)
    (fresh,) = brush.paint(near, (seed,), min(STRENGTH, brush.plan.strength))
    own = Box(
        tile.box.x0 - near.box.x0, tile.box.y0 - near.box.y0,
        tile.box.x1 - near.box.x0, tile.box.y1 - near.box.y0,
    )  # fmt: skip
    target, inside = out[tile.box.slices], alpha[tile.box.slices] > 0
    drawn = _toned(place(fresh, near)[own.slices], target, inside, tile.fade * _BROAD)
    weight = (tile.weight() * inside)[..., None]
    target[:] = np.rint(drawn * weight + target * (1 - weight)).clip(0, 255).astype(np.uint8)


def _toned(fresh: Pixels, first: Pixels, inside: Bools, width: float) -> Floats:
    """`fresh` with the broad colours of the first look: a painter's tiles drift apart in tone."""
    import cv2

    weight = inside.astype(np.float32)
    drift = (first.astype(np.float32) - fresh) * weight[..., None]
    total = cv2.GaussianBlur(drift, (0, 0), width, borderType=cv2.BORDER_REPLICATE)
    count = cv2.GaussianBlur(weight, (0, 0), width, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(fresh + total / np.maximum(count, 1e-3)[..., None], np.float32)


def _region(alpha: Alpha, box: Box) -> Region:
    """What is to be painted within the box, as a region whose bounds are the box itself."""
    inside = np.zeros_like(alpha)
    inside[box.slices] = alpha[box.slices]
    return Region("", inside, box, (box,), 1.0, "", "")


def _grid(area: Box, side: int) -> list[Tile]:
    fade = side // _MARGIN
    down, across = (_spans(*ends, side - 2 * fade, fade) for ends in
                    ((area.y0, area.y1), (area.x0, area.x1)))  # fmt: skip
    return [
        Tile(Box(x[0], y[0], x[1], y[1]), fade, x[0] > area.x0, y[0] > area.y0)
        for y, x in product(down, across)
    ]


def _spans(start: int, end: int, longest: int, overlap: int) -> list[tuple[int, int]]:
    """The fewest equal spans, none longer than `longest`, that overlap and cover start to end."""
    count = max(1, ceil((end - start - overlap) / (longest - overlap)))
    step = (end - start - overlap) / count
    return [
        (start + round(index * step), min(end, start + round((index + 1) * step) + overlap))
        for index in range(count)
    ]


def _ramp(length: int, fade: int) -> Floats:
    """Rising from 0 to 1 over the first `fade` pixels."""
    if not fade:
        return np.ones(length, np.float32)
    return ((np.arange(length, dtype=np.float32) + 0.5) / fade).clip(0, 1)
