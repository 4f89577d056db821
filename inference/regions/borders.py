"""The edge of a region: found in the picture, or given by people.

A matte softens an edge that was found. One that people gave, in numbers or as a mask, stays as they
gave it. One that they moved, by growing or shrinking what was found, is feathered where it is now:
a matte would pull it back to the edge of the thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from inference import matte
from inference.nouns import Alpha, Pixels
from inference.phrases.given import MADE
from inference.phrases.tree import Grown, Noun, Phrase, children, nouns
from inference.regions import cells
from inference.regions.evaluate import plane
from inference.regions.look import Looker
from inference.segmenters import boxes

_FEATHER = 0.2  # sigma along an edge that people moved, as a share of a matte's reach


def is_given(tree: Phrase) -> bool:
    """Whether people gave all of it, so that nothing in it was found."""
    return all(map(_is_told, nouns(tree)))


def has_given(tree: Phrase) -> bool:
    """Whether people gave any of it."""
    return any(map(_is_told, nouns(tree)))


def softened(rgb: Pixels, wanted: Alpha, parts: Iterable[Phrase], look: Looker) -> Alpha:
    """`wanted` with each edge as its kind asks; what is too small for that stays hard."""
    alpha = matte.soften(rgb, wanted)
    for node in (node for part in parts for node in _told(part, look)):
        own = _feathered(wanted) if isinstance(node, Grown) and not is_given(node) else wanted
        alpha = np.where(_along(plane(node, look).alpha), own, alpha)
    return alpha if alpha.any() else _hard(wanted)


def _is_told(noun: str) -> bool:
    return noun == MADE or boxes.read(noun) is not None


def _told(tree: Phrase, look: Looker) -> Iterator[Phrase]:
    """The outermost parts whose edges people gave or moved."""
    if isinstance(tree, Grown) or (isinstance(tree, Noun) and _has_told_edge(tree, look)):
        yield tree
    else:
        yield from (node for child in children(tree) for node in _told(child, look))


def _has_told_edge(tree: Noun, look: Looker) -> bool:
    if not cells.named(tree.words):
        return is_given(tree)
    return cells.is_whole(tree.words, plane(tree, look).alpha)


def _along(alpha: Alpha) -> npt.NDArray[np.bool_]:
    """All within a matte's reach of its edge and of what is grey in it."""
    import cv2

    inside = (alpha > 127).astype(np.uint8)
    core = cv2.erode(inside, np.ones((3, 3), np.uint8), borderValue=1)
    edge = (inside > core) | ((alpha > 0) & (alpha < 255))
    away = cv2.distanceTransform((~edge).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray((away <= matte.reach(alpha.shape)) & edge.any(), np.bool_)


def _feathered(alpha: Alpha) -> Alpha:
    import cv2

    sigma = matte.reach(alpha.shape) * _FEATHER
    return np.asarray(cv2.GaussianBlur(_hard(alpha), (0, 0), sigma), np.uint8)


def _hard(alpha: Alpha) -> Alpha:
    return np.where(alpha > 127, np.uint8(255), np.uint8(0))
