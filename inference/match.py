"""Seat painted pixels in their surroundings: the same colour cast, the same grain.

Colour: a painter that repaints the whole cut shifts what should have stayed. How far it shifted
the ring around the region is known exactly, so the slow part of that shift, in Oklab, is taken
back inside. Grain: see inference/grain.py; only what is missing is added.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference import grain as camera
from inference.nouns import Cut, Pixels
from inference.oklab import to_lab, to_rgb

Floats = npt.NDArray[np.float32]

_WORK = 256  # longest side at which the colour shift is worked out, in pixels
_SPREAD = 0.08  # of that side: how slowly the shift may vary
_PULL = 0.01  # weight of the ring's mean against the shift nearby
_OTHER = 0.12  # a shift in Oklab beyond which the painter painted something else there
_ENOUGH = 0.75  # share of the golden's grain that need not be added to
_LEAST = 0.004  # a shift in Oklab that nobody sees


def match(painted: Pixels, cut: Cut, colour: bool, grain: bool, seed: int) -> Pixels:
    """`painted` (h, w, 3) seated in `cut`, which has its size; the same array if all fits.

    Deterministic per seed. Only pixels with alpha > 0 differ from `painted`.
    """
    if colour:
        painted = _recoloured(painted, cut)
    return _grained(painted, cut, seed) if grain else painted


def _grained(painted: Pixels, cut: Cut, seed: int) -> Pixels:
    """With as much of the golden's grain as the painted part lacks."""
    wanted = camera.measure(cut.rgb, camera.cells(np.ones(cut.alpha.shape, np.bool_)))
    if wanted is None:
        return painted
    have = camera.liveliness(painted, camera.cells(cut.alpha > 127))
    if have is None or (have >= _ENOUGH * wanted.sigma).all():
        return painted
    lacking = np.where(have < _ENOUGH * wanted.sigma, wanted.sigma**2 - have**2, 0)
    missing = np.sqrt(lacking) * _away_from_the_ends()
    out = painted.copy()
    for rows, columns, fresh in camera.field(wanted, cut.alpha.shape, seed):
        if cut.alpha[rows, columns].any():
            _add(out[rows, columns], fresh, missing, cut.alpha[rows, columns] > 0)
    return out


def _add(target: Pixels, fresh: Floats, missing: Floats, where: npt.NDArray[np.bool_]) -> None:
    """Add grain to `target` in place, as strong as its own brightness asks for."""
    luma = np.rint(target @ camera.LUMA).astype(np.uint8)
    strength = np.where(where, missing[luma], 0)
    target[:] = np.rint(np.clip(target + fresh * strength[..., None], 0, 255)).astype(np.uint8)


def _away_from_the_ends() -> Floats:
    """(256,) 0-1: pure black and white stay pure, as a sensor's do."""
    code = np.arange(256)
    return np.asarray(np.minimum(1, np.minimum(code, 255 - code) / 12), np.float32)


def _recoloured(painted: Pixels, cut: Cut) -> Pixels:
    """With the slow part of the painter's colour shift taken back, learnt outside the region."""
    import cv2

    scale = min(1.0, _WORK / max(cut.alpha.shape))
    size = tuple(max(1, round(side * scale)) for side in cut.alpha.shape[::-1])
    small = [cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) for rgb in (cut.rgb, painted)]
    covered = cv2.resize((cut.alpha > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    shift = to_lab(small[0]) - to_lab(small[1])
    known = (covered == 0) & (np.linalg.norm(shift, axis=-1) < _OTHER)
    slow = _spread(shift, known)
    if float(np.abs(slow).max(initial=0)) < _LEAST:
        return painted
    out = painted.copy()
    _shift(out, cv2.resize(slow, cut.alpha.shape[::-1]), cut.alpha > 0)
    return out


def _spread(shift: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """The known shift smoothed, and carried to where it isn't known: far from it, its mean."""
    import cv2

    if not known.any():
        return np.zeros_like(shift)
    weight = known.astype(np.float32)
    width = _SPREAD * max(known.shape)
    total = cv2.GaussianBlur(shift * weight[..., None], (0, 0), width)
    count = cv2.GaussianBlur(weight, (0, 0), width)
    mean = shift[known].mean(axis=0)
    return np.asarray((total + _PULL * mean) / (count + _PULL)[..., None], np.float32)


def _shift(target: Pixels, by: Floats, where: npt.NDArray[np.bool_]) -> None:
    """Move the colours of `target` in place, in strips to keep memory low."""
    for top in range(0, len(target), 256):
        strip, inside = target[top : top + 256], where[top : top + 256]
        if inside.any():
            strip[inside] = to_rgb(to_lab(strip[inside]) + by[top : top + 256][inside])
