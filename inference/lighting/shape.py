"""The rough shape of a thing whose outline is all that is known: it is blown up like a balloon.

At the outline a solid turns away from us, so its normals there are known for sure (Johnson and
Farid, "Exposing digital forgeries by detecting inconsistencies in lighting", 2005); inward they
turn smoothly towards us. Height is the root of a membrane under even pressure, which makes a circle
a sphere. Where the frame cuts the thing off there is no outline: it goes on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))
_STIFF = 1e-6  # keeps the membrane down where the frame cuts off every outline


def normals(inside: Bools) -> Floats:
    """(H, W, 3) unit normals, x right, y down, z to the viewer; (0, 0, 1) outside.

    The array's own border is taken for the picture's frame.
    """
    import cv2

    height = np.sqrt(np.maximum(_membrane(inside), 0)).astype(np.float32)
    right, down = (
        cv2.Sobel(height, cv2.CV_32F, *step, scale=1 / 8, borderType=cv2.BORDER_REPLICATE)
        for step in ((1, 0), (0, 1))
    )
    out = np.dstack([-right, -down, np.ones_like(height)])
    out /= np.linalg.norm(out, axis=-1, keepdims=True)
    out[~inside] = (0, 0, 1)
    return np.asarray(out, np.float32)


def _membrane(inside: Bools) -> npt.NDArray[np.float64]:
    """Poisson's equation under even pressure: 0 outside, level at the array's border."""
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import spsolve

    count = int(inside.sum())
    out = np.zeros(inside.shape)
    if not count:
        return out
    number = np.full(inside.shape, -1)
    number[inside] = np.arange(count)
    rows, columns, weights = _links(number, inside)
    system = coo_array((weights, (rows, columns)), shape=(count, count)).tocsc()
    out[inside] = spsolve(system, np.full(count, 4.0))
    return out


def _links(number: npt.NDArray[Any], inside: Bools) -> tuple[npt.NDArray[Any], ...]:
    """The entries of the Laplacian; a neighbour beyond the frame (-2) exerts no pull."""
    framed = np.pad(number, 1, constant_values=-2)
    height, width = number.shape
    own = number[inside]
    pull = np.full(len(own), _STIFF)
    rows, columns = [own], [own]
    for down, right in _STEPS:
        beside = framed[1 + down : 1 + down + height, 1 + right : 1 + right + width][inside]
        pull += beside != -2
        rows.append(own[beside >= 0])
        columns.append(beside[beside >= 0])
    linked = np.concatenate(rows[1:])
    weights = np.concatenate([pull, np.full(len(linked), -1.0)])
    return np.concatenate([own, linked]), np.concatenate(columns), weights
