"""Where something new goes, in words: to a thing, beside one, or wherever it would look right."""

from __future__ import annotations

import re

FREE = "free spot"
"""The region of "add a hat", which names no place."""
RELATIONS = (
    "to the left of", "to the right of", "in front of", "on top of", "next to", "underneath",
    "beneath", "beside", "behind", "above", "below", "under", "near", "over", "by",
)  # fmt: skip
"""What a phrase begins with that names not where a thing goes, but what it goes beside."""

_RELATED = re.compile(rf"({'|'.join(RELATIONS)})\s+(?:the\s+|an?\s+)?(?=\S)")
_SIDE = re.compile(r"(?:the )?(left|right)(?: side)? of\s+(?=\S)")


def parted(phrase: str) -> tuple[str, str]:
    """(relation, noun) of a phrase like "next to cup"; the relation is "" for any other."""
    related = _RELATED.match(phrase)
    return (related[1], phrase[related.end() :]) if related else ("", phrase)


def joined(preposition: str, noun: str) -> str:
    """The phrase of a preposition and a noun without articles; "on" and its kin add nothing."""
    side = _SIDE.match(noun)
    if side:
        return f"to the {side[1]} of {noun[side.end() :].removeprefix('the ')}"
    return f"{preposition} {noun}" if preposition in RELATIONS else noun


def in_words(phrase: str) -> str:
    """After "Add a hat": "to *dog*", "*next to dog*", "in *a free spot*"."""
    if phrase == FREE:
        return f"in *a {FREE}*"
    return f"*{phrase}*" if parted(phrase)[0] else f"to *{phrase}*"
