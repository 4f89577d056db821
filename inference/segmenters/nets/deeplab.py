"""DeepLab v3 on MobileNet v2 (Chen et al. 2017): how likely each pixel is each of 20 things.

The file answers only the likeliest class; its logits, one step before, say how sure it is and
average well over views.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inference.nouns import Pixels
from inference.segmenters.nets.letterbox import fitted, mirrored
from inference.segmenters.nets.lite import Lite
from inference.segmenters.view import Floats

FILE = "deeplabv3_mnv2_pascal_quant.tflite"
CLASSES = 21
"""Class 0 is what is none of them."""
PERSON = 15
_LOGITS = "logits/semantic/BiasAdd"
_SIDE, _STRIDE = 513, 16  # pixels of the input; pixels of it per pixel of the logits
_STEP, _ZERO = 0.2014983743429184, 36  # the logits' quantisation
_PAIRS = range(0, CLASSES, 3)  # OpenCV resamples few channels at a time


class DeepLab:
    def __init__(self, files: dict[str, Path]) -> None:
        self._net = Lite(files[FILE], _LOGITS)

    def __call__(self, rgb: Pixels) -> Floats:
        """(h, w, 21) in 0-1, summing to 1; its longer side is 513. Seen as it is and mirrored."""
        fit = fitted(rgb, _SIDE)
        seen = self._logits(fit.canvas)
        mirror = mirrored(self._logits(mirrored(fit.canvas)))
        views = [_probable(_spread(logits, fit.height, fit.width)) for logits in (seen, mirror)]
        return np.asarray((views[0] + views[1]) / 2, np.float32)

    def _logits(self, canvas: Pixels) -> Floats:
        (codes,) = self._net(canvas)
        return (codes.astype(np.float32) - _ZERO) * np.float32(_STEP)


def _spread(logits: Floats, height: int, width: int) -> Floats:
    """From the grid to pixels; the grid's first and last points are the canvas's corner pixels."""
    import cv2

    grid = np.diag([1 / _STRIDE, 1 / _STRIDE, 1])[:2]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    planes = [
        cv2.warpAffine(
            np.ascontiguousarray(logits[..., k : k + 3]), grid, (width, height),
            flags=flags, borderMode=cv2.BORDER_REPLICATE,
        )
        for k in _PAIRS
    ]  # fmt: skip
    return np.concatenate(planes, -1)


def _probable(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True), np.float32)
