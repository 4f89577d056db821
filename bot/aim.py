"""Where it paints: what a phrase names or somebody drew, a mask, a place for something new."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from inference import placement, region, scribble, staging
from inference.errors import BadInstruction, BadPicture
from inference.nouns import Alpha, EditPlan, Operation, Pixels, Region
from inference.phrase import Noun, parse, written
from inference.phrases.given import DRAWING, KEPT, MADE
from inference.phrases.tree import Both, nouns
from inference.picture import Picture, decode
from inference.product import Product
from inference.segmenters import boxes

ONLY_GREEN = (
    "Green only says what stays. Draw in red, too, where I should paint, or say in words what "
    "should change."
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of the golden that says where: drawn on, or black and white.

    `exact` says that it must be a mask, False that it must be drawn on; None takes either.
    """

    data: bytes
    name: str
    exact: bool | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Finder:
    """A segmenter and what it is called."""

    segmenter: Any
    name: str


def aim(
    rgb: Pixels, plan: EditPlan, finder: Finder, drawn: Drawing | None
) -> tuple[EditPlan, Region]:
    """The plan with the region that it comes to on this picture, and that region.

    Raises BadPicture for a drawing that says nothing, and whatever region.find raises.
    """
    given = _given(rgb, finder, drawn) if drawn else {}
    settled, why = _placed(rgb, _with_drawing(plan, given), finder)
    found = region.find(
        rgb, settled.region, settled.protect, finder.segmenter, finder.name, plan.operation, given
    )
    made = drawn.sha256 if drawn and MADE in given else plan.mask
    told = why or f"{found.why}{_overruled(plan, settled, given)}"
    return replace(settled, mask=made), replace(found, why=told)


def set_down(
    rgb: Pixels, plan: EditPlan, found: Region, product: Product
) -> tuple[EditPlan, Region, Pixels]:
    """The same with a product standing where it was found, and the picture of that."""
    where = replace(plan, region=staging.at(found))
    scene = staging.staged(Picture(rgb), where, product)
    alpha, box = scene.open.alpha, scene.open.box
    room = replace(found, alpha=alpha, box=box, instances=(box,))
    return where, room, scene.base.srgb()


def look(rgb: Pixels, phrase: str, finder: Finder, drawn: Drawing | None) -> Region:
    """The region of a phrase or of what was drawn; where both are given, what they share.

    A phrase may say itself how the drawing takes part in it. Raises as `aim` does.
    """
    given = _given(rgb, finder, drawn) if drawn else {}
    wanted = _shared(phrase, _named(given))
    if not wanted:
        raise BadInstruction(ONLY_GREEN)
    return region.find(
        rgb, wanted, (KEPT,) if KEPT in given else (), finder.segmenter, finder.name, given=given
    )


def _given(rgb: Pixels, finder: Finder, drawn: Drawing) -> dict[str, Alpha]:
    """What was drawn, by name: a mask as it is, strokes grown into things."""
    picture = decode(drawn.data, drawn.name).srgb()
    mask = None if drawn.exact is False else scribble.mask(rgb, picture)
    if mask is not None:
        return {MADE: mask}
    if drawn.exact:
        raise BadPicture(
            f"{drawn.name} is no mask of this picture: that is black and white, of the same shape, "
            "and white where something changes."
        )
    marks = scribble.read(rgb, picture)
    if not marks.same:
        raise BadPicture(
            f"I don't see this picture in {drawn.name}: it shows another one, or only a part. "
            "Draw on the picture itself and send all of it."
        )
    if marks.change is None and marks.keep is None:
        raise BadPicture(
            f"I see nothing drawn on {drawn.name}: mark this picture in red, or in any colour but "
            "green, where it should change, and in green what stays."
        )
    grown = scribble.grown(rgb, marks, finder.segmenter)
    named = {DRAWING: grown.change, KEPT: grown.keep}
    return {name: alpha for name, alpha in named.items() if alpha is not None}


def _named(given: dict[str, Alpha]) -> str:
    """What the region is called that was drawn, "" where only green was."""
    return next((name for name in (MADE, DRAWING) if name in given), "")


def _shared(phrase: str, name: str) -> str:
    """The phrase within what was drawn, unless it says how that takes part; "" for neither."""
    if not phrase or not name:
        return phrase or name
    tree = parse(phrase)
    return phrase if name in nouns(tree) else written(Both((tree, Noun(name))))


def _overruled(plan: EditPlan, settled: EditPlan, given: dict[str, Alpha]) -> str:
    """That a drawing says where, and the sentence no longer does."""
    what = {DRAWING: "drawing", MADE: "mask"}.get(_named(given))
    if not what or settled.region == plan.region:
        return ""
    return f" The {what} says where, instead of *{plan.region}*."


def _with_drawing(plan: EditPlan, given: dict[str, Alpha]) -> EditPlan:
    """Red is the region, unless the phrase says how it takes part; green is protected.

    Raises BadInstruction where only green was drawn, and the region was another drawing.
    """
    name = _named(given)
    if KEPT in given and not name and DRAWING in nouns(parse(plan.region)):
        raise BadInstruction(ONLY_GREEN)
    fresh = name and name not in nouns(parse(plan.region))
    kept = (KEPT,) if KEPT in given and KEPT not in plan.protect else ()
    where = name if fresh else plan.region
    return replace(plan, region=where, protect=(*plan.protect, *kept))


def _placed(rgb: Pixels, plan: EditPlan, finder: Finder) -> tuple[EditPlan, str]:
    """Something new has nothing to be found: where it would stand, and why there."""
    tree = parse(plan.region)
    drawn = isinstance(tree, Noun) and tree.words in (DRAWING, MADE)
    known = drawn or not isinstance(tree, Noun) or boxes.read(tree.words)
    if plan.operation is not Operation.ADD or known:
        return plan, ""
    spot = placement.spot(rgb, plan.region, plan.prompt, finder.segmenter, finder.name)
    return replace(plan, region=spot.phrase), spot.why
