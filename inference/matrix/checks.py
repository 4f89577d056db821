"""What every matrix must be, wherever it came from: small enough, and no cell in it twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from inference.errors import BadInstruction
from inference.matrix.nouns import MOST_CELLS, Cell, Matrix

T = TypeVar("T")


def checked(matrix: Matrix) -> Matrix:
    """The same; BadInstruction for none or too many cells, and for a cell that comes twice."""
    sized(len(matrix.cells))
    for first, again in repeated(matrix.cells):
        raise BadInstruction(f"{again.name} comes twice: {alike(first, again)}.", again.name)
    return matrix


def sized(count: int) -> None:
    """BadInstruction unless so many cells can be one matrix."""
    if not 0 < count <= MOST_CELLS:
        raise BadInstruction(f"A matrix has 1 to {MOST_CELLS} cells; this one has {count:,}.")


def repeated(cells: Iterable[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Every cell that has the name or the work of an earlier one, after that one."""
    seen: dict[Hashable, Cell] = {}
    for cell in cells:
        place = (cell.row.casefold(), cell.column.casefold())
        keys = (place, _work(cell))
        first = next((seen[key] for key in keys if key in seen), None)
        if first:
            yield first, cell
        for key in keys:
            seen.setdefault(key, cell)


def alike(first: Cell, again: Cell) -> str:
    """Why the second is a repetition of the first, in words."""
    if first.name.casefold() == again.name.casefold():
        return f"there is a {first.name} already"
    return f"it asks for the same picture as {first.name}"


def _work(cell: Cell) -> Hashable:
    """What is painted: neither names nor capitals make it another picture."""
    wish = cell.instruction
    return replace(wish, prompt=wish.prompt.casefold(), region=wish.region.casefold())
