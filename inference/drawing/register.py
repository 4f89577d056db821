"""A picture that came back from a phone laid over its golden: rescaled, cropped, tinted, drawn on,
or a part of a screenshot.

The place is a robust Gauss-Newton descent from coarse to fine (Lucas and Kanade, 1981, with Tukey's
weights), which what was drawn cannot pull at; the tint is a robust least-squares fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.segmenters.view import Bools, Floats, shrunk

Matrix = npt.NDArray[np.float32]
"""(2, 3): takes a point of the golden, in shares of its sides, to one of the other picture."""

_SIDES = ((64, 20), (160, 20), (320, 8))
"""Longer sides at which the place is sought, and the most steps there."""
_STEADY = 2e-5  # shares of a side: a step below it is the last
_TUKEY = 7.0  # robust deviations beyond which a pixel has no say
_QUIET = 2.0  # levels: a deviation that is taken for granted
_FAR = 0.3  # shares of a side: a crop or a shift beyond it is another picture
_ALIKE = 0.5  # correlation of fine detail below which two pictures are not the same one
_AGREEING = 0.3  # share of the picture that nobody drew on
_OTHERWISE = 22.0  # levels beyond what JPEG and rescaling do
_SHOT, _SCALES, _SMALLEST = 240, 18, 0.5
"""Pixels of a screenshot's longer side in which the golden is sought, at how many sizes, and down
to which, as a share of the largest that fits."""
_SHOWN = 0.5  # correlation from which it may be there; what agrees in fine detail decides
_FLAT = 16.0  # a variance below which a picture tells an offset, not a gain


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Both at one size: `marked` in the golden's place and tint, `seen` where it has pixels.

    `golden` and `marked` (h, w, 3) float32 in 0-255.
    """

    golden: Floats
    marked: Floats
    seen: Bools

    @property
    def strange(self) -> float:
        """The share of the golden, 0-1, that the marked picture shows otherwise or not at all."""
        off = np.abs(self.marked - self.golden).max(axis=2) > _OTHERWISE
        return float((off | ~self.seen).mean())


def lay(golden: Pixels, marked: Pixels, side: int) -> Laid | None:
    """The marked picture over the golden, at most `side` pixels wide and high; None if they are
    not the same picture."""
    small = shrunk(golden, min(side, max(marked.shape)))
    whole = _laid(small, _like(marked, small))
    if whole is not None:
        return whole
    part = _within(small, marked)
    return None if part is None else _laid(small, _like(part, small))


def _laid(small: Pixels, other: Pixels) -> Laid | None:
    place = _placed(small, other)
    if place is None:
        return None
    laid, seen = _warped(other, place, small.shape)
    ground = small.astype(np.float32)
    return Laid(ground, _retinted(laid, ground, seen), seen)


def _within(golden: Pixels, marked: Pixels) -> Pixels | None:
    """The part of a screenshot that looks like the golden; None where none does."""
    import cv2

    theirs = _grey(marked, _SHOT)
    grain = np.random.default_rng(0).normal(0, _QUIET, theirs.shape)
    theirs = np.asarray(theirs + grain, np.float32)  # or plain bars would be like anything
    high, wide = theirs.shape
    most = min(wide / golden.shape[1], high / golden.shape[0])
    best, box = _SHOWN, None
    for scale in most * np.geomspace(1, _SMALLEST, _SCALES):
        size = (max(int(golden.shape[1] * scale), 1), max(int(golden.shape[0] * scale), 1))
        ours = cv2.resize(_grey(golden, _SHOT), size, interpolation=cv2.INTER_AREA)
        _, likeness, _, at = cv2.minMaxLoc(cv2.matchTemplate(theirs, ours, cv2.TM_CCOEFF_NORMED))
        if likeness > best:
            best, box = likeness, (*at, *size)
    if box is None:
        return None
    x, y, w, h = (round(side * marked.shape[1] / wide) for side in box)
    return marked[y : y + h, x : x + w]


