"""Lettering that was repaired is read again, and people are told what it says now."""

from __future__ import annotations

from typing import NamedTuple

from inference.errors import ModelMissing
from inference.nouns import Box, EditPlan, Operation, Pixels
from inference.segmenters import text


class Reading(NamedTuple):
    """A sentence on what the lettering says; `is_right` is whether that was asked for."""

    said: str
    is_right: bool


def reread(rgb: Pixels, box: Box, plan: EditPlan) -> Reading | None:
    """What (H, W, 3) `rgb` says within `box` after a repair that named its words; None after any
    other change, and where no reader is installed."""
    if plan.operation is not Operation.FIX or not plan.prompt or not text.is_lettering(plan.region):
        return None
    try:
        lines = text.find(rgb)
    except ModelMissing:
        return None
    return judged(" ".join(line.words for line in lines if _within(line.box, box)), plan.prompt)


def judged(read: str, wanted: str) -> Reading:
    """The words read beside the words wanted; case, spaces and signs don't count."""
    if not read:
        return Reading(f"I can't read the lettering now; it should say “{wanted}”.", False)
    if text.bare(read) == text.bare(wanted):
        return Reading(f"Reads “{read}” now.", True)
    return Reading(f"It should say “{wanted}”, but it looks like “{read}”.", False)


def _within(line: Box, box: Box) -> bool:
    """Whether the line's middle lies in the box."""
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return box.x0 <= x < box.x1 and box.y0 <= y < box.y1
