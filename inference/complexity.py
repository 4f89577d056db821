"""What will be hard about a region's edge, said before it is painted.

Measured on fifteen photographs with the masks of the classic and the tiny segmenter, subjects and
backgrounds, and true ones where there are: each threshold lies in a gap, whose two sides are given
beside it. A tuft of hair on an edge that is mostly clean is below them.
"""

from __future__ import annotations

import numpy as np

from inference import fringe
from inference.fringe import Floats, Fringe
from inference.nouns import Pixels, Region

_SOFT, _STRANDS, _RAGGED = 0.0025, 0.6, 0.1
"""Values of a Fringe from which an edge is wholly hair in that respect."""
_HAIRY = 0.57  # product of the three from which a spot is hair
_MOSTLY = 0.48  # share of hairy spots: animals 0.52 to 0.96, people and products up to 0.45
_THIN = 0.06  # share of an area lost by an opening: a rocket among its towers 0.14, all else 0.03
_THIN_WIDTH = 0.006  # half the width of what is thin, as a share of the diagonal
_UNLIKE, _TEXTURE = 0.4, 10.0  # contrast below which, and texture above which, an edge is lost
_LOST = 0.2  # share of lost spots: masks that follow their thing up to 0.15, a table's guess 0.32
_BLURRED = 0.0065  # median width of a soft band: sharp things up to 0.0054
_MANY = 6  # things in a region


def warnings(rgb: Pixels, region: Region) -> tuple[str, ...]:
    """Sentences for people, the gravest first; none for a plain product or a box."""
    if _is_box(region):
        return ()
    edge = fringe.measured(rgb, region.alpha)
    if not len(edge.soft):
        return ()
    thin, lost = thinness(rgb, region) > _THIN, lostness(edge) > _LOST
    hairy = hairiness(edge) > _MOSTLY and not thin and not lost
    said = {
        "This edge is mostly hair, fur or feathers: expect softness there.": hairy,
        "Parts of this are thin, like spokes or rigging: some of it may get lost.": thin,
        "This edge runs through busy texture: check that it follows what you mean.": lost,
        "This edge is soft, as of something see-through or out of focus: expect it to blend.": (
            float(np.median(edge.soft)) > _BLURRED and not hairy and not thin
        ),
        f"This is {len(region.instances)} separate things: pick those you want by their numbers.": (
            len(region.instances) >= _MANY
        ),
    }
    return tuple(sentence for sentence, holds in said.items() if holds)


def hairiness(edge: Fringe) -> float:
    """Share of the edge, 0-1, that is soft, ragged and crossed by strands all at once."""
    return float((_up_to(edge.soft, _SOFT) * _up_to(edge.strands, _STRANDS)
                  * _up_to(edge.ragged, _RAGGED) > _HAIRY).mean())  # fmt: skip


def lostness(edge: Fringe) -> float:
    """Share of the edge, 0-1, whose two sides are alike and both full of texture."""
    return float(((edge.contrast < _UNLIKE) & (edge.busy > _TEXTURE)).mean())


def thinness(rgb: Pixels, region: Region) -> float:
    """What an opening takes from the region or from the rest, as a share of the smaller of them."""
    import cv2

    _, share = fringe.shrunk(rgb, region.alpha)
    radius = max(1, round(_THIN_WIDTH * float(np.hypot(*share.shape))))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    inside = share > 0.5
    lost = []
    for side in (inside, ~inside):
        plane = np.pad(side.astype(np.uint8), radius, mode="edge")
        lost.append(int((plane > cv2.morphologyEx(plane, cv2.MORPH_OPEN, disc)).sum()))
    return max(lost) / max(min(int(inside.sum()), int((~inside).sum())), 1)


def _up_to(values: Floats, whole: float) -> Floats:
    """0-1: 1 from `whole` on."""
    return np.asarray(np.minimum(values / whole, 1), np.float32)


def _is_box(region: Region) -> bool:
    """Whether the region fills its box: whoever gives numbers means them."""
    return bool((region.alpha[region.box.slices] == 255).all())
