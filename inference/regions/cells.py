"""What lies in a cell of the lettered grid."""

from __future__ import annotations

from typing import Any

import numpy as np

from inference import grid
from inference.nouns import Alpha, Box, Pixels
from inference.phrases.tree import Noun
from inference.regions.sight import Sight
from inference.regions.stuck import Stuck
from inference.segmenters import boxes

POINTED = 0.9
"""Confidence in what lies where people point: it is there, but its outline is a guess."""
_CORE, _AROUND = 0.5, 2.0  # cells' sides: what is surely meant, and how far the thing may reach


def named(noun: str) -> str:
    """The cell's name in "cell c3", or ""."""
    return noun.removeprefix("cell ").upper() if noun.startswith("cell ") else ""


def sight(rgb: Pixels, noun: str, segmenter: Any) -> Sight:
    """The thing in the middle of the cell, as far as its neighbourhood; all of the cell where no
    thing stands out there. Stuck for no cell."""
    from inference.drawing.outline import stands_out
    from inference.regions.seeds import seeded

    height, width = rgb.shape[:2]
    name = named(noun)
    cell = grid.cell(name, width, height)
    if cell is None:
        last = grid.grid(width, height).last
        raise Stuck(f"There is no cell {name}: the grid goes from A1 to {last}.", Noun(noun))
    inside, near = (np.zeros((height, width), np.bool_) for _ in range(2))
    inside[_scaled(cell, _CORE, rgb.shape).slices] = True
    near[_scaled(cell, _AROUND, rgb.shape).slices] = True
    alpha = seeded(rgb, inside, ~near, segmenter)
    if stands_out(rgb, alpha):
        return Sight(alpha, POINTED, f"What lies in {name}, as far as I can tell it apart.")
    return Sight(boxes.filled(cell, (height, width)), POINTED, f"All of {name}.")


def is_whole(noun: str, alpha: Alpha) -> bool:
    """Whether `alpha` (H, W) is all of the cell that the noun names."""
    height, width = alpha.shape
    cell = grid.cell(named(noun), width, height) if named(noun) else None
    return cell is not None and np.array_equal(alpha, boxes.filled(cell, (height, width)))


def _scaled(box: Box, by: float, shape: tuple[int, ...]) -> Box:
    """The box about its middle, as far as the picture goes."""
    across, down = box.width * (by - 1) / 2, box.height * (by - 1) / 2
    return Box(
        max(round(box.x0 - across), 0),
        max(round(box.y0 - down), 0),
        min(round(box.x1 + across), shape[1]),
        min(round(box.y1 + down), shape[0]),
    )
