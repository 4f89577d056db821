"""What to look at in a picture made from words: its lettering, and the hands of people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from inference import plugins
from inference.errors import ModelMissing
from inference.nouns import Answer, Pixels
from inference.people import PAINTED_PERSON
from inference.segmenters import auto, text
from inference.segmenters.text import bare

HANDS = "Hands are visible: look at the fingers."
PERSON = "A person is visible: look at the face and the hands."
UNREAD = 'The lettering was not checked: no reader is installed (pip install "reshoot[text]").'
UNSEEN = "Nobody looked for hands: no network is here that sees people (reshoot models pull tiny)."

_QUOTED = re.compile(r"[\"“«]([^\"”»]+)[\"”»]")
_SURE = 0.4  # hands are told by skin, at a confidence below a half
_BLIND = frozenset({"classic", "text"})  # segmenters that can't tell a person from a thing


@dataclass(frozen=True, slots=True)
class Findings:
    """What one picture is marked with, what to look at in it, and what could not be checked."""

    flags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def eyes(spec: str) -> Any | None:
    """The segmenter that can tell people from things; None where nothing here can."""
    specs = [part.spec for part in auto.here(auto.PARTS)] if spec == "auto" else [spec]
    for one in (spec for spec in specs if spec.partition(":")[0] not in _BLIND):
        with suppress(ModelMissing):
            return plugins.build("segmenters", one)
    return None


def look(rgb: Pixels, prompt: str, flags: tuple[str, ...], segmenter: Any | None) -> Findings:
    """The findings on (H, W, 3) `rgb`, `flags` being those that its words gave it already."""
    lines = _lines(rgb)
    people = _people(rgb, segmenter) if segmenter else ()
    marks = dict.fromkeys((*flags, *((PAINTED_PERSON,) if people else ())))
    unread = () if lines is not None else (UNREAD,)
    unseen = () if segmenter else (UNSEEN,)
    return Findings(tuple(marks), (*lettering(prompt, lines), *people), (*unread, *unseen))


def lettering(prompt: str, read: Sequence[str] | None) -> tuple[str, ...]:
    """What to check, given the lines that were `read` top to bottom; () where all is as asked, or
    nobody could read (None)."""
    if read is None:
        return ()
    asked = [one.strip() for one in _QUOTED.findall(prompt) if bare(one)]
    whole, wanted = bare("".join(read)), bare("".join(asked))
    missing = [one for one in asked if bare(one) not in whole]
    strange = [line for line in read if bare(line) not in wanted]
    return (
        *(f"“{one}” was asked for and can't be read: check the lettering." for one in missing),
        *(f"There is lettering that nobody asked for: “{line}”." for line in strange),
    )


def _lines(rgb: Pixels) -> list[str] | None:
    try:
        return [line.words for line in text.find(rgb)]
    except ModelMissing:
        return None


def _people(rgb: Pixels, segmenter: Any) -> tuple[str, ...]:
    """A warning for the hands that are seen, else for the person."""
    said = {"hands": HANDS, "person": PERSON}
    return tuple(said[noun] for noun in said if _sees(rgb, noun, segmenter))[:1]


def _sees(rgb: Pixels, noun: str, segmenter: Any) -> bool:
    try:
        answer = Answer.of(segmenter(rgb, noun))
    except LookupError:
        return False
    return answer.confidence >= _SURE
