"""A phrase cut into its signs, "and", "but not", brackets and braces, and the words between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SIGNS = re.compile(
    r'(?P<quoted>"[^"]*")|(?P<open>\()|(?P<close>\))|(?P<brace>\{[^{}]*\}?|\})'
    r"|(?<![\w-])(?:(?P<both>AND)|(?P<complement>NOT)|(?P<union>OR))(?![\w-])"
    r"|(?P<minus>(?i:(?:,\s*)?(?<![\w-])(?:except for|except|excluding|without|apart from"
    r"|aside from|other than|minus|(?<=everything )but(?! not)|(?<=anything )but(?! not)"
    r"|(?<=all )but(?! not))(?![\w-])))"
    r"|(?P<deny>(?i:(?:,\s*)?(?<![\w-])(?:(?:but|and)\s+)?not(?![\w-])))"
    r"|(?P<plus>(?i:(?:(?<!\d),|,(?!\s*\d))(?:\s*(?:and|or)(?![\w-]))?"
    r"|(?<![\w-])(?:and|plus|or)(?![\w-])|(?<!\S)&(?!\S)))"
)

_CAPITALS = re.compile(r"(?<![\w-])(AND|OR|NOT)(?![\w-])")


class Token(NamedTuple):
    """`kind` is a group of the pattern of signs, "words", or "end"."""

    kind: str
    text: str


def spans(phrase: str) -> Iterator[tuple[Token, str]]:
    """Every sign and what stands between signs; together the spans are the phrase."""
    at = 0
    for sign in _SIGNS.finditer(phrase):
        if sign.start() > at:
            between = phrase[at : sign.start()]
            yield Token("words", between), between
        yield Token(str(sign.lastgroup), sign[0]), sign[0]
        at = sign.end()
    if at < len(phrase):
        yield Token("words", phrase[at:]), phrase[at:]


def tokens(phrase: str) -> Iterator[Token]:
    """Signs and nouns: what is quoted belongs to the words around it."""
    words = ""
    for token, said in spans(phrase):
        if token.kind in ("words", "quoted"):
            words += said
            continue
        if words.strip():
            yield Token("words", words)
        words = ""
        yield token
    if words.strip():
        yield Token("words", words)


def lowered(text: str) -> str:
    """In lower case but for AND, OR and NOT; where all is in capitals, these say nothing more."""
    if text.isupper():
        return text.lower()
    pieces = enumerate(_CAPITALS.split(text))
    return "".join(piece if place % 2 else piece.lower() for place, piece in pieces)
