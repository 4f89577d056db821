"""A table that somebody's spreadsheet wrote, from bytes to rows of text with their line numbers.

Commas, semicolons or tabs; UTF-8 or UTF-16. What can't be read is never skipped: it is in the
problems, with its line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inference.errors import BadTable

LARGEST = 8 * 2**20
"""Bytes: far more rows than are ever painted or sold in one campaign."""
SEPARATORS = (",", ";", "\t")

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SAID = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # how Excel is told, on a line of its own
_FORMULA = re.compile(r"=|[@+-][\w.]+\(")
_UNMATCHED = "has a quotation mark that doesn't match; what follows it can't be told apart."
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` by the name of their column, empty ones left out; `line` counts from 1."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """`unknown` are columns that nobody asked for; `problems` are (line, sentence)."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()


def read_table(data: bytes, columns: Mapping[str, Iterable[str]], most: int) -> Table:
    """The rows; `columns` maps each name to the other names that people give it.

    BadTable for what is no such table, or has more than `most` rows.
    """
    lines = _lines(data)
    start, text = _without_hint(lines)
    meant = {alias: name for name, others in columns.items() for alias in (name, *others)}
    header_at = next((at for at, line in enumerate(text) if line.strip(" ,;\t\r\n")), None)
    if header_at is None:
        raise BadTable("The table is empty.")
    separator = start or _separator(text[header_at], meant)
    shift = header_at + (1 if start else 0)
    names = next(csv.reader([text[header_at]], delimiter=separator), [])
    header = _header(names, meant, shift + 1)
    return _table(text[header_at + 1 :], separator, header, shift + 1, most)


def _lines(data: bytes) -> list[str]:
    """The text in lines that keep their ends."""
    if len(data) > LARGEST:
        raise BadTable(f"The table is larger than {LARGEST // 2**20} MB.")
    code = next((name for bom, name in _BOMS.items() if data.startswith(bom)), _unmarked(data))
    try:
        return io.StringIO(data.decode(code), newline="").readlines()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        said = "has letters in an old encoding: save the table as “CSV UTF-8”."
        raise BadTable(f"Line {line} {said}", ((line, said),)) from None


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark has a zero in every other byte of plain text."""
    head = data[:200]
    if len(head) > 3 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    return "utf-16-be" if len(head) > 3 and head[::2].count(0) > len(head) // 4 else "utf-8"


def _without_hint(lines: list[str]) -> tuple[str, list[str]]:
    """The separator that the first line names, if it does, and the lines after it."""
    said = _SAID.fullmatch(lines[0]) if lines else None
    return (said[1], lines[1:]) if said else ("", lines)


def _separator(header: str, meant: Mapping[str, str]) -> str:
    """The one that makes the most known columns; a tab for a table of one column, whose texts may
    have commas."""

    def known(separator: str) -> int:
        return sum(
            _plain(name) in meant for name in next(csv.reader([header], delimiter=separator))
        )

    best = max(SEPARATORS, key=known)
    alone = _plain(header.strip().strip('"')) in meant
    return "\t" if alone else best


def _header(names: list[str], meant: Mapping[str, str], line: int) -> list[str]:
    """Each column's name: ours where it is known, else the one it has, with a "?" before it."""
    header = [meant.get(_plain(name), f"?{name.strip()}" if name.strip() else "") for name in names]
    if not any(name in meant.values() for name in header):
        wanted = ", ".join(dict.fromkeys(meant.values()))
        raise BadTable(f"Line {line} has none of the columns that I know: {wanted}.")
    twice = next((name for name in header if name and header.count(name) > 1), "")
    if twice:
        raise BadTable(f"Line {line} has two columns for {twice.lstrip('?')}.")
    return header


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().lower())


def _table(lines: list[str], separator: str, header: list[str], before: int, most: int) -> Table:
    rows: list[Row] = []
    problems: list[tuple[int, str]] = []
    count = 0
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            count += 1
            problems.append((line, _UNMATCHED))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count <= most:
            trouble = _trouble(cells, header)
            problems += [(line, trouble)] if trouble else []
            rows += [] if trouble else [_row(line, cells, header)]
    if count > most:
        raise BadTable(f"The table has {count:,} rows; I take up to {most:,} at once.")
    unknown = tuple(name[1:] for name in header if name.startswith("?"))
    return Table(tuple(rows), unknown, tuple(problems))


def _trouble(cells: list[str], header: list[str]) -> str:
    """What is wrong with a row, whatever its columns are, or ""."""
    extra = [cell for cell in cells[len(header) :] if cell.strip()]
    if extra or any(cell.strip() and not name for cell, name in zip(cells, header, strict=False)):
        return (
            f"has {len(cells)} cells, but {len([name for name in header if name])} columns have a "
            "name: put quotation marks around a text that has the separator in it."
        )
    ours = [cell for cell, name in zip(cells, header, strict=False) if not name.startswith("?")]
    if any(_UNSEEN.search(cell) for cell in ours):
        return "has a character that nobody can see: type the row anew."
    formula = next((cell.strip() for cell in ours if _FORMULA.match(cell.strip())), "")
    if formula:
        return f"has a formula, “{formula[:40]}”: save the table with its values instead."
    return ""


def _row(line: int, cells: list[str], header: list[str]) -> Row:
    pairs = zip(header, cells, strict=False)
    return Row(line, {name: " ".join(cell.split()) for name, cell in pairs if cell.strip()})


def refuse(problems: Iterable[tuple[int, str]]) -> None:
    """BadTable with every problem in the order of lines, if there is any."""
    found = tuple(sorted(problems))
    if found:
        said = "\n".join(f"Line {line} {words}" for line, words in found)
        raise BadTable(said, found)
