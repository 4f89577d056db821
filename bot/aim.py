"""Where the command line paints: what a phrase names or somebody drew, a mask, a free place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np

from inference import placement, region, scribble
from inference.errors import BadPicture
from inference.nouns import Alpha, EditPlan, Operation, Pixels, Region
from inference.phrase import Noun, parse
from inference.picture import decode
from inference.segmenters import boxes
from inference.tree import nouns

DRAWING, KEPT, MASK = "drawing", "kept drawing", "mask"
"""What phrases call the red strokes and the green ones, and what reports call a mask."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of the golden that says where: drawn on, or `exact`, black and white."""

    data: bytes
    name: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Finder:
    """A segmenter and what it is called."""

    segmenter: Any
    name: str


def aim(
    rgb: Pixels, plan: EditPlan, finder: Finder, drawn: Drawing | None
) -> tuple[EditPlan, Region]:
    """The plan with the region that it comes to on this picture, and that region."""
    if drawn and drawn.exact:
        found = _masked(rgb, plan.protect, finder, drawn)
        return replace(plan, region=MASK, mask=sha256(drawn.data).hexdigest()), found
    given = _given(rgb, finder, drawn) if drawn else {}
    plan = _with_drawing(plan, given)
    plan, why = _placed(rgb, plan, finder)
    found = region.find(
        rgb, plan.region, plan.protect, finder.segmenter, finder.name, plan.operation, given
    )
    return plan, replace(found, why=why or found.why)


def look(rgb: Pixels, phrase: str, finder: Finder, drawn: Drawing | None) -> Region:
    """The region of a phrase and of what was drawn; of either where the other is missing."""
    if drawn and drawn.exact:
        return _masked(rgb, (), finder, drawn)
    given = _given(rgb, finder, drawn) if drawn else {}
    return region.find(
        rgb, phrase or DRAWING, (KEPT,) if KEPT in given else (), finder.segmenter, finder.name,
        given=given,
    )  # fmt: skip


def _masked(rgb: Pixels, protect: tuple[str, ...], finder: Finder, drawn: Drawing) -> Region:
    """The mask as it is, less what is protected."""
    alpha = scribble.mask(rgb, decode(drawn.data, drawn.name).srgb())
    if alpha is None:
        raise BadPicture(
            f"{drawn.name} is no mask of this picture: that is black and white, of the same shape, "
            "and white where something changes."
        )
    for phrase in protect:
        kept = region.find(rgb, phrase, (), finder.segmenter, finder.name)
        alpha = np.where(kept.alpha > 127, np.uint8(0), alpha)
    return region.from_mask(alpha, MASK, why=f"The white of {drawn.name}.")


def _given(rgb: Pixels, finder: Finder, drawn: Drawing) -> dict[str, Alpha]:
    """What was drawn, grown into things, by name."""
    marks = scribble.read(rgb, decode(drawn.data, drawn.name).srgb())
    if marks.change is None and marks.keep is None:
        raise BadPicture(
            f"I see nothing drawn on {drawn.name}: mark this picture in red where it should "
            "change, and in green what stays."
        )
    grown = scribble.grown(rgb, marks, finder.segmenter)
    named = {DRAWING: grown.change, KEPT: grown.keep}
    return {name: alpha for name, alpha in named.items() if alpha is not None}


def _with_drawing(plan: EditPlan, given: dict[str, Alpha]) -> EditPlan:
    """Red is the region, unless the phrase says how it takes part; green is protected."""
    named = DRAWING in given and DRAWING not in nouns(parse(plan.region))
    kept = (KEPT,) if KEPT in given and KEPT not in plan.protect else ()
    where = DRAWING if named else plan.region
    return replace(plan, region=where, protect=(*plan.protect, *kept))


def _placed(rgb: Pixels, plan: EditPlan, finder: Finder) -> tuple[EditPlan, str]:
    """Something new has nothing to be found: where it would stand, and why there."""
    tree = parse(plan.region)
    known = not isinstance(tree, Noun) or tree.words == DRAWING or boxes.read(tree.words)
    if plan.operation is not Operation.ADD or known:
        return plan, ""
    spot = placement.spot(rgb, plan.region, plan.prompt, finder.segmenter, finder.name)
    return replace(plan, region=spot.phrase), spot.why
