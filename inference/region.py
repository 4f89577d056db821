"""From a phrase to the Region it names, whichever segmenter does the looking.

Negation is subtraction on masks and never reaches a segmenter: a network that is told "without
helmet" finds helmets. What the algebra comes to is softened once, so that taking a
thing from itself leaves no rim; the edges of boxes stay hard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference import matte
from inference.errors import NotFound, PluginError, RegionRefused
from inference.nouns import Alpha, Box, Operation, Pixels, Region
from inference.phrase import ALL, Grown, Minus, Not, Noun, Phrase, Union, parse
from inference.segmenters import boxes

SMALLEST, LARGEST = 0.001, 0.98
"""Shares of the picture; a region beyond them is refused."""
UNSURE = 0.5
"""A confidence below which people are told to look before they trust a region."""
_DOUBT = " I'm unsure about this one: look at the overlay before you use it."
_RIM, _RIM_LEAST = 0.004, 3  # how far a removal reaches: share of the diagonal, and pixels
_PART = 0.02  # a connected part counts as an instance from this share of the region
_RESTS = ("everything else", "rest", "all else", "anything else", "rest of it")


class _Mask(NamedTuple):
    """What a phrase came to: fuzzy sets, so that De Morgan's laws hold to the bit."""

    alpha: Alpha
    confidence: float


Look = Callable[[str], _Mask]


def find(
    rgb: Pixels,
    phrase: str,
    protect: tuple[str, ...],
    segmenter: Any,
    name: str,
    operation: Operation = Operation.REPLACE,
) -> Region:
    """The region of `phrase` less everything in `protect`, with a soft edge.

    For a removal it reaches a little beyond the thing, so that no rim of it stays. Pixels of a
    protected phrase are always locked. Raises NotFound where a phrase names nothing,
    RegionRefused where too little or nearly everything is left, PluginError where the segmenter's
    answer has the wrong form.
    """
    look = _looker(rgb, segmenter, name)
    tree = parse(phrase)
    found = _evaluate(tree, look, rgb.shape[:2])
    kept = [_protected(each, look, rgb.shape[:2]) for each in protect]
    locked = np.maximum.reduce([np.zeros_like(found.alpha), *(mask.alpha for mask in kept)]) > 127
    wanted = np.where(locked, np.uint8(0), found.alpha)
    _refuse_odd_sizes(wanted, phrase, bool(kept))
    drawn = [box for part in (phrase, *protect) for box in _boxes(parse(part))]
    alpha = _softened(rgb, wanted, drawn)
    alpha = _with_rim(alpha) if operation is Operation.REMOVE else alpha
    alpha = np.where(locked, np.uint8(0), alpha)
    confidence = min([found.confidence, *(mask.confidence for mask in kept)])
    why = _why(tree, protect, segmenter) + (_DOUBT if confidence < UNSURE else "")
    return from_mask(alpha, phrase, name, confidence, why)


def _with_rim(alpha: Alpha) -> Alpha:
    """Grown, gaps closed, feathered: a thing's fringe and the start of its shadow belong to it.

    A box was drawn by a person and stays as it is drawn.
    """
    import cv2

    if not alpha.any() or (alpha[_bounds(alpha > 0).slices] == 255).all():
        return alpha
    reach = max(_RIM_LEAST, round(_RIM * float(np.hypot(*alpha.shape))))
    touched = np.where(alpha > 0, np.uint8(255), np.uint8(0))
    grown = _grow(_grow(touched, 2 * reach), -reach)
    return np.minimum(grown, np.asarray(cv2.GaussianBlur(grown, (0, 0), reach / 3), np.uint8))


def _softened(rgb: Pixels, wanted: Alpha, drawn: list[Box]) -> Alpha:
    """Soft but along the edges of boxes: whoever gives numbers means them."""
    reach = matte.reach(wanted.shape)
    hard = np.zeros(wanted.shape, np.bool_)
    for box in drawn:
        hard |= _within(box, reach, hard.shape) & ~_within(box, -reach, hard.shape)
    return np.where(
        hard, np.where(wanted > 127, np.uint8(255), np.uint8(0)), matte.soften(rgb, wanted)
    )


