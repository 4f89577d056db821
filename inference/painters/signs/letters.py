"""Words as coverage, in a face that is near the one that was there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from inference.errors import AskerError
from inference.segmenters.view import Bools, Floats

_EM = 160  # pixels at which letters are drawn; they are shrunk from there
_NAMES = (
    *(f"LiberationSans-{kind}.ttf" for kind in ("Bold", "Regular")),
    *(f"LiberationSansNarrow-{kind}.ttf" for kind in ("Bold", "Regular")),
    *(f"LiberationSerif-{kind}.ttf" for kind in ("Bold", "Regular")),
    *("DejaVuSans-Bold.ttf", "DejaVuSans.ttf", "DejaVuSansCondensed-Bold.ttf"),
    *("DejaVuSerif-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSans-ExtraLight.ttf"),
    *(
        "arialbd.ttf",
        "arial.ttf",
        "Arial Bold.ttf",
        "Arial.ttf",
        "Georgia Bold.ttf",
        "georgiab.ttf",
    ),
)
"""Faces that machines have; of these the nearest is taken. Pillow's own is always there."""
_SHAPE = (48, 384)  # at which letters are compared, high and wide
_BENDS = np.linspace(-0.24, 0.24, 13)  # by how much the far end of a line may be drawn together
_ROOM = 0.3  # of the frame's height by which letters may rise above it or fall below
_TIGHT = 0.72  # letters are narrowed to this before they are made smaller
_FULL = 0.85  # of the frame's width from which words are spread to fill it


class Lettering(NamedTuple):
    """`coverage` (h, w) 0-1 with the frame's upper left corner `at` x, y and `scale` pixels of it
    per pixel of the frame."""

    coverage: Floats
    at: tuple[float, float]
    scale: tuple[float, float]


def lettering(face: str, words: str, old: str, width: float, height: float) -> Lettering:
    """`words` in a frame of this size, as high and as wide in it as the `old` ones were."""
    above, (up, down) = -_reach(face, old)[0], _reach(face, words)
    size = height / max(above, 1)
    size *= min(1, (1 + _ROOM) * height / max(-up * size, 1), _ROOM * height / max(down * size, 1))
    wide = _wide(face, old)
    own = min(max(width / (wide * size), 0.6), 1.5)
    across, small = _across(_wide(face, words) * size * own, width)
    coverage = _drawn(face, words)
    top = height + up * size * small  # smaller letters stand on the same line
    stretch = size * own * across
    left = (width - _wide(face, words) * stretch) / 2
    scale = (1 / stretch, 1 / (size * small))
    return Lettering(coverage, (-left * scale[0], -top * scale[1]), scale)


def _across(natural: float, width: float) -> tuple[float, float]:
    """By how much words are stretched, and how much lower they are, so that they fit."""
    ratio = width / natural
    if ratio >= 1:
        return (ratio if ratio <= 1 / _FULL else 1.0), 1.0
    return ratio, min(1.0, ratio / _TIGHT)


@cache
def _faces() -> dict[str, object]:
    from PIL import ImageFont

    found: dict[str, object] = {}
    for name in _NAMES:
        try:
            found[name] = ImageFont.truetype(name, _EM)
        except OSError:
            continue
    return {**found, "": ImageFont.load_default(_EM)}


def nearest(words: str, old: Sequence[tuple[str, Bools]]) -> str:
    """The face whose letters lie best on the old ones, of those that have all of these `words`.

    `old` are lines of one sign, in one face: what each said and its strokes. AskerError where no
    face has all the letters.
    """
    able = [name for name in _faces() if _has_all(name, words)]
    if not able:
        missing = ", ".join(f"“{one}”" for one in dict.fromkeys(words) if not _has_all("", one))
        raise AskerError(f"I have no letters for {missing} here. Say it with other letters.")
    return max(able, key=lambda name: sum(_alike(name, said, inked) for said, inked in old))


def _alike(name: str, said: str, inked: Bools) -> float:
    """The share of the letters' area that both cover, however the line runs away from us."""
    import cv2

    high, across = _SHAPE
    above = _drawn(name, said)[: max(round(-_reach(name, said)[0]), 1)]
    drawn = cv2.resize(above, (across, high), interpolation=cv2.INTER_AREA)
    there = cv2.resize(inked.astype(np.float32), (across, high), interpolation=cv2.INTER_AREA)
    x = np.linspace(0, 1, across)
    shares = []
    for bend in _BENDS:
        moved = drawn[:, np.rint((x + bend * x * (1 - x)) * (across - 1)).astype(int)]
        shares.append(np.minimum(moved, there).sum() / max(np.maximum(moved, there).sum(), 1))
    return float(max(shares))


@cache
def _has_all(name: str, words: str) -> bool:
    """Whether each sign has a shape of its own: an unknown one shows as a box."""
    face = _faces()[name]

    def shape(sign: str) -> bytes:
        return bytes(face.getmask(sign))  # type: ignore[attr-defined]

    unknown = shape("\uffff")
    return all(sign.isspace() or shape(sign) != unknown for sign in words)


def _box(name: str, words: str) -> tuple[float, float, float, float]:
    return _faces()[name].getbbox(words, anchor="ls")  # type: ignore[attr-defined,no-any-return]


def _reach(name: str, words: str) -> tuple[float, float]:
    """Where letters begin above and end below their line, in pixels of the em, down is more."""
    _, top, _, foot = _box(name, words if words.strip() else "H")
    return top, foot


def _wide(name: str, words: str) -> float:
    left, _, right, _ = _box(name, words if words.strip() else "H")
    return max(right - left, 1)


def _drawn(name: str, words: str) -> Floats:
    """(h, w) 0-1, cut to its ink."""
    from PIL import Image, ImageDraw

    left, top, right, foot = (round(value) for value in _box(name, words))
    plane = Image.new("L", (max(right - left, 1), max(foot - top, 1)))
    ImageDraw.Draw(plane).text((-left, -top), words, 255, _faces()[name], anchor="ls")  # type: ignore[arg-type]
    return np.asarray(np.asarray(plane) / 255, np.float32)
