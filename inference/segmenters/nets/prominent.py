"""The main thing in the picture, whatever it is: what two networks set apart from the rest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.segmenters import edges
from inference.segmenters.judge import overlap
from inference.segmenters.nets import doubt
from inference.segmenters.nets.deeplab import PERSON
from inference.segmenters.nets.scene import Scene
from inference.segmenters.view import Bools, Floats

_SURFACES = (0, 9, 11, 18)  # nothing, and what things stand or sit on: chair, table, sofa
_CERTAIN = 0.75  # a mean likelihood that needs no second opinion
_AGREE = 0.5  # overlap of the two networks' masks from which they speak of one thing
_LEAST, _MOST = 0.02, 0.92  # shares of the picture
_ALONE = 0.88  # mean likelihood from which the portrait network is believed on its own
_BESIDE = 0.2  # of the main part's weight: smaller parts are not the subject


class Prominent(NamedTuple):
    """`main` is the subject, `every` all that is not background; (h, w) bool."""

    main: Bools
    every: Bools
    sure: float


def find(scene: Scene) -> Prominent | None:
    """The main thing (h, w), or None where neither network sets anything apart."""
    known = 1 - np.sum([scene.area(kind) for kind in _SURFACES], 0)
    known = np.where(scene.area(PERSON) > 0.5, scene.person, known)
    chosen = _chosen(np.asarray(known, np.float32), scene.standing_out)
    if chosen is None:
        return None
    every = edges.settled(scene.fine, chosen.plane)
    if not _LEAST <= every.mean() <= _MOST:
        return None
    return Prominent(_main(every), every, chosen.sure * _trust(scene, chosen, every))


class _Chosen(NamedTuple):
    """The plane (h, w) to believe, how far, and whether only one network speaks for it."""

    plane: Floats
    sure: float
    alone: bool = False


def _trust(scene: Scene, chosen: _Chosen, every: Bools) -> float:
    """What is left of the confidence once the mask is seen; one network alone needs edges."""
    edged = doubt.edged(scene.fine, every) if chosen.alone else 1.0
    whole = doubt.complete(every, scene.standing_out)
    return edged * whole * doubt.decided(chosen.plane, every)


def _chosen(known: Floats, front: Floats) -> _Chosen | None:
    """None where neither is to be believed."""
    agreed = overlap(known > 0.5, front > 0.5)
    likely = _mean(known)
    if likely >= _CERTAIN:
        return _Chosen(known, 0.85 if agreed < _AGREE else 0.93)
    if agreed >= _AGREE / 2 and likely >= 0.55:
        return _Chosen(np.asarray((known + front) / 2, np.float32), 0.5 + 0.3 * agreed)
    return _Chosen(front, 0.6, alone=True) if _mean(front) >= _ALONE else None


def _mean(plane: Floats) -> float:
    """The mean likelihood of what is likelier than not, if that is not next to nothing."""
    mask = plane > 0.5
    return float(plane[mask].mean()) if mask.mean() >= _LEAST else 0.0


def _main(mask: Bools) -> Bools:
    """The part that weighs most, by its area and how central it is, and those that come close."""
    import cv2

    count, labels, _, middles = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count <= 2:
        return mask
    height, width = mask.shape
    away = np.abs(middles / [width, height] - 0.5).max(1)
    weight = np.bincount(labels.ravel(), minlength=count) * (1.2 - away)
    weight[0] = 0
    return np.asarray((weight >= _BESIDE * weight.max())[labels], np.bool_)
