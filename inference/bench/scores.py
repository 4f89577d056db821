"""How far a mask is from the true one: overlap, edge, and the errors of an alpha matte."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

TOLERANCE = 0.008
"""How far apart two edges may lie and still be one, as a share of the picture's diagonal: of
Perazzi et al., "A benchmark dataset and evaluation methodology for video object segmentation"
(2016)."""
OBJECT, IGNORED = 255, 128
_GRADIENT_SIGMA = 1.4  # of Rhemann et al.
_SHADES = 8  # a mask with more values than this is a matte


class Truth(NamedTuple):
    """`mask` (H, W) bool; `counted` (H, W) bool, False where nobody can say; `matte` (H, W) uint8
    where the truth is a continuous alpha, else None."""

    mask: Bools
    counted: Bools
    matte: Alpha | None


class MatteErrors(NamedTuple):
    """After Rhemann et al., "A perceptually motivated online benchmark for image matting" (2009),
    over the whole picture: `sad` and `gradient` in thousands, `mse` a mean per pixel."""

    sad: float
    mse: float
    gradient: float


def truth(values: Alpha) -> Truth:
    """255 is the object and 128 is ignored; more shades than a few are a matte, cut at half."""
    if len(np.unique(values)) > _SHADES:
        return Truth(values > 127, np.ones(values.shape, np.bool_), values)
    return Truth(values == OBJECT, values != IGNORED, None)


def iou(mask: Bools, true: Truth) -> float:
    """Intersection over union, 0-1; 1 where both are empty."""
    either = (mask | true.mask) & true.counted
    both = mask & true.mask & true.counted
    return float(both.sum() / either.sum()) if either.any() else 1.0


def boundary_f(mask: Bools, true: Truth) -> float:
    """F-measure, 0-1, of the edge's pixels that lie within the tolerance of the other edge."""
    ours, theirs = _edge(mask) & true.counted, _edge(true.mask) & true.counted
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    reach = np.ceil(TOLERANCE * np.hypot(*mask.shape))
    precision = (_distance_to(theirs)[ours] <= reach).mean()
    recall = (_distance_to(ours)[theirs] <= reach).mean()
    return float(2 * precision * recall / max(precision + recall, 1e-9))


def matte_errors(alpha: Alpha, true: Alpha) -> MatteErrors:
    ours, theirs = (plane.astype(np.float32) / np.float32(255) for plane in (alpha, true))
    apart = ours - theirs
    steps = _gradient(ours) - _gradient(theirs)
    return MatteErrors(
        float(np.abs(apart).sum() / 1000), float((apart**2).mean()), float((steps**2).sum() / 1000)
    )


def _edge(mask: Bools) -> Bools:
    """The mask's pixels that touch the other side; the picture's border is no edge."""
    import cv2

    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    return np.asarray(mask & ~inner, np.bool_)


def _distance_to(where: Bools) -> Floats:
    import cv2

    return np.asarray(cv2.distanceTransform((~where).astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _gradient(plane: npt.NDArray[np.floating]) -> Floats:
    """Length of the gradient under Gaussian derivatives of unit L2 norm."""
    import cv2

    reach = int(np.ceil(3 * _GRADIENT_SIGMA))
    x = np.arange(-reach, reach + 1, dtype=np.float64)
    bell = np.exp(-(x**2) / (2 * _GRADIENT_SIGMA**2)) / (_GRADIENT_SIGMA * np.sqrt(2 * np.pi))
    slope = -x * bell / _GRADIENT_SIGMA**2
    kernel = np.outer(bell, slope)
    kernel /= np.sqrt((kernel**2).sum())
    across, down = (
        cv2.filter2D(plane, cv2.CV_32F, each, borderType=cv2.BORDER_REPLICATE)
        for each in (kernel, kernel.T)
    )
    return np.asarray(np.hypot(across, down), np.float32)
