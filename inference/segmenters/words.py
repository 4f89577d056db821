"""What a phrase can mean to a segmenter that knows the main thing, sky and colours, no more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inference import colours

BACKDROPS = frozenset({"background", "backdrop", "backgrounds", "scenery", "surroundings"})
SUBJECTS = frozenset(
    {"subject", "subjects", "product", "products", "object", "item", "foreground"}
    | {"person", "people", "man", "woman", "model", "figure", "hero", "talent"}
)
SKIES = frozenset({"sky", "skies"})
PLAIN = frozenset({"part", "parts", "area", "areas", "region", "thing", "things", "one", "ones"})
"""Nouns that say nothing: "the red one" is all that is red."""
_COLOURS_FIRST = frozenset({"orange", "violet"})  # things as well, but hardly ever meant so
_OF_THE_SUBJECT = frozenset({"main", "whole", "entire", "central", "only", "hero", "single"})


class Kind(Enum):
    BACKDROP = "backdrop"
    SUBJECT = "subject"
    SKY = "sky"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`colour` for a COLOUR; `noun` is the word that could not be verified, or ""."""

    kind: Kind
    colour: colours.RGB = (0, 0, 0)
    noun: str = ""


def meaning(phrase: str) -> Meaning | None:
    """What the phrase means here, or None for a thing that only a network could know."""
    words = phrase.lower().split()
    last = words[-1] if words else ""
    if last in BACKDROPS:
        return Meaning(Kind.BACKDROP)
    if last in SKIES:
        return Meaning(Kind.SKY)
    if last in SUBJECTS and all(word in _OF_THE_SUBJECT for word in words[:-1]):
        return Meaning(Kind.SUBJECT, noun=last)
    colour = colours.named(phrase) if _speaks_of_colour(phrase, words) else None
    if colour is None:
        return None
    bare = last in PLAIN or colours.is_colour(phrase)
    return Meaning(Kind.COLOUR, colour, "" if bare else last)


def _speaks_of_colour(phrase: str, words: list[str]) -> bool:
    """Whether a word can only be a colour: "wine glass" and "coffee" are things, "wine red" is not.

    After "a", the name of a thing is no colour.
    """
    sure = any(word in _COLOURS_FIRST or colours.named(f"a {word}") for word in words)
    return sure or "#" in phrase
