"""Golden, theirs and ours side by side at full size, where the eye can judge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from inference.bench.craft import goldens
from inference.bench.craft.goldens import Golden
from inference.bench.craft.methods import METHODS
from inference.bench.craft.painter import PAINTERS, kept
from inference.nouns import Box, Pixels
from inference.sheet import contact_sheet

_SIDE = 560


def written(folder: Path, out: Path) -> Iterator[Path]:
    """One PNG a golden and painter, as it is written: the edge of the region at full size."""
    from PIL import Image

    out.mkdir(parents=True, exist_ok=True)
    for golden in goldens.read(folder):
        for painter, paint in PAINTERS.items():
            if paint is not kept:
                grainy = "-grainy" if golden.grainy else ""
                region = golden.region.replace(" ", "-")
                file = out / f"{golden.image}-{region}{grainy}-{painter.replace(' ', '-')}.png"
                Image.fromarray(_sheet(golden, painter)).save(file)
                yield file


def _sheet(golden: Golden, painter: str) -> Pixels:
    box = _window(golden)
    cells = [("golden", golden.rgb[box.slices])]
    for method, make in METHODS.items():
        seat = make(golden.rgb, golden.alpha)
        cells.append((method, seat(PAINTERS[painter](seat.cut))[box.slices]))
    return contact_sheet(cells, _SIDE)


def _window(golden: Golden) -> Box:
    """At most _SIDE a side, around the leftmost end of the region's edge at half its height."""
    height, width = golden.alpha.shape
    around = Box.around(golden.alpha > 127)
    row = (around.y0 + around.y1) // 2
    inside = np.flatnonzero(golden.alpha[row] > 127)
    column = int(inside[0]) if len(inside) else around.x0
    x0 = min(max(0, column - _SIDE // 2), max(0, width - _SIDE))
    y0 = min(max(0, row - _SIDE // 2), max(0, height - _SIDE))
    return Box(x0, y0, min(width, x0 + _SIDE), min(height, y0 + _SIDE))
