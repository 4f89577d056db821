"""One run over the cells of a golden: what is known of each, and what they share.

A cell that fails says why and stops no other. The report is written after every cell, so that a
run that breaks off can be gone on with; every distinct region is looked for once.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot import edit
from bot.aim import Drawing, Finder, aim
from bot.edit import Beside, Job, Setup
from inference import people, plugins
from inference.clock import Clock
from inference.errors import AskerError, DeviceLost
from inference.matrix import skus as colours
from inference.matrix.nouns import Cell, Matrix, Sku
from inference.matrix.reckon import reckon
from inference.matrix.sheet import sheet
from inference.nouns import EditPlan, Instruction, Operation, Pixels, Region
from inference.picture import decode, encode_jpeg, encode_mask
from inference.render import render
from inference.sheet import fit_pixels

REPORT, SHEET = "report.json", "contact-sheet.jpg"
ASKER, OPERATOR = "asker", "operator"  # who can mend a failed cell


class State(StrEnum):
    """What became of a cell."""

    PAINTED = "painted"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cells are painted now: all of them, or the first row, or those that `only` names as
    ROW or ROW/COLUMN, or those that are not painted yet."""

    only: str = ""
    pilot: bool = False
    resume: bool = False

    def __bool__(self) -> bool:
        return bool(self.only or self.pilot or self.resume)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for; `money` is the price of a picture, None = nobody said."""

    matrix: Matrix
    skus: tuple[Sku, ...]
    choice: Choice
    money: float | None = None
    currency: str = ""


class Run:
    """One run over a golden: what is known of each cell so far, and what cells share."""

    def __init__(self, asked: Asked, setup: Setup, beside: Beside, out: Path, clock: Clock) -> None:
        if out.exists() and not out.is_dir():
            raise AskerError(f"{out} is a file; --out wants a folder.")
        self._asked, self._matrix, self._setup = asked, asked.matrix, setup
        self._beside, self._out, self._clock = beside, out, clock
        self._thumbs: dict[str, Pixels] = {}
        self._painters: dict[str, Any] = {}
        self._regions: dict[Any, tuple[EditPlan, Region]] = {}
        before = _rows_in(out) if asked.choice else {}
        self._rows = {each.name: self._known(each, before) for each in self._matrix.cells}

    def _known(self, each: Cell, before: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """What an earlier run made here of the same ask, or a cell that waits."""
        blank, old = _blank(each, self._ask(each.instruction)), before.get(each.name, {})
        same = old.get("ask") == blank["ask"]
        kept = same and (old["state"] == State.FAILED or _is_whole(self._out, old))
        return {**old, **_names(each)} if kept else blank

    def is_painted(self, each: Cell) -> bool:
        return bool(self._rows[each.name]["state"] == State.PAINTED)

    def do(self, each: Cell, step: Any) -> bool:
        """Paint one cell and write the report; False where no other can be painted after it."""
        row = _blank(each, self._rows[each.name]["ask"])
        lost = False
        try:
            row |= self._painted(each, row["ask"], step)
        except Exception as error:  # a plugin may raise anything; the next cell may go well
            row |= _failed(error)
            lost = isinstance(error, DeviceLost)
        self._rows[each.name] = row
        self._write_report()
        return not lost

    def report(self) -> dict[str, Any]:
        golden, spent = self._setup.golden, self._clock.seconds
        rows = [self._rows[each.name] for each in self._matrix.cells]
        left = [e for e in self._matrix.cells if self._rows[e.name]["state"] != State.PAINTED]
        rates = [row["seconds"] / len(row["variants"]) for row in rows if row["variants"]]
        pace = sum(rates) / len(rates) if rates else None
        reckoned = reckon(left, pace, self._asked.money, self._asked.currency)
        return {
            "golden": {"sha256": golden.sha256, "width": golden.width, "height": golden.height},
            "rows": list(self._matrix.rows),
            "columns": list(self._matrix.columns),
            "cells": rows,
            "left": asdict(reckoned),
            "reckoning": f"Left: {reckoned.in_words()}" if left else "",
            "notes": [*self._setup.picture.notes, *self._matrix.notes],
            "timings": {stage: round(seconds, 3) for stage, seconds in spent.items()},
        }

    def write_sheet(self) -> None:
        """The first variant of every painted cell, and why there is none of the others."""
        shown: dict[str, Pixels | str] = {}
        for name, row in self._rows.items():
            if row["state"] == State.PAINTED:
                shown[name] = self._thumb(name, row)
            elif row["failure"]:
                shown[name] = f"Failed: {row['failure']}".replace("*", "")
        data = encode_jpeg(sheet(self._matrix, shown), 90)
        self._out.mkdir(parents=True, exist_ok=True)
        edit.write_whole(self._out / SHEET, data)
        self._write_report()

    def _painted(self, each: Cell, ask: str, step: Any) -> dict[str, Any]:
        wish = each.instruction
        people.check(wish, f"{wish.region} {wish.prompt}", bool(self._beside.release), edit.RELEASE)
        step(0.05)
        clock = Clock()
        job = edit.settle(self._setup, wish, self._clock, self._aimed)
        painter = self._painter(job.plan.painter)
        sku = colours.sku_of(wish, self._asked.skus)
        folder = f"{_slug(each.name)}-{ask[:6]}"
        variants = []
        with clock("cell"), _folder(self._out, folder) as drafts:
            takes = render(
                job.picture, job.plan, job.region, painter, clock=self._clock,
                progress=lambda fraction: step(0.1 + 0.85 * fraction), **job.second,
            )  # fmt: skip
            for number, take in enumerate(takes, 1):
                row = edit.write_take(drafts, number, take, self._clock)
                after = take.picture.srgb()
                if number == 1:
                    self._thumbs[each.name] = fit_pixels(after, edit.THUMB)
                variants.append(row | (_colour(job, after, sku) if sku else {}))
            (drafts / "mask.png").write_bytes(encode_mask(job.region.alpha))
        return {
            "state": State.PAINTED,
            "folder": folder,
            "plan": {"id": job.plan.id, **asdict(job.plan)},
            "region": edit.region_report(job.region),
            "variants": variants,
            "sku": asdict(sku) if sku else None,
            "seconds": round(clock.seconds["cell"], 3),
        }

    def _aimed(
        self, rgb: Pixels, plan: EditPlan, finder: Finder, drawn: Drawing | None
    ) -> tuple[EditPlan, Region]:
        """Looked for once for every distinct phrase; a new thing's place depends on the thing."""
        new = plan.prompt if plan.operation is Operation.ADD else ""
        key = (plan.region, plan.protect, plan.operation, new)
        if key not in self._regions:
            self._regions[key] = aim(rgb, plan, finder, drawn)
        settled, region = self._regions[key]
        where = {name: getattr(settled, name) for name in ("region", "protect", "mask")}
        return replace(plan, **where), region

    def _painter(self, stamp: str) -> Any:
        if stamp not in self._painters:
            self._painters[stamp] = plugins.build("painters", plugins.spec_of(stamp))
        return self._painters[stamp]

    def _ask(self, wish: Instruction) -> str:
        """sha256 of all that decides a cell's pixels."""
        drawn = self._beside.drawn.sha256 if self._beside.drawn else ""
        return sha256(f"{self._setup.plan(wish).id} {drawn}".encode()).hexdigest()

    def _thumb(self, name: str, row: dict[str, Any]) -> Pixels:
        if name not in self._thumbs:
            file = self._out / row["folder"] / row["variants"][0]["file"]
            self._thumbs[name] = fit_pixels(decode(file.read_bytes()).srgb(), edit.THUMB)
        return self._thumbs[name]

    def _write_report(self) -> None:
        self._out.mkdir(parents=True, exist_ok=True)
        data = json.dumps(self.report(), indent=2) + "\n"
        edit.write_whole(self._out / REPORT, data.encode())


