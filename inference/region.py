"""From a phrase to the Region it names, whichever segmenter does the looking.

What the algebra comes to is softened once, so that taking a thing from itself leaves no rim; the
edges of boxes stay hard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from inference import matte
from inference.errors import RegionRefused
from inference.nouns import Alpha, Box, Operation, Pixels, Region
from inference.phrase import parse
from inference.phrases.given import MADE
from inference.phrases.naming import listed
from inference.phrases.tree import Grown, Not, Noun, Phrase, Picked, children, nouns
from inference.regions import refusals, tidying
from inference.regions.evaluate import Came, grown, instances, plane
from inference.regions.look import Looker
from inference.regions.stuck import Stuck
from inference.regions.things import Thing, separate
from inference.segmenters import boxes, words

UNSURE = 0.5
"""A confidence below which people are told to look before they trust a region."""
_DOUBT = " I'm unsure about this one: look at the overlay before you use it."
_RIM, _RIM_LEAST = 0.004, 3  # how far a removal reaches: share of the diagonal, and pixels
_FEATHER = 0.2  # sigma along an edge that people moved, as a share of a matte's reach
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

    `given` holds planes that the phrase may name, by the names of inference/phrases/given.py; the
    edge of a hand-made mask stays as it is. For a removal the region reaches a little beyond the
    thing, so that no rim of it stays. Pixels of a protected phrase are always locked. Raises
    BadInstruction for a phrase that does not read, NotFound where it names nothing, Ambiguous where
    it leaves open what, RegionRefused where too little or nearly everything is left, PluginError
    where the segmenter's answer has the wrong form.
    """
    tree, kept = parse(phrase), [parse(each) for each in protect]
    look = Looker(rgb, segmenter, name, given)
    came, things = _settled(tree, look)
    locks = [_lock(each, look) for each in kept if not _is_rest(each)]
    locked = np.maximum.reduce([np.zeros_like(came.alpha), *(lock.alpha for lock in locks)]) > 127
    drawn = [box for each in (tree, *kept) for box in _boxes(each)]
    clean = came.alpha if drawn else tidying.without_specks(came.alpha)
    wanted = np.where(locked, np.uint8(0), clean)
    if refusal := refusals.odd_region(wanted, tree, look, bool(locks)):
        raise refusal
    alpha = _feathered(_softened(rgb, wanted, drawn), wanted, _moved(tree, look))
    alpha = _as_made(alpha, wanted, look.sight(MADE).alpha) if MADE in nouns(tree) else alpha
    alpha = _with_rim(alpha) if operation is Operation.REMOVE else alpha
    alpha = np.where(locked, np.uint8(0), alpha)
    sure, said = _judged(tree, look, [came, *locks])
    why = " ".join(dict.fromkeys((*came.said, *said, *_locks_told(protect))))
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
    """Grown, gaps closed, feathered: a thing's fringe and the start of its shadow belong to it.

    A box was drawn by a person and stays as it is drawn.
    """
    import cv2

    if not alpha.any() or (alpha[Box.around(alpha > 0).slices] == 255).all():
        return alpha
    reach = max(_RIM_LEAST, round(_RIM * float(np.hypot(*alpha.shape))))
    touched = np.where(alpha > 0, np.uint8(255), np.uint8(0))
    wide = grown(grown(touched, 2 * reach), -reach)
    return np.minimum(wide, np.asarray(cv2.GaussianBlur(wide, (0, 0), reach / 3), np.uint8))


def _softened(rgb: Pixels, wanted: Alpha, drawn: list[Box]) -> Alpha:
    """Soft but along the edges of boxes: whoever gives numbers means them.

    What is so small that nothing of it would be left stays hard.
    """
    reach = matte.reach(wanted.shape)
    plain = np.where(wanted > 127, np.uint8(255), np.uint8(0))
    hard = np.zeros(wanted.shape, np.bool_)
    for box in drawn:
        hard |= _within(box, reach, hard.shape) & ~_within(box, -reach, hard.shape)
    soft = np.where(hard, plain, matte.soften(rgb, wanted))
    return soft if soft.any() else plain


def _moved(tree: Phrase, look: Looker) -> Iterator[Alpha]:
    """The edges that people moved by growing or shrinking, but for those of boxes; one at a time,
    for a phrase may have many.
    """
    if isinstance(tree, Grown) and not _boxes(tree):
        yield _edge(plane(tree, look).alpha)
    for child in children(tree):
        yield from _moved(child, look)


def _feathered(soft: Alpha, wanted: Alpha, moved: Iterator[Alpha]) -> Alpha:
    """Soft along moved edges as well, but where they are: a matte would pull them back to the edge
    of the thing that they were moved away from.
    """
    import cv2

    edges = reduce(np.maximum, moved, np.zeros_like(wanted))
    if not edges.any():
        return soft
    plain = np.where(wanted > 127, np.uint8(255), np.uint8(0))
    sigma = matte.reach(wanted.shape) * _FEATHER
    blurred = np.asarray(cv2.GaussianBlur(plain, (0, 0), sigma), np.uint8)
    return np.where(_near(edges) > 0, blurred, soft)


def _as_made(alpha: Alpha, wanted: Alpha, made: Alpha) -> Alpha:
    """The edges of a mask that somebody made are left exactly as they are, soft or hard."""
    grey = (made > 0) & (made < 255)
    edge = np.maximum(_edge(made), grey.astype(np.uint8))
    return np.where(_near(edge) > 0, wanted, alpha)


def _near(edge: Alpha) -> Alpha:
    """All within a matte's reach of it."""
    import cv2

    side = 2 * matte.reach(edge.shape) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(edge, disc), np.uint8)


def _edge(alpha: Alpha) -> Alpha:
    """Its outermost pixels."""
    import cv2

    hard = (alpha > 127).astype(np.uint8)
    return np.asarray(hard - cv2.erode(hard, np.ones((3, 3), np.uint8), borderValue=1), np.uint8)


def _within(box: Box, pad: int, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Whether each pixel lies in the box, widened by `pad`."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    across = (x >= box.x0 - pad) & (x < box.x1 + pad)
    down = (y >= box.y0 - pad) & (y < box.y1 + pad)
    return np.asarray(across & down, np.bool_)


def _boxes(tree: Phrase, by: int = 0) -> list[Box]:
    """The boxes in a phrase, grown by `by` and by what the phrase says."""
    if isinstance(tree, Noun):
        box = boxes.read(tree.words)
        return [Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)] if box else []
    if isinstance(tree, Grown):
        return _boxes(tree.inner, by + tree.pixels)
    if isinstance(tree, Not):
        return _boxes(tree.inner, -by)
    return [box for part in children(tree) for box in _boxes(part, by)]
