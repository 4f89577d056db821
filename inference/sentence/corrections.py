"""What people type to correct a region, told apart from what they say to each other.

A message is read only if every piece of it is a correction or a mere filler: in a campaign's
thread, a wrong guess repaints a picture, while a missed one costs a tap.
"""

from __future__ import annotations

import re
from dataclasses import replace

from inference.sentence.acts import ALONE, Act, Correction
from inference.sentence.named import phrase, which
from inference.sentence.sayings import meaning
from inference.sentence.verbs import tidy

LONGEST = 200
"""Characters of a message that can be a correction."""

_CUT = re.compile(
    r"\s*[,;.!/]+(?:\s+|$)|\s+[-–—]+\s+|\s+(?:and|or|then|&|\+)\s+"
    r"|(?<!\beverything)(?<!\ball)\s+but\s+"
    r"|(?<!\bdo)\s+(?=(?:without|except|not)\b)"
)
_DOUBT = (
    r"no|nope|nah|almost|nearly|close|(?:nearly|almost) there|not quite|sorry|oops|wait|hmm+|but"
)
_FILLER = re.compile(
    rf"{_DOUBT}|mm+|ah+|oh+|hi|hey|hello|thanks|thank you|thx|please|pls|cool|nice|great|good|and"
    r"|perfect|well|so|also|now|right|fine|ok|okay|sure|good start|nice start|@?reshoot|team|guys"
)
_LEAD = re.compile(
    r"(?:hmm+|no|ok|okay|yes|yeah|so|now|then|and|but|also|just|please|pls|maybe|perhaps|actually"
    r"|hey|@?reshoot|(?:can|could|would|will) (?:you|we)|let's|lets|i want to|we should|we need to"
    r"|try to|go ahead and)\s+"
)
_TAIL = re.compile(r"\s+(?:please|pls|plz|thanks|thank you|thx|for me|then|though|too|as well)$")
_ASKED = re.compile(r"(?:(?:can|could|would|will) you|please)\b")
_SMILEY = re.compile(r"(?:^|\s)[:;]-?[)(DP]+(?=\s|$)")
_SIGNS = re.compile(
    r"(?:👍|👌|✅|✔|🆗|[\U0001F3FB-\U0001F3FF\uFE0F\s]"
    r"|:(?:\+1|thumbsup|ok_hand|white_check_mark|heavy_check_mark|ok)(?:::skin-tone-\d)?:)+"
)
_YES = re.compile(r"ok|okay|sure")
_NUMBERS = re.compile(r"#?\d{1,2}(?:(?:\s*,\s*|\s*&\s*|\s+and\s+|\s*,\s*and\s+)#?\d{1,2})+")
_NO = re.compile(r"\b(?:no|nr)\.\s*(?=\d)")
_LISTING = (Act.PICK, Act.ADD, Act.DROP, Act.PROTECT)  # "add C3 and D4" goes on with the act


def read(words: str) -> tuple[Correction, ...]:
    """The corrections that a message consists of; () if it is talk."""
    text = _NO.sub("#", tidy(_SMILEY.sub(" ", words)).lower()).strip(" .!,;")
    if _YES.fullmatch(text) or (words.strip() and _SIGNS.fullmatch(words)):
        return (Correction(Act.CONFIRM),)
    asks = text.endswith("?") and not _ASKED.match(text)
    if asks or len(text) > LONGEST:
        return ()
    if _NUMBERS.fullmatch(text):
        return _together([Correction(Act.PICK, f"#{each}") for each in re.findall(r"\d+", text)])
    return _read(text.rstrip(" ?"))


def _read(text: str) -> tuple[Correction, ...]:
    found: list[Correction] = []
    pieces = _pieces(text)
    for piece in pieces:
        more = _more(piece, found)
        one = more if more and more.what.startswith("cell ") else _one(piece) or more
        if one is None and not _FILLER.fullmatch(piece):
            return ()
        found += [one] if one else []
    doubts = any(re.fullmatch(_DOUBT, piece) for piece in pieces)
    return () if doubts and all(each.act is Act.CONFIRM for each in found) else _together(found)


def _pieces(text: str) -> list[str]:
    return [piece for each in _CUT.split(text) if (piece := each.strip(" .!,:;–—"))]


def _one(piece: str) -> Correction | None:
    """The correction that the piece is, with or without its opening and closing words."""
    found = meaning(piece)
    for around in (_LEAD.match(piece), _TAIL.search(piece)):
        if found is None and around:
            found = _one(piece[: around.start()] + piece[around.end() :])
    return found


def _more(piece: str, found: list[Correction]) -> Correction | None:
    """One more thing for the act before: "add C3 and D4", "pick 2 and 3"."""
    if not found or found[-1].act not in _LISTING:
        return None
    numbered = found[-1].what.startswith("#")
    what = which(piece) if numbered else phrase(piece)
    return Correction(found[-1].act, what) if what else None


def _together(found: list[Correction]) -> tuple[Correction, ...]:
    """Without a yes beside a change, which asks to see it first; numbers in one list.

    To undo or to hand over means nothing beside a change.
    """
    changes = [each for each in found if each.act is not Act.CONFIRM]
    if not changes:
        return tuple(found[:1])
    if len(changes) > 1 and any(each.act in ALONE for each in changes):
        return ()
    out: list[Correction] = []
    for each in changes:
        if out and each.act is out[-1].act and _counts(each) and _counts(out[-1]):
            out[-1] = replace(each, what=f"{out[-1].what},{each.what[1:]}")
        elif each not in out or each.act in (Act.GROW, Act.SHRINK, Act.MOVE):
            out.append(each)
    return tuple(out)


def _counts(each: Correction) -> bool:
    """Whether it speaks of things by number."""
    return re.fullmatch(r"#[\d,]+", each.what) is not None
