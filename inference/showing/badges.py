"""The numbers by which people pick: white discs, each well inside its thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from inference.nouns import Alpha, Box, Pixels

Bools = npt.NDArray[np.bool_]
_INK, _PAPER = (24, 10, 60, 255), (255, 255, 255, 255)
_RADIUS = 0.027  # of a disc, as a share of the longer side
_SMALLEST = 9  # pixels
_FINE = 4  # drawn so many times larger, for smooth edges
_ROOM = 1.4  # a disc has room enough where the edge is so many radii away
_HIDDEN = 1.1  # a thing nowhere deeper than so many radii would vanish behind its number
_MIDDLE = 0.5  # what being off the middle by the thing's own size costs, in rooms


def badged(rgb: Pixels, alpha: Alpha, things: Sequence[Box]) -> Pixels:
    """The picture with a number in each thing, in their order; one alone needs none."""
    if len(things) < 2:
        return rgb
    radius = max(_SMALLEST, round(_RADIUS * max(rgb.shape)))
    picture = Image.fromarray(rgb)
    for number, box in enumerate(things, 1):
        x, y = spot(alpha, box, things, radius)
        disc = _disc(str(number), radius)
        picture.paste(disc, (x - disc.width // 2, y - disc.height // 2), disc)
    return np.asarray(picture)


def spot(alpha: Alpha, box: Box, things: Sequence[Box], radius: int) -> tuple[int, int]:
    """(x, y) in the thing of that box where a disc has room, as near its middle as may be.

    Beside it where a disc would hide most of it.
    """
    tries = ((mine, _depth(mine)) for mine in _own(alpha, box, things))
    found = next((each for each in tries if each[1].max() >= _HIDDEN * radius), None)
    if found is None:
        return _beside(box, radius, alpha.shape)
    mine, depth = found
    rows, columns = np.nonzero(mine)
    y, x = np.ogrid[: mine.shape[0], : mine.shape[1]]
    far = np.hypot(y - rows.mean(), x - columns.mean()) / np.hypot(*mine.shape)
    score = np.minimum(depth / (_ROOM * radius), 1) - _MIDDLE * far
    down, across = divmod(int(score.argmax()), mine.shape[1])
    return box.x0 + across, box.y0 + down


def _beside(box: Box, radius: int, shape: tuple[int, ...]) -> tuple[int, int]:
    """Above the box, or below it where the picture ends."""
    above, below = box.y0 - radius, box.y1 + radius
    y = above if above >= radius else min(below, shape[0] - radius)
    return min(max((box.x0 + box.x1) // 2, radius), shape[1] - radius), y


def _own(alpha: Alpha, box: Box, things: Sequence[Box]) -> Iterator[Bools]:
    """(h, w) within the box, the surest first: what lies in no other box, and all of it."""
    there = alpha[box.slices] > 127
    yield there & ~_covered(box, [other for other in things if other != box])
    yield there


def _covered(box: Box, others: Sequence[Box]) -> Bools:
    """Which of the box's pixels lie in others."""
    covered = np.zeros((box.height, box.width), np.bool_)
    for other in others:
        left, top = max(other.x0 - box.x0, 0), max(other.y0 - box.y0, 0)
        covered[top : max(other.y1 - box.y0, 0), left : max(other.x1 - box.x0, 0)] = True
    return covered


def _depth(mine: Bools) -> npt.NDArray[np.float32]:
    """How far each pixel is from where it ends; the picture's edge is an end."""
    import cv2

    inside = np.pad(mine.astype(np.uint8), 1)
    return np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)


def _disc(text: str, radius: int) -> Image.Image:
    """A white disc with a dark rim and its number, on nothing."""
    side, fine = 2 * radius + 1, radius * _FINE
    disc = Image.new("RGBA", (side * _FINE, side * _FINE), (*_INK[:3], 0))
    draw = ImageDraw.Draw(disc)
    middle = side * _FINE / 2
    draw.circle((middle, middle), fine, _INK)
    draw.circle((middle, middle), fine * 0.86, _PAPER)
    font = ImageFont.load_default(fine * (1.25 if len(text) == 1 else 0.95))
    draw.text((middle, middle), text, _INK, font, anchor="mm", stroke_width=fine * 0.03)
    return disc.resize((side, side), Image.Resampling.LANCZOS)
