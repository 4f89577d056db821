"""The sentences that correct a region, one pattern each, and what they mean.

Patterns are matched against a whole piece of a message, in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from inference.sentence.acts import Act, Correction
from inference.sentence.named import CELL, cell_phrase, phrase, which

Reader: TypeAlias = Callable[[re.Match[str]], Correction | None]

IT = (
    r"(?:it|this|that|them|(?:the|this|that) (?:region|mask|selection|area|box|edges?|outline|veil"
    r"|overlay|placement|shape|violet|violet part|purple|purple part))"
)
"""A pattern of the names of the region as it is shown."""
_DESIGNER = r"(?:a|the|our|my) designers?"
_SIZE = (
    r"(?:(?:just )?(?:a (?:little |tiny )?bit|a little|a touch|a tad|slightly|somewhat)(?: more)?"
    r"|(?P<much>a lot|lots|much|way|far|a good bit|quite a bit))"
)
_PIXELS = r"(?P<pixels>\d{1,3})(?: ?(?:px|pixels?|points?))?"
_MAKE = rf"(?:(?:make {IT}|{IT} (?:should|needs to|has to|must) be|make|should be) )?"
_SIDE = r"(?P<side>(?:left|right|up|down)(?:wards?)?|higher|lower)"
_SIDES = {"higher": "up", "lower": "down"}


def meaning(piece: str) -> Correction | None:
    """The correction that a piece of a message is, or None."""
    for pattern, reader in _SAYINGS:
        if (said := pattern.fullmatch(piece)) and (found := reader(said)):
            return found
    return None


def _plain(act: Act) -> Reader:
    return lambda _: Correction(act)


def _sized(act: Act) -> Reader:
    """An act that may say how far."""

    def reader(said: re.Match[str]) -> Correction:
        groups = said.groupdict()
        side = (groups.get("side") or "").removesuffix("s").removesuffix("ward")
        pixels = int(groups.get("pixels") or 0)
        return Correction(act, _SIDES.get(side, side), pixels, bool(groups.get("much")))

    return reader


def _thing(act: Act, sure: bool = False) -> Reader:
    def reader(said: re.Match[str]) -> Correction | None:
        what = phrase(said["what"], sure)
        return Correction(act, what) if what else None

    return reader


def _numbered(act: Act) -> Reader:
    def reader(said: re.Match[str]) -> Correction | None:
        sign = which(said["what"])
        return Correction(act, sign) if sign else None

    return reader


def _celled(act: Act) -> Reader:
    return lambda said: Correction(act, cell_phrase(said["cell"]))


def _sizes(act: Act, verbs: str, words: str, too: str, sign: str) -> list[tuple[str, Reader]]:
    """ "grow it a bit", "a bit bigger by 12 px", "12 px bigger", "too small", "+12"."""
    return [
        (rf"(?:{verbs})(?: {IT})?(?: {_SIZE})?(?: by)?(?: [+-]?{_PIXELS})?(?: more)?", _sized(act)),
        (rf"{_MAKE}(?:{_SIZE} )?(?:{words})(?: by)?(?: {_PIXELS})?", _sized(act)),
        (rf"{_MAKE}{_PIXELS} (?:{words})", _sized(act)),
        (rf"(?:{IT}(?:'s| is) )?(?:{_SIZE} )?too (?:{too})", _sized(act)),
        (rf"\{{?\{sign} ?{_PIXELS}\}}?", _sized(act)),
    ]


_NAMED = [
    (
        r"yes|yep|yeah|yup|confirm|confirmed|correct|lgtm|proceed|go|go ahead|go for it|go on|do it"
        r"|run it|(?:yes )?that's it|that's right|spot on|good to go|all good"
        r"|(?:yes )?(?:it |that |this |the mask |the region )?(?:looks?|is|seems) "
        r"(?:all )?(?:right|correct|good|great|perfect|fine|ok|okay)(?: to me)?"
        rf"|(?:start )?paint(?:ing)?(?: {IT})?(?: anyway| now| away)?",
        _plain(Act.CONFIRM),
    ),
    (
        r"(?:undo|revert|take back)(?: (?:it|this|that|the last (?:one|change|step)))?|go back"
        r"|as (?:it was )?before",
        _plain(Act.UNDO),
    ),
    (
        rf"(?:hand|give|pass|send) (?:{IT} )?(?:(?:over|off|on) )?to {_DESIGNER}"
        rf"|leave {IT} (?:to|for) {_DESIGNER}|(?:this|it|that)(?:'s| is) a job for {_DESIGNER}",
        _plain(Act.HAND_OVER),
    ),
    (
        rf"(?:invert|reverse)(?: {IT})?|inverted|(?:do it |it's )?(?:the )?other way (?:a)?round"
        r"|(?:it's |that's )?the wrong way (?:a)?round|(?:the )?(?:exact )?(?:opposite|inverse)"
        r"|(?:everything else|the rest) instead",
        _plain(Act.INVERT),
    ),
]
_MOVED = [
    (
        rf"(?:(?:move|put|place|shift|slide)(?: {IT})? )?(?:(?:to|at|in|into|on) )?(?:cell )?"
        rf"(?P<cell>{CELL})",
        _celled(Act.MOVE),
    ),
    (
        rf"(?:move|shift|nudge|push|slide)(?: {IT})?(?: {_SIZE})?(?: further)?(?: to the)? {_SIDE}"
        rf"(?: (?:by )?{_PIXELS}| a bit| a little)?",
        _sized(Act.MOVE),
    ),
    (rf"(?:{_SIZE}|further) (?:to the )?{_SIDE}", _sized(Act.MOVE)),
    (r"(?P<side>higher|lower)", _sized(Act.MOVE)),
]
_CHOSEN = [
    (r"(?:pick|choose|select|only|just|use) (?P<what>\S.*?)(?: only)?", _numbered(Act.PICK)),
    (r"(?P<what>\S.*) only", _numbered(Act.PICK)),
    (r"(?P<what># ?\d+)", _numbered(Act.PICK)),
    (
        r"(?:not|without|except(?: for)?|exclude|minus|drop|remove|everything but|all but) "
        r"(?P<what>\S.*)",
        _numbered(Act.DROP),
    ),
    (r"(?:only|just|i meant?) (?P<what>\S.*)", _thing(Act.INSTEAD)),
    (r"(?P<what>\S.*) (?:instead|only)", _thing(Act.INSTEAD)),
]
_CHANGED = [
    (rf"\+ ?(?P<cell>{CELL})", _celled(Act.ADD)),
    (rf"(?:drop|remove|take out|no|-) ?(?P<cell>{CELL})", _celled(Act.DROP)),
    (r"(?:add|include|also|plus) (?P<what>\S.*)", _thing(Act.ADD)),
    (r"(?P<what>the \S.*) (?:too|as well)", _thing(Act.ADD)),
    (r"(?:not|without|except(?: for)?|minus|leave out) (?P<what>\S.*)", _thing(Act.DROP)),
    (r"leave (?P<what>\S.*) out", _thing(Act.DROP)),
    (r"(?:exclude|deselect|unselect) (?P<what>\S.*)", _thing(Act.DROP, sure=True)),
    (rf"(?:remove|take) (?P<what>\S.*) (?:from|out of) {IT}", _thing(Act.DROP)),
    (
        r"(?:protect|lock|preserve|(?:do not|don't|dont|never) "
        r"(?:touch|change|alter|edit|repaint|paint)) (?P<what>\S.*)",
        _thing(Act.PROTECT, sure=True),
    ),
    (
        r"(?:keep|leave) (?P<what>\S.*?)(?: (?:as (?:it )?is|as (?:it|they) (?:was|are|were)"
        r"|unchanged|untouched|alone|locked|intact|in place|safe))?",
        _thing(Act.PROTECT),
    ),
]
_SAYINGS = [
    (re.compile(pattern), reader)
    for pattern, reader in (
        *_NAMED,
        *_sizes(Act.GROW, "grow|enlarge|expand|widen", "bigger|larger|wider", "small|tight", "+"),
        *_sizes(
            Act.SHRINK, "shrink|tighten|contract", "smaller|tighter|narrower", "big|large|wide", "-"
        ),
        *_MOVED,
        *_CHOSEN,
        *_CHANGED,
    )
]
