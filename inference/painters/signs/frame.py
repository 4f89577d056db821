"""The frame in which a line of lettering lies: four corners as the line is seen, in perspective.

A reader gives upright or turned rectangles only. How the line runs away from the viewer is taken
from its letters: their tops lie on one line, their feet on another, and their stems lean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.segmenters.text import Line, strokes
from inference.segmenters.view import Bools, Floats

_SPECK = 0.35  # of the line's height: what is lower is a dot or an accent
_STRAY = 0.06  # of the height by which letters may miss their line, or they are of two heights
_LEAN = np.linspace(-0.5, 0.5, 41)  # how far a stem may lean, across per down
_RULE = 0.3  # of the line's height: a stroke along the edge that is thinner belongs to a border
_STEEP = 0.25  # of the height per height along the line: more is no perspective but a misreading

Matrix = npt.NDArray[np.float64]


class Frame(NamedTuple):
    """`inked` (h, w) are the old strokes in the picture; `width`, `height` the frame's own size in
    pixels, and `to_picture` (3, 3) takes its points there."""

    inked: Bools
    width: float
    height: float
    to_picture: Matrix


def framed(rgb: Pixels, line: Line) -> Frame | None:
    """The frame of a line in (h, w, 3); None where its letters don't stand out."""
    import cv2

    inked = _inked(rgb, line)
    if inked.sum() < 20:
        return None
    width, height = (float(np.linalg.norm(line.corners[i] - line.corners[0])) for i in (1, 3))
    upright = np.array([[0, 0], [width, 0], [width, height]], np.float32)
    turn = cv2.getAffineTransform(line.corners[[0, 1, 2]].astype(np.float32), upright)
    level = np.vstack([turn, [0, 0, 1]])
    flat = _without_rules(_warped(inked, level, (round(width), round(height))))
    if flat.sum() < 20:
        return None
    inked &= _warped(_grown(flat), np.linalg.inv(level), inked.shape[::-1])
    quad = _quad(flat)
    size = _size(quad)
    own = _corners(*size)
    seat = cv2.getPerspectiveTransform(own, quad)
    back = np.linalg.inv(level) @ seat
    stood = _warped(inked, np.linalg.inv(back), (round(size[0]), round(size[1])))
    return _leaning(inked, back, stood, size)


def _inked(rgb: Pixels, line: Line) -> Bools:
    import cv2

    inside = np.zeros((line.box.height, line.box.width), np.uint8)
    cv2.fillConvexPoly(inside, np.rint(line.corners - [line.box.x0, line.box.y0]).astype(int), 1)
    whole = np.zeros(rgb.shape[:2], np.bool_)
    whole[line.box.slices] = strokes(rgb[line.box.slices], inside > 0)
    return whole


def _without_rules(flat: Bools) -> Bools:
    """Without lines that are drawn around or below lettering: thin ones along the edge."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(flat.astype(np.uint8))
    high, across = flat.shape
    for each in range(1, count):
        x, y, width, height, _ = stats[each]
        lies = height < _RULE * high and (y <= 1 or y + height >= high - 1) and width > height
        stands = (
            width < _RULE * high and (x <= 1 or x + width >= across - 1) and height > 0.9 * high
        )
        if lies or stands:
            flat = flat & (labels != each)
    return flat


def _grown(flat: Bools) -> Bools:
    import cv2

    return np.asarray(cv2.dilate(flat.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def _quad(flat: Bools) -> Floats:
    """(4, 2) x, y clockwise: from the top of the highest letters to the line that all stand on."""
    parts = _letters(flat)
    middle, tops, feet = parts[:, 0], parts[:, 1], parts[:, 2]
    left, right = float(parts[:, 3].min()), float(parts[:, 4].max())
    height = float(np.median(feet - tops))
    foot, top = _slope(middle, feet, height), _slope(middle, tops, height)
    foot = top if foot is None else foot
    top = foot if top is None else top
    down, up = (foot or 0.0), (top or 0.0)
    base = float(np.median(feet - down * middle))
    head = float(np.quantile(tops - up * middle, 0.12))
    corners = [(left, head + up * left), (right, head + up * right),
               (right, base + down * right), (left, base + down * left)]  # fmt: skip
    return np.asarray(corners, np.float32)


def _letters(flat: Bools) -> Floats:
    """(n, 5) for each: its middle, top, foot, left, right."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(flat.astype(np.uint8), connectivity=8)
    boxes = stats[1:].astype(np.float32)
    tall = boxes[boxes[:, 3] >= _SPECK * boxes[:, 3].max()]
    x, y, width, height = tall[:, 0], tall[:, 1], tall[:, 2], tall[:, 3]
    return np.stack([x + width / 2, y, y + height, x, x + width], 1)


def _slope(x: Floats, y: Floats, height: float) -> float | None:
    """The median of the slopes between all pairs (Theil and Sen); None where they form no line."""
    a, b = np.triu_indices(len(x), 1)
    apart = np.abs(x[b] - x[a]) > height / 2
    if apart.sum() < 2:
        return None
    slope = float(np.median(((y[b] - y[a]) / np.where(x[b] == x[a], 1, x[b] - x[a]))[apart]))
    off = y - slope * x
    stray = float(np.median(np.abs(off - np.median(off))))
    return slope if stray < _STRAY * height and abs(slope) < _STEEP else None


def _leaning(inked: Bools, back: Matrix, level: Bools, size: tuple[float, float]) -> Frame:
    """With the lean of the stems, and as wide as the letters are then."""
    width, height = size
    lean = _lean(level)
    shear = np.array([[1, lean, -lean * height], [0, 1, 0], [0, 0, 1.0]])
    stood = _warped(level, np.linalg.inv(shear), level.shape[::-1], height)
    across = np.flatnonzero(stood.any(0)) - height
    if not len(across):
        return Frame(inked, width, height, back)
    left, right = float(across[0]), float(across[-1] + 1)
    moved = np.array([[1, 0, left], [0, 1, 0], [0, 0, 1.0]])
    return Frame(inked, right - left, height, back @ shear @ moved)


def _lean(level: Bools) -> float:
    """How far the stems lean: upright, they stack up into high narrow columns."""

    def stacked(lean: float) -> float:
        shear = np.array([[1, lean, -lean * len(level)], [0, 1, 0], [0, 0, 1.0]])
        turned = _warped(level, np.linalg.inv(shear), level.shape[::-1], len(level))
        return float((np.diff(turned.sum(0).astype(np.float32)) ** 2).sum())

    scores = np.array([stacked(float(lean)) for lean in _LEAN])
    best = float(_LEAN[int(scores.argmax())])
    upright = scores[len(_LEAN) // 2]
    return best if scores.max() > 1.15 * upright else 0.0


def _warped(mask: Bools, to: Matrix, size: tuple[int, int], pad: float = 0) -> Bools:
    """The mask seen through `to`, with `pad` more on the left and right."""
    import cv2

    moved = np.array([[1, 0, pad], [0, 1, 0], [0, 0, 1.0]]) @ to
    wide = (max(size[0] + 2 * round(pad), 1), max(size[1], 1))
    return np.asarray(cv2.warpPerspective(mask.astype(np.uint8) * 255, moved, wide) > 127, np.bool_)


def _size(quad: Floats) -> tuple[float, float]:
    def long(a: int, b: int) -> float:
        return float(np.linalg.norm(quad[a] - quad[b]))

    return max((long(0, 1) + long(2, 3)) / 2, 1), max((long(0, 3) + long(1, 2)) / 2, 1)


def _corners(width: float, height: float) -> Floats:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
