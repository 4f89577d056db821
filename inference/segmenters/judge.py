"""Which of several masks is the subject, and how sure that is."""

from __future__ import annotations

import numpy as np

from inference.segmenters.view import Bools, Floats, Labels, View

_FAMILY = {
    "apart": "contrast", "enclosed": "contrast", "enclosed, central": "contrast",
    "sharp": "focus", "sharp, central": "focus",
    "both": "mixture", "both, central": "mixture",
    "central": "centre", "people": "people",
    "frame": "frame", "whole frame": "frame",
}  # fmt: skip
"""Guesses of one family share a cue: that they agree says nothing."""

_AGREEMENT, _SOLID, _CRISP, _PEOPLE = 0.35, 0.45, 0.3, 0.35
_BLURRED, _BORROWED, _SPANNING = -1.2, -0.8, -0.6
_FAINT = 0.02  # Oklab step per pixel that is no edge


class Judge:
    """Scores masks of one view; `masks` are the guesses by name, of the view's size."""

    def __init__(self, view: View, masks: dict[str, Bools]) -> None:
        self._masks = masks
        self._steps = steps(view.lab)
        self._brisk = float(np.percentile(self._steps, 80))
        self._colours = _bins(view.lab)

    def score(self, name: str, mask: Bools) -> float:
        """Higher is better; the weights were fitted on 26 photographs and rounded."""
        share = float(mask.mean())
        if not 0.004 < share < 0.97:
            return -1.0
        crisp, blurred = self._edge(mask)
        return float(
            _AGREEMENT * self._agreement(name, mask)
            + _SOLID * _solidity(mask)
            + _CRISP * crisp
            + _BLURRED * blurred
            + _BORROWED * self._borrowed(mask)
            + _SPANNING * min(mask[:, 0].mean(), mask[:, -1].mean())
            + _PEOPLE * (name == "people")
        )

    def _agreement(self, name: str, mask: Bools) -> float:
        """Mean over the other families of their masks' mean overlap with this one."""
        kin: dict[str, list[float]] = {}
        for other, theirs in self._masks.items():
            if _FAMILY[other] != _FAMILY.get(name):
                kin.setdefault(_FAMILY[other], []).append(overlap(mask, theirs))
        return float(np.mean([np.mean(each) for each in kin.values()]))

    def _edge(self, mask: Bools) -> tuple[float, float]:
        """Shares of the mask's edge on a strong edge of the picture, and on none at all."""
        import cv2

        square = np.ones((3, 3), np.uint8)
        edge = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, square) > 0
        edge[[0, -1]] = False
        edge[:, [0, -1]] = False
        if not edge.any():
            return 0.0, 1.0
        steps = self._steps[edge]
        nearby = cv2.dilate(self._steps, square)[edge]
        return float((steps > self._brisk).mean()), float((nearby < _FAINT).mean())

    def _borrowed(self, mask: Bools) -> float:
        """Share of the mask whose colour is more common outside it."""
        inside = np.bincount(self._colours[mask], minlength=1000) / mask.sum()
        outside = np.bincount(self._colours[~mask], minlength=1000) / (~mask).sum()
        here = self._colours[mask]
        return float((outside[here] > inside[here]).mean())


def overlap(one: Bools, other: Bools) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max((one | other).sum(), 1))


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


def _solidity(mask: Bools) -> float:
    """Area over the area of the convex hull."""
    import cv2

    hull = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(cv2.findNonZero(mask.astype(np.uint8))), 1)
    return float(mask.sum() / hull.sum())
