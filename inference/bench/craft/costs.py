"""How long each method takes, and how much memory, without the painter.

Every method and size runs in a process of its own, so that one's memory does not count for another.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from inference.bench import cases, peak
from inference.bench.craft import goldens
from inference.bench.craft.methods import METHODS, Ours
from inference.bench.craft.painter import round_trip
from inference.nouns import Pixels

Row = dict[str, Any]
MEGAPIXELS = (1.0, 4.0, 8.3, 12.0)
"""8.3 is a 4K picture, 3840 x 2160."""
_TIMES = 5
MODULE = "inference.bench.craft.costs"


def measured(folder: Path, sizes: tuple[float, ...]) -> Iterator[Row]:
    """One row a size and method: milliseconds to cut once, and to seat each variant; and the most
    memory, in MB over the golden and mask themselves.

    `paste_ms` is without matching, which others don't do; `idle_ms` is matching where all fits.
    """
    image = max(goldens.images(folder), key=lambda file: file.stat().st_size)
    for size in sizes:
        for method in METHODS:
            command = [sys.executable, "-m", MODULE, str(image), str(size), method]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            yield json.loads(done.stdout)


def perform(image: Path, megapixels: float, name: str) -> Row:
    """Measure one method in this process."""
    golden = _sized(cases.picture(cases.Case(image, "", None)), megapixels)
    alpha = goldens.patch(*golden.shape[:2])
    make = METHODS[name]
    make(golden, alpha)  # so that what it imports is there
    peak.reset()
    before = peak.megabytes()
    cut_ms = _milliseconds(lambda: make(golden, alpha))
    method = make(golden, alpha)
    painted = round_trip(method.cut)
    seat_ms = _milliseconds(lambda: method(painted))
    row = {"megapixels": megapixels, "method": name, "cut_ms": cut_ms, "seat_ms": seat_ms}
    row |= {"peak_mb": peak.megabytes() - before, "paste_ms": seat_ms, "idle_ms": 0.0}
    return row | (_ours(method, painted) if isinstance(method, Ours) else {})


def _ours(method: Ours, painted: Pixels) -> Row:
    fresh, same = method.placed(painted), method.kept()
    return {
        "paste_ms": _milliseconds(lambda: method.pasted(method.placed(painted))),
        "idle_ms": _milliseconds(lambda: method.matched(same)),
        "match_ms": _milliseconds(lambda: method.matched(fresh)),
    }


def _milliseconds(call: Callable[[], Any]) -> float:
    """The median of some calls."""
    spent = []
    for _ in range(_TIMES):
        started = perf_counter()
        call()
        spent.append(perf_counter() - started)
    return 1000 * float(np.median(spent))


def _sized(rgb: Pixels, megapixels: float) -> Pixels:
    import cv2

    scale = (megapixels * 1e6 / (rgb.shape[0] * rgb.shape[1])) ** 0.5
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC), np.uint8)


if __name__ == "__main__":
    print(json.dumps(perform(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])))
