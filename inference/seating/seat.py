"""Where painted pixels go, and putting them there: the one place that writes into a golden's copy.

What depends on the mask alone is worked out once for all variants, and only the smallest box around
the region is ever looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from inference import detail
from inference.nouns import Alpha, Box, Cut, Pixels
from inference.picture import Picture, Samples


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """Where painted pixels go: the cut at the golden's own size, and what stays under the edge.

    `under` is in the golden's own profile and depth: the colour of the part that stays, so that
    a half-transparent hair mixes with the new background and not with the old one. `tiles` are
    what a painter that saw the cut smaller than it is must look at again.
    """

    cut: Cut
    under: npt.NDArray[Any]
    tiles: tuple[detail.Tile, ...] = ()
    edge: _Edge = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "edge", _edge(self.cut.alpha, self.under))


@dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    """Of the smallest box with alpha > 0, in the cut: what is replaced, and what is mixed.

    `solid` (h, w) is 255 where alpha is 255; `soft` are the flat places of what is between, with
    the `weight` (n, 1) of the new and the `rest` (n, 3) of the old, weighted.
    """

    area: Box
    solid: Alpha
    soft: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float32]
    rest: npt.NDArray[np.float32]


def _edge(alpha: Alpha, under: npt.NDArray[Any]) -> _Edge:
    touched = alpha > 0
    area = Box.around(touched) if touched.any() else Box(0, 0, 0, 0)
    here = np.ascontiguousarray(alpha[area.slices])
    rows, columns = np.nonzero((here > 0) & (here < 255))
    weight = np.asarray(here[rows, columns][:, None] / np.float32(255), np.float32)
    rest = (1 - weight) * under[area.slices][rows, columns]
    solid = (here == 255).astype(np.uint8) * 255
    soft = rows * max(1, area.width) + columns
    return _Edge(area, solid, soft, weight, rest.astype(np.float32))


def paste(golden: Picture, painted: Pixels, seat: Seat) -> Picture:
    """Blend `painted` into a copy of the golden; only alpha > 0 is ever written."""
    pixels, edge = golden.pixels.copy(), seat.edge
    if not edge.solid.size:
        return replace(golden, pixels=pixels)
    target = pixels[seat.cut.box.slices][edge.area.slices]
    fresh = golden.from_srgb(np.ascontiguousarray(painted[edge.area.slices]))
    _copy(target, fresh, edge.solid)
    mixed = edge.weight * fresh.reshape(-1, 3)[edge.soft] + edge.rest
    rows, columns = np.divmod(edge.soft, edge.area.width)
    target[rows, columns, :3] = np.rint(mixed).astype(target.dtype)
    return replace(golden, pixels=pixels)


def _copy(target: Samples, fresh: Samples, solid: Alpha) -> None:
    """In place, where `solid`; transparency stays as it is."""
    import cv2

    if target.shape[2] == 3:
        cv2.copyTo(fresh, solid, target)
    else:
        np.copyto(target[..., :3], fresh, where=solid[..., None] > 0)
