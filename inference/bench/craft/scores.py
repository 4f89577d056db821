"""What is measured of a seated picture, written apart from the proof's own code.

A golden is no zero: a mask that follows an outline has a seam before anybody painted. So each
measure is given as it is defined, and as what was added to the golden's own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Pixels

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

NEAR, AWAY = 2, 12
"""Pixels from the edge to either side of it, and from it to where the picture's own change is."""
BAND = 16
"""Pixels inside and outside the edge whose colours are compared."""
LEAST = 0.5
"""ΔE00 below which neither part of a seam counts, so that flat paper has none."""
_REACH = 64  # of the ring whose grain is compared
_SIDE, _STEP, _FEWEST = 8, 16, 4  # of blocks in pixels, of their luma in codes; blocks in a step
_LOW = 4.0  # deviation of the low pass, pixels
_MOST = 40_000
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


class Edge(NamedTuple):
    """`depth` (H, W): pixels inside the edge, negative outside. `points` (n, 2) of y and x lie on
    it, `inward` (n, 2) are unit vectors."""

    depth: Floats
    points: Floats
    inward: Floats


class Looks(NamedTuple):
    """`seam` as a quotient less 1; `grain` inside over ring; `ring` in ΔE00 between `inner` and
    `outer`, the mean colours (3,) CIELAB of the two sides."""

    seam: float
    grain: float
    ring: float
    inner: Floats
    outer: Floats


def looks(rgb: Pixels, alpha: Alpha, line: Edge) -> Looks:
    lab = to_lab(rgb)
    inner, outer = (_mean_colour(lab, line.depth, side) for side in (1, -1))
    return Looks(
        _seam(lab, line), _grain(rgb, alpha), float(apart(inner, outer)), inner, outer
    )  # fmt: skip


def changed(golden: Pixels, rgb: Pixels, alpha: Alpha) -> int:
    """Pixels with alpha 0 that differ from the golden's."""
    return int(((golden != rgb).any(-1) & (alpha == 0)).sum())


