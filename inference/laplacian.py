"""The matting Laplacian: alphas that are, in every small window, a line in its colours.

After Levin, Lischinski and Weiss, "A closed-form solution to natural image matting" (2008).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_EPSILON = 1e-6  # how much a window's colours may stray from a line; of Levin et al.
_BATCH = 1 << 14  # windows put into the system at a time, to bound the memory


def closed_form(rgb: Pixels, known: Floats, band: Bools, trust: Floats) -> Floats:
    """`known` with the band solved: least squares against the matting Laplacian.

    `trust` (H, W) is how hard `known` pulls where it is not binding, within the band.
    """
    from scipy.sparse import coo_array, csc_array, diags_array
    from scipy.sparse.linalg import splu

    unknown = np.flatnonzero(band)
    if not len(unknown):
        return known
    number = np.full(band.size, -1, np.int32)
    number[unknown] = np.arange(len(unknown), dtype=np.int32)
    fixed = np.where(band, 0.0, known).ravel()
    shape = (len(unknown), len(unknown))
    pull = trust.ravel()[unknown].astype(np.float64)
    system, right = csc_array(diags_array(pull)), pull * known.ravel()[unknown]
    windows = _windows(band)
    for start in range(0, len(windows), _BATCH):
        some = windows[start : start + _BATCH]
        weights = _window_laplacians(rgb.reshape(-1, 3)[some].astype(np.float64) / 255)
        rows = np.broadcast_to(number[some][:, :, None], weights.shape)
        columns = np.broadcast_to(number[some][:, None, :], weights.shape)
        free = (rows >= 0) & (columns >= 0)
        entries = (weights[free], (rows[free], columns[free]))
        system = system + coo_array(entries, shape=shape).tocsc()
        pushed = -(weights @ fixed[some][..., None]).ravel()
        right += np.bincount(number[some].ravel() + 1, pushed, len(unknown) + 1)[1:]
    solved = splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(right)
    out = known.copy()
    out.ravel()[unknown] = solved
    return out


def _windows(band: Bools) -> npt.NDArray[np.int64]:
    """Flat indices (n, 9) of every 3x3 window inside the picture that touches the band."""
    import cv2

    width = band.shape[1]
    touched = cv2.dilate(band.astype(np.uint8), np.ones((3, 3), np.uint8))
    touched[[0, -1]] = 0
    touched[:, [0, -1]] = 0
    steps = (np.arange(-1, 2)[:, None] * width + np.arange(-1, 2)).ravel()
    return np.asarray(np.flatnonzero(touched)[:, None] + steps, np.int64)


def _window_laplacians(colours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, 9, 9): for each window, the cost of alphas that are no affine function of its colours."""
    centred = colours - colours.mean(1, keepdims=True)
    spread = centred.transpose(0, 2, 1) @ centred / 9 + np.eye(3) * (_EPSILON / 9)
    likeness = centred @ np.linalg.solve(spread, centred.transpose(0, 2, 1))
    return np.asarray(np.eye(9) - (1 + likeness) / 9)
