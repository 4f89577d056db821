"""What detectors find: boxes with scores, sorted out."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from inference.errors import NotFound
from inference.nouns import Pixels
from inference.segmenters import vocabulary

Floats = npt.NDArray[np.floating]

MOST = 32
"""Boxes of one phrase: a crowd is a crowd from there on."""
_SAME = 0.6  # overlap from which two boxes are of one thing
_BESIDE = 0.4  # of the best one's score: what a weaker box must have to count as well
_ROLES = frozenset({"subject", "background"})
_GOODS = (
    "shirt", "dress", "jacket", "trousers", "skirt", "suit", "shoe", "hat", "cap", "scarf",
    "sunglasses", "glasses", "necklace", "earring", "ring", "watch", "belt", "handbag", "backpack",
    "box", "jar", "can", "tube", "bag", "perfume", "lipstick", "candle", "lamp", "cushion",
    "curtain", "carpet", "shelf", "door", "window", "picture", "sign", "logo", "label", "flag",
    "flower", "tree", "leaf", "grass", "rock", "mountain", "beach", "building", "house", "bridge",
    "road", "wheel", "camera", "headphones", "guitar", "ball", "bread", "fruit", "vegetable",
    "cocktail", "ice cream", "face", "hand", "rocket", "balloon", "statue",
)  # fmt: skip


class Found(NamedTuple):
    """A box in pixels of the picture; `score` is the detector's, `sure` what it is worth, 0-1."""

    box: tuple[float, float, float, float]
    score: float
    sure: float


class Detector(Protocol):
    """Finds what a phrase names, by name. Only `find` and `salient` look."""

    name: str

    def find(self, rgb: Pixels, phrase: str) -> list[Found]:
        """Best first; NotFound says what there is instead."""

    def salient(self, rgb: Pixels, /) -> list[Found]:
        """The main thing or things, best first; LookupError where it can't tell."""

    def sees(self, rgb: Pixels) -> list[str]:
        """Common nouns that it knows to be there, best first, from looks it has taken."""


def nouns() -> tuple[str, ...]:
    """Common nouns: what else a thing could be, and what to look for unasked."""
    return tuple(dict.fromkeys([*(thing.name for thing in vocabulary.things()), *_GOODS]))


def role(phrase: str) -> str:
    """ "subject" or "background", or "" for the name of a thing."""
    meant = vocabulary.sense(phrase)
    return meant.role if meant and meant.role in _ROLES and not meant.more else ""


def rivals(phrase: str) -> list[bool]:
    """For each of `nouns()`: whether a thing can't well be both that and the phrase."""
    meant = vocabulary.sense(phrase)
    kin = {thing.name for thing in meant.things} if meant else set()
    if meant and not kin:
        return [False] * len(nouns())  # a face lies within a person
    said = set(phrase.lower().split())
    return [noun not in kin and not said & set(noun.split()) for noun in nouns()]


def absent(phrase: str, sees: list[str], instead: str = "") -> NotFound:
    looks = f" What comes closest looks more like *{instead}*." if instead else ""
    others = tuple(each for each in sees if each != phrase)
    seen = f" I can see: {', '.join(others)}." if others else ""
    return NotFound(f"I can't find *{phrase}* in this picture.{looks}{seen}", others)


def sorted_out(boxes: Floats, scores: Floats, sure: Floats, least: float) -> list[Found]:
    """Boxes (n, 4) that score at least `least` and not far below the best, one per thing."""
    if not len(scores) or scores.max() < least:
        return []
    good = np.flatnonzero(scores >= max(least, _BESIDE * float(scores.max())))
    kept = [good[n] for n in apart(boxes[good], scores[good])]
    return [Found(tuple(boxes[n].tolist()), float(scores[n]), float(sure[n])) for n in kept]


def apart(boxes: Floats, scores: Floats) -> list[int]:
    """Numbers of the boxes that no better one overlaps much, best first, at most MOST."""
    left, kept = np.argsort(-scores, kind="stable"), list[int]()
    while len(left) and len(kept) < MOST:
        best, left = int(left[0]), left[1:]
        kept.append(best)
        left = left[overlaps(boxes[best], boxes[left]) <= _SAME]
    return kept


def overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box (4,) with each of (n, 4)."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    shared = np.clip(sides, 0, None).prod(1)
    areas = (others[:, 2:] - others[:, :2]).prod(1) + (box[2:] - box[:2]).prod()
    return np.asarray(shared / np.maximum(areas - shared, 1e-9))


def within(boxes: Floats, height: int, width: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Boxes cut off at the picture's edges, and which of them are still boxes."""
    cut = np.clip(boxes, 0, [width, height, width, height])
    return cut, np.asarray(((cut[:, 2:] - cut[:, :2]) >= 1).all(1))


def corners(boxes: Floats) -> Floats:
    """(n, 4) of centre x, y, width, height -> x0, y0, x1, y1."""
    half = boxes[:, 2:] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], 1)
