"""Corrections: what people say of a region, as a change of its phrase.

The mask stays a function of golden, phrase and what is protected, so that whatever people settle on
can be found again.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from inference.correcting import amend, moves
from inference.errors import BadInstruction
from inference.grid import cell, grid
from inference.nouns import Box
from inference.phrase import LONGEST, parse, written
from inference.phrases.naming import listed
from inference.phrases.tree import Phrase, nouns
from inference.sentence.acts import Act, Correction
from inference.sentence.corrections import read

__all__ = ["Act", "Correction", "applied", "in_words", "read"]

STEP, LONG_STEP = 0.007, 0.02
"""How far one "grow" and one "grow a lot" go: shares of the diagonal; of 1080 x 1350, 12 and 35
pixels."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the phrases say of a golden of this size, while corrections are made to them."""

    tree: Phrase
    protect: tuple[str, ...]
    width: int
    height: int


def applied(
    corrections: tuple[Correction, ...],
    phrase: str,
    protect: tuple[str, ...],
    width: int,
    height: int,
) -> tuple[str, tuple[str, ...]]:
    """The phrase and the protected phrases after these corrections; the size is the golden's.

    To confirm, to undo and to hand over change neither. Raises BadInstruction where a correction
    makes no sense for this region.
    """
    wanted = _Wanted(parse(phrase), protect, width, height)
    for each in corrections:
        wanted = _after(each, wanted)
    text = written(wanted.tree)
    if len(text) > LONGEST:
        raise BadInstruction("That is more than I can follow for one region: draw on it instead.")
    return text, wanted.protect


def in_words(corrections: tuple[Correction, ...]) -> str:
    """What was understood, for people: "Grown by 12 px, without D4."."""
    said = ", ".join(_said(each) for each in corrections)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _after(each: Correction, wanted: _Wanted) -> _Wanted:
    match each.act:
        case Act.GROW | Act.SHRINK:
            return replace(wanted, tree=_sized(each, wanted))
        case Act.MOVE:
            return replace(wanted, tree=_moved(each, wanted))
        case Act.INVERT:
            return replace(wanted, tree=amend.inverted(wanted.tree))
        case Act.PICK:
            return replace(wanted, tree=amend.picked(wanted.tree, each.what))
        case Act.DROP if each.what.startswith("#"):
            return replace(wanted, tree=amend.without(wanted.tree, each.what))
        case Act.ADD | Act.DROP | Act.INSTEAD | Act.PROTECT:
            return _named(each, wanted)
    return wanted


def _named(each: Correction, wanted: _Wanted) -> _Wanted:
    """After an act on something that has a name. What is asked for is protected no longer."""
    what = parse(each.what)
    for noun in nouns(what):
        _cell(noun, wanted)
    if each.act is Act.PROTECT:
        return replace(wanted, protect=tuple(dict.fromkeys((*wanted.protect, written(what)))))
    if each.act is Act.DROP:
        return replace(wanted, tree=amend.dropped(wanted.tree, what))
    tree = amend.added(wanted.tree, what) if each.act is Act.ADD else what
    kept = tuple(phrase for phrase in wanted.protect if parse(phrase) != what)
    return replace(wanted, tree=tree, protect=kept)


def _sized(each: Correction, wanted: _Wanted) -> Phrase:
    """Grown or shrunk by pixels; a box whose place people choose, in proportion."""
    out = each.act is Act.GROW
    box = moves.box_of(wanted.tree)
    if box is None:
        share = LONG_STEP if each.much else STEP
        step = each.pixels or max(2, round(share * math.hypot(wanted.width, wanted.height)))
        return amend.grown(wanted.tree, step if out else -step)
    times = moves.MUCH_LARGER if each.much else moves.LARGER
    more = 2 * each.pixels if out else -2 * each.pixels
    ratio = 1.0 if each.pixels else times if out else 1 / times
    size = (box.width * ratio + more, box.height * ratio + more)
    return moves.with_box(wanted.tree, moves.resized(box, *size, wanted.width, wanted.height))


def _moved(each: Correction, wanted: _Wanted) -> Phrase:
    size = wanted.width, wanted.height
    there = _cell(each.what, wanted)
    box = moves.box_of(wanted.tree)
    if box is None:
        example = f"add {_shown(each.what)}” or “not {_shown(each.what)}" if there else "add C3"
        raise BadInstruction(f"Only a box can be moved, and this is no box. Say “{example}”.")
    if there:
        return moves.with_box(wanted.tree, moves.onto(box, there, *size))
    share = moves.LONG_STEP if each.much else moves.STEP
    pixels = each.pixels or round(share * max(size))
    return moves.with_box(wanted.tree, moves.aside(box, each.what, pixels, *size))


def _cell(words: str, wanted: _Wanted) -> Box | None:
    """Where a phrase like "cell c3" lies, None for any other; BadInstruction off the grid."""
    if not words.startswith("cell "):
        return None
    there = cell(words.removeprefix("cell "), wanted.width, wanted.height)
    if there is None:
        last = grid(wanted.width, wanted.height).last
        raise BadInstruction(f"There is no {_shown(words)} here: cells go from A1 to {last}.")
    return there


def _said(each: Correction) -> str:
    what = _shown(each.what)
    by = f" by {each.pixels} px" if each.pixels else " a lot" if each.much else " a bit"
    place = f"to {what}" if each.what.startswith("cell ") else f"{each.what}{by}"
    return {
        Act.CONFIRM: "confirmed",
        Act.HAND_OVER: "handed to a designer",
        Act.UNDO: "as it was before",
        Act.GROW: f"grown{by}",
        Act.SHRINK: f"shrunk{by}",
        Act.INVERT: "the other way round",
        Act.PICK: f"only {what}",
        Act.INSTEAD: f"only {what}",
        Act.ADD: f"with {what}",
        Act.DROP: f"without {what}",
        Act.PROTECT: f"locked {what}",
        Act.MOVE: f"moved {place}",
    }[each.act]


def _shown(what: str) -> str:
    """ "cell c3" is C3, "#2,3" is 2 and 3, "#left" the left one; a thing stands out."""
    if what.startswith("cell "):
        return what.removeprefix("cell ").upper()
    numbers = re.findall(r"\d+", what)
    if re.fullmatch(r"#\d+(?:,\d+)*", what):
        return listed(numbers)
    if what.startswith("#"):
        return "the last one" if what == "#-1" else f"the {what[1:]} one"
    return f"*{what}*" if what else ""