def _within(box: Box, pad: int, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Whether each pixel lies in the box, widened by `pad`."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    across = (x >= box.x0 - pad) & (x < box.x1 + pad)
    down = (y >= box.y0 - pad) & (y < box.y1 + pad)
    return np.asarray(across & down, np.bool_)


def from_mask(
    alpha: Alpha,
    phrase: str,
    segmenter: str = "mask",
    confidence: float = 1.0,
    why: str = "A person confirmed this mask.",
) -> Region:
    """A Region of an alpha as it is; RegionRefused if it is too small or nearly everything."""
    _refuse_odd_sizes(alpha, phrase, False)
    box = _bounds(alpha > 0)
    parts = _instances(alpha > 127) or (box,)
    return Region(phrase, alpha, box, parts, float(confidence), segmenter, why)


def _looker(rgb: Pixels, segmenter: Any, name: str) -> Look:
    """Ask once per noun; the segmenter's LookupError becomes our NotFound.

    Boxes are nobody's to find.
    """
    seen: dict[str, _Mask] = {}

    def look(words: str) -> _Mask:
        if words not in seen:
            box = boxes.read(words)
            seen[words] = _Mask(boxes.filled(box, rgb.shape), 1.0) if box else ask(words)
        return seen[words]

    def ask(words: str) -> _Mask:
        try:
            return _checked(segmenter(rgb, words), rgb.shape[:2], name)
        except LookupError as error:
            if type(error) is not LookupError:
                raise
            raise _not_found(words, rgb, segmenter, str(error)) from error

    return look


def _checked(answer: Any, shape: tuple[int, ...], name: str) -> _Mask:
    alpha, confidence = answer if isinstance(answer, tuple) else (answer, 1.0)
    alpha = np.asarray(alpha)
    if alpha.dtype == np.bool_:
        alpha = alpha.astype(np.uint8) * 255
    if alpha.shape != shape or alpha.dtype != np.uint8:
        raise PluginError(
            f"The segmenter {name!r} answered {alpha.dtype} {alpha.shape}, "
            f"not uint8 {shape}: its author can mend that."
        )
    return _Mask(alpha, float(np.clip(confidence, 0, 1)))


def _not_found(words: str, rgb: Pixels, segmenter: Any, said: str) -> NotFound:
    sees = tuple(segmenter.sees(rgb)) if hasattr(segmenter, "sees") else ()
    seen = f" I can see: {', '.join(sees)}." if sees else ""
    return NotFound((said.rstrip(".") + "." if said else f"I can't find a *{words}*.") + seen, sees)


def _evaluate(tree: Phrase, look: Look, shape: tuple[int, ...]) -> _Mask:
    if isinstance(tree, Noun):
        whole = tree.words in ALL
        return _Mask(np.full(shape, 255, np.uint8), 1.0) if whole else look(tree.words)
    if isinstance(tree, Not):
        inner = _evaluate(tree.inner, look, shape)
        return _Mask(255 - inner.alpha, inner.confidence)
    if isinstance(tree, Grown):
        inner = _evaluate(tree.inner, look, shape)
        return _Mask(_grow(inner.alpha, tree.pixels), inner.confidence)
    masks = [_evaluate(part, look, shape) for part in _parts(tree)]
    sure = min(mask.confidence for mask in masks)
    if isinstance(tree, Union):
        return _Mask(np.maximum.reduce([mask.alpha for mask in masks]), sure)
    first, *others = [mask.alpha for mask in masks]
    return _Mask(np.minimum.reduce([first, *(255 - other for other in others)]), sure)


def _protected(phrase: str, look: Look, shape: tuple[int, ...]) -> _Mask:
    """What a protected phrase covers; "everything else" is locked already."""
    tree = parse(phrase)
    if isinstance(tree, Noun) and tree.words in _RESTS:
        return _Mask(np.zeros(shape, np.uint8), 1.0)
    return _evaluate(tree, look, shape)


def _grow(alpha: Alpha, pixels: int) -> Alpha:
    import cv2

    side = 2 * abs(pixels) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray((cv2.dilate if pixels > 0 else cv2.erode)(alpha, disc), np.uint8)


def _refuse_odd_sizes(alpha: Alpha, phrase: str, protected: bool) -> None:
    share = float(alpha.mean() / 255)
    after = " once the protected parts are taken away" if protected else ""
    if share < SMALLEST:
        raise RegionRefused(
            f"*{phrase}* covers {share:.2%} of the picture{after}: too little to paint. "
            "Name something larger, or add {+20} to grow it by 20 pixels."
        )
    if share > LARGEST:
        raise RegionRefused(
            f"*{phrase}* covers {share:.1%} of the picture{after}: nothing would be left of the "
            'golden. Say what stays, as in "everything except the subject".'
        )


def _bounds(where: npt.NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(where.any(1)), np.flatnonzero(where.any(0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _instances(where: npt.NDArray[np.bool_]) -> tuple[Box, ...]:
    """Boxes of the connected parts that matter, largest first."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(where.astype(np.uint8), connectivity=8)
    parts = sorted(stats[1:].tolist(), key=lambda part: -part[4])
    least = max(_PART * float(where.sum()), 9)
    return tuple(Box(x, y, x + w, y + h) for x, y, w, h, area in parts if area >= least)


def _why(tree: Phrase, protect: tuple[str, ...], segmenter: Any) -> str:
    """In words: how the segmenter took each noun, and what stays locked whatever the phrase."""
    explain = getattr(segmenter, "explain", None)
    said = [_explained(noun, explain) for noun in _nouns(tree)]
    if protect:
        said.append(f"Locked whatever happens: {', '.join(protect)}.")
    return " ".join(dict.fromkeys(said))


def _explained(noun: str, explain: Callable[[str], str] | None) -> str:
    box = boxes.read(noun)
    if box:
        return boxes.sentence(box)
    return explain(noun) if explain else f"Found *{noun}*."


def _boxes(tree: Phrase, by: int = 0) -> list[Box]:
    """The boxes in a phrase, grown by `by` and by what the phrase says."""
    if isinstance(tree, Noun):
        box = boxes.read(tree.words)
        return [Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)] if box else []
    if isinstance(tree, Grown):
        return _boxes(tree.inner, by + tree.pixels)
    if isinstance(tree, Not):
        return _boxes(tree.inner, -by)
    return [box for part in _parts(tree) for box in _boxes(part, by)]


def _parts(tree: Union | Minus) -> tuple[Phrase, ...]:
    return tree.parts if isinstance(tree, Union) else (tree.whole, *tree.taken)


def _nouns(tree: Phrase) -> list[str]:
    if isinstance(tree, Noun):
        return [] if tree.words in ALL else [tree.words]
    if isinstance(tree, Not | Grown):
        return _nouns(tree.inner)
    return [noun for part in _parts(tree) for noun in _nouns(part)]
