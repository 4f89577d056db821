"""A box moved and resized by words, always whole within the picture."""

from __future__ import annotations

from dataclasses import replace

from inference.nouns import Box
from inference.phrases.tree import Grown, Minus, Noun, Phrase
from inference.segmenters import boxes

STEP, LONG_STEP = 0.08, 0.2
"""How far a box goes by "move left": shares of the picture's longer side."""
LARGER, MUCH_LARGER = 1.2, 1.5
_LEAST = 8  # pixels of a box's side
_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def box_of(tree: Phrase) -> Box | None:
    """The box that the tree is, but for what is taken out of it."""
    if isinstance(tree, Minus):
        return box_of(tree.whole)
    if isinstance(tree, Grown):
        return box_of(tree.inner)
    return boxes.read(tree.words) if isinstance(tree, Noun) else None


def with_box(tree: Phrase, box: Box) -> Phrase:
    """The same tree with another box in it."""
    if isinstance(tree, Minus):
        return replace(tree, whole=with_box(tree.whole, box))
    if isinstance(tree, Grown):
        return replace(tree, inner=with_box(tree.inner, box))
    return Noun(f"box {box.x0},{box.y0},{box.x1},{box.y1}")


def aside(box: Box, way: str, pixels: int, width: int, height: int) -> Box:
    """`way` is left, right, up or down."""
    right, down = _WAYS[way]
    return _at(box, (box.x0 + box.x1) / 2 + right * pixels,
               (box.y0 + box.y1) / 2 + down * pixels, width, height)  # fmt: skip


def onto(box: Box, there: Box, width: int, height: int) -> Box:
    """Its middle in the middle of another box."""
    return _at(box, (there.x0 + there.x1) / 2, (there.y0 + there.y1) / 2, width, height)


def resized(box: Box, wide: float, high: float, width: int, height: int) -> Box:
    """Of that size around its middle, at least some pixels and at most the picture."""
    side = Box(0, 0, min(max(round(wide), _LEAST), width), min(max(round(high), _LEAST), height))
    return onto(side, box, width, height)


def _at(box: Box, x: float, y: float, width: int, height: int) -> Box:
    """The box with its middle at (x, y), or as near as the picture's edges let it."""
    left = min(max(round(x - box.width / 2), 0), max(width - box.width, 0))
    top = min(max(round(y - box.height / 2), 0), max(height - box.height, 0))
    return Box(left, top, min(left + box.width, width), min(top + box.height, height))
