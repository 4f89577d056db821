"""Lettering with known words, mended by rule: cleaned off its surface and set anew in its frame."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from inference.errors import AskerError, ModelMissing
from inference.nouns import Box, Cut, Pixels
from inference.painters.signs import ink
from inference.painters.signs.frame import Frame, Matrix, framed
from inference.painters.signs.letters import Lettering, lettering, nearest
from inference.painters.signs.lines import shared
from inference.segmenters import text
from inference.segmenters.view import Bools, Floats

_CONTEXT = 1.5  # heights of a line around it, from which its surface may be continued
_FINER = 3  # letters are set at so many times the cut's size and shrunk


class Setting(NamedTuple):
    """One line that is to say something else: the part of the cut around it, its frame and area in
    that part, and its new letters."""

    part: Cut
    frame: Frame
    near: Bools
    letters: Lettering


def settings(cut: Cut, words: str) -> list[Setting]:
    """What is to be set where; AskerError where no line can be made out."""
    jobs = shared(_lines(cut), words)
    parts = [_part(cut, job.line) for job in jobs]
    frames = [_framed(*each) for each in parts]
    old = [(job.line.words, _level(frame)) for job, frame in zip(jobs, frames, strict=True)]
    face = nearest(words, old)
    return [
        Setting(part, frame, _near(part, line),
                lettering(face, job.words, line.words, frame.width, frame.height))
        for job, (part, line), frame in zip(jobs, parts, frames, strict=True)
    ]  # fmt: skip


def mended(cut: Cut, wanted: list[Setting], seed: int) -> Pixels:
    """(h, w, 3) the cut with its lettering set anew."""
    fresh = cut.rgb.copy()
    for each in wanted:
        fresh[each.part.box.slices] = _set(each, fresh[each.part.box.slices], seed)
    return fresh


def _lines(cut: Cut) -> list[text.Line]:
    """The lines within the cut's alpha."""
    try:
        lines = text.find(cut.rgb)
    except ModelMissing as error:
        raise AskerError(
            "The built-in painter can't read this lettering here. Ask whoever runs Reshoot to "
            'install its reader: pip install "reshoot[text]".'
        ) from error
    return [line for line in lines if _covered(line.box, cut) > 0.5]


def _covered(box: Box, cut: Cut) -> float:
    return float((cut.alpha[box.slices] > 127).mean())


def _framed(part: Cut, line: text.Line) -> Frame:
    frame = framed(part.rgb, line)
    if frame is None:
        raise AskerError(f"The letters of “{line.words}” don't stand out from what is behind them.")
    return frame


def _part(cut: Cut, line: text.Line) -> tuple[Cut, text.Line]:
    """The part of the cut around a line, whose `box` lies in the cut, and the line in it."""
    pad = round(_CONTEXT * float(np.linalg.norm(line.corners[3] - line.corners[0]))) + 8
    box = ink.wide(line.box, cut.alpha.shape, pad)
    own = Box(
        line.box.x0 - box.x0, line.box.y0 - box.y0, line.box.x1 - box.x0, line.box.y1 - box.y0
    )
    part = Cut(cut.rgb[box.slices].copy(), cut.alpha[box.slices], box, cut.scale)
    corners = line.corners - np.array([box.x0, box.y0], np.float32)
    return part, line._replace(box=own, corners=corners)


def _level(frame: Frame) -> Bools:
    """The old strokes as they lie in the frame."""
    import cv2

    size = (max(round(frame.width), 1), max(round(frame.height), 1))
    there = np.linalg.inv(frame.to_picture)
    return np.asarray(
        cv2.warpPerspective(frame.inked.astype(np.uint8) * 255, there, size) > 127, np.bool_
    )


def _near(cut: Cut, line: text.Line) -> Bools:
    import cv2

    inside = np.zeros(cut.alpha.shape, np.uint8)
    cv2.fillConvexPoly(inside, np.rint(line.corners).astype(int), 1)
    return np.asarray(inside > 0, np.bool_)


def _set(each: Setting, rgb: Pixels, seed: int) -> Pixels:
    """The part as it is now, `rgb`, with the line set anew."""
    inked, shape = each.frame.inked, each.part.alpha.shape
    soft = ink.softness(each.part.rgb, inked)
    grow = int(np.ceil(1.5 * soft)) + 1
    fresh = ink.cleaned(replace(each.part, rgb=rgb), inked, each.near, grow, seed)
    colour = ink.inks(each.part.rgb, inked, Box(0, 0, shape[1], shape[0]))
    share = _coverage(each, shape, soft)[..., None]
    return np.asarray(np.rint(share * colour + (1 - share) * fresh), np.uint8)


def _coverage(each: Setting, shape: tuple[int, ...], soft: float) -> Floats:
    """(h, w) 0-1 of the new letters in the cut, as soft as the old ones."""
    import cv2

    less = min(1.0, _FINER / max(each.letters.scale[1], 1e-6))
    drawn = cv2.resize(each.letters.coverage, None, fx=less, fy=less, interpolation=cv2.INTER_AREA)
    finer = np.array([[_FINER, 0, 1], [0, _FINER, 1], [0, 0, 1.0]])
    letters = _from_letters(each.letters) @ np.diag([1 / less, 1 / less, 1])
    seat = finer @ each.frame.to_picture @ letters
    large = cv2.warpPerspective(drawn, seat, (shape[1] * _FINER, shape[0] * _FINER))
    small = cv2.resize(large, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), soft), np.float32).clip(0, 1)


def _from_letters(letters: Lettering) -> Matrix:
    """(3, 3) from the coverage's points to the frame's."""
    across, down = letters.scale
    return np.array([[1 / across, 0, -letters.at[0] / across],
                     [0, 1 / down, -letters.at[1] / down], [0, 0, 1.0]])  # fmt: skip
