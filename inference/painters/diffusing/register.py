"""Lay an instruction editor's picture over the cut it was made from.

Editors without a mask move things: by parts of a pixel as a rule, and sometimes by many. The whole
shift is found by phase correlation, the part of a pixel by a descent on what is locked (Evangelidis
and Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient", 2008).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Cut, Pixels

MOST = 1.0
"""Pixels of the cut beyond which a picture has moved too far to be used."""
_SETTLED = 0.02  # pixels that nobody sees
_FLAT = 2.0  # levels of fine detail below which nothing tells a place
_ALIKE = 0.3  # correlation of fine detail below which what is locked was painted anew
_STEPS, _GAIN = 60, 1e-5

Plane = npt.NDArray[np.float32]


class Shift(NamedTuple):
    """How far a picture lies to the right of the cut and below it, in pixels of the cut."""

    right: float
    down: float

    @property
    def length(self) -> float:
        return float(np.hypot(*self))


def shift(cut: Cut, painted: Pixels) -> Shift:
    """How far `painted` (of the cut's size) moved, told by what is locked; 0 if nothing is."""
    import cv2

    locked = cv2.erode((cut.alpha == 0).astype(np.uint8), np.ones((9, 9), np.uint8))
    ours, theirs = _detail(cut.rgb), _detail(painted)
    if locked.mean() < 0.02 or min(float(one[locked > 0].std()) for one in (ours, theirs)) < _FLAT:
        return Shift(0.0, 0.0)
    return _refined(ours, theirs, locked, _whole(ours, theirs, locked))


def aligned(painted: Pixels, by: Shift) -> Pixels:
    """`painted` moved back by a shift; the same array where nobody would see it."""
    import cv2

    if by.length < _SETTLED:
        return painted
    move = np.array([[1, 0, by.right], [0, 1, by.down]], np.float32)
    flags = cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP
    size = painted.shape[1::-1]
    return np.asarray(
        cv2.warpAffine(painted, move, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    )


def _detail(rgb: Pixels) -> Plane:
    """Brightness without what is slow, so that a change of light is no change of place."""
    import cv2

    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0) - cv2.GaussianBlur(grey, (0, 0), 8.0))


def _whole(ours: Plane, theirs: Plane, locked: Any) -> Shift:
    """By phase correlation. What is not locked is greyed out with a soft edge in both pictures,
    or that edge, which never moves, would be what is found."""
    import cv2

    weight = cv2.GaussianBlur(locked.astype(np.float32), (0, 0), 4.0)
    window = cv2.createHanningWindow(ours.shape[::-1], cv2.CV_32F) * weight
    (right, down), response = cv2.phaseCorrelate(ours * window, theirs * window)
    return Shift(right, down) if response > 0.05 else Shift(0.0, 0.0)


def _refined(ours: Plane, theirs: Plane, locked: Any, start: Shift) -> Shift:
    """From a whole shift to a part of a pixel; none where the two are no longer alike."""
    import cv2

    move = np.array([[1, 0, start.right], [0, 1, start.down]], np.float32)
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, _STEPS, _GAIN)
    try:
        alike, move = cv2.findTransformECC(
            ours, theirs, move, cv2.MOTION_TRANSLATION, stop, inputMask=locked, gaussFiltSize=3
        )
    except cv2.error:
        return Shift(0.0, 0.0)
    if alike < _ALIKE:
        return Shift(0.0, 0.0)
    return Shift(float(move[0, 2]), float(move[1, 2]))
