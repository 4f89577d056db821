"""What people type about variants they have seen, told apart from what they say to each other.

"2 but warmer", "more like 3", "again", "bolder", "undo". As with corrections, a message is read
only if all of it is understood: a wrong guess paints pictures that nobody wanted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from inference.sentence.verbs import tidy, unadorned


class Way(StrEnum):
    """What an iteration does to the variants it is about."""

    AGAIN = "again"
    LIKE = "like"
    BOLDER = "bolder"
    SOFTER = "softer"
    SUBTLE = "subtle"
    MOOD = "mood"
    LIGHT = "light"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `what` is a mood ("warm") or where the light is to come from ("the left")."""

    way: Way
    what: str = ""


@dataclass(frozen=True, slots=True)
class Iteration:
    """What is wanted of the variant with this number: None where none is named, -1 for the last."""

    changes: tuple[Change, ...]
    number: int | None = None

    def has(self, way: Way) -> bool:
        return any(change.way is way for change in self.changes)


LONGEST = 100
"""Characters of a message that can be an iteration."""

MOODS = {
    "warm": ("warmer",),
    "cool": ("cooler", "colder"),
    "dark": ("darker",),
    "bright": ("brighter", "lighter", "sunnier"),
    "moody": ("moodier", "more moody"),
    "cosy": ("cosier", "cozier"),
    "foggy": ("foggier", "mistier"),
    "calm": ("calmer", "quieter"),
    "simple": ("simpler", "cleaner", "less busy"),
    "lush": ("greener", "lusher"),
    "dramatic": ("more dramatic",),
    "vivid": ("more vivid", "more colourful", "more colorful"),
    "muted": ("more muted", "less vivid", "less colourful", "less colorful", "less saturated"),
    "natural": ("more natural",),
    "modern": ("more modern",),
    "rustic": ("more rustic",),
    "festive": ("more festive",),
    "dreamy": ("dreamier", "more dreamy"),
    "luxurious": ("more luxurious", "more premium", "more elegant"),
}
"""What is asked of a painter, and how people say that they want more of it."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_NUMBER = (
    r"(?:(?:variant|version|option|picture|number|no\.?|nr\.?)\s*)?#?(?P<digits>\d{1,2})"
    rf"|(?:the )?(?P<ordinal>{'|'.join(_ORDINALS)}|last)(?: (?:one|variant|version|option))?"
)
_ABOUT = re.compile(rf"(?:{_NUMBER})(?:\s*[,:–—-]\s*|\s+)(?:but |and |only |just )*(?P<rest>\S.*)")
_MAKE = re.compile(rf"make (?:{_NUMBER}) (?P<rest>\S.*)")
_LIKE = re.compile(
    rf"(?:more |something |one |another (?:one )?|others |again )?like (?:{_NUMBER}|this(?: one)?)"
    r"(?:(?:\s*,\s*|\s+)(?:but |and )?(?P<rest>\S.*))?"
)
_FILLER = re.compile(
    r"(?:(?:make|paint|do|try|give|have|with|and|but|also|maybe|perhaps|just|only|it|them|all"
    r"|me|us|now|then|this(?: one)?|a bit|a little(?: bit)?|a touch|slightly|somewhat|much|way"
    r"|a lot|even|still|even more)\s+)+"
)
_CUT = re.compile(r"\s*,\s*(?:and |but )?|\s+(?:and|but)\s+")
_AGAIN = re.compile(
    r"(?:once )?again|(?:try |paint |do )?(?:it |that |this |them )?(?:once (?:again|more)|again)"
    r"|(?:try|show) (?:me |us )?(?:some )?(?:others|other ones|new ones)|try again"
)
_BOLDER = re.compile(r"bolder|more bold|more boldly")
_SOFTER = re.compile(r"softer|subtler|more subtle|more subtly|less bold|gentler")
_SUBTLE = re.compile(r"show (?:me |us )?(?:the )?(?:subtle|softer)(?: one| try| version)?")
_LIGHT = re.compile(
    r"(?:with |more |the |get |want )*(?:light(?:ing)?|lit)(?: (?:coming|it|comes))? from "
    r"(?:the )?(?P<side>left|right|above|top|behind|back|front|below)(?: side)?"
)
_SIDES = {"top": "above", "back": "behind", "front": "the front", "left": "the left",
          "right": "the right"}  # fmt: skip
_UNDO = re.compile(
    r"(?:no,? )?(?:undo(?: (?:that|this|it))?|(?:go|take it) back"
    r"|back to the (?:last|previous) ones?)"
)


def read(words: str) -> Iteration | None:
    """The iteration that a message is, all of it; None where it is talk, or anything else."""
    text = unadorned(tidy(words)).lower()
    if not text or len(text) > LONGEST or words.rstrip().endswith("?"):
        return None
    if _UNDO.fullmatch(text):
        return Iteration((Change(Way.UNDO),))
    if found := _LIKE.fullmatch(text):
        return _about(found, (Change(Way.LIKE),))
    found = _MAKE.fullmatch(text) or _ABOUT.fullmatch(text)
    if found:
        return _about(found)
    changes = _changes(text)
    return Iteration(changes) if changes else None


def _about(found: re.Match[str], first: tuple[Change, ...] = ()) -> Iteration | None:
    """About a numbered variant; None where what is said of it is not understood."""
    rest = found["rest"]
    more = _changes(rest) if rest else ()
    if more is None or not (first or more):
        return None
    return Iteration((*first, *more), _number(found))


def _number(found: re.Match[str]) -> int | None:
    if found["digits"]:
        return int(found["digits"])
    ordinal = found["ordinal"]
    return None if not ordinal else -1 if ordinal == "last" else _ORDINALS.index(ordinal) + 1


def _changes(text: str) -> tuple[Change, ...] | None:
    """The changes that the text consists of; None where a piece of it is none."""
    found = [_change(piece) for piece in _CUT.split(text.strip(" .,!"))]
    known = tuple(change for change in found if change is not None)
    return known if len({*known}) == len(found) else None


def _change(piece: str) -> Change | None:
    bare = _FILLER.sub("", piece, count=1) if _FILLER.match(piece) else piece
    for text in (piece, bare):
        if light := _LIGHT.fullmatch(text):
            return Change(Way.LIGHT, _SIDES.get(light["side"], light["side"]))
        for way, pattern in _PLAIN.items():
            if pattern.fullmatch(text):
                return Change(way)
        if text in _MOODS:
            return Change(Way.MOOD, _MOODS[text])
    return None


_PLAIN = {Way.AGAIN: _AGAIN, Way.BOLDER: _BOLDER, Way.SOFTER: _SOFTER, Way.SUBTLE: _SUBTLE}
_MOODS = {said: mood for mood, sayings in MOODS.items() for said in sayings}
