"""Which line is to say what."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import NamedTuple

from inference.errors import AskerError
from inference.segmenters.text import Line, bare

_ALIKE = 0.5  # a line that is so like the words is meant alone
_MOST = 12  # words that are shared out over lines in every way


class Job(NamedTuple):
    """A line, and the words it is to say."""

    line: Line
    words: str


def shared(lines: list[Line], words: str) -> list[Job]:
    """The words on the one line they are like, or else shared out over all of them in order.

    AskerError where there is no line, or where there are more lines than words.
    """
    if not lines:
        raise AskerError("I can make out no line of lettering there, so I can't set it anew.")
    likes = [_alike(line.words, words) for line in lines]
    alone = Job(lines[likes.index(max(likes))], words)
    if len(lines) == 1:
        return [alone]
    way = _way(lines, words.split())
    if max(likes) >= max(_ALIKE, _likeness(way, lines)):
        return [alone]
    if not way:
        raise AskerError(_which(lines, words))
    return [Job(line, said) for line, said in zip(lines, way, strict=True)]


def _way(lines: list[Line], words: list[str]) -> list[str]:
    """The words shared out in order, as like the old lines as may be; none where they are too few
    or too many."""
    if not len(lines) <= len(words) <= _MOST:
        return []
    cuts = combinations(range(1, len(words)), len(lines) - 1)
    ways = [[" ".join(words[a:b]) for a, b in pairwise((0, *cut, len(words)))] for cut in cuts]
    return max(ways, key=lambda way: _fit(way, lines))


def _likeness(way: list[str], lines: list[Line]) -> float:
    """0-1: how like the lines are on the whole."""
    pairs = zip(way, lines, strict=False)
    return sum(_alike(line.words, said) for said, line in pairs) / len(lines)


def _fit(way: list[str], lines: list[Line]) -> float:
    """How like the old lines the new ones are, and how near to their lengths."""
    off = sum(abs(len(line.words) - len(said)) for said, line in zip(way, lines, strict=True))
    return _likeness(way, lines) - off / 100


def _alike(a: str, b: str) -> float:
    return SequenceMatcher(None, bare(a), bare(b)).ratio()


def _which(lines: list[Line], words: str) -> str:
    said = ", ".join(f"“{line.words}”" for line in lines[:4])
    return (
        f"There are {len(lines)} lines of lettering: {said}. Say which one it is, such as "
        f'fix the text "{lines[0].words}" to "{words}".'
    )
