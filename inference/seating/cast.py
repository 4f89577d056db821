"""How a painter shifted colours that should have stayed, and what that means for the others.

Outside the region the golden is known, so the shift is known there. It is taken apart, each part
robustly, so that a logo which the painter wrote anew counts for nothing: gain and lift of red,
green and blue, and a plane over the picture, as exposure, white balance and autoencoders do it;
then, in Oklab, what follows the colour; then what is left near the edge, smoothed, which fades
with distance. Everything is worked out small, since a cast has no fine detail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.nouns import Cut, Pixels
from inference.oklab import from_linear, into_gamut, to_lab, to_linear

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_WORK = 256  # longest side at which the shift is worked out, in pixels
_OTHER = 0.12  # a shift in Oklab beyond which the painter painted something else there
_LEAST = 1.5  # 8-bit steps that nobody sees
_ENOUGH = 0.3  # share of what is outside that must agree on a shift
_NEAR = 0.12  # of the side: how soon what is far from the region counts for less
_FAR = 0.4  # what it counts for then
_STRAY = 3.0  # deviations beyond which a pixel counts for nothing, after Tukey
_ROUNDS = 4
_SOME = 6000  # known pixels that a fit looks at
_SMOOTHEST, _STEADY = 0.004, 0.008  # deviations in Oklab, and in codes, that always pass
_STIFF = np.array([4e-4, 6e-3, 5e-3, 5e-3], np.float32)
"""Resistance to a gain, a lift, and a slope down and across, of codes in 0-1. A ring of one colour
can't tell gain from lift; then it is taken to be gain, which harms dark colours least."""
_STIFF_LAB = np.array([1e-3, 1e-3, 1e-3, 1e-6], np.float32)
"""Resistance to following lightness, a and b, and to a constant."""
_SPREADS = (0.08, 0.02)  # of the side: how far what is left at the edge is carried inside
_PULL = 0.02  # weight of there being nothing left, against that


def correction(painted: Pixels, cut: Cut) -> Floats | None:
    """What to add to `painted`, in sRGB codes, small (h, w, 3); None where nobody would see it.

    Learnt where alpha is 0, and meant for where it isn't.
    """
    small = _small(painted, cut)
    if not small.known.any() or not small.inside.any():
        return None
    near = _nearness(small)
    evened = _evened(small, near)
    if evened is None:
        return None
    lab = _lab(evened)
    wanted = _codes(lab + _rest(lab, small, near)) - small.painted
    return wanted if float(np.abs(wanted[small.inside]).max()) > _LEAST else None


@dataclass(frozen=True, slots=True, eq=False)
class _Small:
    """The golden and the painting, reduced; `known` lies wholly outside the region."""

    golden: Pixels
    painted: Pixels
    known: Bools
    inside: Bools


def _small(painted: Pixels, cut: Cut) -> _Small:
    import cv2

    scale = min(1.0, _WORK / max(cut.alpha.shape))
    size = tuple(max(1, round(side * scale)) for side in cut.alpha.shape[::-1])
    golden, fresh = (
        np.asarray(cv2.resize(_halved(rgb), size, interpolation=cv2.INTER_AREA), np.uint8)
        for rgb in (cut.rgb, painted)
    )
    touched = (cut.alpha > 0).astype(np.uint8) * 255
    share = cv2.resize(touched, size, interpolation=cv2.INTER_AREA)
    return _Small(golden, fresh, share == 0, share > 0)


def _halved(rgb: Pixels) -> Pixels:
    """By whole pixels until it is at most four times as large as wanted, which is quick."""
    import cv2

    while max(rgb.shape) > 4 * _WORK:
        down, across = rgb.shape[0] // 2, rgb.shape[1] // 2
        whole = rgb[: 2 * down, : 2 * across]
        rgb = np.asarray(cv2.resize(whole, (across, down), interpolation=cv2.INTER_AREA), np.uint8)
    return rgb


def _nearness(small: _Small) -> Floats:
    """(n,) of each known pixel: 1 beside the region, falling to _FAR; 0 for another thing."""
    import cv2

    away = cv2.distanceTransform((~small.inside).astype(np.uint8), cv2.DIST_L2, 3)[small.known]
    near = _FAR + (1 - _FAR) * np.exp(-away / (_NEAR * max(small.inside.shape)))
    shift = to_lab(small.golden[small.known]) - to_lab(small.painted[small.known])
    return np.asarray(near * (np.linalg.norm(shift, axis=1) < _OTHER), np.float32)


