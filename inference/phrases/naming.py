"""Phrases as people would say them."""

from __future__ import annotations

from inference.errors import BadInstruction
from inference.phrase import parse, written
from inference.phrases.tree import Noun, Numbers, Phrase, Pick, Picked, Which
from inference.segmenters.words import is_plural

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def friendly(tree: Phrase) -> str:
    """ "second bottle" rather than "bottle {#2}", where that reads as the same."""
    if not isinstance(tree, Picked) or not isinstance(tree.inner, Noun):
        return written(tree)
    noun = tree.inner.words
    of = "of the " if isinstance(tree.pick, Numbers) and is_plural(noun) else ""
    said = f"{_adjective(tree.pick)} {of}{noun}"
    try:
        return said if parse(said) == tree else written(tree)
    except BadInstruction:
        return written(tree)


def listed(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """ "a, b and c"."""
    head, tail = words[:-1], words[-1:]
    return f" {last} ".join(part for part in (", ".join(head), *tail) if part)


def pick_told(pick: Pick, count: int) -> str:
    """Which of `count` things were taken, in a sentence."""
    if count == 1:
        return "I see only one."
    if isinstance(pick, Numbers):
        places = [number if number > 0 else count + 1 + number for number in pick.numbers]
        numbers = listed([str(place) for place in sorted(set(places))])
        return f"Number {numbers} of {count}, counted from the left."
    if pick.which is Which.ALL:
        return f"All {count} of them."
    some = f"{pick.count} of {count}: those" if pick.count > 1 else "The one"
    some = f"Those of {count}" if pick.count == 0 else some
    if pick.which in (Which.LARGEST, Which.SMALLEST):
        return f"{some} that {'are' if pick.count != 1 else 'is'} {pick.which}, of {count}."
    place = "in the middle" if pick.which is Which.MIDDLE else f"furthest to the {pick.which}"
    return f"{some} {place}, as you look at the picture."


def _adjective(pick: Pick) -> str:
    if isinstance(pick, Numbers):
        number = pick.numbers[0]
        return _ORDINALS[number - 1] if 0 < number <= len(_ORDINALS) else "last"
    if pick.which is Which.ALL:
        return "both" if pick.count == 2 else f"all {pick.count or ''}".strip()
    return f"{pick.count} {pick.which}" if pick.count > 1 else str(pick.which)
