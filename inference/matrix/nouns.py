"""The words of a matrix: cells with names, and the table of the colours that products must have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inference.nouns import Instruction

MOST_CELLS = 60
"""What one contact sheet can still show, and one person look through."""


class Variable(StrEnum):
    """The one thing in which a cell differs from its golden."""

    ENVIRONMENT = "environment"
    SEASON = "season"
    COLOUR = "colour"
    PROP = "prop"
    MOOD = "mood"
    COPY = "copy"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Cell:
    """One edit. `row` and `column` are names for people, `column` is "" where there is one only;
    `instruction` has no list left in it."""

    row: str
    column: str
    instruction: Instruction
    variable: Variable

    @property
    def name(self) -> str:
        """What the cell is called; unlike any other in its matrix."""
        return f"{self.row} / {self.column}" if self.column else self.row


@dataclass(frozen=True, slots=True)
class Matrix:
    """`rows` and `columns` are names in order; `cells` go row by row, and some may be missing.

    `notes` are sentences on what was left out when it was read.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, cells: Iterable[Cell], notes: tuple[str, ...] = ()) -> Matrix:
        """Rows and columns in the order in which they first come."""
        given = tuple(cells)
        rows = tuple(dict.fromkeys(cell.row for cell in given))
        columns = tuple(dict.fromkeys(cell.column for cell in given))
        order = {(row, column): at for at, (row, column) in enumerate(
            (row, column) for row in rows for column in columns)}  # fmt: skip
        placed = sorted(given, key=lambda cell: order[cell.row, cell.column])
        return cls(rows, columns, tuple(placed), notes)

    @property
    def pilot(self) -> tuple[Cell, ...]:
        """The first row: painted and looked at before the rest is."""
        return self.of_row(self.rows[0])

    @property
    def rest(self) -> tuple[Cell, ...]:
        """All but the pilot."""
        return tuple(cell for cell in self.cells if cell.row != self.rows[0])

    def of_row(self, row: str) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.row == row)

    def at(self, row: str, column: str) -> Cell | None:
        """The cell of that place, if there is one."""
        here = (cell for cell in self.cells if (cell.row, cell.column) == (row, column))
        return next(here, None)


@dataclass(frozen=True, slots=True)
class Sku:
    """A product's colour: `hex` is "#0F4C81", `tolerance` a ΔE00 above which it is another one."""

    id: str
    name: str
    hex: str
    tolerance: float
