"""What a pen drew on a picture, found by the difference to the picture and by the pen's colour.

A pen of colour s at opacity a turns a pixel g into m = g + a (s - g): whatever the opacity, the
lines from g through m of all its pixels meet in s. That a thing in the golden is red is no stroke
then. What was recoloured betrays itself: its opacity follows the golden's light, and its outline
the golden's edges, neither of which a hand does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.drawing.register import Laid
from inference.segmenters.view import Bools, Floats

Colour = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pen:
    """Pens of about one colour: `leaning` (3,) is how far a colour, or a change, leans their way,
    in levels; a pen's own colour leans by at least `least`. `colour` is where the search for it
    starts."""

    leaning: tuple[float, float, float]
    colour: tuple[float, float, float]
    least: float = 80.0


_HALF, _THIRD = 1 / 2, 1 / 3
GREEN = Pen((-_HALF, 1, -_HALF), (40, 200, 70))
PENS = (
    Pen((1, -_HALF, -_HALF), (240, 30, 40)),  # red; pink and orange, too
    Pen((-_HALF, -_HALF, 1), (20, 100, 245)),  # blue and violet
    Pen((_HALF, _HALF, -1), (255, 215, 10)),  # yellow
    Pen((-_THIRD, -_THIRD, -_THIRD), (10, 10, 10), -60.0),  # black
)
"""Whatever a phone offers besides green."""

EXPLAINED = 0.6
"""Share of what is new that pens explain where somebody drew."""
_PULL = 0.02  # of the start against the pixels, per pixel: it decides only where they don't
_NOISE = 22.0  # levels that JPEG and rescaling change by themselves
_EDGE = 0.4  # and shares of the local contrast: a picture is never laid down exactly
_WEAK = 0.5  # share of noise and opacity that is enough beside a sure part of the stroke
_TURN = 45.0  # levels by which a pen surely shifts a pixel towards its colour
_OFF = (14.0, 0.16)  # how far from the line a pixel may lie: levels, and a share of its change
_GREEN = 40.0  # levels by which green exceeds every other channel in what people call green
_FAINT = 0.2  # opacity below which nothing was drawn
_FAR = 80.0  # levels between pen and golden from which an opacity can be told
_THIN = 0.02  # half of a width, in longer sides, below which a mark needs no further test
_BESIDE = 0.011  # from the outline, in longer sides
_FOLLOWS, _SHINES = 1.5, 0.055  # a ratio, and an opacity: above them no hand drew it
_QUIET = 4.0  # levels of contrast that a plain surface has
_LEAST = 6e-5  # share of the picture; the smallest dot


class Strokes(NamedTuple):
    """What is to be changed and what is to be kept, (h, w) bool; `explained` is the share of what
    is new that pens explain, 0-1, and 0 where nothing was drawn."""

    change: Bools
    keep: Bools
    explained: float


def find(laid: Laid) -> Strokes:
    """What was drawn in green is to be kept, in any other colour to be changed."""
    change = np.where(laid.seen[..., None], _calm(laid.marked - laid.golden), 0)
    noise = _NOISE + _EDGE * _contrast(laid.golden)
    keep = _drawn(laid.golden, change, noise, GREEN)
    others = (_drawn(laid.golden, change, noise, pen) for pen in PENS)
    drawn = _apart(np.logical_or.reduce([*others]), keep)
    firm = _firm(np.abs(change).max(axis=2) > noise)
    ours = firm & _grown(drawn | keep, 4)
    return Strokes(drawn, keep, float(ours.sum() / firm.sum()) if ours.any() else 0.0)


def _drawn(golden: Floats, change: Floats, noise: Floats, pen: Pen) -> Bools:
    """Where one pen drew: what surely is a stroke, and what is like it and hangs together with it.

    Nowhere, if what turned towards its colour was not made by a pen.
    """
    size = np.asarray(np.linalg.norm(change, axis=2), np.float32)
    turned: Bools = (size > noise) & (_leaning(change, pen) > _TURN)
    if not turned.any():
        return turned
    colour = _meeting(golden[turned], change[turned], np.array(pen.colour))
    if _leaning(colour, pen) < pen.least or _is_green(colour) != (pen is GREEN):
        return np.zeros_like(turned)
    way = colour.astype(np.float32) - golden
    opacity = (change * way).sum(axis=2) / np.maximum((way * way).sum(axis=2), 1)
    off = np.linalg.norm(change - opacity[..., None] * way, axis=2)
    near = off < _OFF[0] + _OFF[1] * size
    sure: Bools = turned & near & (opacity > _FAINT)
    if not sure.any():
        return sure
    edge = _WEAK * min(float(np.quantile(opacity[sure], 0.7)), 1.0)
    like = near & (size > _WEAK * noise) & (opacity > edge)
    drawn = _hanging(like, sure & like)
    clear = np.linalg.norm(way, axis=2) > _FAR
    return drawn if _by_hand(golden, drawn, opacity, clear) else np.zeros_like(drawn)


def _by_hand(golden: Floats, drawn: Bools, opacity: Floats, clear: Bools) -> bool:
    """Whether neither opacity nor outline follow the golden; lines and dots always are by hand."""
    import cv2

    deep = cv2.distanceTransform(drawn.astype(np.uint8), cv2.DIST_L2, 3).max()
    if deep < _THIN * max(drawn.shape):
        return True
    core = _firm(_firm(drawn)) & clear
    return _outlining(golden, drawn) < _FOLLOWS and _shining(golden[core], opacity[core]) < _SHINES


def _outlining(golden: Floats, drawn: Bools) -> float:
    """The golden's contrast along the outline, as a ratio to that some way beside it."""
    reach = max(3, round(_BESIDE * max(drawn.shape)))
    beside = _grown(drawn, 2 * reach) & ~_grown(drawn, reach)
    beside |= _firm_by(drawn, reach) & ~_firm_by(drawn, 2 * reach)
    along = _grown(drawn, 1) & ~_firm_by(drawn, 1)
    contrast = _contrast(golden)
    if not beside.any():
        return 1.0
    return float((contrast[along].mean() + _QUIET) / (contrast[beside].mean() + _QUIET))


