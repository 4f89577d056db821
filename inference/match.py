"""Seat painted pixels in their surroundings: the same colours, sharpness and grain.

A painter that repaints the whole cut changes what should have stayed. How much it did is known
around the region, and taken back inside: the colour cast (inference/seating/cast.py), and how much
softer it draws (inference/seating/keen.py). Grain that is then still missing is made anew
(inference/grain.py, inference/seating/lack.py). What fits is left alone.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from inference import grain as camera
from inference.grain import Grain
from inference.nouns import Box, Cut, Pixels
from inference.seating import keen, lack
from inference.seating.cast import correction

Floats = npt.NDArray[np.float32]

_STRIP = 256  # rows coloured at a time, to bound the memory
_END = 3  # codes from pure black and white within which a channel may be clipped
_LATTICE = (slice(None, None, 4), slice(None, None, 4))  # looked at to see whether all fits
_TRACE = 0.01  # share of what is locked that differs in a painting that was to leave it alone
_FEW = 0.03  # share of the squares below which nobody sees that grain is missing


def match(painted: Pixels, cut: Cut, colour: bool, grain: bool, seed: int) -> Pixels:
    """`painted` (h, w, 3) seated in `cut`, which has its size; the same array if all fits.

    Deterministic per seed. Only pixels with alpha > 0 differ from `painted`.
    """
    locked = cut.alpha[_LATTICE] == 0
    away = (painted[_LATTICE] != cut.rgb[_LATTICE]).any(axis=-1)
    if not away.any() or not (cut.alpha > 0).any():
        return painted
    redrawn = float(away[locked].mean() if locked.any() else 0) > _TRACE
    if colour and redrawn:
        painted = _recoloured(painted, cut)
    if not grain:
        return painted
    wanted = camera.measure(cut.rgb, camera.cells(np.ones(cut.alpha.shape, np.bool_)))
    loss = keen.loss(painted, cut, wanted) if redrawn else None
    if loss is not None and loss.gain:
        painted = keen.sharpened(painted, cut, loss.gain)
    return painted if wanted is None else _grained(painted, cut, wanted, loss, seed)


def _grained(painted: Pixels, cut: Cut, wanted: Grain, loss: keen.Loss | None, seed: int) -> Pixels:
    """With as much of the golden's grain as the painter lost, or as the painted part lacks."""
    touched = cut.alpha > 0
    area = Box.around(touched).slices
    here = painted[area]
    missing = lack.lost(here, wanted, loss.grain) if loss else lack.lack(here, wanted)
    if float((missing > 0).mean()) < _FEW:
        return painted
    made = camera.lacking(wanted, painted, camera.cells(cut.alpha > 127))
    strength = np.where(touched[area], lack.spread(missing, made, here), 0)
    out = painted.copy()
    _add(out[area], camera.tile(made, seed), strength, seed)
    return out


def _add(target: Pixels, tile: Floats, strength: Floats, seed: int) -> None:
    """Add grain to `target` in place."""
    for rows, columns, fresh in camera.field(tile, strength.shape, seed):
        here = target[rows, columns]
        more = here + fresh * strength[rows, columns, None]
        here[:] = np.rint(np.clip(more, 0, 255)).astype(np.uint8)


def _recoloured(painted: Pixels, cut: Cut) -> Pixels:
    """With the painter's colour cast taken back."""
    import cv2

    wanted = correction(painted, cut)
    if wanted is None:
        return painted
    out, area = painted.copy(), Box.around(cut.alpha > 0)
    for top in range(area.y0, area.y1, _STRIP):
        strip = Box(area.x0, top, area.x1, min(top + _STRIP, area.y1))
        here, shift = strip.slices, _enlarged(wanted, cut.alpha.shape, strip)
        fresh = cv2.add(painted[here], _unclipped(painted[here], shift), dtype=cv2.CV_8U)
        np.copyto(out[here], fresh, where=cut.alpha[here][..., None] > 0)
    return out


def _enlarged(small: Floats, shape: tuple[int, ...], box: Box) -> Floats:
    """That box of `small`, bilinearly brought to `shape`: the rest is never made."""
    import cv2

    down, across = small.shape[0] / shape[0], small.shape[1] / shape[1]
    moved = (box.x0 + 0.5) * across - 0.5, (box.y0 + 0.5) * down - 0.5
    to_small = np.array([[across, 0, moved[0]], [0, down, moved[1]]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (box.width, box.height)
    wide = cv2.warpAffine(small, to_small, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(wide, np.float32)


def _unclipped(painted: Pixels, shift: Floats) -> Floats:
    """The shift, less where it would darken what is blown out or lighten what is pitch black.

    A channel at its end may have been further in truth; a highlight would turn blue.
    """
    import cv2

    below, above = cv2.LUT(painted, _room()[::-1]), cv2.LUT(painted, _room())
    return np.asarray(np.where(shift < 0, below, above) * shift, np.float32)


@cache
def _room() -> Floats:
    """(256,) 0-1 by how many codes there are to the end."""
    return np.minimum(np.arange(256) / _END, 1).astype(np.float32)