def _names(each: Cell) -> dict[str, Any]:
    return {"row": each.row, "column": each.column, "name": each.name, "variable": each.variable}


def _blank(each: Cell, ask: str) -> dict[str, Any]:
    """A cell's row in the report before anything is painted."""
    return {
        **_names(each),
        "state": State.WAITING,
        "ask": ask,
        "instruction": asdict(each.instruction),
        "folder": "",
        "variants": [],
        "failure": "",
        "by": "",
    }


def _failed(error: Exception) -> dict[str, Any]:
    """What went wrong, as a sentence, and who can mend it."""
    said = str(error) or type(error).__name__
    by = ASKER if isinstance(error, AskerError) else OPERATOR
    return {"state": State.FAILED, "failure": said, "by": by}


def _colour(job: Job, after: Pixels, sku: Sku) -> dict[str, Any]:
    """How near the product's colour came."""
    error = colours.sku_error(job.shown, after, job.region.alpha, sku.hex)
    return {
        "sku_error": round(error, 3),
        "within": colours.within(sku, error),
        "colour": colours.in_words(sku, error),
    }


def _rows_in(out: Path) -> dict[str, dict[str, Any]]:
    """The cells of an earlier run's report by name; none where there is no readable one."""
    try:
        rows = json.loads((out / REPORT).read_text())["cells"]
        return {row["name"]: row for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _is_whole(out: Path, row: dict[str, Any]) -> bool:
    """Whether every picture of a painted cell is still there as it was written."""
    folder = out / str(row.get("folder"))
    try:
        return bool(row["variants"]) and all(
            sha256((folder / one["file"]).read_bytes()).hexdigest() == one["sha256"]
            for one in row["variants"]
        )
    except OSError:
        return False


def _slug(name: str) -> str:
    """The name as a folder's: letters and digits of any script."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")[:60] or "cell"


@contextmanager
def _folder(out: Path, name: str) -> Iterator[Path]:
    """A draft of a folder, which takes the place of the old one only if all went well."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".cell-", dir=out) as draft:
        fresh = Path(draft) / name
        fresh.mkdir()
        yield fresh
        shutil.rmtree(out / name, ignore_errors=True)
        fresh.rename(out / name)
