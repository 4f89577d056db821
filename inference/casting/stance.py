"""How a thing meets the ground, read from the lower edge of its silhouette."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_NEAR = 0.12  # of the height: what is this close above the lowest point stands on the ground
_OUT = 0.75  # of half the foot's width: where its lower edge is compared with its middle
_FLATTEST, _ROUNDEST = 0.13, 0.5  # depth of the foot in the picture, as a share of half its width


class Stance(NamedTuple):
    """The foot as an ellipse on the ground, in pixels; `base` is its front, nearest to us."""

    x: float
    base: float
    half: float
    depth: float
    tall: float

    @property
    def y(self) -> float:
        """The middle of the foot."""
        return self.base - self.depth

    @property
    def pitch(self) -> float:
        """How much of a length on the ground is seen when it runs away from us, 0-1."""
        return self.depth / self.half

    def front(self, columns: Floats) -> Floats:
        """The y at which each column's ground meets the foot, from its front edge."""
        out = np.clip((columns - self.x) / self.half, -1, 1)
        return np.asarray(self.base - self.depth * (1 - np.sqrt(1 - out**2)), np.float32)


def stance(cover: Floats) -> Stance:
    """Of a silhouette (H, W), 0-1, with something in it."""
    solid = cover > 0.5
    columns = np.flatnonzero(solid.any(0))
    rows = np.flatnonzero(solid.any(1))
    low = cover.shape[0] - np.argmax(solid[::-1, columns], 0)
    base, tall = float(rows[-1] + 1), float(rows[-1] + 1 - rows[0])
    foot = columns[low > base - max(_NEAR * tall, 1.0)]
    x, half = float(foot[0] + foot[-1] + 1) / 2, max(float(foot[-1] + 1 - foot[0]) / 2, 1.0)
    sag = np.mean([base - np.interp(x + side * _OUT * half, columns, low) for side in (-1, 1)])
    depth = float(sag) / (1 - (1 - _OUT**2) ** 0.5)
    return Stance(x, base, half, float(np.clip(depth, _FLATTEST * half, _ROUNDEST * half)), tall)
