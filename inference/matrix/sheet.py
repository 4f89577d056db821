"""A matrix on one sheet: rows and columns with their names, an empty cell with the reason why.

Rows stand in bands side by side, as many as make the pictures largest within WIDEST x HIGHEST.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inference.matrix.nouns import Matrix
from inference.nouns import Pixels
from inference.sheet import GAP, INK, PAPER, fit, fitted

WIDEST, HIGHEST = 3840, 2160
"""Pixels of a sheet: a 4K screen."""
LARGEST = 720
"""Pixels of the longer side of a picture."""
SMALLEST = 320
"""The same of a cell, however small its picture is, so that its name can be read."""
EMPTY, FAINT = (240, 240, 240), (97, 96, 97)
LONGEST = 4  # lines of a name or a reason
_NAMES = 0.42  # width of the rows' names, in widths of a picture
_LETTERS = 0.075  # height of a name's letters, in widths of a picture
_SMALLEST, _BIGGEST = 15, 34  # pixels of a name's letters


class _Plan(NamedTuple):
    """Sizes in pixels; `down` rows stand in each of `bands`."""

    bands: int
    down: int
    width: int
    height: int
    names: int
    letters: int
    head: int

    def band(self, columns: int) -> int:
        """From the left edge of one band to that of the next."""
        return self.names + columns * (self.width + GAP) + GAP

    def size(self, columns: int) -> tuple[int, int]:
        high = GAP + self.head + self.down * (self.height + GAP)
        return self.bands * self.band(columns), high


def sheet(matrix: Matrix, pictures: Mapping[str, Pixels | str]) -> Pixels:
    """The sheet, at most WIDEST x HIGHEST. `pictures` has for a cell's name its picture, or words
    on why there is none; a place without a cell stays blank."""
    plan = _plan(matrix, *_shape(pictures))
    canvas = Image.new("RGB", plan.size(len(matrix.columns)), PAPER)
    draw = ImageDraw.Draw(canvas)
    band = plan.band(len(matrix.columns))
    for number, row in enumerate(matrix.rows):
        left, down = GAP + number // plan.down * band, number % plan.down
        top = GAP + plan.head + down * (plan.height + GAP)
        _write(draw, row, (left, top, plan.names - GAP, plan.height), plan.letters)
        for at, column in enumerate(matrix.columns):
            x = left + plan.names + at * (plan.width + GAP)
            if plan.head and not down:
                _write(draw, column, (x, GAP, plan.width, plan.head), plan.letters)
            cell = matrix.at(row, column)
            if cell:
                shown = pictures.get(cell.name, "Not painted yet")
                _place(canvas, shown, (x, top, plan.width, plan.height), plan.letters)
    return np.asarray(canvas)


def _shape(pictures: Mapping[str, Pixels | str]) -> tuple[float, int]:
    """Width over height, and the longer side, of the first picture: all are of one golden."""
    shown = next((one for one in pictures.values() if not isinstance(one, str)), None)
    if shown is None:
        return 4 / 3, LARGEST
    longer = min(max(shown.shape[:2]), LARGEST)
    return min(max(shown.shape[1] / shown.shape[0], 0.2), 5.0), max(longer, SMALLEST)


def _plan(matrix: Matrix, aspect: float, side: int) -> _Plan:
    rows = len(matrix.rows)
    plans = (_sized(bands, matrix, aspect, side) for bands in range(1, rows + 1))
    columns = len(matrix.columns)

    def off(plan: _Plan) -> float:
        width, height = plan.size(columns)
        return abs(log(width / height / (WIDEST / HIGHEST)))

    return max(plans, key=lambda plan: (plan.width, -off(plan)))


def _sized(bands: int, matrix: Matrix, aspect: float, side: int) -> _Plan:
    """The largest pictures with which so many bands fit."""
    rows, columns = len(matrix.rows), len(matrix.columns)
    named = any(matrix.columns)
    down = ceil(rows / bands)
    room = WIDEST - GAP - bands * (2 + columns) * GAP
    wide = room / bands / (columns + _NAMES)
    tall = (HIGHEST - GAP - down * GAP - named * 2 * _BIGGEST) / down * aspect
    width = max(16, int(min(wide, tall, side, side * aspect)))
    letters = min(max(_SMALLEST, round(width * _LETTERS)), _BIGGEST)
    names = int(width * _NAMES) + GAP
    head = 2 * letters if named else 0
    return _Plan(ceil(rows / down), down, width, max(16, int(width / aspect)), names, letters, head)


def _place(canvas: Any, shown: Pixels | str, where: tuple[int, int, int, int], size: int) -> None:
    x, y, width, height = where
    if isinstance(shown, str):
        draw = ImageDraw.Draw(canvas)
        draw.rectangle((x, y, x + width - 1, y + height - 1), EMPTY)
        _write(draw, shown, (x + GAP, y + GAP, width - 2 * GAP, height - 2 * GAP), size, FAINT)
        return
    picture = fit(shown, max(width, height))
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    canvas.paste(picture, (x + (width - picture.width) // 2, y + (height - picture.height) // 2))


def _write(
    draw: Any, words: str, where: tuple[int, int, int, int], size: int, ink: Any = INK
) -> None:
    """The words in lines that fit, from the upper left corner on."""
    x, y, width, height = where
    most = min(LONGEST, max(1, int(height / (1.25 * size))))
    for line in _lines(words, width, size, most):
        text, font = fitted(line, width, size)
        draw.text((x, y), text, ink, font)
        y += round(1.25 * size)


def _lines(words: str, width: int, size: int, most: int) -> list[str]:
    """At most so many lines, each as full as it may be; the last one takes the rest."""
    font = ImageFont.load_default(size)
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(lines) < most and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
