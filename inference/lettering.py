"""Lettering that is repaired: its words are asked for before, and read again after."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from inference.errors import AskerError, ModelMissing
from inference.nouns import Box, EditPlan, Operation, Pixels, Region
from inference.segmenters import text

_COUNTS = re.compile(r"[^\W_]|(?<=\d)[.,](?=\d)|[-−](?=\s*\d)|[$€£¥₹¢%&+@#]")

_SURE = 0.9  # confidence from which a reading is offered
_WORD = re.compile(
    r"(?=[^\W\d_]*(?i:[aeiouyà-ÿ]))"  # a vowel
    r"(?!\S*(?i:[bcdfghjklmnpqrstvwxz]{6}))"
    r"(?:[A-ZÀ-Þ]+|[A-ZÀ-Þ]?[a-zß-ÿ]+)(?:['’-][^\W\d_]+)*[.,:;!?]?"  # one case but for the first
    r"|[$€£¥₹]?\d+(?:[.,:]\d+)*[$€£¥₹%]?[.,!]?|[&+]"
)
"""A word that could be one, a number or a price."""


class Reading(NamedTuple):
    """A sentence on what the lettering says; `is_right` is whether that was asked for."""

    said: str
    is_right: bool


def settled(seen: Callable[[], Pixels], region: Region, plan: EditPlan) -> None:
    """AskerError for a repair of lettering that doesn't say what it is to read; where it can be
    read and makes sense, with a sentence that would do."""
    if not _is_repair(plan) or plan.prompt:
        return
    read = _lines(seen(), region.box) or []
    said = " ".join(line.words for line in read)
    if read and min(line.confidence for line in read) >= _SURE and is_sensible(said):
        raise AskerError(
            f"I read “{said}” there. If that is what it is to say, write: "
            f'fix the {plan.region} to "{said}"'
        )
    garbled = f" I read “{said}” there, which makes no sense to me." if said else ""
    raise AskerError(
        f"Tell me what the {plan.region} is to say, in quotes, such as: "
        f'fix the {plan.region} to "OPEN DAILY".{garbled}'
    )


def is_sensible(words: str) -> bool:
    """Whether all of them look like words or numbers: "OPEN 24 hours" does, "0PFN" doesn't."""
    return bool(words.split()) and all(_WORD.fullmatch(each) for each in words.split())


def reread(rgb: Pixels, box: Box, plan: EditPlan) -> Reading | None:
    """What (H, W, 3) `rgb` says within `box` after a repair that named its words; None after any
    other change, and where no reader is installed."""
    lines = _lines(rgb, box) if _is_repair(plan) and plan.prompt else None
    return None if lines is None else judged([line.words for line in lines], plan.prompt)


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


def _is_repair(plan: EditPlan) -> bool:
    return plan.operation is Operation.FIX and text.is_lettering(plan.region)


def _lines(rgb: Pixels, box: Box) -> list[text.Line] | None:
    """The lines that can be read within the box; None where no reader is installed."""
    around = _around(box, rgb.shape)
    try:
        lines = text.find(rgb[around.slices])
    except ModelMissing:
        return None
    return [line for line in lines if _within(line.box, box, around)]


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
