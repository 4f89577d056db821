"""Lettering that was repaired is read again, and people are told what it says now."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from inference.errors import ModelMissing
from inference.nouns import Box, EditPlan, Operation, Pixels
from inference.segmenters import text

_COUNTS = re.compile(r"[^\W_]|(?<=\d)[.,](?=\d)|[-−](?=\s*\d)|[$€£¥₹¢%&+@#]")


class Reading(NamedTuple):
    """A sentence on what the lettering says; `is_right` is whether that was asked for."""

    said: str
    is_right: bool


def reread(rgb: Pixels, box: Box, plan: EditPlan) -> Reading | None:
    """What (H, W, 3) `rgb` says within `box` after a repair that named its words; None after any
    other change, and where no reader is installed."""
    if plan.operation is not Operation.FIX or not plan.prompt or not text.is_lettering(plan.region):
        return None
    around = _around(box, rgb.shape)
    try:
        lines = text.find(rgb[around.slices])
    except ModelMissing:
        return None
    return judged([line.words for line in lines if _within(line.box, box, around)], plan.prompt)


def judged(lines: list[str], wanted: str) -> Reading:
    """The lines read beside the words wanted, which may be some of these lines.

    Case, spaces and most signs don't count, but those of money and number do: a wrong price is no
    repair.
    """
    if not lines:
        return Reading(f"I can't read the lettering now; it should say “{wanted}”.", False)
    runs = (lines[a:b] for a in range(len(lines)) for b in range(a + 1, len(lines) + 1))
    right = next((" ".join(run) for run in runs if told("".join(run)) == told(wanted)), None)
    if right is not None:
        return Reading(f"Reads “{right}” now.", True)
    return Reading(f"It should say “{wanted}”, but it looks like “{' '.join(lines)}”.", False)


def told(words: str) -> str:
    """What counts in words: letters, digits, and the signs without which they mean another thing.
    "$10" is not "€10", nor "199" "1.99"."""
    return "".join(_COUNTS.findall(unicodedata.normalize("NFC", words).casefold()))


def _around(box: Box, shape: tuple[int, ...]) -> Box:
    """The box and as much again around it as letters need to be found, within the picture."""
    pad = max(min(box.width, box.height), 32)
    return Box(
        max(box.x0 - pad, 0), max(box.y0 - pad, 0),
        min(box.x1 + pad, shape[1]), min(box.y1 + pad, shape[0]),
    )  # fmt: skip


def _within(line: Box, box: Box, around: Box) -> bool:
    """Whether the middle of the line, seen in `around`, lies in the box."""
    x, y = around.x0 + (line.x0 + line.x1) / 2, around.y0 + (line.y0 + line.y1) / 2
    return box.x0 <= x < box.x1 and box.y0 <= y < box.y1
