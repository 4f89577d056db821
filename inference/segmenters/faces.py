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
    """Boxes of frontal faces with the colour of skin; `rgb` some 240 pixels long."""
    least = min(rgb.shape[:2])
    if least < 48:
        return []
    found = _cascade().detect_multi_scale(
        img=rgb, scale_factor=1.15, step_ratio=1, min_neighbor_number=4,
        min_size=(24, 24), max_size=(int(least * 0.8), int(least * 0.8)),
    )  # fmt: skip
    boxes = [Box(f["c"], f["r"], f["c"] + f["width"], f["r"] + f["height"]) for f in found]
    return [box for box in boxes if _is_skin(rgb, box)]


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
