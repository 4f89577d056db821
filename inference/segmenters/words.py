"""What a phrase can mean to a segmenter that knows the main thing, sky and colours, no more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from inference import colours
from inference.phrases.given import GIVEN
from inference.segmenters.vocabulary import sense

BACKDROPS = frozenset({"background", "backdrop", "backgrounds", "scenery", "surroundings"})
SUBJECTS = frozenset(
    {"subject", "subjects", "product", "products", "object", "item", "foreground"}
    | {"person", "people", "man", "woman", "model", "figure", "hero", "talent"}
)
PEOPLE = frozenset({"person", "people", "man", "woman", "model", "figure", "talent"})
LETTERING = frozenset(
    {"text", "texts", "lettering", "letters", "word", "words", "writing", "typography", "caption"}
    | {"captions", "copy", "headline", "slogan", "tagline", "wordmark", "inscription", "price"}
    | {"prices"}
)
SKIES = frozenset({"sky", "skies"})
PLAIN = frozenset({"part", "parts", "area", "areas", "region", "thing", "things", "one", "ones"})
"""Nouns that say nothing: "the red one" is all that is red."""
_COLOURS_FIRST = frozenset({"orange", "violet"})  # things as well, but hardly ever meant so
_OF_THE_SUBJECT = frozenset({"main", "whole", "entire", "central", "only", "hero", "single"})


UNCOUNTED = (
    BACKDROPS
    | SKIES
    | PLAIN
    | frozenset(
        {"hair", "skin", "text", "lettering", "writing", "water", "sea", "ocean", "grass", "sand"}
        | {"snow", "ice", "food", "furniture", "clothing", "foliage", "traffic", "smoke", "steam"}
        | {
            "wood",
            "light",
            "shade",
            "jewellery",
            "jewelry",
            "makeup",
            "cutlery",
            "luggage",
            "wildlife",
        }
        | {
            "subject",
            "product",
            "foreground",
            "outfit",
            "sheep",
            "crowd",
            "family",
            "team",
            "couple",
        }
    )
)
"""Singular words for what may well be in several pieces."""
_PLURALS = frozenset(
    {"people", "men", "women", "children", "teeth", "feet", "mice", "geese", "both", "ones"}
)
_SINGULAR_S = re.compile(r".*(?:ss|us|is|lens|gas|canvas|atlas|christmas)")


class Kind(Enum):
    BACKDROP = "backdrop"
    SUBJECT = "subject"
    SKY = "sky"
    COLOUR = "colour"


WORN = {
    **dict.fromkeys(
        ("shirt", "t-shirt", "tee", "top", "blouse", "polo", "jumper", "sweater", "hoodie",
         "jacket",
         "coat", "blazer", "vest", "cardigan", "suit", "dress", "skirt", "trousers", "pants",
         "jeans", "shorts", "leggings", "shoes", "shoe", "boots", "sneakers", "trainers", "hat",
         "cap", "beanie", "scarf", "gloves", "tie", "outfit", "uniform", "clothes", "clothing",
         "costume", "overalls", "jumpsuit", "socks"), "person"),
    **dict.fromkeys(("lips", "lipstick", "mouth"), "face"),
}  # fmt: skip
"""Where a thing is to be looked for by its colour, if nobody knows the thing."""


class Coloured(NamedTuple):
    """ "dark green sports car" is a sports car that is dark green."""

    colour: colours.RGB
    name: str
    noun: str


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


def is_backdrop(phrase: str) -> bool:
    """Whether it speaks of the background, in whatever words."""
    words = phrase.split()
    return bool(words) and words[-1] in BACKDROPS | {"bg"}


def is_lettering(phrase: str) -> bool:
    """Whether it speaks of something to be read."""
    return not LETTERING.isdisjoint(phrase.replace('"', " ").split())


def coloured(phrase: str) -> Coloured | None:
    """The colour and the thing, or None for a colour alone and for names like golden retriever."""
    words = phrase.lower().split()
    known = sense(phrase)
    if len(words) < 2 or (known and not known.more) or _colour(words) is None:
        return None
    for at in range(len(words) - 1, 0, -1):
        name, noun = " ".join(words[:at]), " ".join(words[at:])
        colour = colours.named(name) if colours.is_colour(name) else None
        if colour and words[-1] not in PLAIN:
            return Coloured(colour, name, noun)
    return None


def is_plural(words: str) -> bool:
    """Whether the last word speaks of several things, by its ending."""
    last = words.lower().split()[-1] if words.split() else ""
    ends_in_s = last.endswith("s") and len(last) > 3 and not _SINGULAR_S.fullmatch(last)
    return ends_in_s or last in _PLURALS


def is_single(words: str) -> bool:
    """Whether the words speak of one thing out of possibly several."""
    special = words.startswith(("box ", "cell ")) or words in GIVEN
    last = words.split()[-1]
    return not (special or is_plural(words) or last in UNCOUNTED or colours.is_colour(words))


def article(words: str) -> str:
    """The article before the words and a space, or "" for a plural."""
    if is_plural(words):
        return ""
    return "an " if words[:1] in set("aeiou") else "a "


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
