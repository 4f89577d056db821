"""A folder of pictures with the masks that their phrases should find.

`cases.csv` has the columns image, phrase, mask and, if wanted, trimap: `image` is a name under
images/ with or without its ending, `mask` and `trimap` are files, as seen from the folder; for
what is not in the picture `mask` is the word "absent".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inference.errors import AskerError
from inference.nouns import Alpha, Pixels

ABSENT = "absent"
_COLUMNS = ("image", "phrase", "mask")


@dataclass(frozen=True, slots=True)
class Case:
    """One phrase on one picture; `mask` is None where the phrase names nothing in it."""

    image: Path
    phrase: str
    mask: Path | None
    trimap: Path | None = None


def read(folder: Path) -> tuple[Case, ...]:
    """The cases in order; AskerError names the line that is wrong."""
    table = folder / "cases.csv"
    if not table.is_file():
        raise AskerError(f"There is no {table}: write one with the columns {', '.join(_COLUMNS)}.")
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, skipinitialspace=True)
        missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise AskerError(f"{table}, line 1: the column {missing[0]} is missing.")
        found = tuple(_case(folder, row, f"{table}, line {rows.line_num}") for row in rows)
    if not found:
        raise AskerError(f"{table} has no cases below its first line.")
    return found


def picture(case: Case) -> Pixels:
    """(H, W, 3) uint8 sRGB, upright, as an edit would see it."""
    from inference.picture import decode

    return decode(case.image.read_bytes()).srgb()


def plane(file: Path, shape: tuple[int, ...]) -> Alpha:
    """A mask or trimap, (H, W) uint8; AskerError where it is not of the picture's size."""
    from PIL import Image

    with Image.open(file) as image:
        values = np.asarray(image.convert("L"))
    if values.shape != shape[:2]:
        raise AskerError(
            f"{file} is {values.shape[1]} × {values.shape[0]}, "
            f"but its picture is {shape[1]} × {shape[0]}: save it at the picture's size."
        )
    return values


def _case(folder: Path, row: dict[str, str | None], where: str) -> Case:
    image, phrase, mask = ((row[name] or "").strip() for name in _COLUMNS)
    trimap = (row.get("trimap") or "").strip()
    for name, value in zip(_COLUMNS, (image, phrase, mask), strict=True):
        if not value:
            raise AskerError(f"{where}: the {name} is missing.")
    return Case(
        _image(folder / "images", image, where),
        phrase,
        None if mask.lower() == ABSENT else _file(folder / mask, where),
        _file(folder / trimap, where) if trimap else None,
    )


def _image(folder: Path, name: str, where: str) -> Path:
    found = [file for file in _listed(folder) if name in (file.name, file.stem)]
    if len(found) == 1:
        return found[0]
    told = f"{len(found)} pictures have that name" if found else "there is no such picture"
    raise AskerError(f"{where}: {told} in {folder}: {name}.")


def _listed(folder: Path) -> Iterable[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else ()


def _file(file: Path, where: str) -> Path:
    if not file.is_file():
        raise AskerError(f"{where}: there is no file {file}.")
    return file
