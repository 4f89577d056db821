"""The algebra of phrases: "the cup and the plate but not the handle {+6}" as a tree.

Binding, loosest first: `but not` and its kin, then `and` and commas, then `not`, then `{+6}`.
A leading `not` covers the whole union after it, as people mean it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from inference.errors import BadInstruction

ALL = ("everything", "all", "whole picture", "whole image", "entire picture", "entire image")

_MINUS = re.compile(
    r"\b(?:but not|and not|except for|except|excluding|without|apart from|other than|minus"
    r"|(?<=everything )but|(?<=all )but)\b",
    re.IGNORECASE,
)
_COMMA = r"(?:(?<!\d),|,(?!\s*\d))"  # not the one between the numbers of a box
_PLUS = re.compile(rf"{_COMMA}(?:\s*and\b)?|\band\b|&|\bplus\b|\bor\b", re.IGNORECASE)
_GROW = re.compile(r"\{\s*([+-])\s*(\d{1,9})\s*(?:px)?\s*\}$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|my|our|your|its|her|his|their)\s+)+(?=\S)",
    re.IGNORECASE,
)
_EXAMPLE = "swap background to a beach"
_LONGEST, _FARTHEST = 1_000, 500  # characters, pixels: a phrase is typed by anybody


@dataclass(frozen=True, slots=True)
class Noun:
    """Something for a segmenter to find; "everything" is for nobody to find."""

    words: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Phrase


@dataclass(frozen=True, slots=True)
class Union:
    parts: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    whole: Phrase
    taken: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """`pixels` of the golden, negative to shrink."""

    inner: Phrase
    pixels: int


Phrase: TypeAlias = Noun | Not | Union | Minus | Grown


def parse(phrase: str) -> Phrase:
    """The tree of a phrase; BadInstruction if a part of it is empty or it asks for too much."""
    if len(phrase) > _LONGEST:
        raise BadInstruction(
            f"A region takes up to {_LONGEST:,} characters.", phrase[:80], _EXAMPLE
        )
    whole, *taken = [part.strip() for part in _MINUS.split(phrase)]
    if not taken:
        return _union(whole)
    kept = _union(whole) if whole else Noun("everything")
    return Minus(kept, tuple(_union(part) for part in taken))


def parts(phrase: str) -> tuple[str, ...]:
    """The members of a union as they were written, at least one."""
    return tuple(part.strip() for part in _PLUS.split(phrase) if part.strip()) or (phrase.strip(),)


def _union(text: str) -> Phrase:
    negated = re.match(r"not(?:\s+|$)", text, re.IGNORECASE)
    if negated:
        return Not(_union(text[negated.end() :]))
    first, *others = parts(text)
    return Union(tuple(_union(part) for part in (first, *others))) if others else _factor(first)


def _factor(text: str) -> Phrase:
    grown = _GROW.search(text)
    if grown:
        return Grown(_factor(text[: grown.start()].rstrip()), _pixels(grown))
    words = _ARTICLE.sub("", text.strip(" \t.;:!?\"'“”"))
    if not words:
        raise BadInstruction("I don't see which part of the picture you mean.", text, _EXAMPLE)
    return Noun(" ".join(words.lower().split()))


def _pixels(grown: re.Match[str]) -> int:
    pixels = int(grown[2])
    if pixels > _FARTHEST:
        raise BadInstruction(
            f"A region grows or shrinks by up to {_FARTHEST} pixels.", grown[0], _EXAMPLE
        )
    return pixels if grown[1] == "+" else -pixels
