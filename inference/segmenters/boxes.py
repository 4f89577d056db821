"""A region given in numbers: "box 120,80,400,500" is left, top, right, bottom in pixels."""

from __future__ import annotations

import re

import numpy as np

from inference.errors import NotFound
from inference.nouns import Alpha, Box

_BOX = re.compile(r"box[\s:]*(\d+)[\s,]+(\d+)[\s,]+(\d+)[\s,]+(\d+)")


def read(words: str) -> Box | None:
    """The box that the words are, or None."""
    found = _BOX.fullmatch(words)
    return Box(*(int(number) for number in found.groups())) if found else None


def filled(box: Box, shape: tuple[int, ...]) -> Alpha:
    """255 in the part of the box that lies in the picture, 0 elsewhere; NotFound if none does."""
    height, width = shape[:2]
    inside = Box(box.x0, box.y0, min(box.x1, width), min(box.y1, height))
    if inside.width <= 0 or inside.height <= 0:
        raise NotFound(
            f"box {', '.join(map(str, box))} holds nothing of this picture of {width} × {height}. "
            f"A box is left, top, right, bottom, as in box 0,0,{width // 2},{height // 2}."
        )
    alpha = np.zeros((height, width), np.uint8)
    alpha[inside.slices] = 255
    return alpha


def sentence(box: Box) -> str:
    return f"The box from {box.x0}, {box.y0} to {box.x1}, {box.y1}, with hard edges."
