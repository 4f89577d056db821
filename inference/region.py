"""From a phrase to the Region it names, whichever segmenter does the looking.

What the algebra comes to is softened once, so that taking a thing from itself leaves no rim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from inference.errors import RegionRefused
from inference.nouns import Alpha, Box, Operation, Pixels, Region
from inference.phrase import parse
from inference.phrases.naming import listed
from inference.phrases.tree import Noun, Phrase, Picked, children
from inference.regions import boards, borders, refusals, tidying
from inference.regions.evaluate import Came, grown, instances, plane
from inference.regions.look import Looker
from inference.regions.stuck import Stuck
from inference.regions.things import Thing, separate
from inference.segmenters import words
from inference.segmenters.text import is_lettering

UNSURE = 0.5
"""A confidence below which people are told to look before they trust a region."""
_DOUBT = " I'm unsure about this one: look at the overlay before you use it."
_RIM, _RIM_LEAST = 0.004, 3  # how far a removal reaches: share of the diagonal, and pixels
_RESTS = ("everything else", "rest", "all else", "anything else", "rest of it")
_SEVERAL = 0.45  # confidence that all are meant where one was named and more are there
_EQUAL = 0.25  # of the largest one's area: another of the same


def find(
    rgb: Pixels,
    phrase: str,
    protect: tuple[str, ...],
    segmenter: Any,
    name: str,
    operation: Operation = Operation.REPLACE,
    given: Mapping[str, Alpha] | None = None,
) -> Region:
    """The region of `phrase` less everything in `protect`, with a soft edge.

    `given` holds planes that the phrase may name, by the names of inference/phrases/given.py. For a
    removal the region reaches a little beyond the thing, so that no rim of it stays; lettering that
    is mended is the whole of each line, since other words need other places. Pixels of a protected
    phrase are always locked. Raises BadInstruction for a phrase that does not read, NotFound where
    it names nothing, Ambiguous where it leaves open what, RegionRefused where too little or nearly
    everything is left, PluginError where an answer has the wrong form.
    """
    tree, kept = parse(phrase), [parse(each) for each in protect]
    look = Looker(rgb, segmenter, name, given)
    came, things = _settled(tree, look)
    locks = [_lock(each, look) for each in kept if not _is_rest(each)]
    locked = np.maximum.reduce([np.zeros_like(came.alpha), *(lock.alpha for lock in locks)]) > 127
    clean = came.alpha if borders.has_given(tree) else tidying.without_specks(came.alpha)
    wanted = np.where(locked, np.uint8(0), clean)
    if refusal := refusals.odd_region(wanted, tree, look, bool(locks)):
        raise refusal
    alpha = borders.softened(rgb, wanted, (tree, *kept), look)
    reaches = operation is Operation.REMOVE and not borders.is_given(tree)
    alpha = _with_rim(alpha) if reaches else alpha
    if operation is Operation.FIX and is_lettering(phrase):
        alpha = np.maximum(alpha, boards.whole(things, alpha.shape))
    alpha = np.where(locked, np.uint8(0), alpha)
    sure, said = _judged(tree, look, [came, *locks])
    why = " ".join(dict.fromkeys((*came.said, *said, *_locks_told(protect))))
    why = why or f"Found *{phrase}*."
    doubt = _DOUBT if sure < UNSURE else ""
    return Region(
        phrase, alpha, Box.around(alpha > 0), tuple(each.box for each in things), sure,
        listed(came.by) or name, why + doubt,
    )  # fmt: skip


def from_mask(
    alpha: Alpha,
    phrase: str,
    segmenter: str = "mask",
    confidence: float = 1.0,
    why: str = "A person confirmed this mask.",
) -> Region:
    """A Region of an alpha as it is; RegionRefused if it is too small or nearly everything."""
    if said := refusals.odd_size(alpha, phrase):
        raise RegionRefused(said)
    parts = tuple(each.box for each in separate(alpha))
    box = Box.around(alpha > 0)
    return Region(phrase, alpha, box, parts or (box,), float(confidence), segmenter, why)


def _settled(tree: Phrase, look: Looker) -> tuple[Came, list[Thing]]:
    try:
        return plane(tree, look), instances(tree, look)
    except Stuck as stuck:
        raise refusals.refused(stuck, tree, look) from stuck


def _lock(tree: Phrase, look: Looker) -> Came:
    """What a protected phrase covers. A refusal offers nothing: the region was not at fault."""
    try:
        return plane(tree, look)
    except Stuck as stuck:
        raise stuck.error(f"{stuck} It was to be protected, so I painted nothing.") from stuck


def _is_rest(tree: Phrase) -> bool:
    """ "Everything else" is locked already."""
    return isinstance(tree, Noun) and tree.words in _RESTS


def _locks_told(protect: tuple[str, ...]) -> tuple[str, ...]:
    return (f"Locked whatever happens: {', '.join(protect)}.",) if protect else ()


def _judged(tree: Phrase, look: Looker, came: list[Came]) -> tuple[float, list[str]]:
    """The confidence in the whole, and what people should know of it.

    All that was looked for has to be right. Doubts are neither one and the same nor independent:
    what makes one thing hard to see makes others hard too. So the whole lies between the worst of
    them and their product.
    """
    sure = {noun: value for each in came for noun, value in each.sure.items()}
    whole = float(np.sqrt(min(sure.values(), default=1.0) * np.prod([1.0, *sure.values()])))
    crowds = {noun: count for noun in _bare(tree) if (count := _count(noun, look)) > 1}
    told = [
        f"I see {count} for *{noun}*, numbered from the left: pick one by its number."
        for noun, count in crowds.items()
    ]
    return (min(whole, _SEVERAL) if crowds else whole), told


def _bare(tree: Phrase) -> tuple[str, ...]:
    """Singular nouns that name one thing and don't say which."""
    if isinstance(tree, Noun):
        return (tree.words,) if words.is_single(tree.words) else ()
    if isinstance(tree, Picked):
        return ()
    return tuple(dict.fromkeys(noun for child in children(tree) for noun in _bare(child)))


def _count(noun: str, look: Looker) -> int:
    """How many things of about one size the noun names."""
    areas = [each.area for each in look.things(noun)]
    return sum(area >= _EQUAL * max(areas) for area in areas)


def _with_rim(alpha: Alpha) -> Alpha:
    """Grown, gaps closed, feathered: a thing's fringe and the start of its shadow belong to it."""
    import cv2

    reach = max(_RIM_LEAST, round(_RIM * float(np.hypot(*alpha.shape))))
    touched = np.where(alpha > 0, np.uint8(255), np.uint8(0))
    wide = grown(grown(touched, 2 * reach), -reach)
    return np.minimum(wide, np.asarray(cv2.GaussianBlur(wide, (0, 0), reach / 3), np.uint8))
