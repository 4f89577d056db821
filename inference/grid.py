"""The lettered grid by which people point: columns A, B, C from the left, rows 1, 2, 3 down.

Its geometry follows from the golden's size alone, so "C3" means the same in the thread, on the
overlay and to whatever looks for what lies there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from inference.nouns import Box

_ABOUT = (8, 7)  # cells on the longer side; 7 where they are nearer to squares, as at 16:9
_LEAST = 24  # pixels of a cell's longer side
_CELL = r"([a-z])\s?(\d{1,2})"
_NAME = re.compile(rf"{_CELL}(?:\s?(?:-|–|—|:|to|\.\.)\s?{_CELL})?", re.IGNORECASE)


class Grid(NamedTuple):
    """How many cells there are across and down, over a picture of `width` x `height` pixels."""

    columns: int
    rows: int
    width: int
    height: int

    @property
    def across(self) -> tuple[int, ...]:
        """x of the lines between columns, with both edges of the picture."""
        return tuple(round(self.width * i / self.columns) for i in range(self.columns + 1))

    @property
    def down(self) -> tuple[int, ...]:
        """y of the lines between rows, with both edges of the picture."""
        return tuple(round(self.height * i / self.rows) for i in range(self.rows + 1))

    @property
    def last(self) -> str:
        """The name of the cell in the lower right corner."""
        return f"{letter(self.columns - 1)}{self.rows}"


def grid(width: int, height: int) -> Grid:
    """The grid whose cells are nearest to squares, with about eight on the longer side."""
    longer, shorter = max(width, height), min(width, height)
    most = max(1, longer // _LEAST)
    tries = [(n, max(1, round(n * shorter / longer))) for n in (min(n, most) for n in _ABOUT)]
    long, short = min(tries, key=lambda each: _oddness(longer / each[0], shorter / each[1]))
    return Grid(long, short, width, height) if width >= height else Grid(short, long, width, height)


def letter(column: int) -> str:
    """0 is A."""
    return chr(ord("A") + column)


def cell(name: str, width: int, height: int) -> Box | None:
    """Where "C3", "c 3" or all of "C3-D4" lies; None if it is no cell of this picture."""
    found = _NAME.fullmatch(name.strip())
    if not found:
        return None
    over = grid(width, height)
    column, row, other, below = found.groups()
    columns = sorted(ord(each.upper()) - ord("A") for each in (column, other or column))
    rows = sorted(int(each) - 1 for each in (row, below or row))
    if not (columns[1] < over.columns and rows[0] >= 0 and rows[1] < over.rows):
        return None
    return Box(
        over.across[columns[0]],
        over.down[rows[0]],
        over.across[columns[1] + 1],
        over.down[rows[1] + 1],
    )


def _oddness(width: float, height: float) -> float:
    """0 for a square, rounded so that hardly any difference counts for none."""
    return round(max(width, height) / min(width, height) - 1, 2)
