"""By which shifts does a picture repeat itself?

After He and Sun, "Statistics of Patch Offsets for Image Completion" (2012): a rail, a kerb or a row
of tiles resembles itself a certain way further on. The shifts that many patches agree on are the
ones by which the known picture can be slid over a hole.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Whole = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

_RADIUS = 3  # of a patch, in pixels
_ASKED = 3000  # patches that look for their likeness
_AXES = 20  # principal axes a patch is compared by
_BATCH = 256  # patches compared with all others at a time
_NEAR = (
    15  # a likeness closer than the longest side over this says nothing: all pictures are smooth
)
_MOST = 60  # shifts kept; He and Sun use as many
_AROUND = 8  # directions in which plain shifts are offered besides
_FAR = (0.25, 0.5, 0.75, 1.0)  # how far, in sizes of the hole
_TRIES = 64  # shifts compared for covering what no other covers
_LIMIT = 200  # shifts in all, beyond which a hole has too little around it


def candidates(image: Floats, hole: Mask, random: np.random.Generator) -> Whole | None:
    """(n, 2) shifts (down, across) that together bring known pixels to every pixel of the hole.

    None where too little is known. The order is random.
    """
    found = np.vstack([_repeats(image, hole, random), _plain(hole)])
    found = np.unique(found[np.abs(found).sum(1) > 0], axis=0)
    covered = _covering(found, hole, random)
    return None if covered is None else random.permutation(covered)


def usable(hole: Mask) -> Mask:
    """Where a copied pixel may come from: known, as are its neighbours, and not on the border."""
    import cv2

    inner = cv2.erode((~hole).astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0)
    return np.asarray(inner, np.bool_)


def served(shift: Whole, rows: Whole, columns: Whole, usable_: Mask) -> Mask:
    """Which of these places a shift, or each its own (2, n), brings a usable pixel to."""
    height, width = usable_.shape
    y, x = rows + shift[0], columns + shift[1]
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    return np.asarray(inside & usable_[y.clip(0, height - 1), x.clip(0, width - 1)], np.bool_)


def _repeats(image: Floats, hole: Mask, random: np.random.Generator) -> Whole:
    """The shifts that most patches of the known picture agree on, both ways."""
    import cv2

    height, width = hole.shape
    places = _whole_patches(hole)
    if len(places) < _AXES:
        return np.zeros((0, 2), np.intp)
    count = np.zeros((2 * height + 1, 2 * width + 1), np.float32)
    for down, across in _likenesses(_words(image, places, random), places, width, random):
        np.add.at(count, (down + height, across + width), 1)
    count = cv2.GaussianBlur(count + count[::-1, ::-1], (0, 0), 1.4)
    peak = (count == cv2.dilate(count, np.ones((7, 7), np.uint8))) & (count > 0)
    shifts = np.argwhere(peak)[np.argsort(-count[peak], kind="stable")][:_MOST]
    return np.asarray(shifts - np.array([height, width]))


def _likenesses(
    words: Floats, places: Whole, width: int, random: np.random.Generator
) -> list[tuple[Whole, Whole]]:
    """For some patches the shift (down, across) to the most similar one that is not close by."""
    rows, columns = np.divmod(places, width)
    near = (max(np.ptp(rows), np.ptp(columns)) / _NEAR) ** 2
    asked = random.choice(len(places), min(_ASKED, len(places)), replace=False)
    size = (words**2).sum(1)
    found = []
    for start in range(0, len(asked), _BATCH):
        some = asked[start : start + _BATCH]
        unlike = size - 2 * words[some] @ words.T
        apart = (rows[some, None] - rows) ** 2 + (columns[some, None] - columns) ** 2
        best = np.where(apart < near, np.inf, unlike).argmin(1)
        found.append((rows[best] - rows[some], columns[best] - columns[some]))
    return found


def _words(image: Floats, places: Whole, random: np.random.Generator) -> Floats:
    """(n, axes): the patches around `places` along the axes in which they differ most."""
    width, span = image.shape[1], range(-_RADIUS, _RADIUS + 1)
    around = places[:, None] + np.array([dy * width + dx for dy in span for dx in span])
    patches = image.reshape(-1, 3)[around].reshape(len(places), -1)
    sample = patches[random.choice(len(places), min(_ASKED, len(places)), replace=False)]
    sample = sample - sample.mean(0)
    _, axes = np.linalg.eigh(sample.T @ sample)
    return np.asarray(patches @ axes[:, ::-1][:, :_AXES], np.float32)


def _whole_patches(hole: Mask) -> Whole:
    """Flat places whose whole patch is known."""
    import cv2

    side = 2 * _RADIUS + 1
    known = cv2.erode((~hole).astype(np.uint8), np.ones((side, side), np.uint8), borderValue=0)
    known[:_RADIUS] = known[-_RADIUS:] = 0
    known[:, :_RADIUS] = known[:, -_RADIUS:] = 0
    return np.flatnonzero(known)


def _plain(hole: Mask) -> Whole:
    """Shifts in all directions, by parts of the hole's size."""
    rows, columns = np.nonzero(hole)
    size = np.array([np.ptp(rows) + 3, np.ptp(columns) + 3])
    turns = np.arange(_AROUND) * 2 * np.pi / _AROUND
    circle = np.column_stack([np.sin(turns), np.cos(turns)])
    return np.vstack([np.rint(far * size * circle).astype(np.intp) for far in _FAR])


def _covering(shifts: Whole, hole: Mask, random: np.random.Generator) -> Whole | None:
    """The shifts, and as many more as bring something to every pixel; None beyond the limit."""
    source = usable(hole)
    known = np.argwhere(source)
    rows, columns = np.nonzero(hole)
    for shift in shifts:
        left = ~served(shift, rows, columns, source)
        rows, columns = rows[left], columns[left]
    while len(rows) and len(known) and len(shifts) < _LIMIT:
        start, end = (
            random.integers(len(rows), size=_TRIES),
            random.integers(len(known), size=_TRIES),
        )
        tried = known[end] - np.column_stack([rows[start], columns[start]])
        gain = [int(served(shift, rows, columns, source).sum()) for shift in tried]
        best = tried[int(np.argmax(gain))]
        left = ~served(best, rows, columns, source)
        rows, columns, shifts = rows[left], columns[left], np.vstack([shifts, best])
    return None if len(rows) else shifts
