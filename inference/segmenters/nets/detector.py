"""FastestDet: boxes of 80 everyday things (dog-qiuqiu/FastestDet)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from inference.nouns import Box, Pixels
from inference.segmenters.nets.letterbox import sized, unit
from inference.segmenters.view import Floats, Labels

FILE = "FastestDet.onnx"
_SIDE, _LEAST, _SAME = 352, 0.3, 0.45  # input pixels; score and overlap thresholds


class Seen(NamedTuple):
    """A thing in a box; `kind` is its number among COCO's 80, `score` 0-1."""

    box: Box
    kind: int
    score: float


class Detector:
    def __init__(self, files: dict[str, Path]) -> None:
        import cv2

        self._net = cv2.dnn.readNetFromONNX(str(files[FILE]))

    def __call__(self, rgb: Pixels) -> list[Seen]:
        """What is in the picture, surest first, from a score of 0.3 on."""
        planes = self._planes(rgb)
        scores = planes[0] ** 0.6 * planes[5:].max(0) ** 0.4
        rows, columns = np.asarray(np.nonzero(scores >= _LEAST), np.int64)
        if not len(rows):
            return []
        cells = planes[:, rows, columns]
        corners = _corners(cells, rows, columns, planes.shape[1:])
        return _apart(corners, cells[5:].argmax(0), scores[rows, columns], rgb.shape)

    def _planes(self, rgb: Pixels) -> Floats:
        bgr = unit(sized(rgb, _SIDE, _SIDE))[..., ::-1]
        self._net.setInput(np.ascontiguousarray(bgr.transpose(2, 0, 1)[None]))
        return np.asarray(self._net.forward()[0], np.float32)


def _corners(cells: Floats, rows: Labels, columns: Labels, grid: tuple[int, ...]) -> Floats:
    """(n, 4) left, top, right, bottom as shares of the picture."""
    x = (columns + np.tanh(cells[1])) / grid[1]
    y = (rows + np.tanh(cells[2])) / grid[0]
    width, height = 1 / (1 + np.exp(-cells[3:5]))
    corners = np.clip([x - width / 2, y - height / 2, x + width / 2, y + height / 2], 0, 1)
    return np.asarray(corners.T, np.float32)


def _apart(corners: Floats, kinds: Labels, scores: Floats, shape: tuple[int, ...]) -> list[Seen]:
    """One of every group of boxes of a kind that overlap, the surest."""
    import cv2

    scaled = corners * np.array([shape[1], shape[0], shape[1], shape[0]])
    flat = np.concatenate([scaled[:, :2], scaled[:, 2:] - scaled[:, :2]], 1)
    kept = cv2.dnn.NMSBoxesBatched(flat.tolist(), scores.tolist(), kinds.tolist(), _LEAST, _SAME)
    boxes = np.round(scaled).astype(int).tolist()
    found = [Seen(Box(*boxes[i]), int(kinds[i]), float(scores[i])) for i in np.ravel(kept)]
    return sorted(found, key=lambda seen: -seen.score)
