"""The words that begin an instruction, and how a sentence is made plain before it is read."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto


class Family(Enum):
    """Verbs that share a grammar."""

    EXCHANGE = auto()  # swap R to P
    BECOME = auto()  # make R P
    RECOLOUR = auto()  # paint R C
    REMOVE = auto()  # remove R
    ADD = auto()  # add P to R
    FIX = auto()  # fix R
    PUT = auto()  # put R on P
    BLUR = auto()  # blur R
    RELIGHT = auto()  # relight R from the left


VERBS = {
    **dict.fromkeys(
        ("swap out", "switch out", "change out", "change up", "swap", "switch", "change", "replace",
         "exchange", "substitute", "set"), Family.EXCHANGE),
    **dict.fromkeys(("make", "turn", "transform", "convert"), Family.BECOME),
    **dict.fromkeys(
        ("recolour", "recolor", "colour", "color", "paint", "dye", "tint"), Family.RECOLOUR),
    **dict.fromkeys(
        ("get rid of", "take out", "take away", "remove", "erase", "delete"), Family.REMOVE),
    **dict.fromkeys(("add", "insert"), Family.ADD),
    **dict.fromkeys(("fix", "repair", "retouch"), Family.FIX),
    **dict.fromkeys(("put", "place"), Family.PUT),
    **dict.fromkeys(("blur out", "blur", "defocus"), Family.BLUR),
    **dict.fromkeys(("relight", "re-light"), Family.RELIGHT),
}  # fmt: skip

VERB = re.compile(rf"({'|'.join(sorted(VERBS, key=len, reverse=True))})\b(?=\s*\S)", re.IGNORECASE)
KEEP = re.compile(
    r"(?:keep(?:ing)?|protect(?:ing)?|lock(?:ing)?|preserv(?:e|ing)|leav(?:e|ing)"
    r"|(?:do not|don't|dont|never) (?:touch|change|alter|edit|move|modify|repaint)"
    r"|without (?:touching|changing|altering|editing|moving|modifying))\b",
    re.IGNORECASE,
)
BACKGROUND = r"(?:back[ -]?grounds?|back[ -]?drops?|bg)"
"""A pattern of the names of the region that people speak of most."""

_OPENINGS = re.compile(
    r"(?:@?reshoot|hey|hi|hello|ok|okay|so|please|pls|plz|kindly|now|then|just|and|also|only|maybe|team"
    r"|there|guys|folks|all right|alright|thanks|thank you|thx|great start|good start|great|nice"
    r"|perfect|cool|awesome|love it|love this|looks good|looks great|this is great|good one"
    r"|(?:can|could|would|will) (?:you|we|u)|let's|lets|let us|go ahead and|try to|try and|try"
    r"|(?:i want|i need|i'd like|i would like|we want|we need|we'd like)(?: you)? to)\b",
    re.IGNORECASE,
)
_CLOSINGS = re.compile(
    r"(?:\b(?:please|pls|plz|thanks|thank you|thx|cheers|ta|for me|for us|if you can|instead)"
    r"|[\s.,!?;:…–—-])$",
    re.IGNORECASE,
)
_SHORTCODE = re.compile(r"(?<!\w):[a-z0-9_+'-]{1,60}:(?!\w)", re.IGNORECASE)
_DECORATIONS = frozenset({"So", "Cc", "Cf", "Cs", "Co", "Cn"})
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "×": "x", "→": "->", "*": None, "`": None}
)


def tidy(sentence: str) -> str:
    """The sentence on one line, one kind of quotes, without emoji and signs that nobody sees."""
    text = unicodedata.normalize("NFKC", sentence).translate(_ALIKE)
    text = "".join(" " if letter.isspace() else letter for letter in text)
    kept = (letter for letter in text if not _is_decoration(letter))
    return " ".join(_SHORTCODE.sub(" ", "".join(kept)).split())


def unadorned(text: str) -> str:
    """Without greetings and thanks, nor quotes around the whole."""
    while len(text) > 1 and text[0] in "\"'`" and text[-1] == text[0]:
        text = text[1:-1].strip()
    while (opening := _OPENINGS.match(text)) and not text[opening.end() :].startswith("'"):
        text = text[opening.end() :].lstrip(" ,.!:;-–—")
    while closing := _CLOSINGS.search(text):
        text = text[: closing.start()]
    return text.lstrip(" ,.!;:-–—")


def _is_decoration(letter: str) -> bool:
    return unicodedata.category(letter) in _DECORATIONS or 0x1F3FB <= ord(letter) <= 0x1F3FF
