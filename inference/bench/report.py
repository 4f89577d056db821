"""The tables of `reshoot bench masks`, with a bar while a person waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inference.bench import cases, masks
from inference.bench.baselines import BASELINES
from inference.bench.masks import Row

_CASE = (
    "method",
    "image",
    "phrase",
    "iou",
    "boundary_f",
    "confidence",
    "refused",
    "seconds",
    "peak_mb",
)
_MATTE = ("method", "image", "sad", "mse", "gradient", "seconds", "peak_mb")
_METHOD = (
    "method", "cases", "answered", "iou", "iou_answered", "boundary_f", "median_s", "peak_mb",
    "absent_refused", "wrong", "wrong_unsure", "right_sure",
)  # fmt: skip
_LEGEND = (
    "iou: mean over what is there, a refusal counts 0; iou_answered: without refusals. boundary_f: "
    "edges within 0.8 % of the diagonal.\nabsent_refused: share of absent nouns refused; wrong: "
    "cases with iou < 0.5; wrong_unsure: share of them whose\nconfidence is below 0.5; right_sure: "
    "share of the others whose confidence is not."
)


def run(folder: Path, segmenters: tuple[str, ...]) -> tuple[dict[str, list[Row]], str]:
    """Everything as values (cases, methods, mattes, left_out), and in words.

    Without names every installed segmenter is measured. AskerError names a wrong line of cases.csv.
    """
    names = segmenters or _installed()
    rows = list(_watched(folder, names, len(cases.read(folder))))
    report = {
        "cases": [row for row in rows if "phrase" in row],
        "methods": masks.summary(rows),
        "mattes": [row for row in rows if "sad" in row],
        "left_out": [row for row in rows if "left_out" in row],
    }
    return report, in_words(report)


def _installed() -> tuple[str, ...]:
    from inference.plugins import installed

    return tuple(sorted(installed("segmenters")))


def _watched(folder: Path, names: tuple[str, ...], each: int) -> Iterator[Row]:
    """The rows as they come, with a bar on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    looks = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = not sys.stderr.isatty()
    with Progress(*looks, console=Console(stderr=True), transient=True, disable=hidden) as progress:
        bar = progress.add_task("", total=each * (len(names) + len(BASELINES)))
        for row in masks.measured(folder, names):
            progress.update(bar, advance="phrase" in row, description=row["method"])
            yield row


def in_words(report: dict[str, list[Row]]) -> str:
    """Tables of cases, mattes and methods, and what was left out."""
    parts = [_table(report["cases"], _CASE)]
    if report["mattes"]:
        parts.append(_table(report["mattes"], _MATTE))
    parts.append(_table(report["methods"], _METHOD) + "\n" + _LEGEND)
    parts += [f"{row['method']} was left out: {row['left_out']}" for row in report["left_out"]]
    return "\n\n".join(parts)


def _table(rows: list[Row], columns: tuple[str, ...]) -> str:
    """Columns aligned: words to the left, numbers to the right."""
    cells = [list(columns), *([_cell(row.get(name)) for name in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    words = {name for name in ("method", "image", "phrase") if name in columns}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if name in words else cell.rjust(width)
            for name, cell, width in zip(columns, line, widths, strict=True)
        ).rstrip()
        for line in cells
    )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 100 else f"{value:.3f}"
    return str(value)
