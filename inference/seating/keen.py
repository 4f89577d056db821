"""How much fine detail and grain a painter lost, and what brings its detail back.

Around the region the golden is known. There the roughness of small squares is compared, before and
after: what both a sharpening and the golden's own grain on top would do is tried out, and the pair
that comes nearest to the golden is the painter's loss. Where the painter drew something else
around the region, nothing is sharpened.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.grain import LUMA, Grain
from inference.nouns import Box, Cut, Pixels
from inference.seating.lack import NORMAL, fineness

Floats = npt.NDArray[np.float32]

_FINE = 1.0  # deviation of the low pass, pixels
_SQUARE, _SPARE = 16, 8  # of what is compared, and around it, pixels
_REACH, _SQUARES = 6, 600  # squares from the region within which is looked; how many are
_STEP, _FEWEST = 32, 12  # codes of one brightness, and squares below which it says nothing
_GAINS = np.linspace(0, 1.2, 13, dtype=np.float32)  # from nothing to the most that does no harm
_SHARES = np.linspace(0, 1.5, 16, dtype=np.float32)
_COST = 0.02  # what a gain of 1 must be worth, so that nothing is sharpened for nothing
_DOUBT = 0.05  # and of 1 beyond what agrees best with the golden, pixel by pixel
_BOLD = 0.3  # how far beyond that it may go, lest faces get harsh
_BLUR = 0.3  # roughness that rounding makes, 8-bit steps
_ALIKE = 0.5  # correlation from which the painter drew the same again, if softer
_STRIP = 256


class Loss(NamedTuple):
    """`gain` of the finest detail, 0 to 1.2; `grain` (256,) by luma code: its deviation over the
    golden's, 0 to 1.5."""

    gain: float
    grain: Floats


def loss(painted: Pixels, cut: Cut, grain: Grain | None) -> Loss | None:
    """What the painting lost; None where too little of its surroundings is seen."""
    rows, columns = _ring(cut)
    if len(rows) < _FEWEST:
        return None
    true, drawn = (_patches(rgb, rows, columns) for rgb in (cut.rgb, painted))
    fine, luma = _fine(drawn), _inner(true).mean(axis=1)
    own, twice, golden = _inner(fine), _inner(_fine(fine)), _inner(_fine(true))
    agreed = float(((golden - own) * twice).sum()) / max(float((twice**2).sum()), 1e-9)
    bold = max(0.0, agreed) + _BOLD
    gains = _GAINS[bold >= _GAINS]
    gains = gains if _correlation(own, golden) > _ALIKE else _GAINS[:1]
    sharp = np.stack([_rough(own + gain * twice) for gain in gains])
    goal = _goal(grain, luma)
    found = np.sqrt(sharp[:, None] ** 2 + (_SHARES[:, None] * goal) ** 2)
    off = np.abs(np.log((found + _BLUR) / (_rough(golden) + _BLUR))) + _COST * _SHARES[:, None]
    doubt = _COST * gains + _DOUBT * np.maximum(0, gains - agreed)
    best = int(np.argmin(off.mean(axis=2).min(axis=1) + doubt))
    return Loss(float(gains[best]), _by_luma(off[best], luma))


def _goal(grain: Grain | None, luma: Floats) -> Floats:
    """Roughness that the golden's grain has by itself."""
    if grain is None:
        return np.zeros(len(luma), np.float32)
    return np.asarray(grain.sigma[luma.astype(int)] * fineness(grain), np.float32)


def _by_luma(off: Floats, luma: Floats) -> Floats:
    """(256,): the best share at each brightness that has enough squares, and between them."""
    step = (luma / _STEP).astype(int)
    enough = [each for each in range(8) if np.count_nonzero(step == each) >= _FEWEST]
    parts = [step == each for each in enough] or [np.ones(len(luma), np.bool_)]
    centres = [float(luma[part].mean()) for part in parts]
    shares = [float(_SHARES[np.argmin(off[:, part].mean(axis=1))]) for part in parts]
    return np.interp(np.arange(256), centres, shares).astype(np.float32)


def sharpened(painted: Pixels, cut: Cut, gain: float) -> Pixels:
    """With that gain of its finest detail inside the region."""
    out = painted.copy()
    area = Box.around(cut.alpha > 0)
    for top in range(area.y0, area.y1, _STRIP):
        strip = Box(area.x0, top, area.x1, min(top + _STRIP, area.y1))
        wide = _grown(strip, cut.alpha.shape, 8)
        code = painted[wide.slices].astype(np.float32)
        more = np.rint((code + gain * _fine(code)).clip(0, 255)).astype(np.uint8)
        rows, columns = strip.y0 - wide.y0, strip.x0 - wide.x0
        fresh = more[rows : rows + strip.height, columns : columns + strip.width]
        np.copyto(out[strip.slices], fresh, where=cut.alpha[strip.slices][..., None] > 0)
    return out


def _ring(cut: Cut) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns, in pixels, of locked squares near the region, spread evenly over them."""
    import cv2

    high, wide = (side // _SQUARE for side in cut.alpha.shape)
    whole = cut.alpha[: high * _SQUARE, : wide * _SQUARE]
    tall = whole.reshape(high, _SQUARE, wide * _SQUARE).max(axis=1, initial=0)
    grid = tall.reshape(high, wide, _SQUARE).max(axis=2, initial=0)
    if not grid.size or not grid.any():
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    away = cv2.distanceTransform((grid == 0).astype(np.uint8), cv2.DIST_L2, 3)
    rows, columns = np.nonzero((away > 0) & (away <= _REACH))
    kept = np.linspace(0, len(rows) - 1, min(_SQUARES, len(rows))).astype(int)
    return rows[kept] * _SQUARE, columns[kept] * _SQUARE


def _patches(rgb: Pixels, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Floats:
    """The luma of those squares and what is around them, one below the other."""
    span = np.arange(-_SPARE, _SQUARE + _SPARE)
    down = (rows[:, None, None] + span[:, None]).clip(0, rgb.shape[0] - 1)
    across = (columns[:, None, None] + span).clip(0, rgb.shape[1] - 1)
    return np.asarray(rgb[down, across] @ LUMA, np.float32).reshape(-1, len(span))


def _inner(stack: Floats) -> Floats:
    """(n, pixels) of the squares alone, every other pixel."""
    side = stack.shape[1]
    middle = slice(_SPARE, _SPARE + _SQUARE, 2)
    return stack.reshape(-1, side, side)[:, middle, middle].reshape(-1, (_SQUARE // 2) ** 2)


def _rough(fine: Floats) -> Floats:
    return np.asarray(np.median(np.abs(fine), axis=1) * NORMAL, np.float32)


def _correlation(one: Floats, other: Floats) -> float:
    size = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float((one * other).sum()) / max(size, 1e-9)


def _fine(plane: Floats) -> Floats:
    import cv2

    return np.asarray(plane - cv2.GaussianBlur(plane, (0, 0), _FINE), np.float32)


def _grown(box: Box, shape: tuple[int, ...], by: int) -> Box:
    return Box(
        max(0, box.x0 - by), max(0, box.y0 - by),
        min(shape[1], box.x1 + by), min(shape[0], box.y1 + by),
    )  # fmt: skip
