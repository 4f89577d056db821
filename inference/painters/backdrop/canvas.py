"""The working canvas: small, since what is out of focus has no detail; grown at the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.painters.backdrop.light import Light, to_codes

Plane = npt.NDArray[np.floating[Any]]
"""(h, w) float32."""

_AREA = 520_000  # pixels worked on; beyond this nothing that is out of focus gains
_LEAST = 4096
_SLENDER = 4.0  # more slender pictures are painted at this aspect and stretched
_STRIP = 1 << 20  # pixels grown at a time


def working_size(height: int, width: int) -> tuple[int, int]:
    """(height, width) to paint at: the picture's aspect, its size up to half a megapixel."""
    aspect = min(max(width / height, 1 / _SLENDER), _SLENDER)
    area = min(max(height * width, _LEAST), _AREA)
    tall = round((area / aspect) ** 0.5)
    return max(tall, 8), max(round(tall * aspect), 8)


def noise(rng: np.random.Generator, size: tuple[int, int], cells: float, octaves: int = 4) -> Plane:
    """Soft cloudy noise, mean 0 and about -1 to 1, the same at any size.

    `cells` counts the coarsest lumps along the height; octaves are twice as fine and 0.55 as deep.
    """
    import cv2

    height, width = size
    total = np.zeros(size, np.float32)
    for octave in range(octaves):
        rows = max(round(cells * 2**octave), 1) + 3
        columns = max(round(cells * 2**octave * min(width / height, 4.0)), 1) + 3
        grid = rng.standard_normal((rows, columns)).astype(np.float32)
        if rows > height * 2 or columns > width * 2:
            continue
        total += 0.55**octave * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    return total * np.float32(0.7)


def ramp(value: Plane | float, start: float, end: float) -> Plane:
    """0 at start, 1 at end (which may lie below start), smooth between."""
    share = np.clip((np.asarray(value, np.float32) - start) / (end - start), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def grid(size: tuple[int, int]) -> tuple[Plane, Plane]:
    """(x, y) in frame heights, broadcastable: x is 0 in the middle, y is 0 at the top."""
    height, width = size
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / height
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    return x[None, :], y[:, None]


def grown(light: Light, size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """The picture at its size in sRGB codes, dithered by one code so that no gradient bands."""
    import cv2

    codes, (height, width) = to_codes(light), size
    if height * width <= codes.shape[0] * codes.shape[1]:
        small = cv2.resize(codes, (width, height), interpolation=cv2.INTER_AREA)
        return _dithered(small.reshape(height, width, 3), rng)
    step = max(_STRIP // width, 1)
    rows = [slice(y, min(y + step, height)) for y in range(0, height, step)]
    return np.concatenate([_dithered(_strip(codes, r, height, width), rng) for r in rows])


def _strip(codes: Light, rows: slice, height: int, width: int) -> Light:
    """Those rows of the grown picture, by cubic interpolation."""
    import cv2

    down, across = codes.shape[0] / height, codes.shape[1] / width
    back = np.array(
        [[across, 0, across / 2 - 0.5], [0, down, (rows.start + 0.5) * down - 0.5]], np.float64
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (width, rows.stop - rows.start)
    return np.asarray(
        cv2.warpAffine(codes, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def _dithered(codes: Light, rng: np.random.Generator) -> Pixels:
    """Rounded with triangular noise of ±1 code, the same for the three channels."""
    shape = codes.shape[:2]
    spread = rng.random(shape, np.float32) - rng.random(shape, np.float32)
    return np.rint(codes + spread[..., None]).clip(0, 255).astype(np.uint8)
