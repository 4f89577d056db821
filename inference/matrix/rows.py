"""A table of edits, a row for each cell, as a matrix.

A row has a sentence, or a prompt for its region ("background" if none is named), or a colour for
one. `id` names the row of the matrix and `market` its column; without ids the edits' own words name
the rows, or the markets do where each comes once.
"""

from __future__ import annotations

from dataclasses import replace

from inference import instruction
from inference.errors import BadInstruction
from inference.matrix.checks import alike, repeated, sized
from inference.matrix.nouns import MOST_CELLS, Cell, Matrix
from inference.matrix.sentence import cell
from inference.matrix.table import Row, Table, read_table, refuse
from inference.nouns import Boldness, Instruction
from inference.phrase import is_affix, parse
from inference.sentence.extras import LARGEST_SEED, MOST

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("name", "row", "cell", "variant"),
    "market": ("column", "country", "locale", "audience"),
    "sentence": ("instruction", "edit", "request"),
    "region": ("part", "what", "where"),
    "prompt": ("becomes", "value", "into"),
    "colour": ("color", "hex", "sku"),
    "keep": ("protect", "locked"),
    "boldness": ("strength",),
    "count": ("variants",),
    "seed": (),
}
"""The columns of a table of edits, and what else they may be called."""


def of_csv(data: bytes, attached: bool = False) -> Matrix:
    """The matrix of a table; BadTable with every row that can't be used, by its line."""
    table = read_table(data, COLUMNS, MOST_CELLS)
    problems = dict(table.problems)
    by_market = _is_by_market(table)
    cells: dict[int, Cell] = {}
    for row in table.rows:
        try:
            cells[row.line] = _cell(row, attached, by_market)
        except BadInstruction as error:
            problems[row.line] = _hinted(error)
    refuse({**_twice(cells), **problems}.items())
    sized(len(cells))
    return Matrix.of(cells.values(), _left_out(table))


def _is_by_market(table: Table) -> bool:
    markets = [row["market"].casefold() for row in table.rows]
    return (
        all(markets)
        and len(set(markets)) == len(markets)
        and not any(row["id"] for row in table.rows)
    )


def _cell(row: Row, attached: bool, by_market: bool) -> Cell:
    wish = _with_extras(instruction.read(_sentence(row), attached), row)
    if by_market:
        return cell(row["market"], "", wish)
    return cell(row["id"] or wish.prompt or row["sentence"], row["market"], wish)


def _sentence(row: Row) -> str:
    """The row as a sentence that instruction.read understands."""
    said = [column for column in ("sentence", "prompt", "colour") if row[column]]
    if len(said) != 1:
        has = f"has {' and '.join(said)}" if said else "says nothing"
        raise BadInstruction(f"{has}: give one of sentence, prompt and colour.")
    if row["colour"] and not row["region"]:
        raise BadInstruction("has a colour, but no region that gets it.")
    if row["sentence"] and row["region"]:
        raise BadInstruction("has a sentence and a region: the sentence names its own.")
    if "{" in row[said[0]] and not is_affix(row[said[0]][row[said[0]].index("{") :]):
        raise BadInstruction("has a list in braces: give each entry a row of its own.")
    verb = {"prompt": "swap {} to {}", "colour": "recolour {} to {}"}.get(said[0])
    if not verb:
        return row["sentence"]
    return verb.format(row["region"] or "background", row[said[0]])


def _with_extras(wish: Instruction, row: Row) -> Instruction:
    """What columns of their own say goes before what the sentence says."""
    keep = tuple(part.strip() for part in row["keep"].split(",") if part.strip())
    for part in keep:
        parse(part)
    return replace(
        wish,
        protect=tuple(dict.fromkeys((*wish.protect, *keep))),
        boldness=_boldness(row["boldness"]) if row["boldness"] else wish.boldness,
        count=_whole(row["count"], "count", 1, MOST) if row["count"] else wish.count,
        seed=_whole(row["seed"], "seed", 0, LARGEST_SEED) if row["seed"] else wish.seed,
    )


def _boldness(said: str) -> Boldness:
    if said.lower() not in list(Boldness):
        known = ", ".join(Boldness)
        raise BadInstruction(f"has the boldness “{said}”; I know {known}.")
    return Boldness(said.lower())


def _whole(said: str, what: str, low: int, high: int) -> int:
    plain = said.lower().removeprefix("x").removesuffix(".0")
    if not (
        plain.isascii() and plain.isdecimal() and len(plain) < 12 and low <= int(plain) <= high
    ):
        raise BadInstruction(
            f"has the {what} “{said}”; it is a whole number from {low} to {high:,}."
        )
    return int(plain)


def _twice(cells: dict[int, Cell]) -> dict[int, str]:
    """The rows that repeat another."""
    line_of = {id(each): line for line, each in cells.items()}
    return {
        line_of[id(again)]: f"repeats line {line_of[id(first)]}: {alike(first, again)}."
        for first, again in repeated(cells.values())
    }


def _hinted(error: BadInstruction) -> str:
    """The error as the end of "Line 3 …"."""
    said = str(error)
    if said.startswith(("has ", "says ")):
        return said
    hint = f" Try: “{error.suggestion}”." if error.suggestion else ""
    return f"can't be read: {said}{hint}"


def _left_out(table: Table) -> tuple[str, ...]:
    if not table.unknown:
        return ()
    names = ", ".join(f"“{name}”" for name in table.unknown)
    return (f"I did not use the column{'s' if len(table.unknown) > 1 else ''} {names}.",)
