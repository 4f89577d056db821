"""Which plates fit a prompt and a subject, the best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from inference.errors import AskerError
from inference.nouns import Pixels
from inference.painters.backdrop.subject import Subject
from inference.painters.backdrop.words import entries
from inference.plates.plate import Plate, palette

_FILLER = frozenset(("a", "an", "the", "of", "in", "on", "at", "by", "with", "and", "to", "some"))
_LIKE = 0.5  # of the best plate's words: what shares less was not asked for
_COLOUR, _LIGHT, _HORIZON = 0.6, 0.3, 0.4  # against one word more in common
_LISTED = 8


def chosen(
    plates: Sequence[Plate], prompt: str, subject: Subject, around: Pixels, today: date
) -> tuple[Plate, ...]:
    """Those that fit the words, in order; AskerError names what there is, or what has expired.

    `around` (h, w, 3) are the golden's surroundings, made small.
    """
    scores = {plate: _words(prompt, plate.said.words) for plate in plates}
    best = max(scores.values(), default=0.0)
    fit = [plate for plate in plates if scores[plate] and scores[plate] >= _LIKE * best]
    cleared = [plate for plate in fit if plate.is_cleared(today)]
    if not cleared:
        raise AskerError(_expired(fit[0]) if fit else _none(prompt, plates, today))
    near = palette(around)
    rank = {p: scores[p] - _strange(p, subject, near) for p in cleared}
    return tuple(sorted(cleared, key=lambda p: (-rank[p], p.facts.sha256)))


def names_one(plates: Sequence[Plate], prompt: str) -> bool:
    """Whether the prompt is just the words of a plate: "brick studio" may be a picture of one."""
    return any(_stems(prompt) == _stems(plate.said.words) for plate in plates)


def _words(prompt: str, words: str) -> float:
    """How much of the prompt the plate's words hold; 0 if it names another place."""
    asked, have = _stems(prompt), _stems(words)
    meant, known = entries(prompt), entries(words)
    places = {entry.name for entry in meant if entry.place}
    shared = {entry.name for entry in meant} & {entry.name for entry in known}
    if places and not places & shared:
        return 0.0
    return float(len(asked & have) + len(shared))


def _stems(text: str) -> frozenset[str]:
    found = re.findall(r"[^\W\d_]+", text.lower())
    return frozenset(re.sub(r"(?<=\w{3})(ies|es|s|ing|al|y)$", "", w) for w in found) - _FILLER


def _strange(plate: Plate, subject: Subject, near: Sequence[str]) -> float:
    """How ill it suits: other colours, light from the other side, another eye level."""
    away = abs(_mean(plate.facts.palette) - _mean(near)).mean()
    against = max(-plate.side * subject.side, 0.0) * (not plate.said.mirror)
    off = abs((plate.horizon or subject.horizon) - subject.horizon)
    return float(_COLOUR * away + _LIGHT * against + _HORIZON * off)


def _mean(colours: Sequence[str]) -> np.ndarray:
    codes = np.array([list(bytes.fromhex(code[1:])) for code in colours], np.float32)
    return np.asarray(codes.mean(0) / 255)


def _expired(plate: Plate) -> str:
    return (
        f"The plate “{plate.said.words}” was cleared until {plate.said.expires} only. Ask for "
        "another place, or have its clearance renewed."
    )


def _none(prompt: str, plates: Sequence[Plate], today: date) -> str:
    names = sorted({plate.said.words for plate in plates if plate.is_cleared(today)})
    if not names:
        return "There are no cleared plates to choose from. Ask whoever runs Reshoot to add some."
    more = f", and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"No plate shows “{prompt[:60]}”. I have plates for: {', '.join(names[:_LISTED])}{more}."
