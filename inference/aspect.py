"""The shape of a picture in the words people use for it: "4:5", "square", "1080x1350", "story"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from inference.errors import BadInstruction

_NAMED = {
    "square": (1, 1),
    "portrait": (4, 5),
    "landscape": (16, 9),
    "story": (9, 16),
    "reel": (9, 16),
    "banner": (16, 9),
}
_PAIR = re.compile(r"(\d{1,5})\s*[:x×]\s*(\d{1,5})", re.IGNORECASE)
_MOST = 4  # a longer side than so many shorter ones is a slip of the keyboard


def aspect(words: str) -> float:
    """Width over height; BadInstruction where the words name no shape a picture can have."""
    said = words.strip().lower()
    pair = _PAIR.fullmatch(said)
    width, height = map(int, pair.groups()) if pair else _NAMED.get(said, (0, 0))
    if width and height and max(width, height) <= _MOST * min(width, height):
        return width / height
    raise BadInstruction(
        f"I don't know the size “{words}”. Say it like 4:5 or 1080x1350, or one of: "
        f"{', '.join(_NAMED)}.",
        unclear=words,
        suggestion="4:5",
    )


def nearest(ratio: float, native: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The (width, height) of `native` whose shape is nearest, the largest of those."""

    def far(size: tuple[int, int]) -> tuple[float, int]:
        return round(abs(math.log(size[0] / size[1] / ratio)), 6), -size[0] * size[1]

    return min(native, key=far)
