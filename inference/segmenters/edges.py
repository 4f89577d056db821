"""From how likely each pixel is to a mask whose edge lies on an edge of the picture.

First the bilateral solver (Barron and Poole, 2016): pixels near each other and alike in colour get
one answer, pulled towards what is sure. Then GrabCut in a narrow band along the edge that this
gave; if it strays, its answer is dropped: refining is not always a gain.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.segmenters import grabcut
from inference.segmenters.view import Bools, Floats

_PLACE = 0.019  # a cell of the bilateral grid: a share of the longer side
_LIGHT, _HUE = 6, 6  # and codes of Y, Cr and Cb
_SMOOTH = 32.0  # how much more alike neighbours weigh than one pixel's own word
_UNSURE = 0.02  # what a pixel at one half still weighs
_ROUNDS = 25  # of conjugate gradients
_BAND = 0.03  # GrabCut's band, as a share of the longer side
_STRAYED = 0.8  # overlap with the solver's mask below which GrabCut is not believed
_SPECK = 0.02  # parts below this share of the largest are dropped

_Numbers = npt.NDArray[np.int64]
_Doubles = npt.NDArray[np.float64]


def settled(rgb: Pixels, likely: Floats) -> Bools:
    """(h, w) bool from likelihoods in 0-1; both some 640 pixels long, as grabcut.FINEST."""
    solved = smoothed(rgb, likely)
    rough = solved > 0.5
    if rough.all() or not rough.any():
        return rough
    fine = grabcut.cut(rgb, _banded(rough), rounds=2)
    both, either = (fine & rough).sum(), (fine | rough).sum()
    return grabcut.tidy(fine if both > _STRAYED * either else rough, speck=_SPECK)


def _banded(rough: Bools) -> grabcut.Trimap:
    """Open to GrabCut along the mask's edge only."""
    import cv2

    side = int(_BAND * max(rough.shape)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    plane = rough.astype(np.uint8)
    trimap = np.where(rough, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[cv2.erode(plane, disc, borderValue=1) > 0] = cv2.GC_FGD
    trimap[cv2.dilate(plane, disc) == 0] = cv2.GC_BGD
    return trimap


def smoothed(rgb: Pixels, likely: Floats) -> Floats:
    """The likelihoods (h, w) as the bilateral solver settles them."""
    from scipy.sparse import csr_matrix, diags
    from scipy.sparse.linalg import cg

    cells, numbers = np.unique(_cells(rgb), return_inverse=True)
    pixels = likely.size
    splat = csr_matrix((np.ones(pixels), (numbers.ravel(), np.arange(pixels))))
    blur, mass = _neighbours(cells), np.asarray(splat.sum(1)).ravel()
    even = _balanced(blur, mass)
    weight = (np.abs(2 * likely - 1) ** 2 + _UNSURE).ravel()
    own = splat @ weight
    wanted = splat @ (weight * likely.ravel())
    matrix = _SMOOTH * (diags(mass) - diags(even) @ blur @ diags(even)) + diags(own)
    ease = diags(1 / matrix.diagonal())
    solved, _ = cg(matrix, wanted, x0=wanted / own, maxiter=_ROUNDS, rtol=1e-4, M=ease)
    return np.asarray((splat.T @ solved).reshape(likely.shape), np.float32)


_STRIDE = 128  # numbers per axis in a cell's code: 1,536 pixels and 256 colour codes fit


def _cells(rgb: Pixels) -> _Numbers:
    """Per pixel, the code of its cell in the grid of place and colour."""
    import cv2

    ycc = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2YCrCb).astype(np.int64)
    side = max(round(_PLACE * max(rgb.shape[:2])), 3)
    y, x = np.indices(rgb.shape[:2]) // side
    axes = (y, x, ycc[..., 0] // _LIGHT, ycc[..., 1] // _HUE, ycc[..., 2] // _HUE)
    code = np.zeros(rgb.shape[:2], np.int64)
    for axis in axes:
        code = code * _STRIDE + axis
    return code.ravel()


def _neighbours(cells: _Numbers) -> Any:
    """The grid's blur, a sparse matrix: a cell counts ten times, each neighbour once."""
    from scipy.sparse import csr_matrix, identity

    count = len(cells)
    blur = identity(count, format="csr") * 10.0
    for axis in range(5):
        step = _STRIDE**axis
        place = np.minimum(np.searchsorted(cells, cells + step), count - 1)
        here = np.flatnonzero(cells[place] == cells + step)
        link = csr_matrix((np.ones(len(here)), (here, place[here])), (count, count))
        blur = blur + link + link.T
    return blur


def _balanced(blur: Any, mass: _Doubles) -> _Doubles:
    """Weights that make the blur keep each cell's mass (Sinkhorn's iteration)."""
    even: _Doubles = np.ones(len(mass))
    for _ in range(12):
        even = np.sqrt(even * mass / (blur @ even))
    return even
