"""`reshoot edit` with many cells: which are asked for, which are painted now, and how it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bot import edit
from bot.cells import OPERATOR, Asked, Choice, Run, State
from bot.edit import Beside, Tools
from bot.settings import read_settings
from inference import instruction
from inference.clock import Clock
from inference.errors import AskerError
from inference.matrix import skus as colours
from inference.matrix.nouns import Cell, Matrix
from inference.matrix.rows import of_csv
from inference.matrix.sentence import cell, of_sentence


def wanted(
    sentence: str, csv: Path | None, skus: Path | None, attached: bool, choice: Choice
) -> Asked | None:
    """The matrix of a sentence or a file; None for one edit, with which nothing of a matrix is
    asked for.

    BadInstruction and BadTable as the readers raise them; AskerError for both and for neither.
    """
    if bool(sentence) == bool(csv):
        raise AskerError("Give a sentence, or a table with --csv.")
    products = colours.read_skus(skus.read_bytes()) if skus else ()
    matrix = (
        of_csv(csv.read_bytes(), attached) if csv else of_sentence(sentence, attached, products)
    )
    if matrix is None and (choice or skus):
        wish = instruction.read(sentence, attached)
        matrix = Matrix.of([cell(wish.prompt or wish.region, "", wish)])
    if matrix is None:
        return None
    settings = read_settings()
    coded = colours.with_codes(matrix, products)
    return Asked(coded, products, choice, settings.price_per_variant, settings.currency)


def paint(
    photo: Path, asked: Asked, out: Path, tools: Tools, quiet: bool, beside: Beside,
    **wishes: Any,
) -> dict[str, Any]:  # fmt: skip
    """Paint the chosen cells into `out`, keep the others as they are there, return the report."""
    asked = replace(asked, matrix=_with(asked.matrix, wishes))
    chosen, clock = _chosen(asked.matrix, asked.choice), Clock()
    with edit.bar(quiet) as step:
        step("Reading the picture", 0.02)
        run = Run(asked, edit.set_up(photo, tools, clock, beside), beside, out, clock)
        todo = [each for each in chosen if not (asked.choice.resume and run.is_painted(each))]
        for number, each in enumerate(todo, 1):
            named = f"{each.name} ({number} of {len(todo)})"
            if not run.do(each, partial(step, named)):
                break
        step("Writing the contact sheet", 0.98)
        run.write_sheet()
    return run.report()


def in_words(report: dict[str, Any], out: Path) -> str:
    """A line for every cell that is not simply painted, then what there is and where."""
    lines = [
        f"{row['name']}: {row['failure'] or 'not painted yet.'}"
        for row in report["cells"]
        if row["state"] != State.PAINTED
    ]
    for row in report["cells"]:
        lines += dict.fromkeys(f"{row['name']}: {one['colour']}" for one in row["variants"]
                               if one.get("colour"))  # fmt: skip
    states = [row["state"] for row in report["cells"]]
    counts = ", ".join(f"{states.count(s)} {s}" for s in State if states.count(s))
    return "\n".join([*lines, *report["notes"], f"{counts}, in {out}. {report['reckoning']}"])


def exit_code(report: dict[str, Any], asker: int, operator: int) -> int:
    """0 unless a cell failed; then by who can mend it, the operator before the person."""
    by = {row["by"] for row in report["cells"] if row["state"] == State.FAILED}
    return operator if OPERATOR in by else asker if by else 0


def _with(matrix: Matrix, wishes: dict[str, Any]) -> Matrix:
    """The matrix with a count or a seed from the command line in every cell."""
    asked = {name: value for name, value in wishes.items() if value is not None}
    cells = (replace(c, instruction=replace(c.instruction, **asked)) for c in matrix.cells)
    return replace(matrix, cells=tuple(cells))


def _chosen(matrix: Matrix, choice: Choice) -> Iterable[Cell]:
    cells = matrix.pilot if choice.pilot else matrix.cells
    if not choice.only:
        return cells
    said = choice.only.casefold()
    chosen = [each for each in cells if said in _callings(each)]
    if not chosen:
        known = ", ".join(each.name for each in cells)
        raise AskerError(f"No row or cell is called “{choice.only}”; there are {known}.")
    return chosen


def _callings(each: Cell) -> tuple[str, ...]:
    """What --only may call it: its row, or its row and column."""
    return each.row.casefold(), f"{each.row}/{each.column}".casefold(), each.name.casefold()
