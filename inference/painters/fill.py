"""Remove what is in the region: continue the structure and texture of its surroundings.

Shifted copies of the surroundings are fitted over the hole like a jigsaw, from coarse to fine, and
their light is evened out. Pixels are copied at the cut's own size, so grain survives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from inference.errors import AskerError
from inference.nouns import Cut, Pixels
from inference.painters.heal import healed
from inference.painters.jigsaw import CYCLES, Jigsaw, finer, laid
from inference.painters.shifts import Floats, Mask, Whole, candidates

Progress = Callable[[float], None]

_WORKING = 800  # longest side at which pieces are fitted, in pixels
_FITTED = 60_000  # pixels of the hole at which pieces are fitted, at most
_SOLVED = 8_000  # pixels of the hole at which they are first laid
_FRINGE = 2  # pixels around the region that still carry the object's colour
_STRIP = 1 << 18  # pixels copied at a time: bounds the memory at 12 MP


def fill(cut: Cut, seed: int, progress: Progress = lambda _: None) -> Pixels:
    """The cut with its region painted over as if the object had never been there.

    Deterministic for a seed; AskerError where nothing is known to continue from.
    """
    if not cut.alpha.any():
        return cut.rgb.copy()
    if cut.alpha.all():
        raise AskerError("The region is the whole picture, so there is nothing to fill it from.")
    wide = _grown(cut.alpha > 0)
    hole = cut.alpha > 0 if wide.all() else wide
    image, gap = _shrunk(cut.rgb, hole)
    jigsaw = _solve(image, gap, np.random.default_rng(seed), progress)
    if jigsaw is None:
        return _smooth(cut.rgb, hole, image, gap)
    return _transfer(cut.rgb, hole, jigsaw)


def _solve(
    image: Floats, hole: Mask, random: np.random.Generator, progress: Progress
) -> Jigsaw | None:
    """The pieces at working size, laid at the coarsest level and refined up to the finest."""
    coarsest, *rest = _pyramid(image, hole)
    shifts = candidates(*coarsest, random)
    if shifts is None:
        return None
    steps = iter(np.linspace(0.05, 0.7, CYCLES * len(shifts)))
    jigsaw = laid(*coarsest, shifts, random, lambda: progress(float(next(steps))))
    for done, (picture, gap) in enumerate(rest, 1):
        jigsaw = finer(jigsaw, picture, gap, random)
        progress(0.7 + 0.2 * done / len(rest))
    return jigsaw


def _pyramid(image: Floats, hole: Mask) -> list[tuple[Floats, Mask]]:
    """Halved until few pixels of the hole are left; coarsest first."""
    levels = [(image, hole)]
    while hole.sum() > _SOLVED:
        image, hole = _resized(image, hole, (image.shape[1] // 2, image.shape[0] // 2))
        levels.append((image, hole))
    return levels[::-1]


def _shrunk(rgb: Pixels, hole: Mask) -> tuple[Floats, Mask]:
    """Picture (0-1) and hole at working size."""
    height, width = hole.shape
    factor = max(1.0, max(hole.shape) / _WORKING, (float(hole.sum()) / _FITTED) ** 0.5)
    size = (max(round(width / factor), 1), max(round(height / factor), 1))
    small, gap = _resized(rgb, hole, size)
    return small.astype(np.float32) / 255, gap


def _resized(image: Any, hole: Mask, size: tuple[int, int]) -> tuple[Any, Mask]:
    """Both at (width, height) `size`; a pixel the hole touches is hole."""
    import cv2

    gap = cv2.resize(hole.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 0
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), gap


def _transfer(rgb: Pixels, hole: Mask, jigsaw: Jigsaw) -> Pixels:
    """Copy the pixels that the pieces name, at the cut's own size, and even out their light."""
    light, out = healed(jigsaw) * 255, rgb.copy()
    height = max(_STRIP // hole.shape[1], 1)
    for top in range(0, len(hole), height):
        rows, columns = np.nonzero(hole[top : top + height])
        out[top + rows, columns] = _copied(
            rgb, hole, jigsaw, light, np.stack([top + rows, columns])
        )
    return out


def _copied(rgb: Pixels, hole: Mask, jigsaw: Jigsaw, light: Floats, places: Whole) -> Pixels:
    """(n, 3) for `places` (2, n): faded over one pixel of the working size where pieces meet."""
    size, small = np.array([hole.shape]).T, np.array([jigsaw.hole.shape]).T
    shifts = np.rint(jigsaw.shifts.T * size / small).astype(np.intp)
    exact = (places + 0.5) * small / size - 0.5
    total, shares = np.zeros((places.shape[1], 3), np.float32), np.full(places.shape[1], 1e-12)
    for corner in ((0, 0), (0, 1), (1, 0), (1, 1)):
        near = np.floor(exact).astype(np.intp) + np.array([corner]).T
        share = (1 - np.abs(exact - near)).prod(0) + 1e-6
        y, x = near.clip(0, small - 1)
        piece = jigsaw.pieces[y, x]
        down, across = (places + shifts[:, piece]).clip(0, size - 1)
        share[(piece < 0) | hole[down, across]] = 0
        total += share[:, None] * (rgb[down, across] + light[y, x])
        shares += share
    return np.asarray(np.rint((total / shares[:, None]).clip(0, 255)), np.uint8)


def _grown(mask: Mask) -> Mask:
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _FRINGE + 1, 2 * _FRINGE + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc)).astype(bool)


def _smooth(rgb: Pixels, hole: Mask, image: Floats, gap: Mask) -> Pixels:
    """A smooth continuation of the little that is known (Bertalmio's Navier-Stokes fill)."""
    import cv2

    small = np.asarray(np.rint(image * 255), np.uint8)
    if not gap.all():
        small = cv2.inpaint(small, gap.astype(np.uint8), 3, cv2.INPAINT_NS)
    else:
        small[:] = rgb[~hole].mean(0)
    whole = cv2.resize(small, hole.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.where(hole[..., None], whole, rgb)
