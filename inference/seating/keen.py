"""How much softer a painter draws than the golden is, and what brings that back.

Around the region the golden is known. The gain of its finest detail that comes nearest to the
golden's, by least squares, is the painter's loss: grain that the painter invented agrees with
nothing, and so doesn't raise it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.grain import LUMA
from inference.nouns import Box, Cut, Pixels

Floats = npt.NDArray[np.float32]

_FINE = 1.0  # deviation of the low pass, pixels
_MARGIN, _REACH = 4, 96  # pixels from the region between which is looked
_LEAST, _MOST = 0.05, 0.7  # a gain that nobody sees, and the most that does no harm
_ALIKE = 0.5  # correlation from which the painter drew the same again, if softer
_STRIP = 256


def softness(painted: Pixels, cut: Cut) -> float:
    """The gain, 0 to 0.7, that the painting's finest detail lacks; 0 where nobody would see it."""
    import cv2

    area = _grown(Box.around(cut.alpha > 0), cut.alpha.shape, _REACH)
    locked = (cut.alpha[area.slices] == 0).astype(np.uint8)
    away = cv2.distanceTransform(locked, cv2.DIST_L2, 3)
    ring = (away > _MARGIN) & (away < _REACH)
    true, drawn = (_fine(rgb[area.slices] @ LUMA)[ring] for rgb in (cut.rgb, painted))
    both, own = float(true @ drawn), float(drawn @ drawn)
    if both <= _ALIKE * float(true @ true) ** 0.5 * own**0.5:
        return 0.0
    gain = both / own - 1
    return min(gain, _MOST) if gain > _LEAST else 0.0


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


def _fine(plane: Floats) -> Floats:
    import cv2

    return np.asarray(plane - cv2.GaussianBlur(plane, (0, 0), _FINE), np.float32)


def _grown(box: Box, shape: tuple[int, ...], by: int) -> Box:
    return Box(
        max(0, box.x0 - by), max(0, box.y0 - by),
        min(shape[1], box.x1 + by), min(shape[0], box.y1 + by),
    )  # fmt: skip
