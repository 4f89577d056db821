"""Faces looking at the camera, and the person that belongs below each."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from inference.nouns import Box, Pixels
from inference.segmenters.view import Floats

_CASCADE = "lbpcascade_frontalface_opencv.xml"  # ships inside scikit-image
_SKIN = ((136, 175), (80, 128))  # Cr and Cb of skin of any lightness
_SHARE_OF_SKIN = 0.7


def faces(rgb: Pixels) -> list[Box]:
    """Boxes of frontal faces with the colour of skin; `rgb` some 240 pixels long.

    A face is one in the mirror too; most of what only looks like one is not.
    """
    if min(rgb.shape[:2]) < 48:
        return []
    width = rgb.shape[1]
    mirror = [_mirrored(box, width) for box in _detected(np.ascontiguousarray(rgb[:, ::-1]))]
    seen = [box for box in _detected(rgb) if any(_same(box, other) for other in mirror)]
    return [box for box in seen if _is_skin(rgb, box)]


def _detected(rgb: Pixels) -> list[Box]:
    largest = int(min(rgb.shape[:2]) * 0.8)
    found = _cascade().detect_multi_scale(
        img=rgb, scale_factor=1.15, step_ratio=1, min_neighbor_number=4,
        min_size=(24, 24), max_size=(largest, largest),
    )  # fmt: skip
    return [Box(f["c"], f["r"], f["c"] + f["width"], f["r"] + f["height"]) for f in found]


def _mirrored(box: Box, width: int) -> Box:
    return Box(width - box.x1, box.y0, width - box.x0, box.y1)


def _same(one: Box, other: Box) -> bool:
    """Whether each has its centre well inside the other."""
    away = max(
        abs(one.x0 + one.x1 - other.x0 - other.x1), abs(one.y0 + one.y1 - other.y0 - other.y1)
    )
    return away / 2 < 0.35 * min(one.width, other.width)


def people(shape: tuple[int, ...], boxes: list[Box]) -> Floats:
    """Where the heads and shoulders of these faces are likely, (h, w) in 0-1."""
    bodies = [_body(shape, box) for box in boxes]
    nobody = np.zeros(shape[:2], np.float32)
    return np.asarray(np.maximum.reduce([nobody, *bodies]), np.float32)


def _body(shape: tuple[int, ...], face: Box) -> Floats:
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    middle, centre = (face.x0 + face.x1) / 2, (face.y0 + face.y1) / 2
    wide, high = face.width, face.height
    head = np.exp(-(((x - middle) / (wide * 0.62)) ** 4) - ((y - centre) / (high * 0.8)) ** 4)
    shoulders = np.clip((y - face.y1 - 0.05 * high) / (high * 0.9), 0, 1)
    across = np.exp(-(((x - middle) / (wide * (0.35 + 1.15 * shoulders))) ** 4))
    down = np.exp(-(np.clip((y - face.y0 - 4 * high) / (3 * high), 0, 9) ** 2))
    torso = np.where(y > face.y0 + 0.9 * high, 0.9 * across * down, 0)
    return np.asarray(np.maximum(head, torso), np.float32)


def _is_skin(rgb: Pixels, face: Box) -> bool:
    """Whether most of the face's middle has a skin's colour: faces of owls and cars have not."""
    import cv2

    right, down = face.width // 4, face.height // 4
    middle = rgb[face.y0 + down : face.y1 - down, face.x0 + right : face.x1 - right]
    _, red, blue = np.moveaxis(cv2.cvtColor(middle, cv2.COLOR_RGB2YCrCb), -1, 0)
    (red0, red1), (blue0, blue1) = _SKIN
    skin = (red > red0) & (red < red1) & (blue > blue0) & (blue < blue1)
    return bool(skin.mean() > _SHARE_OF_SKIN)


@cache
def _cascade() -> Any:
    from importlib.resources import as_file, files

    from skimage.feature import Cascade

    with as_file(files("skimage") / "data" / _CASCADE) as path:
        return Cascade(str(path))
