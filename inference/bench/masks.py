"""How well segmenters find what phrases name, beside baselines, on a folder of true masks.

Every method runs in a process of its own, so that one's memory does not count for the next.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from inference.bench import cases, edges, peak, scores
from inference.bench.baselines import BASELINES
from inference.bench.cases import Case
from inference.errors import AskerError, OperatorError
from inference.nouns import Alpha, Pixels
from inference.region import UNSURE

Row = dict[str, Any]
EDGES = "edges"
GOOD = 0.5
"""An overlap below which a mask is wrong and its confidence should have said so."""


class Found(NamedTuple):
    """What a method answered; `alpha` is None where it refused, and `why` is what it said."""

    alpha: Alpha | None
    confidence: float
    why: str


Method = Callable[[Pixels, str], Found]


def measured(folder: Path, segmenters: tuple[str, ...]) -> Iterator[Row]:
    """One row a case and method, segmenters first; a row with `left_out` for a method that can't.

    Keys: method, image, phrase, absent, refused, confidence, iou, boundary_f, seconds, peak_mb,
    why, and sad, mse, gradient where the true mask is a matte. A refusal of what is there has an
    `iou` of 0; what is absent has none. Last come the rows of `edges.measured`.
    """
    for name in (*segmenters, *BASELINES, EDGES):
        yield from _from_child(folder, name)


def summary(rows: list[Row]) -> list[Row]:
    """One row a method: what its cases come to."""
    names = dict.fromkeys(row["method"] for row in rows if "phrase" in row)
    return [_of_method(name, [row for row in rows if row["method"] == name]) for name in names]


def perform(folder: Path, name: str) -> Iterator[Row]:
    """Run one method on every case in this process."""
    if name == EDGES:
        yield from edges.measured(folder)
        return
    try:
        method = _method(name)
    except OperatorError as error:
        yield {"method": name, "left_out": str(error)}
        return
    for case in cases.read(folder):
        yield {"method": name, **_row(case, method)}


def _from_child(folder: Path, name: str) -> Iterator[Row]:
    command = [sys.executable, "-m", "inference.bench.masks", str(folder), name]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stderr
        yield from (json.loads(line) for line in child.stdout)
        said = child.stderr.read().strip()
    if child.returncode:
        yield {"method": name, "left_out": said.splitlines()[-1] if said else "it was ended"}


def _method(name: str) -> Method:
    """A baseline answers bare; a segmenter answers through the phrase algebra, as in an edit."""
    if name in BASELINES:
        baseline = BASELINES[name]()
        return lambda rgb, phrase: Found(baseline(rgb, phrase), 1.0, "")
    from inference.plugins import build
    from inference.region import find

    segmenter = build("segmenters", name)

    def answer(rgb: Pixels, phrase: str) -> Found:
        region = find(rgb, phrase, (), segmenter, name)
        return Found(region.alpha, region.confidence, region.why)

    return answer


def _row(case: Case, method: Method) -> Row:
    rgb = cases.picture(case)
    true = None if case.mask is None else cases.plane(case.mask, rgb.shape)
    peak.reset()
    started = perf_counter()
    try:
        found = method(rgb, case.phrase)
    except AskerError as error:
        found = Found(None, 0.0, str(error))
    seconds = perf_counter() - started
    head = {"image": case.image.name, "phrase": case.phrase, "absent": true is None}
    told = {"refused": found.alpha is None, "confidence": found.confidence, "why": found.why}
    cost = {"seconds": seconds, "peak_mb": peak.megabytes()}
    return head | told | cost | ({} if true is None else _scored(found.alpha, true))


def _scored(alpha: Alpha | None, values: Alpha) -> Row:
    true = scores.truth(values)
    answer = np.zeros_like(values) if alpha is None else alpha
    mask = answer > 127
    row: Row = {"iou": scores.iou(mask, true), "boundary_f": scores.boundary_f(mask, true)}
    if true.matte is not None:
        row |= scores.matte_errors(answer, true.matte)._asdict()
    return row


def _of_method(name: str, rows: list[Row]) -> Row:
    there = [row for row in rows if not row["absent"]]
    gone = [row for row in rows if row["absent"]]
    wrong = [row for row in there if row["iou"] < GOOD]
    return {
        "method": name,
        "cases": len(rows),
        "answered": _mean([not row["refused"] for row in there]),
        "iou": _mean([row["iou"] for row in there]),
        "iou_answered": _mean([row["iou"] for row in there if not row["refused"]]),
        "boundary_f": _mean([row["boundary_f"] for row in there]),
        "median_s": float(np.median([row["seconds"] for row in rows])),
        "peak_mb": max(row["peak_mb"] for row in rows),
        "absent_refused": _mean([row["refused"] for row in gone]),
        "wrong": len(wrong),
        "wrong_unsure": _mean([row["confidence"] < UNSURE for row in wrong]),
        "right_sure": _mean([row["confidence"] >= UNSURE for row in there if row not in wrong]),
    }


def _mean(values: list[Any]) -> float | None:
    return float(np.mean(values)) if values else None


if __name__ == "__main__":
    for line in perform(Path(sys.argv[1]), sys.argv[2]):
        print(json.dumps(line), flush=True)
