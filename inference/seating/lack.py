"""Where a painting lacks the golden's grain, and how much of it: by the roughness of small squares.

Roughness is the median of what a high pass leaves, so that an edge or a hair in a square hardly
counts. A square that is rougher than the calm ones of its brightness has texture on top of what
grain there is; where all are rough, texture can't be told from grain, and nothing is lacking.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference import grain as camera
from inference.grain import Grain
from inference.nouns import Pixels

Floats = npt.NDArray[np.float32]

SQUARE = 16
"""Pixels a side."""
NORMAL = 1.4826
"""Deviation over median of absolute values."""
_ENOUGH, _POOR = 0.9, 0.8  # share of the grain from which nothing is added, and up to which all is
_CALM = 3  # squares a side whose middle roughness counts, since few pixels say little
_STEP, _FEWEST = 32, 6  # codes of one brightness, and squares below which it says nothing
_LOW = 0.25  # share of the squares of one brightness that are calm
_FINE = 1.0  # deviation of the low pass, pixels
_TURNS = 64  # places a side at which a spectrum is summed
_TAPER = 12.0  # codes from pure black and white, which stay pure, as a sensor's do


def lack(painted: Pixels, wanted: Grain) -> Floats:
    """(rows, columns) of squares: the deviation of the high pass that is missing, 8-bit steps.

    What is left over at the right and below is part of the last square.
    """
    import cv2

    luma = _luma(painted)
    mean = _squares(luma[::2, ::2]).mean(axis=-1)
    goal = _goal(mean, wanted)
    have = _grain_of(cv2.medianBlur(_roughness(_high(luma)), _CALM), mean)
    need = np.interp(have / np.maximum(goal, 1e-6), (_POOR, _ENOUGH), (1, 0))
    return np.asarray(need * np.sqrt(np.maximum(goal**2 - have**2, 0)), np.float32)


def lost(painted: Pixels, wanted: Grain, share: Floats) -> Floats:
    """The same, where it is known what share (256,) of the grain's deviation is missing."""
    mean = _squares(_luma(painted[::2, ::2])).mean(axis=-1)
    return np.asarray(share[mean.astype(int)] * _goal(mean, wanted), np.float32)


def spread(missing: Floats, made: Grain, painted: Pixels) -> Floats:
    """(h, w) of a painting: how many times `made` of luma deviation 1 is to be added."""
    import cv2

    height, width = painted.shape[:2]
    per_unit = missing / fineness(made)
    grid = cv2.resize(
        per_unit, (missing.shape[1] * SQUARE, missing.shape[0] * SQUARE)
    )  # squares end where the painting does, or a little before
    reach = (0, max(0, height - grid.shape[0]), 0, max(0, width - grid.shape[1]))
    whole = cv2.copyMakeBorder(grid, *reach, cv2.BORDER_REPLICATE)[:height, :width]
    luma = _luma(painted)
    return np.asarray(whole * np.minimum(1, np.minimum(luma, 255 - luma) / _TAPER), np.float32)


def _goal(mean: Floats, wanted: Grain) -> Floats:
    """Deviation of the high pass of that grain, by brightness."""
    return np.asarray(wanted.sigma[mean.astype(int)] * fineness(wanted), np.float32)


def _luma(rgb: Pixels) -> Floats:
    """(h, w), 0-255."""
    import cv2

    return np.asarray(cv2.transform(np.ascontiguousarray(rgb, np.float32), camera.LUMA[None]))


def _high(luma: Floats) -> Floats:
    """What is finer than a pixel or two."""
    import cv2

    return np.asarray(luma - cv2.GaussianBlur(luma, (0, 0), _FINE), np.float32)


def fineness(grain: Grain) -> float:
    """Deviation of the high pass of this grain over that of the grain itself."""
    steps = np.fft.fftfreq(_TURNS)
    places = np.hypot(steps[:, None], steps)
    power = np.interp(places, np.linspace(0, 0.5, len(grain.power)), grain.power)
    kept = 1 - np.exp(-2 * (np.pi * _FINE * places) ** 2)
    return float(np.sqrt((power * kept**2).sum() / power.sum()))


def _grain_of(rough: Floats, mean: Floats) -> Floats:
    """Roughness without texture: no square counts for more than the calm ones of its brightness."""
    step = (mean / _STEP).astype(int)
    calm = np.full(8, np.inf, np.float32)
    for each in np.flatnonzero(np.bincount(step.ravel(), minlength=8) >= _FEWEST):
        calm[each] = np.quantile(rough[step == each], _LOW)
    return np.asarray(np.minimum(rough, calm[step]), np.float32)


def _roughness(fine: Floats) -> Floats:
    """Of each square, by every other pixel, as a deviation."""
    return np.asarray(np.median(np.abs(_squares(fine[::2, ::2])), axis=-1) * NORMAL, np.float32)


def _squares(plane: Floats) -> Floats:
    """(rows, columns, n) of a plane of half the size; at least one square each way."""
    side = SQUARE // 2
    rows, columns = (max(1, length // side) for length in plane.shape)
    whole = plane[: rows * side, : columns * side]
    down, across = whole.shape[0] // rows, whole.shape[1] // columns
    grid = whole.reshape(rows, down, columns, across).swapaxes(1, 2)
    return grid.reshape(rows, columns, down * across)