def visible_change(golden: Pixels, rgb: Pixels, alpha: Alpha) -> float:
    """Mean ΔE00 where alpha > 127: here, how far from the truth."""
    inside = np.flatnonzero(alpha > 127)
    some = inside[:: max(1, len(inside) // _MOST)]
    pair = (to_lab(each.reshape(1, -1, 3)[:, some]) for each in (golden, rgb))
    return float(apart(*pair).mean()) if len(some) else 0.0


def seam_added(golden: Looks, now: Looks) -> float:
    """The seam over what the golden has there, less 1: negative where an edge got softer."""
    return (1 + now.seam) / (1 + golden.seam) - 1


def grain_kept(golden: Looks, now: Looks) -> float:
    """The grain ratio over the golden's own."""
    return now.grain / golden.grain


def ring_added(golden: Looks, now: Looks) -> float:
    """ΔE00 of the inner side from where the golden's own difference would have put it."""
    return float(apart(now.inner, now.outer + (golden.inner - golden.outer)))


def edge(alpha: Alpha) -> Edge:
    import cv2

    inside = np.pad((alpha > 127).astype(np.uint8), 1, mode="edge")
    within, without = (
        cv2.distanceTransform(side, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
        for side in (inside, 1 - inside)
    )
    depth = np.where(within > 0, within - 0.5, 0.5 - without).astype(np.float32)
    calm = cv2.GaussianBlur(depth, (0, 0), 1.5)
    slope = np.stack(np.gradient(calm), axis=-1)
    y, x = np.nonzero((depth > 0) & (depth < 1))
    step = max(1, len(y) // (_MOST // 8))
    y, x = y[::step], x[::step]
    length = np.linalg.norm(slope[y, x], axis=-1)
    clear = length > 0.5
    inward = slope[y, x][clear] / length[clear, None]
    points = np.stack([y, x], axis=-1)[clear] - depth[y, x][clear, None] * inward
    return Edge(depth, points.astype(np.float32), inward.astype(np.float32))


def to_lab(rgb: Pixels) -> Floats:
    """CIELAB under D65, lightness 0-100."""
    import cv2

    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def apart(one: Floats, other: Floats) -> Floats:
    """ΔE00."""
    from skimage.color import deltaE_ciede2000

    return np.asarray(deltaE_ciede2000(one, other), np.float32)


def _seam(lab: Floats, line: Edge) -> float:
    """Over the picture's own change AWAY pixels outside, less 1; 0 where there is none."""
    across, own = (_across(lab, line, -away) for away in (0, AWAY))
    if across is None or own is None:
        return 0.0
    return max(across, LEAST) / max(own, LEAST) - 1


def _across(lab: Floats, line: Edge, at: int) -> float | None:
    """Median ΔE00 between NEAR pixels on either side of a line `at` pixels inside the edge."""
    ends = [line.points + (at + side * NEAR) * line.inward for side in (1, -1)]
    depths = [_sampled(line.depth, end) for end in ends]
    shape = np.array(lab.shape[:2]) - 1
    there = np.ones(len(line.points), bool)
    for end, depth, side in zip(ends, depths, (1, -1), strict=True):
        there &= ((end >= 0) & (end <= shape)).all(1) & (abs(depth - at - side * NEAR) < 1)
    if not there.any():
        return None
    one, other = (_sampled(lab, end[there]) for end in ends)
    return float(np.median(apart(one, other)))


def _sampled(plane: Floats, at: Floats) -> Floats:
    """Linear between pixels."""
    import cv2

    parts = [
        cv2.remap(plane, some[:, 1:], some[:, :1], cv2.INTER_LINEAR)[:, 0]
        for some in np.array_split(np.ascontiguousarray(at), max(1, len(at) // 30_000))
        if len(some)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, *plane.shape[2:]), np.float32)


def _mean_colour(lab: Floats, depth: Floats, side: int) -> Floats:
    """Of the BAND pixels on one side, its own low pass; the middle half of each channel."""
    import cv2

    own = (depth * side > 0) & (depth * side <= BAND)
    if not own.any():
        return np.zeros(3, np.float32)
    weight = own.astype(np.float32)
    total = cv2.GaussianBlur(lab * weight[..., None], (0, 0), _LOW)
    low = (total / np.maximum(cv2.GaussianBlur(weight, (0, 0), _LOW), 1e-4)[..., None])[own]
    bounds = np.quantile(low, (0.25, 0.75), axis=0)
    middle = (low >= bounds[0]) & (low <= bounds[1])
    return np.asarray((low * middle).sum(0) / middle.sum(0), np.float32)


def _grain(rgb: Pixels, alpha: Alpha) -> float:
    """High-pass MAD inside over ring, by blocks of equal luminance; 1 where none is on both.

    The ring counts as if it were as bright as the inside, step by step.
    """
    import cv2

    luma = rgb @ _LUMA
    fine = luma - cv2.GaussianBlur(luma, (0, 0), 1.0)
    near = cv2.distanceTransform((alpha <= 127).astype(np.uint8), cv2.DIST_L2, 3) <= _REACH
    mine, theirs = (_rough(fine, luma, where) for where in (alpha == 255, (alpha == 0) & near))
    both = mine.keys() & theirs.keys()
    inside, ring = (sum(each[step][0] * mine[step][1] for step in both) for each in (mine, theirs))
    return inside / max(ring, 1e-3) if both else 1.0


def _rough(fine: Floats, luma: Floats, where: Bools) -> dict[int, tuple[float, int]]:
    """By step of luma: MAD of the calmest quarter of its blocks, and how many blocks it has."""
    chosen = _tiled(where).all(axis=(2, 3))
    blocks = _tiled(fine)[chosen].reshape(-1, _SIDE * _SIDE)
    if not len(blocks):
        return {}
    mad = np.median(abs(blocks - np.median(blocks, axis=1, keepdims=True)), axis=1)
    step = (_tiled(luma)[chosen].mean(axis=(1, 2)) / _STEP).astype(int)
    counts = np.bincount(step)
    return {
        each: (max(LEAST / 2, float(np.quantile(mad[step == each], 0.25))), int(counts[each]))
        for each in np.flatnonzero(counts >= _FEWEST).tolist()
    }


def _tiled(plane: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(rows, columns, side, side), what is left over dropped."""
    rows, columns = (length // _SIDE for length in plane.shape)
    whole = plane[: rows * _SIDE, : columns * _SIDE]
    return whole.reshape(rows, _SIDE, columns, _SIDE).swapaxes(1, 2)