def _evened(small: _Small, near: Floats) -> Floats | None:
    """The painting (h, w, 3) in 0-1, gain, lift and plane taken back; None if nothing agrees."""
    code, wanted = _unit(small.painted), _unit(small.golden[small.known])
    terms = [_terms(code[..., each]) for each in range(3)]
    some = slice(None, None, max(1, len(near) // _SOME))
    known = [term[small.known][some] for term in terms]
    off, near = (wanted - code[small.known])[some], near[some]
    trust = near
    for _ in range(_ROUNDS):
        if np.count_nonzero(trust) < _ENOUGH * len(trust):
            return None
        slopes = [_ridge(known[c], off[:, c], trust, _STIFF) for c in range(3)]
        left = off - np.stack([known[c] @ slopes[c] for c in range(3)], axis=1)
        trust = np.multiply(near, _belief(left, _STEADY))
    shift = np.dstack([terms[c] @ slopes[c] for c in range(3)])
    return np.asarray((code + shift).clip(0, 1), np.float32)


def _rest(lab: Floats, small: _Small, near: Floats) -> Floats:
    """What is left in Oklab (h, w, 3): by colour, and then by place."""
    here = lab[small.known]
    wanted = to_lab(small.golden[small.known]) - here
    low, middle, high = np.quantile(here, (0.02, 0.5, 0.98), axis=0)
    reach = (high - low) / 2
    colour = np.clip(lab, low - reach, high + reach) - middle
    terms = np.dstack([colour, np.ones(lab.shape[:2], np.float32)])
    known = terms[small.known]
    some = slice(None, None, max(1, len(near) // _SOME))
    trust = near
    for _ in range(_ROUNDS):
        slopes = _ridge(known[some], wanted[some], trust[some], _STIFF_LAB)
        trust = np.multiply(near, _belief(wanted - known @ slopes, _SMOOTHEST))
    rest = np.asarray(terms @ slopes, np.float32)
    weight, goal = np.zeros(lab.shape[:2], np.float32), np.zeros_like(lab)
    weight[small.known], goal[small.known] = trust, wanted
    for spread in _SPREADS:
        rest += _carried(goal - rest, weight, spread * max(weight.shape))
    return rest


def _terms(code: Floats) -> Floats:
    """(h, w, 4) of one channel: gain, lift, and gain that grows down and across the picture."""
    ends = (np.linspace(-1, 1, side, dtype=np.float32) for side in code.shape)
    down, across = np.meshgrid(*ends, indexing="ij")
    return np.dstack([code, np.ones_like(code), code * down, code * across])


def _ridge(terms: Floats, wanted: npt.NDArray[Any], trust: Floats, stiff: Floats) -> Floats:
    """Slopes of a weighted least-squares fit that resists being steep."""
    weighted = terms * (trust / max(float(trust.sum()), 1e-9))[:, None]
    return np.asarray(
        np.linalg.solve(weighted.T @ terms + np.diag(stiff), weighted.T @ wanted), np.float32
    )


def _belief(left: npt.NDArray[Any], least: float) -> Floats:
    """(n,) 0-1 of what a fit left unexplained, after Tukey."""
    off = np.linalg.norm(left, axis=1)
    usual = _STRAY * max(1.48 * float(np.median(off)), least)
    return np.asarray(np.maximum(0, 1 - (off / usual) ** 2) ** 2, np.float32)


def _carried(left: Floats, weight: Floats, width: float) -> Floats:
    """The trusted rest smoothed, fading to none where there is nothing trusted."""
    import cv2

    total = cv2.GaussianBlur(left * weight[..., None], (0, 0), width)
    count = cv2.GaussianBlur(weight, (0, 0), width)
    return np.asarray(total / (count + _PULL)[..., None], np.float32)


def _unit(code: Pixels) -> Floats:
    return np.asarray(code / np.float32(255), np.float32)


def _lab(code: Floats) -> Floats:
    """Oklab of sRGB codes in 0-1 that are no whole steps."""
    dark = code <= 0.04045
    light = np.where(dark, code / 12.92, ((code + 0.055) / 1.055) ** np.float32(2.4))
    return from_linear(np.asarray(light, np.float32))


def _codes(lab: Floats) -> Floats:
    """8-bit sRGB codes, not rounded."""
    light = to_linear(into_gamut(lab)).clip(0, 1)
    bright = 1.055 * light ** np.float32(1 / 2.4) - 0.055
    return np.asarray(255 * np.where(light <= 0.0031308, 12.92 * light, bright), np.float32)
