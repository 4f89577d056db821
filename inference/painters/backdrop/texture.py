"""Lumps and grain on surfaces, measured in metres, that fade before they get finer than a pixel."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.canvas import Plane as Field
from inference.painters.backdrop.canvas import ramp

_TILE = 128  # lumps along one side of the noise that is laid over a surface again and again


def lumps(
    rng: np.random.Generator,
    u: Field,
    v: Field,
    cell: float,
    octaves: int = 4,
    pixel: Field | float = 0.0,
) -> Field:
    """Noise at (u, v) metres, about -1 to 1, in lumps of `cell` metres and finer.

    `pixel` is how many metres of v a pixel covers; octaves finer than that are left out.
    """
    import cv2

    total = np.zeros(np.broadcast_shapes(u.shape, v.shape), np.float32)
    zeros = np.zeros_like(total)
    for octave in range(octaves):
        size = cell / 2**octave
        tile = rng.standard_normal((_TILE, _TILE)).astype(np.float32)
        shift = rng.uniform(0, _TILE, 2)
        across = np.mod(u / size + shift[0], _TILE).astype(np.float32) + zeros
        along = np.mod(v / size + shift[1], _TILE).astype(np.float32) + zeros
        lump = cv2.remap(tile, across, along, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
        total += (
            0.62**octave * lump * ramp(np.asarray(pixel, np.float32) / np.float32(size), 0.8, 0.25)
        )
    return total * np.float32(0.6)


def veins(rng: np.random.Generator, u: Field, v: Field, cell: float, width: float) -> Field:
    """0-1: thin wandering lines, where a noise crosses zero; of marble, and of light in water."""
    bend = 0.5 * cell * lumps(rng, u, v, cell, 3)
    line = np.abs(lumps(rng, u + bend, v - bend, cell, 3))
    return np.asarray(np.exp(-((line / width) ** 2)), np.float32)