def _like(marked: Pixels, small: Pixels) -> Pixels:
    """The other picture stretched to the golden's frame: what a crop takes comes later."""
    import cv2

    height, width = small.shape[:2]
    calm = shrunk(marked, 2 * max(height, width))
    return np.asarray(cv2.resize(calm, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _placed(golden: Pixels, marked: Pixels) -> Matrix | None:
    """The place, or None where the fine detail of the two says that they are different pictures."""
    place = np.eye(2, 3, dtype=np.float32)
    for side, steps in _SIDES:
        ours, theirs = _grey(golden, side), _grey(marked, side)
        place, weight = _settled(ours, theirs, place, steps)
        if np.abs(place - np.eye(2, 3)).max() > _FAR:
            return None
    laid, _ = _warped(theirs, place, ours.shape)
    same = (weight > 0).mean() > _AGREEING and _likeness(ours, laid, weight) > _ALIKE
    return place if same else None


def _grey(rgb: Pixels, side: int) -> Floats:
    import cv2

    grey = cv2.cvtColor(shrunk(rgb, side), cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1), np.float32)


def _settled(ours: Floats, theirs: Floats, place: Matrix, steps: int) -> tuple[Matrix, Floats]:
    """The place made better step by step, and the say that each pixel has had, 0-1."""
    height, width = ours.shape
    v, u = (np.mgrid[:height, :width] + 0.5) / np.array([height, width])[:, None, None]
    light = np.array([1.0, 0.0])
    for _ in range(steps):
        laid, seen = _warped(theirs, place, ours.shape)
        weight = _say(ours - light[0] * laid - light[1], seen)
        down, across = np.gradient(laid)
        across, down = across * width, down * height
        slopes = [
            across * u,
            across * v,
            across,
            down * u,
            down * v,
            down,
            laid,
            np.ones_like(laid),
        ]
        step, light = _step(np.stack(slopes, -1)[seen], ours[seen], weight[seen])
        place = np.asarray(place + step, np.float32)
        if np.abs(step).max() < _STEADY:
            break
    return place, weight


def _say(gap: Floats, seen: Bools) -> Floats:
    """Tukey's weights: 1 where the two agree, 0 where they can't be the same."""
    spread = 1.48 * float(np.median(np.abs(gap[seen]))) if seen.any() else 0.0
    near = np.clip(gap / (_TUKEY * max(spread, _QUIET)), -1, 1)
    return np.asarray(seen * (1 - near**2) ** 2, np.float32)


def _step(slopes: Floats, wanted: Floats, weight: Floats) -> tuple[Matrix, Floats]:
    """The (2, 3) step and the (gain, offset) that bring the weighted gap nearest to nothing."""
    weighted = slopes * weight[:, None]
    square = weighted.T @ slopes
    square[np.diag_indices(6)] *= 1.01
    square[np.diag_indices(8)] += 1e-3
    solved = np.linalg.solve(square, weighted.T @ wanted)
    return solved[:6].reshape(2, 3), solved[6:]


def _likeness(ours: Floats, laid: Floats, weight: Floats) -> float:
    """Correlation of fine detail, -1 to 1, where the two agree."""
    import cv2

    fine = [plane - cv2.GaussianBlur(plane, (0, 0), 3) for plane in (ours, laid)]
    one, both, other = ((weight * a * b).sum() for a, b in (fine[:1] * 2, fine, fine[1:] * 2))
    return float(both / np.sqrt(max(one * other, 1e-6)))


def _pixels(place: Matrix, size: tuple[int, ...]) -> Matrix:
    """From shares of a side to pixels of a picture of this (width, height)."""
    to = np.diag(np.array([*size, 1], np.float32))
    return np.asarray(to[:2, :2] @ place @ np.linalg.inv(to), np.float32)


def _shares(place: Matrix, size: tuple[int, ...]) -> Matrix:
    to = np.diag(np.array([*size, 1], np.float32))
    return np.asarray(np.linalg.inv(to[:2, :2]) @ place @ to, np.float32)


def _warped(
    picture: Floats | Pixels, place: Matrix, shape: tuple[int, ...]
) -> tuple[Floats, Bools]:
    """The picture in the golden's frame, and where it has pixels there."""
    import cv2

    size = (shape[1], shape[0])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    matrix = _pixels(place, size)
    laid = cv2.warpAffine(
        picture.astype(np.float32), matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE
    )
    whole = np.full(picture.shape[:2], 255, np.uint8)
    seen = cv2.warpAffine(whole, matrix, size, flags=how, borderValue=0)
    return np.asarray(laid, np.float32), np.asarray(seen > 250, np.bool_)


def _retinted(laid: Floats, ground: Floats, seen: Bools, rounds: int = 4) -> Floats:
    """Without the tint of an app: gain and offset per channel, fitted where the two agree."""
    theirs, ours = laid[seen][::7], ground[seen][::7]
    gain, offset = np.ones(3, np.float32), np.zeros(3, np.float32)
    for _ in range(rounds):
        gap = np.abs(theirs * gain + offset - ours).max(axis=1)
        near = gap <= max(float(np.quantile(gap, 0.6)), 1.0)
        mean, wanted = theirs[near].mean(axis=0), ours[near].mean(axis=0)
        both = ((theirs[near] - mean) * (ours[near] - wanted)).mean(axis=0)
        gain = (both + _FLAT) / (theirs[near].var(axis=0) + _FLAT)
        offset = wanted - gain * mean
    return np.asarray(laid * gain + offset, np.float32)
