"""Which of several masks is the subject, and how sure that is."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from inference.nouns import Box
from inference.segmenters.saliency import bump
from inference.segmenters.view import Bools, Floats, Labels, View

_FAMILY = {
    "apart": "contrast", "enclosed": "contrast", "enclosed, central": "contrast",
    "sharp": "focus", "sharp, central": "focus",
    "both": "mixture", "both, central": "mixture",
    "central": "centre", "people": "people",
    "frame": "frame", "whole frame": "frame", "open left": "frame", "open right": "frame",
}  # fmt: skip
"""Guesses of one family share a cue: that they agree says nothing."""

_BASE = 0.37
_WORTH = {
    "agreement": 0.55, "large": 0.34, "people": 0.15, "central": 0.13, "crisp": 0.13,
    "missed": -0.55, "spanning": -0.31, "blurred": -0.26, "floating": -0.26, "borrowed": -0.24,
    "sides": -0.22, "parts": -0.21, "small": -0.09,
}  # fmt: skip
"""Fitted to the overlaps of some 3,600 masks of 118 photographs, 60 of them mirrored and cropped
too, then rounded."""
_LITTLE = 0.1  # share of the picture below which the middle can't be covered
_MUCH = 0.4  # and above which a mask is large
_PORTRAIT = 0.12  # a face from this share of the picture's width makes it a portrait
FAINT = 0.02
"""Oklab step per pixel below which there is no edge."""


class Judge:
    """Scores masks of one view; `masks` are the guesses by name, `faces` those of people."""

    def __init__(self, view: View, masks: dict[str, Bools], faces: list[Box]) -> None:
        self._masks = masks
        self._heads = [face for face in faces if is_portrait(face, view.lab.shape[1])]
        self._steps = steps(view.lab)
        self._brisk = float(np.percentile(self._steps, 80))
        self._colours = _bins(view.lab)
        self._middle = bump(view.lab.shape, (0.52, 0.5), (0.32, 0.3))

    def score(self, name: str, mask: Bools) -> float:
        """What the mask's overlap with the subject should be, some 0-1; -1 for no subject."""
        if not 0.004 < mask.mean() < 0.97:
            return -1.0
        traits = self._traits(name, mask)
        return _BASE + sum(_WORTH[trait] * value for trait, value in traits.items())

    def accord(self) -> float:
        """Mean overlap of the guesses that share no cue, 0-1: low where each sees another thing."""
        return float(
            np.mean(
                [
                    overlap(self._masks[one], self._masks[other])
                    for one, other in combinations(self._masks, 2)
                    if _FAMILY[one] != _FAMILY[other]
                ]
            )
        )

    def _traits(self, name: str, mask: Bools) -> dict[str, float]:
        """All shares in 0-1 but `parts`, from 0.7, `small`, up to 0, and `large`: logarithms."""
        crisp, blurred = self._edge(mask)
        borrowed, missed = self._colour(mask)
        left, right = float(mask[:, 0].mean()), float(mask[:, -1].mean())
        return {
            "agreement": self._agreement(name, mask),
            "central": float(self._middle[mask].sum() / self._middle.sum()),
            "people": float(name == "people"),
            "crisp": crisp,
            "blurred": blurred,
            "missed": missed,
            "parts": float(np.log(1 + _parts(mask))),
            "borrowed": borrowed,
            "small": min(0.0, float(np.log(mask.mean() / _LITTLE))),
            "large": max(0.0, float(np.log(mask.mean() / _MUCH))),
            "floating": self._floating(mask),
            "spanning": min(left, right),
            "sides": (left + right) / 2,
        }

    def _agreement(self, name: str, mask: Bools) -> float:
        """Mean over the other families of their masks' mean overlap with this one."""
        kin: dict[str, list[float]] = {}
        for other, theirs in self._masks.items():
            if _FAMILY[other] != _FAMILY.get(name):
                kin.setdefault(_FAMILY[other], []).append(overlap(mask, theirs))
        return float(np.mean([np.mean(each) for each in kin.values()]))

    def _floating(self, mask: Bools) -> float:
        """How far the mask leaves out what is below the heads, where there must be a body."""
        below = [mask[head.y1 :, head.x0 : head.x1] for head in self._heads]
        return float(np.mean([1 - part.mean() if part.size else 0.0 for part in below] or [0.0]))

    def _edge(self, mask: Bools) -> tuple[float, float]:
        """Shares of the mask's edge on a strong edge of the picture, and on none at all."""
        import cv2

        edge = outline(mask)
        if not edge.any():
            return 0.0, 1.0
        nearby = cv2.dilate(self._steps, np.ones((3, 3), np.uint8))[edge]
        return float((self._steps[edge] > self._brisk).mean()), float((nearby < FAINT).mean())

    def _colour(self, mask: Bools) -> tuple[float, float]:
        """Shares of the mask and of the rest whose colours are more common on the other side."""
        inside = np.bincount(self._colours[mask], minlength=1000) / mask.sum()
        outside = np.bincount(self._colours[~mask], minlength=1000) / (~mask).sum()
        here, there = self._colours[mask], self._colours[~mask]
        borrowed, missed = outside[here] > inside[here], inside[there] > outside[there]
        return float(borrowed.mean()), float(missed.mean())


def overlap(one: Bools, other: Bools) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max((one | other).sum(), 1))


def outline(mask: Bools) -> Bools:
    """The mask's edge, two pixels wide, without the picture's border."""
    import cv2

    square = np.ones((3, 3), np.uint8)
    edge = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, square) > 0
    edge[[0, -1]] = False
    edge[:, [0, -1]] = False
    return np.asarray(edge, np.bool_)


def steps(lab: Floats) -> Floats:
    """Oklab change per pixel, smoothed."""
    import cv2

    smooth = cv2.GaussianBlur(lab, (0, 0), 1.0)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, x, 1 - x, scale=0.125) for x in (1, 0))
    return np.asarray(np.sqrt((across**2 + down**2).sum(-1)), np.float32)


def _bins(lab: Floats) -> Labels:
    """Each pixel's colour as one of 1000 numbers."""
    scaled = np.stack([lab[..., 0] * 10, lab[..., 1] * 25 + 5, lab[..., 2] * 25 + 5], -1)
    first, second, third = np.moveaxis(np.clip(scaled, 0, 9.99).astype(np.int64), -1, 0)
    return np.asarray(first * 100 + second * 10 + third, np.int64)


def _parts(mask: Bools) -> int:
    import cv2

    return int(cv2.connectedComponents(mask.astype(np.uint8))[0]) - 1


def is_portrait(face: Box, width: int) -> bool:
    """Whether a picture of this width is a portrait of the face's person."""
    return face.width >= _PORTRAIT * width
