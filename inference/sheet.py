"""Pictures for people: labelled previews and contact sheets. Never proven, never delivered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inference.nouns import Pixels

INK, PAPER, PILL = (29, 28, 29), (255, 255, 255), (29, 28, 29, 190)
GAP = 16
NARROWEST = 160


def fit(rgb: Pixels, side: int) -> Image.Image:
    """At most `side` pixels wide and high; never enlarged."""
    picture = Image.fromarray(rgb)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return picture


def fit_pixels(rgb: Pixels, side: int) -> Pixels:
    """The same as an array."""
    return np.asarray(fit(rgb, side))


def labelled(rgb: Pixels, label: str, side: int = 1600) -> Pixels:
    """A preview with its label in the lower left corner, at most `side` pixels wide and high.

    A picture too small for a label goes without.
    """
    picture = fit(rgb, side).convert("RGBA")
    size = max(12, round(max(picture.size) / 45))
    if min(picture.size) < 4 * size:
        return np.asarray(picture.convert("RGB"))
    inset, pad = size * 0.7, size * 0.45
    text, font = _fitted(label, picture.width - 2 * (inset + pad), size)
    veil = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(veil)
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    width, height = right - left, bottom - top
    x, y = inset, max(0, picture.height - inset - height - 2 * pad)
    draw.rounded_rectangle((x, y, x + width + 2 * pad, y + height + 2 * pad), size * 0.4, PILL)
    draw.text((x + pad - left, y + pad - top), text, PAPER, font)
    return np.asarray(Image.alpha_composite(picture, veil).convert("RGB"))


def contact_sheet(
    cells: Sequence[tuple[str, Pixels]], side: int = 720, columns: int | None = None
) -> Pixels:
    """Every cell at the same size with its label below; where no number of columns is given, as
    near to a square sheet as may be."""
    pictures = [(label, fit(rgb, side)) for label, rgb in cells]
    width = max(NARROWEST, *(picture.width for _, picture in pictures))
    height = max(picture.height for _, picture in pictures)
    columns = columns or _columns(len(cells), width / height)
    line = max(14, width // 24)
    step = (width + GAP, height + line + GAP + GAP // 2)
    rows = math.ceil(len(cells) / columns)
    sheet = Image.new("RGB", (GAP + columns * step[0], GAP + rows * step[1]), PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, (label, picture) in enumerate(pictures):
        x, y = GAP + number % columns * step[0], GAP + number // columns * step[1]
        inset = (width - picture.width) // 2, (height - picture.height) // 2
        sheet.paste(picture, (x + inset[0], y + inset[1]))
        text, font = _fitted(label[:1].upper() + label[1:], width, line * 0.8)
        draw.text((x, y + height + GAP // 3), text, INK, font)
    return np.asarray(sheet)


def _fitted(text: str, width: float, size: float) -> tuple[str, Any]:
    """The text and a font in which it is not wider: smaller first, then cut short."""
    font = ImageFont.load_default(size)
    font = ImageFont.load_default(size * max(0.65, min(1, width / max(font.getlength(text), 1))))
    whole = text
    while whole and font.getlength(text) > width:
        whole = whole[:-1].rstrip()
        text = whole + "…"
    return text, font


def _columns(count: int, aspect: float) -> int:
    """The number of columns that brings the whole sheet nearest to 4:3."""

    def off(columns: int) -> float:
        return abs(math.log(aspect * columns / math.ceil(count / columns) / (4 / 3)))

    return min(range(1, count + 1), key=off)
