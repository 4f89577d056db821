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
    colour = _colour(words)
    if colour is None:
        return None
    bare = last in PLAIN or colours.is_colour(phrase)
    return Meaning(Kind.COLOUR, colour, "" if bare else last)


def _colour(words: list[str]) -> colours.RGB | None:
    """The colour spoken of, or None: "wine glass" and "coffee" are things, "wine red" is not.

    After "a", the name of a thing is no colour. To a reader of backdrops "green grass" is a thing
    too; here it is grass that is green.
    """
    if not any(_only_a_colour(word) for word in words):
        return None
    return colours.named(" ".join(words)) or colours.named(" ".join(words[:-1]))


def _only_a_colour(word: str) -> bool:
    return word in _COLOURS_FIRST or word[0] == "#" or colours.named(f"a {word}") is not None
