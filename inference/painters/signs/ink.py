"""The colours and the sharpness of lettering, and the surface below it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from inference.nouns import Box, Cut, Pixels
from inference.segmenters.view import Bools, Floats

_EVEN = 7.0  # codes by which a surface may differ from a smooth one, and still be plain
_SHARPEST, _SOFTEST = 0.35, 8.0  # pixels of blur, as a standard deviation


def inks(rgb: Pixels, inked: Bools, area: Box) -> Floats:
    """(h, w, 3) the ink's colour all over `area`, lighter and darker as the light on it is."""
    import cv2

    deep = cv2.distanceTransform(inked.astype(np.uint8), cv2.DIST_L2, 3)
    core = deep >= min(float(deep.max()) * 0.6, 4.0)
    return _smooth(rgb, core if core.sum() > 30 else inked, area, 1)


def softness(rgb: Pixels, inked: Bools) -> float:
    """The blur of the letters' edges in pixels: a step of one height is as steep as it is sharp."""
    import cv2

    area = wide(Box.around(inked), inked.shape, 3).slices
    here, own = rgb[area], inked[area]
    ink = np.median(here[own], 0) - np.median(here[~own], 0)
    height = float(np.linalg.norm(ink))
    if height < 8:
        return _SHARPEST
    plane = (here @ (ink / height)).astype(np.float32)
    across, down = cv2.Sobel(plane, -1, 1, 0, scale=1 / 8), cv2.Sobel(plane, -1, 0, 1, scale=1 / 8)
    edge = cv2.dilate(own.astype(np.uint8), np.ones((3, 3))) > cv2.erode(
        own.astype(np.uint8), np.ones((3, 3))
    )
    steep = float(np.quantile(np.hypot(across, down)[edge], 0.75))
    seen = height / max(steep * (2 * np.pi) ** 0.5, 1e-3)
    return float(np.clip(max(seen**2 - 0.75, 0) ** 0.5, _SHARPEST, _SOFTEST))  # Sobel blurs too


def cleaned(cut: Cut, inked: Bools, near: Bools, grow: int, seed: int) -> Pixels:
    """The cut without these strokes: a plain surface is continued smoothly, any other is filled.

    `near` is the line's own area, from which a plain surface is taken.
    """
    import cv2

    from inference.painters.fill import fill

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grow + 1, 2 * grow + 1))
    gone = cv2.dilate(inked.astype(np.uint8), disc) > 0
    area = wide(Box.around(gone), inked.shape, 2 * grow)
    known = near & ~gone
    if known.sum() > 60:
        even = _smooth(cut.rgb, known, area, 2)
        left = cut.rgb[area.slices].astype(np.float32) - even
        if float(np.abs(left[known[area.slices]]).mean()) < _EVEN:
            return _laid(cut.rgb, even, gone, area)
    return fill(replace(cut, alpha=np.where(gone, np.uint8(255), np.uint8(0))), seed)


def _laid(rgb: Pixels, fresh: Floats, gone: Bools, area: Box) -> Pixels:
    """The fresh surface where strokes are gone, its edge faded."""
    import cv2

    out = rgb.copy()
    share = cv2.GaussianBlur(gone[area.slices].astype(np.float32), (0, 0), 1.0)[..., None]
    mixed = share * fresh + (1 - share) * rgb[area.slices]
    out[area.slices] = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
    return out


def _smooth(rgb: Pixels, known: Bools, area: Box, degree: int) -> Floats:
    """(h, w, 3) over `area`: the surface of this degree nearest to what is known, twice, the second
    time without what lies far from it."""
    y, x = np.nonzero(known)
    seen = rgb[known].astype(np.float64)
    terms = _terms(x, y, area, degree)
    keep = np.ones(len(seen), np.bool_)
    for _ in range(3):
        fit = np.linalg.lstsq(terms[keep], seen[keep], rcond=None)[0]
        off = np.abs(terms @ fit - seen).max(1)
        keep = off <= max(2.5 * float(np.median(off)), 2.0)
    down, across = np.mgrid[area.slices]
    all_over = _terms(across.ravel(), down.ravel(), area, degree) @ fit
    low = np.maximum(np.quantile(seen, 0.02, 0) - 8, 0)
    high = np.minimum(np.quantile(seen, 0.98, 0) + 8, 255)
    return np.clip(all_over, low, high).reshape(area.height, area.width, 3).astype(np.float32)


def _terms(
    x: npt.NDArray[np.intp], y: npt.NDArray[np.intp], area: Box, degree: int
) -> npt.NDArray[np.float64]:
    u, v = (x - area.x0) / area.width - 0.5, (y - area.y0) / area.height - 0.5
    flat = [np.ones_like(u), u, v]
    return np.stack(flat if degree == 1 else [*flat, u * u, u * v, v * v], 1)


def wide(box: Box, shape: tuple[int, ...], by: int) -> Box:
    return Box(max(box.x0 - by, 0), max(box.y0 - by, 0),
               min(box.x1 + by, shape[1]), min(box.y1 + by, shape[0]))  # fmt: skip
