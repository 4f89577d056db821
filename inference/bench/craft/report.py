"""The tables of `reshoot bench craft`, with a bar while a person waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from inference.bench.craft import costs, quality, sheet, targets
from inference.bench.craft.methods import METHODS

Row = dict[str, Any]
_SHOWN = ("changed", "seam_added", "ring_added", "grain_kept", "visible_change")
_QUALITY = ("golden", "region", "painter", "method", "cases", *_SHOWN)
_COSTS = ("megapixels", "method", "cut_ms", "paste_ms", "match_ms", "idle_ms", "seat_ms", "peak_mb")
_WORDS = {"golden", "region", "painter", "method"}
_LEGEND = (
    "changed: pixels outside the mask that are not the golden's. seam_added, ring_added (dE00), "
    "grain_kept: against\nthe golden's own, where 0, 0 and 1 are perfect. visible_change: mean "
    "dE00 from the golden inside the mask.\npaste_ms: without matching; idle_ms: matching where "
    "all fits; seat_ms: all that each variant costs."
)


def run(folder: Path, out: Path | None) -> tuple[dict[str, Any], str]:
    """Everything as values (rows, means, costs, targets), and in words.

    With `out`, sheets to look at are written there. AskerError for a folder without pictures.
    """
    rows = list(_watched(quality.measured(folder), "seating"))
    spent = list(_watched(costs.measured(folder, costs.MEGAPIXELS), "timing"))
    if out is not None:
        for _ in _watched(sheet.written(folder, out), "drawing"):
            pass
    report = {
        "rows": rows,
        "means": means(rows),
        "costs": spent,
        "targets": [target._asdict() for target in targets.judged(rows, spent)],
    }
    return report, in_words(report)


def means(rows: list[Row]) -> list[Row]:
    """One row a kind of golden, region, painter and method: the mean of its cases."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row["grainy"], row["region"], row["painter"], row["method"])
        found.setdefault(key, []).append(row)
    kinds = {True: "grainy", False: "as it is"}
    return [
        dict(zip(_QUALITY[:5], (kinds[key[0]], *key[1:], len(some)), strict=True))
        | {name: float(np.mean([row[name] for row in some])) for name in _SHOWN}
        for key, some in sorted(found.items(), key=lambda item: _order(item[0]))
    ]


def in_words(report: dict[str, Any]) -> str:
    """Tables of looks and costs, and which targets were reached."""
    reached = [
        f"{target['what']}: {target['met']} of {target['of']}"
        + "".join(f"\n    not {name}" for name in target["missed"])
        for target in report["targets"]
    ]
    return "\n\n".join(
        [
            _table(report["means"], _QUALITY),
            _table(report["costs"], _COSTS) + "\n" + _LEGEND,
            "\n".join(reached),
        ]
    )


def _order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    grainy, region, painter, method = key
    return grainy, region, painter, list(METHODS).index(method)


def _watched(rows: Iterator[Any], what: str) -> Iterator[Any]:
    """The rows as they come, counted on a terminal."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    looks = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    hidden = not sys.stderr.isatty()
    with Progress(*looks, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        task = bar.add_task(what, total=None)
        for row in rows:
            bar.advance(task)
            yield row


def _table(rows: list[Row], columns: tuple[str, ...]) -> str:
    """Columns aligned: words to the left, numbers to the right."""
    cells = [list(columns), *([_cell(row.get(name)) for name in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if name in _WORDS else cell.rjust(width)
            for name, cell, width in zip(columns, line, widths, strict=True)
        ).rstrip()
        for line in cells
    )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 100 else f"{value:.3f}"
    return str(value)
