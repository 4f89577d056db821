"""The lettered grid drawn: hair lines in the picture, letters and numbers on a frame around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inference.grid import Grid, letter
from inference.nouns import Box, Pixels

_CARD, _TEXT = (247, 245, 250), (62, 50, 92)
_LINE = 0.2  # how far a hair line moves towards white, or towards ink on a light ground
_CALM = 61  # pixels along a line over which its ground is judged
_LETTER = 0.031  # height of a letter, as a share of the longer side
_SMALLEST = 9  # pixels of a letter
_BAND = 1.5  # width of the frame, in letters


def ruled(rgb: Pixels, over: Grid) -> Pixels:
    """The picture with the grid's lines, lighter than a dark ground and darker than a light one."""
    out = rgb.copy()
    width = max(1, round(max(rgb.shape) / 1200))
    for x in _inner(over.across, rgb.shape[1]):
        _shift(out[:, x : x + width])
    for y in _inner(over.down, rgb.shape[0]):
        _shift(out[y : y + width])
    return out


def framed(rgb: Pixels, over: Grid) -> Pixels:
    """The picture on a card, with a letter over each column and a number beside each row."""
    height, width = rgb.shape[:2]
    size, band = _letters(max(width, height))
    card = Image.new("RGB", (width + 2 * band, height + 2 * band), _CARD)
    card.paste(Image.fromarray(rgb), (band, band))
    draw, font = ImageDraw.Draw(card), ImageFont.load_default(size)
    for names, lines, side, place in (
        ([letter(i) for i in range(over.columns)], over.across, width, _over),
        ([str(i + 1) for i in range(over.rows)], over.down, height, _beside),
    ):
        at = [band + round(line * side / lines[-1]) for line in lines]
        for name, start, end in zip(names, at, at[1:], strict=False):
            for edge in (band / 2, (height if place is _over else width) + band * 1.5):
                draw.text(place((start + end) / 2, edge), name, _TEXT, font, anchor="mm")
    return np.asarray(card)


def inside(shape: tuple[int, ...]) -> Box:
    """Where the picture lies in a framed one of that shape."""
    height, width = shape[:2]
    band = next(b for b in count(1) if b >= _letters(max(height, width) - 2 * b)[1])
    return Box(band, band, width - band, height - band)


def _letters(longest: int) -> tuple[int, int]:
    """Pixels of a letter's height, and of the band of the frame that it stands on."""
    size = max(_SMALLEST, round(_LETTER * longest))
    return size, round(size * _BAND)


def _over(along: float, edge: float) -> tuple[float, float]:
    return along, edge


def _beside(along: float, edge: float) -> tuple[float, float]:
    return edge, along


def _inner(lines: Sequence[int], side: int) -> list[int]:
    """Where the lines between cells lie in a picture of another size."""
    return [round(line * side / lines[-1]) for line in lines[1:-1]]


def _shift(strip: Pixels) -> None:
    """Draws a line into a view of the picture."""
    import cv2

    grey = cv2.cvtColor(np.ascontiguousarray(strip), cv2.COLOR_RGB2GRAY)
    light = cv2.blur(grey, (_CALM, _CALM))[..., None]  # or the line falls to dashes on a texture
    target = np.where(light > 140, np.float32(20), np.float32(255))
    strip[:] = np.rint(strip + (target - strip) * np.float32(_LINE)).astype(np.uint8)
