"""What lies where somebody pointed: a thing that is known, or what looks like those places."""

from __future__ import annotations

import numpy as np

from inference import oklab
from inference.segmenters import edges
from inference.segmenters.nets.apart import connected
from inference.segmenters.nets.look import Look
from inference.segmenters.view import Bools, Floats

_LIKE = 0.07  # Oklab distance at which a colour is hardly the one pointed at
_FAR = 0.25  # longer sides from a point at which hardly anything is meant
_KNOWN, _ALIKE = 0.8, 0.55  # confidences


def find(look: Look, inside: Floats, outside: Floats) -> tuple[Bools, float]:
    """(h, w) bool and a confidence, for points (n, 2) of x, y on the look's `fine`."""
    known = _known(look, inside, outside)
    return (known, _KNOWN) if known is not None else (_alike(look, inside, outside), _ALIKE)


def _known(look: Look, inside: Floats, outside: Floats) -> Bools | None:
    """The smallest thing that holds all the inner points and none of the outer ones."""
    found = [one for one in map(look.thing, look.there) if one]
    fits = [
        mask
        for one in found
        for mask in one.each
        if _holds(mask, inside).all() and not _holds(mask, outside).any()
    ]
    return min(fits, key=lambda mask: int(mask.sum()), default=None)


def _holds(mask: Bools, points: Floats) -> Bools:
    x, y = np.clip(points.astype(int), 0, np.array(mask.shape[::-1]) - 1).reshape(-1, 2).T
    return np.asarray(mask[y, x], np.bool_)


def _alike(look: Look, inside: Floats, outside: Floats) -> Bools:
    """The parts around the inner points whose colours and places are nearer to these."""
    lab = oklab.to_lab(look.scene.fine)
    near, far = _nearness(lab, inside), _nearness(lab, outside)
    likely = near / (near + far + 0.3)
    mask = edges.settled(look.scene.fine, np.asarray(likely, np.float32))
    reached = [part for part in connected(mask) if _holds(part, inside).any()]
    nothing = np.zeros(mask.shape, np.bool_)
    return np.asarray(np.logical_or.reduce([nothing, *reached]), np.bool_)


def _nearness(lab: Floats, points: Floats) -> Floats:
    """(h, w) in 0-1, how near each pixel is to the nearest of the points, by colour and place."""
    height, width = lab.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    best = np.zeros((height, width), np.float32)
    for column, row in points:
        r, c = int(np.clip(row, 0, height - 1)), int(np.clip(column, 0, width - 1))
        own = np.median(lab[max(r - 2, 0) : r + 3, max(c - 2, 0) : c + 3].reshape(-1, 3), 0)
        hue = np.linalg.norm(lab - own, axis=-1) / _LIKE
        away = np.hypot(x - column, y - row) / (_FAR * max(height, width))
        best = np.maximum(best, np.exp(-(hue**2) / 2 - away**2))
    return best
