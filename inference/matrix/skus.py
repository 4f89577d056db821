"""The colours that products must have, and how near a variant came.

The colour reached is the mean CIELAB colour of the region's *diffuse midtones*: of the region's
pixels, weighted by alpha, those whose lightness in the golden lies in the shortest span that holds
half of them (so neither deep shadow nor highlight), glare and uncoloured parts such as a white
label left out. See Body and `reached` in inference/painters/recolour.py. The error is ΔE00
(CIEDE2000) between that and the table's code, both under D65.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from inference.colours import named
from inference.matrix.nouns import Matrix, Sku
from inference.matrix.table import Row, read_table, refuse
from inference.nouns import Alpha, Box, Cut, Instruction, Operation, Pixels
from inference.painters import recolour

TOLERANCE = 3.0
"""ΔE00 where a table names none: a little stricter than the 3.5 that ISO 12647-2:2013 allows a
printer's cyan, magenta and yellow, so that print does not spend what the picture left over."""
MOST = 5_000
"""Rows of a table."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("sku", "number", "article", "code"),
    "name": ("product", "title", "colour name", "color name"),
    "hex": ("colour", "color", "rgb", "hex code"),
    "tolerance": ("delta e", "deltae", "de00", "δe00", "max delta e"),
}
"""The columns of a table of SKUs, and what else they may be called."""

_HEX = re.compile(r"#[0-9a-f]{6}|#[0-9a-f]{3}|(?=\w*[a-f])[0-9a-f]{6}", re.IGNORECASE)


def read_skus(data: bytes) -> tuple[Sku, ...]:
    """The table, in order; BadTable with every row that can't be used, by its line."""
    table = read_table(data, COLUMNS, MOST)
    problems = dict(table.problems)
    skus: dict[int, Sku] = {}
    taken: dict[str, int] = {}
    for row in table.rows:
        problem = _problem(row) or _taken(row, taken)
        if problem:
            problems[row.line] = problem
        else:
            skus[row.line] = _sku(row)
        for word in _words(row):
            taken.setdefault(word, row.line)
    refuse(problems.items())
    return tuple(skus.values())


def sku_error(golden: Pixels, painted: Pixels, alpha: Alpha, code: str) -> float:
    """ΔE00 from the code to the diffuse midtones that the region (alpha, uint8 (H, W)) became.

    Both pictures are sRGB (H, W, 3) of the alpha's size; the alpha must not be empty.
    """
    box = Box.around(alpha > 0)
    cut = Cut(golden[box.slices], alpha[box.slices], box, Fraction(1))
    return recolour.reached(cut, painted[box.slices], code)


def within(sku: Sku, error: float) -> bool:
    """Whether the colour may pass for the product's without anybody's override."""
    return error <= sku.tolerance


def in_words(sku: Sku, error: float) -> str:
    """How near it came, as a sentence."""
    name = f"{sku.name} ({sku.id}, {sku.hex})" if sku.name else f"{sku.id} ({sku.hex})"
    said = f"The colour is ΔE00 {error:.1f} from {name}; {sku.tolerance:g} is allowed"
    return f"{said}." if within(sku, error) else f"{said}, so approving it needs an override."


def sku_of(wish: Instruction, skus: tuple[Sku, ...]) -> Sku | None:
    """The product whose colour a recolour asks for, by its id, its name or its code."""
    if wish.operation is not Operation.RECOLOUR:
        return None
    said = wish.prompt.casefold().strip()
    by_name = (sku for sku in skus if said in (sku.id.casefold(), sku.name.casefold()))
    asked = named(wish.prompt) if "#" in wish.prompt else None
    by_code = (sku for sku in skus if asked and named(sku.hex) == asked)
    return next(by_name, None) or next(by_code, None)


def with_codes(matrix: Matrix, skus: tuple[Sku, ...]) -> Matrix:
    """The matrix whose recolours to a product's id or name ask for its code."""
    return replace(matrix, cells=tuple(
        replace(cell, instruction=with_code(cell.instruction, skus)) for cell in matrix.cells
    ))  # fmt: skip


def with_code(wish: Instruction, skus: tuple[Sku, ...]) -> Instruction:
    """The same for one instruction."""
    sku = sku_of(wish, skus)
    return replace(wish, prompt=sku.hex) if sku else wish


def _problem(row: Row) -> str:
    """What is wrong with the row's own cells, or ""."""
    if not row["id"]:
        return "has no id."
    code = row["hex"]
    if not _HEX.fullmatch(code):
        said = f"has the colour “{code}”" if code else "has no colour"
        return f"{said}; write a code like #0F4C81, with its #, so that no zero gets lost."
    tolerance = _number(row["tolerance"])
    if row["tolerance"] and not (tolerance and 0 < tolerance <= 100):
        return f"has the tolerance “{row['tolerance']}”; it is a ΔE00 above 0, like 2.5."
    return ""


def _taken(row: Row, taken: dict[str, int]) -> str:
    """That another row has this id or name already, or ""."""
    word = next((word for word in _words(row) if word in taken), "")
    return f"repeats line {taken[word]}: both are called “{word}”." if word else ""


def _words(row: Row) -> tuple[str, ...]:
    """What the row may be called in an instruction."""
    return tuple({row["id"].casefold(), row["name"].casefold()} - {""})


def _sku(row: Row) -> Sku:
    digits = row["hex"].removeprefix("#").upper()
    code = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    return Sku(row["id"], row["name"], code, _number(row["tolerance"]) or TOLERANCE)


def _number(said: str) -> float | None:
    """ "2.5" and "2,5"; None for anything else."""
    plain = said.replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,4}(?:\.\d{1,6})?", plain) else None
