"""Every golden through every painter and every method, and what the results look like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inference.bench.craft import goldens, scores
from inference.bench.craft.goldens import Golden
from inference.bench.craft.methods import METHODS
from inference.bench.craft.painter import PAINTERS
from inference.nouns import Pixels

Row = dict[str, Any]


def measured(folder: Path) -> Iterator[Row]:
    """One row a golden, painter and method; see `scores` for what its numbers mean.

    What ends in _added or _kept is against the golden's own; `seam_added` is without its sign.
    """
    for golden in goldens.read(folder):
        yield from rows(golden)


def rows(golden: Golden) -> Iterator[Row]:
    line = scores.edge(golden.alpha)
    own = scores.looks(golden.rgb, golden.alpha, line)
    for method, make in METHODS.items():
        seat = make(golden.rgb, golden.alpha)
        for painter, paint in PAINTERS.items():
            head = {"image": golden.image, "region": golden.region, "grainy": golden.grainy}
            done = seat(paint(seat.cut))
            yield head | {"painter": painter, "method": method} | _scored(golden, own, line, done)


def _scored(golden: Golden, own: scores.Looks, line: scores.Edge, done: Pixels) -> Row:
    now = scores.looks(done, golden.alpha, line)
    return {
        "changed": scores.changed(golden.rgb, done, golden.alpha),
        "seam": now.seam,
        "seam_added": abs(scores.seam_added(own, now)),
        "grain": now.grain,
        "golden_grain": own.grain,
        "grain_kept": scores.grain_kept(own, now),
        "ring": now.ring,
        "ring_added": scores.ring_added(own, now),
        "visible_change": scores.visible_change(golden.rgb, done, golden.alpha),
    }
