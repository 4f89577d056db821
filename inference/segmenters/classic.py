"""The segmenter without weights: the main thing, what is behind it, sky, colours.

It knows what stands out, not what it is. A bare noun ("giraffe") is refused; a noun with a colour
("red shirt") is taken as what is red, and the explanation says so.
"""

from __future__ import annotations

import numpy as np

from inference import colours
from inference.errors import NotFound
from inference.nouns import Alpha, Pixels
from inference.segmenters import sky, subject, tint
from inference.segmenters.lately import Lately
from inference.segmenters.view import Bools
from inference.segmenters.words import Kind, Meaning, meaning

_UNVERIFIED = 0.7  # what a noun that nobody checked leaves of the confidence
_MOST = 0.55  # share of a colour that makes it the main thing's
_MUCH = 0.02  # share of the picture from which a colour is worth naming
_SURE = 0.5  # from here on it is worth naming to people
_LIKELY = 0.15  # the same for the main thing, whose confidence is a cautious one
_PEOPLE = frozenset({"person", "people", "man", "woman", "model", "figure", "talent"})
_LOST = 0.02  # below it no mask is better than none
_COMMON = ("red", "orange", "yellow", "green", "blue", "purple", "pink")


class Classic:
    """Ready at once; the same picture and phrase always give the same answer."""

    revision = "4"

    def __init__(self) -> None:
        self._subject = Lately(subject.find)  # `background` and `subject` are one search

    def __call__(self, rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        """(H, W) uint8 of 0 and 255, and a confidence; NotFound for what is not there or not known.

        `rgb` is (H, W, 3) uint8.
        """
        meant = meaning(phrase)
        found = self._find(rgb, meant) if meant else None
        if found is None:
            raise _unknown(phrase, self.sees(rgb))
        mask, sure = found
        return np.where(mask, np.uint8(255), np.uint8(0)), sure

    def sees(self, rgb: Pixels) -> list[str]:
        """Phrases that would work on this picture."""
        seen = ["background", "subject"] if self._subject(rgb).confidence >= _LIKELY else []
        above = sky.find(rgb)
        if above and above.confidence >= _SURE:
            seen.append("sky")
        return seen + [f"the {name} part" for name in _colours_of(rgb)]

    def explain(self, phrase: str) -> str:
        """In a sentence, how the phrase was taken."""
        meant = meaning(phrase)
        return _sentence(phrase, meant) if meant else f"I know no *{phrase}*."

    def _find(self, rgb: Pixels, meant: Meaning) -> tuple[Bools, float] | None:
        if meant.kind is Kind.SKY:
            return sky.find(rgb)
        if meant.kind is Kind.COLOUR:
            return self._tinted(rgb, meant)
        main = self._subject(rgb)
        if main.confidence < _LOST:
            raise _nothing_stands_out(rgb)
        mask = ~main.mask if meant.kind is Kind.BACKDROP else main.mask
        return mask, main.confidence

    def _tinted(self, rgb: Pixels, meant: Meaning) -> tuple[Bools, float] | None:
        """A noun's colour is that of the main thing, if most of what has it lies there."""
        found = tint.find(rgb, meant.colour)
        if found is None or not meant.noun:
            return found
        main = self._subject(rgb)
        inside = found.mask & main.mask
        ours = main.confidence >= _LIKELY and inside.sum() > _MOST * found.mask.sum()
        return (inside if ours else found.mask), found.confidence * _UNVERIFIED


def _colours_of(rgb: Pixels) -> list[str]:
    """Common colours that the picture has much of, each part of it by one name only."""
    named: dict[str, Bools] = {}
    for name in _COMMON:
        found = tint.find(rgb, colours.named(name) or (0, 0, 0))
        if found is None or found.confidence < _SURE or found.mask.mean() < _MUCH:
            continue
        if all((found.mask & mask).sum() < found.mask.sum() / 2 for mask in named.values()):
            named[name] = found.mask
    return list(named)


def _unknown(phrase: str, sees: list[str]) -> NotFound:
    seen = f" I can see: {', '.join(sees)}." if sees else ""
    return NotFound(f"I can't find {_article(phrase)}*{phrase}*.{seen}", tuple(sees))


def _nothing_stands_out(rgb: Pixels) -> NotFound:
    height, width = rgb.shape[:2]
    return NotFound(
        "I see nothing that stands out from its background. Give me a box of pixels, left, top, "
        f"right, bottom, as in *box {width // 4},{height // 4},{width * 3 // 4},{height * 3 // 4}*."
    )


def _article(phrase: str) -> str:
    if phrase.endswith("s") and not phrase.endswith("ss"):
        return ""
    return "an " if phrase[:1] in set("aeiou") else "a "


def _sentence(phrase: str, meant: Meaning) -> str:
    if meant.kind is Kind.BACKDROP:
        return "The background: everything but the main thing in the picture."
    if meant.kind is Kind.SKY:
        return "The sky, by its colour, its smoothness and its place."
    if meant.kind is Kind.COLOUR:
        return _colour_sentence(phrase, meant.noun)
    if meant.noun in _PEOPLE:
        return f"The main thing in the picture; that it is a {meant.noun} I took from you."
    return "The main thing in the picture."


def _colour_sentence(phrase: str, noun: str) -> str:
    if not noun:
        return f"Everything of the colour in *{phrase}*."
    return (
        f"What has the colour in *{phrase}*, of the main thing if most of it is there. I know "
        f"colours, not things, so look whether it is the {noun} and only that."
    )