def _shining(golden: Floats, opacity: Floats) -> float:
    """How much of the opacity's spread the golden's colours (n, 3) explain."""
    if len(opacity) < 20:
        return 0.0
    known = np.column_stack([golden, np.ones(len(golden), np.float32)])
    solved, *_ = np.linalg.lstsq(known, opacity, rcond=None)
    return float((known @ solved).std())


def _leaning(colour: Floats | Colour, pen: Pen) -> npt.NDArray[np.floating]:
    """How far a colour, or a change of colour, leans towards the pen's, in levels."""
    return np.asarray(colour @ np.array(pen.leaning, colour.dtype))


def _is_green(colour: Colour) -> bool:
    return bool(colour[1] - max(colour[0], colour[2]) >= _GREEN)


def _meeting(golden: Floats, change: Floats, start: Colour, rounds: int = 5) -> Colour:
    """The point nearest to all lines from `golden` along `change`, both (n, 3).

    Lines that pass far from it lose their say. Where the lines are all one, it is the point on it
    that is nearest to `start`.
    """
    step = max(1, len(golden) // 4000)
    through, along = golden[::step].astype(np.float64), change[::step].astype(np.float64)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.eye(3) - along[:, :, None] * along[:, None, :]
    point, pull = start, _PULL * len(through)
    for _ in range(rounds):
        off = np.linalg.norm(np.einsum("nij,nj->ni", across, point - through), axis=1)
        weight = 1 / (1 + (off / _OFF[0]) ** 2)
        left = np.einsum("n,nij->ij", weight, across) + pull * np.eye(3)
        right = np.einsum("n,nij,nj->i", weight, across, through) + pull * start
        point = np.clip(np.linalg.solve(left, right), 0, 255)
    return np.asarray(point)


def _hanging(drawn: Bools, sure: Bools) -> Bools:
    """The parts of `drawn` that hold something sure, without specks and gaps."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(drawn.astype(np.uint8), cv2.MORPH_CLOSE, disc)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    large = stats[:, cv2.CC_STAT_AREA] >= max(9.0, _LEAST * drawn.size)
    firm = np.zeros(len(stats), np.bool_)
    firm[np.unique(labels[_firm(sure)])] = True
    return np.asarray((large & firm)[labels] & (labels > 0), np.bool_)


def _apart(drawn: Bools, keep: Bools) -> Bools:
    """Without what is mostly the fringe of another pen's strokes."""
    import cv2

    near = _grown(keep, 3)
    count, labels = cv2.connectedComponents(drawn.astype(np.uint8))
    all_of, fringe = (np.bincount(labels[each], minlength=count) for each in (drawn, drawn & near))
    return np.asarray((fringe <= all_of / 2)[labels] & drawn & ~keep, np.bool_)


def _calm(change: Floats) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(change, (0, 0), 0.8), np.float32)


def _contrast(golden: Floats) -> Floats:
    """The range of levels around each pixel, in its strongest channel."""
    import cv2

    square = np.ones((3, 3), np.uint8)
    span = cv2.dilate(golden, square) - cv2.erode(golden, square)
    return np.asarray(span.max(axis=2), np.float32)


def _firm(mask: Bools) -> Bools:
    """What is left of the mask without its lines of one pixel."""
    import cv2

    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0, np.bool_)


def _firm_by(mask: Bools, pixels: int) -> Bools:
    return ~_grown(~mask, pixels)


def _grown(mask: Bools, pixels: int) -> Bools:
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc) > 0, np.bool_)
