"""The scene that a painter starts from: the golden, or the golden with a product set down in it.

A product from a second picture is never painted. Its own pixels stand in the scene before any
painter is called; what is left to a painter is the ground around its foot, where by rule a shadow
and a reflection lie already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inference import placement
from inference.errors import AskerError
from inference.lighting.measure import measure_golden
from inference.nouns import Alpha, Box, EditPlan, Operation, Region, Use
from inference.phrase import Noun, parse
from inference.picture import Picture
from inference.product import Placed, Product, cut_out, placed, shadow
from inference.segmenters import boxes

STRENGTH = 0.45
"""The noise level for a ground on which the shadow lies already."""
LARGE = 1.25
"""How many times enlarged a product is said to be soft."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """`base` is what a painter starts from, and `plan` and `region` are what it is asked.

    `open` is the region that may differ from the golden; `said` are sentences about the scene.
    """

    base: Picture
    plan: EditPlan
    region: Region
    open: Region
    said: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether a product stands in it: then it can be shown as it is."""
        return self.region is not self.open


def second(picture: Picture, plan: EditPlan, segmenter: Any) -> dict[str, Any]:
    """What a second picture is to `render`: an example, or the product cut out of it.

    NotFound where no product stands out in it.
    """
    if plan.use is Use.REFERENCE:
        return {"example": picture.srgb()}
    seen = np.dstack([picture.srgb(), _transparency(picture)])
    return {"product": cut_out(seen, segmenter)} if plan.use is Use.PRODUCT else {}


def as_it_is(golden: Picture, plan: EditPlan, region: Region) -> Scene:
    """Nothing is set down in it."""
    return Scene(golden, plan, region, region)


def staged(golden: Picture, plan: EditPlan, product: Product) -> Scene:
    """The golden with the product standing in the box that the plan's region is."""
    rgb = golden.srgb()
    put = placed(rgb, product, box_of(plan.region))
    light = measure_golden(rgb, put.alpha)
    pixels = golden.pixels.copy()
    whole = room(plan.region, put)
    inside = whole.alpha > 0
    fresh = golden.from_srgb(shadow(rgb, put, light))
    pixels[..., :3][inside] = fresh[inside]
    ground = _around(plan.region, np.where(put.alpha > 0, np.uint8(0), put.band))
    return Scene(replace(golden, pixels=pixels), _shadows(plan), ground, whole, _said(put))


def at(found: Region) -> str:
    """The phrase of the box in which a product is set down, where a region was found for it."""
    return placement.written(found.box)


def room(phrase: str, put: Placed) -> Region:
    """What a product and its shadow take up."""
    return _around(phrase, np.maximum(put.alpha, put.band))


def box_of(phrase: str) -> Box:
    """The box that a phrase is; AskerError where it is none."""
    tree = parse(phrase)
    box = boxes.read(tree.words) if isinstance(tree, Noun) else None
    if box is None:
        raise AskerError("Say where the product stands: draw a box there, or name a cell.")
    return box


def _transparency(picture: Picture) -> Alpha:
    """(H, W) uint8, 255 where the file has none."""
    if picture.pixels.shape[2] < 4:
        return np.full(picture.pixels.shape[:2], 255, np.uint8)
    deep = picture.pixels.dtype == np.uint16
    return np.asarray(picture.pixels[..., 3] >> 8 if deep else picture.pixels[..., 3], np.uint8)


def _around(phrase: str, alpha: Alpha) -> Region:
    box = Box.around(alpha > 0) if alpha.any() else Box(0, 0, 0, 0)
    return Region(phrase, alpha, box, (box,), 1.0, "", "")


def _shadows(plan: EditPlan) -> EditPlan:
    """What is left to paint, as a plan of its own."""
    prompt = f"with the soft shadow and reflection of {plan.prompt}"
    strength = min(STRENGTH, plan.strength)
    return replace(plan, operation=Operation.FIX, region="ground", prompt=prompt, strength=strength)


def _said(put: Placed) -> tuple[str, ...]:
    size = f"at {put.scale:.0%} of their size" if abs(put.scale - 1) > 0.005 else "as large as sent"
    said = f"The product is made of your second picture's own pixels, {size}."
    if put.scale <= LARGE:
        return (said,)
    return said, f"It was enlarged {put.scale:.1f} times and will look soft: send a larger picture."
