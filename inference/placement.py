"""Where a thing to add would stand: a box, proposed for people to move.

What is added has nothing to be found. What it is says how it takes its place
(inference/placing/sizes.py): it stands on a surface, is worn, printed, flies; "above" and its kin
say it, too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from inference.nouns import Alpha, Box, Pixels
from inference.phrase import parse
from inference.placing import sizes, stances
from inference.placing.relations import FREE, parted
from inference.placing.sizes import Stance
from inference.placing.spots import kept
from inference.placing.stances import Scene
from inference.regions.evaluate import plane
from inference.regions.look import Looker
from inference.regions.stuck import Stuck
from inference.segmenters.view import Bools, shrunk

_SIDE = 240  # longer side at which places are weighed
_SAME = 0.6  # overlap from which two masks are of one thing
_SURE = 0.35  # confidence from which what was found is gone by


class Spot(NamedTuple):
    """A proposed place as a phrase, and a sentence that says why there."""

    phrase: str
    why: str


def place(rgb: Pixels, phrase: str, what: str, segmenter: Any, name: str) -> str:
    """The phrase of where `what` would be added when people say `phrase`: mostly a box."""
    return spot(rgb, phrase, what, segmenter, name).phrase


def spot(rgb: Pixels, phrase: str, what: str, segmenter: Any, name: str) -> Spot:
    """The same with its reason. Where nobody knows what the phrase names, it is a free spot."""
    relation, noun = parted(phrase)
    size = sizes.read(what)
    if size.stance is Stance.FILLS and not relation:
        filled = "background" if noun == FREE else phrase
        return Spot(filled, f"All of the {filled}: {what} would fill it.")
    small = shrunk(rgb, _SIDE)
    look = Looker(rgb, segmenter, name)
    found = partial(_found, look, small)
    worn = size.stance in (Stance.WORN, Stance.SEEN_THROUGH)
    near = worn or size.stance is Stance.STANDS
    subject = found("subject", least=0.0 if worn else _SURE)  # a doubtful head is better than none
    scene = Scene(
        small,
        noun,
        on=found(noun) if noun != FREE else None,
        subject=subject,
        face=found("face") if near else None,
        sky=found("sky") if noun == FREE and size.stance is Stance.FLIES else None,
        main=_called(look, subject, found) if near else "",
    )
    box, why = stances.chosen(scene, size, relation)
    return Spot(written(_large(box, rgb, small)), f"{why} It moves where you say.")


def propose(rgb: Pixels, surface: Alpha, what: str, subject: Alpha | None) -> Box:
    """Where `what` would stand on the surface, free of the subject; all in golden pixels."""
    small = shrunk(rgb, _SIDE)
    main = None if subject is None else _small(subject, small)
    scene = Scene(small, "surface", _small(surface, small), main)
    return _large(stances.chosen(scene, sizes.read(what), "").box, rgb, small)


def written(box: Box) -> str:
    """The phrase of a box."""
    return f"box {box.x0},{box.y0},{box.x1},{box.y1}"


def _found(look: Looker, small: Pixels, phrase: str, least: float = _SURE) -> Bools | None:
    """Where it is, or None where nobody knows or is hardly sure."""
    try:
        came = plane(parse(phrase), look)
    except Stuck:
        return None
    mask = _small(came.alpha, small)
    return mask if min(came.sure.values(), default=1.0) >= least and mask.any() else None


def _called(look: Looker, subject: Bools | None, found: Callable[[str], Bools | None]) -> str:
    """A noun of known size that the segmenter has for the main thing, or ""."""
    if subject is None:
        return ""
    for noun in filter(sizes.is_known, look.sees()):
        mask = found(noun)
        if mask is not None and (mask & subject).sum() > _SAME * (mask | subject).sum():
            return noun
    return ""


def _small(alpha: Alpha, small: Pixels) -> Bools:
    import cv2

    resized = cv2.resize(alpha, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(resized > 127, np.bool_)


def _large(box: Box, rgb: Pixels, small: Pixels) -> Box:
    scale = rgb.shape[1] / small.shape[1]
    x0, y0, x1, y1 = (side * scale for side in box)
    return kept(x0, y0, x1 - x0, y1 - y0, rgb.shape)
