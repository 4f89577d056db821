"""A sentence taken apart: the one change it asks for, and what it says must stay."""

from __future__ import annotations

import re
from typing import NamedTuple

from inference.errors import BadInstruction
from inference.phrase import parts
from inference.sentence.grammar import reads
from inference.sentence.readers import plain_region, quoted
from inference.sentence.verbs import BACKGROUND, KEEP, VERB

_SHORT_BACKGROUND = rf"(?:(?:the|a) )?(?:new )?{BACKGROUND}\s*[:=]"
_BOUNDARY = re.compile(
    r"(?:\s*[,;.!?]|\s+[-–—]|\s+(?:and|but|while|whilst|then))\s*"
    r"(?:(?:and|but|then|also|please|just|now)\s+)*"
    rf"(?={KEEP.pattern}|{VERB.pattern}|{_SHORT_BACKGROUND})"
    r"|\s+(?=(?:keep|keeping|protect|protecting|preserve|preserving|leave|leaving)\s+"
    r"(?:the|her|his|their|its|my|our|all|both|every|everything)\b"
    r"|(?:do not|don't|dont|never|without)\s+(?:touch|chang|alter|edit|mov|modif))",
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(
    r"\s+(?:(?:exactly )?(?:as|how|where|like) (?:is|it is|it's|they are|it was|she is|he is)"
    r"|as-is|unchanged|untouched|the same|same|intact|locked|alone|still|in place|unmodified)$",
    re.IGNORECASE,
)
_REST_STAYS = re.compile(
    r"(?:\s*[,;.]|\s+(?:and|but|while))\s*(?:everything else|all else|(?:all )?the rest)\s+"
    r"(?:should |must )?(?:stays?|remains?|is locked|locked|unchanged|untouched|as is)\b[^,;.]*$",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?:everything|all|anything) else|(?:all )?(?:the )?rest(?: of (?:it|the \w+))?|others"
)


class Clauses(NamedTuple):
    """`change` is one clause; each of `keep` is a phrase."""

    change: str
    keep: tuple[str, ...]


def take_apart(text: str) -> Clauses:
    """The change and what must stay; BadInstruction unless there is exactly one change."""
    pieces = _pieces(_REST_STAYS.sub("", text))
    if not pieces:
        raise BadInstruction("Say what should change.", text)
    keep = [piece for piece in pieces if KEEP.match(piece)]
    changes = [piece for piece in pieces if not KEEP.match(piece)]
    if len(changes) > 1:
        raise _several(text, changes)
    if not changes:
        behind = re.search(BACKGROUND, text, re.IGNORECASE)
        change = "recolour the subject to teal" if behind else "swap background to autumn trail"
        raise BadInstruction(
            f"{quoted(text)} says what stays. Say what should change.", text, f"{change}, {text}"
        )
    return Clauses(changes[0], tuple(phrase for piece in keep for phrase in _kept(piece)))


def _pieces(text: str) -> list[str]:
    """The text cut where something new is said; a piece that says nothing joins the one before."""
    starts, ends = [0], []
    for boundary in _BOUNDARY.finditer(text):
        ends.append(boundary.start())
        starts.append(boundary.end())
    pieces: list[tuple[int, int]] = []
    for start, end in zip(starts, [*ends, len(text)], strict=True):
        piece = text[start:end]
        if pieces and not KEEP.match(piece) and not reads(piece.strip(" ,.;!?")):
            start = pieces.pop()[0]
        pieces.append((start, end))
    return [
        text[start:end].strip(" ,.;!?") for start, end in pieces if text[start:end].strip(" ,.;!?")
    ]


def _several(text: str, changes: list[str]) -> BadInstruction:
    """Talk before a change counts too: what it means for the change is not for us to guess."""
    working = [change for change in changes if reads(change)]
    if len(working) < 2:
        odd = next(change for change in changes if change not in working)
        return BadInstruction(
            f"I don't understand {quoted(odd)}.", odd, working[0] if working else ""
        )
    both = " and ".join(quoted(change) for change in working[:2])
    return BadInstruction(f"One change at a time, please: I read {both}.", text, working[0])


def _kept(piece: str) -> list[str]:
    """What a clause protects; "everything else" is locked anyway."""
    said = KEEP.sub("", piece, count=1).strip(" ,.:")
    said = _AS_IT_IS.sub("", said)
    phrases = [plain_region(part) for part in parts(said)]
    if not any(phrases):
        raise BadInstruction(f"Say what {quoted(piece)} is about.", piece)
    return [phrase for phrase in phrases if phrase and not _REST.fullmatch(phrase)]
