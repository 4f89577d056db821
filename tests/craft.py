"""Small pictures, regions, plans and painters for the tests of the craft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from inference.nouns import Alpha, Box, Cut, EditPlan, Operation, Pixels, Region
from inference.picture import Picture


def noise(height: int, width: int, channels: int = 3, depth: Any = np.uint8) -> Picture:
    """A picture in which every sample is random, so that any shift or loss shows."""
    top = np.iinfo(depth).max
    random = np.random.default_rng(height * 7919 + width)
    pixels = random.integers(0, top, (height, width, channels), depth, endpoint=True)
    pixels.setflags(write=False)
    return Picture(pixels)


def region(alpha: Alpha, phrase: str = "shirt") -> Region:
    """A Region as it is: the sizes that `find` refuses, too."""
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    box = Box(0, 0, 0, 0)
    if len(rows):
        box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Region(phrase, alpha, box, (box,), 1.0, "test", "")


def disc(height: int, width: int, soft: bool = False) -> Alpha:
    """A disc in the middle, 255 inside; its edge is some pixels wide where `soft`."""
    y, x = np.ogrid[:height, :width]
    away = np.hypot(y - height / 2, x - width / 2) - min(height, width) / 3
    ramp = 0.5 - away / (8 if soft else 1e-3)
    return np.rint(np.clip(ramp, 0, 1) * 255).astype(np.uint8)


def plan(operation: Operation = Operation.RECOLOUR, seeds: Sequence[int] = (1,)) -> EditPlan:
    return EditPlan("0" * 64, operation, "shirt", (), "red", tuple(seeds), 0.8, "s@1", "p@1")


class Same:
    """Paints what is there already."""

    def __init__(self, native: Any = None) -> None:
        self.native = native

    def __call__(self, cut: Cut, prompt: str, seeds: Sequence[int]) -> Iterator[Pixels]:
        return (cut.rgb for _ in seeds)


class Flat:
    """Paints one grey per seed."""

    def __init__(self, native: Any = None) -> None:
        self.native = native

    def __call__(self, cut: Cut, prompt: str, seeds: Sequence[int]) -> Iterator[Pixels]:
        return (np.full_like(cut.rgb, 90 + seed) for seed in seeds)


def profile(gamma: float = 2.2, columns: Sequence[Sequence[float]] = ()) -> bytes:
    """An ICC profile of a matrix and a gamma; AdobeRGB (1998) unless told otherwise.

    `columns` are the XYZ of red, green and blue, adapted to D50 (ICC.1:2001-04, 6.3.1.2).
    """
    adobe = (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)
    xyz = {
        name: b"XYZ \0\0\0\0" + b"".join(_fixed(part) for part in column)
        for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns or adobe, strict=True)
    }
    curve = b"curv\0\0\0\0" + (1).to_bytes(4) + round(gamma * 256).to_bytes(2) + b"\0\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + (5).to_bytes(4) + b"test\0" + bytes(79),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": b"XYZ \0\0\0\0" + _fixed(0.9642) + _fixed(1.0) + _fixed(0.8249),
        **xyz,
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    return _assembled(tags)


def _fixed(number: float) -> bytes:
    return round(number * 65536).to_bytes(4)


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    at, table, bodies = 128 + 4 + 12 * len(tags), b"", b""
    for name, body in tags.items():
        table += name + (at + len(bodies)).to_bytes(4) + len(body).to_bytes(4)
        bodies += body + bytes(-len(body) % 4)
    d50 = _fixed(0.9642) + _fixed(1.0) + _fixed(0.8249)
    head = b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28) + d50
    size = 128 + 4 + len(table) + len(bodies)
    return size.to_bytes(4) + head.ljust(124, b"\0") + len(tags).to_bytes(4) + table + bodies


ADOBE = profile()
DISPLAY_P3 = profile(
    columns=((0.51512, 0.24120, 0.0), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
)
