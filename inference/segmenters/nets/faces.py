"""Faces: one network finds them at any size, another says where their eyes and mouth are.

Ultra-Light-Fast-Generic-Face-Detector by Linzaer, and MediaPipe's BlazeFace (Bazarevsky et al.
2019) on a cut around each; a face is what both take for one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from inference.nouns import Box, Pixels
from inference.segmenters.nets.letterbox import fitted, sized
from inference.segmenters.nets.lite import Lite
from inference.segmenters.view import Floats

FINDER, MARKER = "face_rfb320.onnx", "face_short.tflite"
_WIDE, _HIGH = 320, 240
_SIZES = {8: (10, 16, 24), 16: (32, 48), 32: (64, 96), 64: (128, 192, 256)}  # pixels, by stride
_LEAST, _SAME = 0.6, 0.3
_MARKED = 0.5  # from here on the second network agrees
_SIDE = 128
_MARGIN = 0.5  # of the face's size, around it in the second network's cut


class Face(NamedTuple):
    """`box` in the picture, `score` 0-1; `marks` (6, 2) as x, y: right eye, left eye, nose, mouth,
    right ear, left ear."""

    box: Box
    score: float
    marks: Floats


class Faces:
    def __init__(self, files: dict[str, Path]) -> None:
        import cv2

        self._find = cv2.dnn.readNetFromONNX(str(files[FINDER]))
        self._mark = Lite(files[MARKER])

    def __call__(self, rgb: Pixels) -> list[Face]:
        """The faces in the picture, surest first."""
        marked = [self._marked(rgb, box, score) for box, score in self._found(rgb)]
        return sorted((face for face in marked if face), key=lambda face: -face.score)

    def _found(self, rgb: Pixels) -> list[tuple[Box, float]]:
        small = (sized(rgb, _HIGH, _WIDE).astype(np.float32) - 127) / 128
        self._find.setInput(np.ascontiguousarray(small.transpose(2, 0, 1)[None]))
        scores, moves = self._find.forward(["scores", "boxes"])
        likely = scores[0, :, 1] >= _LEAST
        flat = _corners(moves[0], _priors())[likely] * np.array([*rgb.shape[1::-1]] * 2)
        return _apart(flat, scores[0, likely, 1])

    def _marked(self, rgb: Pixels, box: Box, score: float) -> Face | None:
        """The face with its marks, or None if the second network sees no face there."""
        pad = round(_MARGIN * max(box.width, box.height))
        left, top = max(box.x0 - pad, 0), max(box.y0 - pad, 0)
        cut = rgb[top : box.y1 + pad, left : box.x1 + pad]
        fit = fitted(cut, _SIDE)
        places, votes = self._mark(fit.canvas.astype(np.float32) / 127.5 - 1)
        best = int(votes[:, 0].argmax())
        agreed = float(1 / (1 + np.exp(-np.clip(votes[best, 0], -50, 50))))
        if agreed < _MARKED:
            return None
        marks = (places[best, 4:].reshape(6, 2) + _anchors()[best]) * (cut.shape[1] / fit.width)
        return Face(box, score * agreed, np.asarray(marks + np.array([left, top]), np.float32))


def _corners(moves: Floats, priors: Floats) -> Floats:
    """(n, 4) left, top, right, bottom as shares: each prior box moved and scaled."""
    middle = priors[:, :2] + moves[:, :2] * 0.1 * priors[:, 2:]
    half = priors[:, 2:] * np.exp(moves[:, 2:] * 0.2) / 2
    corners = np.concatenate([middle - half, middle + half], 1)
    return np.asarray(np.clip(corners, 0, 1), np.float32)


def _apart(corners: Floats, scores: Floats) -> list[tuple[Box, float]]:
    """One of every group of boxes that overlap, the surest."""
    import cv2

    sizes = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1)
    kept = cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), _LEAST, _SAME)
    boxes = np.round(corners).astype(int).tolist()
    return [(Box(*boxes[i]), float(scores[i])) for i in np.ravel(kept).astype(int)]


@cache
def _priors() -> Floats:
    """(4420, 4) x, y, width, height as shares: where the first network's boxes start from."""
    priors = []
    for stride, sizes in _SIZES.items():
        across, down = -(-_WIDE // stride), -(-_HIGH // stride)
        y, x = np.mgrid[:down, :across] + 0.5
        places = np.stack([x.ravel() * stride / _WIDE, y.ravel() * stride / _HIGH], 1)
        shapes = np.array([(size / _WIDE, size / _HIGH) for size in sizes])
        every = np.concatenate(
            [np.repeat(places, len(sizes), 0), np.tile(shapes, (len(places), 1))], 1
        )
        priors.append(every)
    return np.asarray(np.clip(np.concatenate(priors), 0, 1), np.float32)


@cache
def _anchors() -> Floats:
    """(896, 2) x, y in the second network's pixels: two per cell of 16 × 16, six per 8 × 8."""
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        middles = (np.arange(cells, dtype=np.float32) + 0.5) * (_SIDE / cells)
        y, x = np.meshgrid(middles, middles, indexing="ij")
        grids.append(np.repeat(np.stack([x.ravel(), y.ravel()], 1), each, 0))
    return np.concatenate(grids)
