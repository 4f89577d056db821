"""Where a region ends and what it becomes begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from inference.colours import is_colour
from inference.sentence.verbs import BACKGROUND

HOME = rf"(?:{BACKGROUND}|sky|surroundings|scenery)"
"""A pattern of regions that only a picture has."""

_LONGEST_COLOUR = 6  # words
_EXCLUSION = re.compile(
    r"\s*,?\s+(?:(?:but|and) not|except for|except|excluding|apart from|other than"
    r"|not(?= (?:the|her|his|their|its|my|our)\b))\s+",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    rf"(?P<region>(?:(?:the|this|that|our|my|whole|entire|current|existing|old)\s+)*{HOME})"
    r"(?:\s*(?P<sign>:|->|=)\s*|\s*,\s*|\s+)(?:(?P<joiner>to|into|with|for|by)\s+)?"
    r"(?!(?:of|behind|around|near|on|at|and|or|but|except|without|plus|from|than|colou?r)\b|[{&])"
    r"(?P<prompt>\S.*)",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    rf"(?:the|her|him|his|it|its|their|them|my|our|this|that)\b|{BACKGROUND}", re.IGNORECASE
)
_NOUN = re.compile(r"colou?r|shade|tone|hue|one", re.IGNORECASE)  # the end of a region
_INDEFINITE = re.compile(r"an?\s", re.IGNORECASE)


class Pair(NamedTuple):
    """A region and its prompt; `joined` says that a word or sign stood between them."""

    region: str
    prompt: str
    joined: bool = True


class Spot(NamedTuple):
    """Something, and where it is."""

    what: str
    preposition: str
    where: str


def exclusion(text: str) -> tuple[str, str, str]:
    """(before, mark, after) of the first "but not" or its kin; mark and after "" where none is."""
    at = _EXCLUSION.search(text)
    return (text[: at.start()], at[0], text[at.end() :]) if at else (text, "", "")


def at_home(text: str) -> Pair | None:
    """Split after a region that only pictures have, if the text begins with one."""
    found = _AT_HOME.fullmatch(text)
    if not found:
        return None
    return Pair(found["region"], found["prompt"], bool(found["joiner"] or found["sign"]))


def joined(text: str, words: str) -> Pair | None:
    """Split at the first of the words, or at a sign."""
    at = re.search(rf"(?<=\S)(?:\s+(?:{words}|->|=)|\s*:)\s+(?=\S)", text, re.IGNORECASE)
    return Pair(text[: at.start()], text[at.end() :]) if at else None


def around_article(text: str) -> Pair | None:
    """Split before the first "a" that is not the first word."""
    at = re.search(r"(?<=\w)\s+(?=an?\s+\w)", text, re.IGNORECASE)
    return Pair(text[: at.start()], text[at.end() :]) if at else None


def ending_in_colour(text: str) -> Pair | None:
    """Split before the longest ending that is a colour; what is excluded stays with the prompt."""
    head, mark, taken = exclusion(text)
    for said, tail in ((head, mark + taken), (text, "")):
        words = said.split(" ")
        for at in range(max(1, len(words) - _LONGEST_COLOUR), len(words)):
            if not _NOUN.fullmatch(words[at]) and is_colour(" ".join(words[at:])):
                return Pair(" ".join(words[:at]), " ".join(words[at:]) + tail)
    return None


def on_something(text: str, words: str) -> Spot | None:
    """Split at the first preposition before a definite thing, or else at the first."""
    return _at_preposition(text, words, _DEFINITE)


def on_anything(text: str, words: str) -> Spot | None:
    """Split at the first preposition before "a", or else at the first."""
    return _at_preposition(text, words, _INDEFINITE)


def _at_preposition(text: str, words: str, before: re.Pattern[str]) -> Spot | None:
    spots = list(re.finditer(rf"(?<=\S)\s+({words})\s+(?=\S)", text, re.IGNORECASE))
    at = next((spot for spot in spots if before.match(text[spot.end() :])), None)
    at = at or next(iter(spots), None)
    return Spot(text[: at.start()], at[1], text[at.end() :]) if at else None
