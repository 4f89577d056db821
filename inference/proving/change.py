"""Can anybody see that something changed inside?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference import seam
from inference.nouns import Region
from inference.picture import Picture, Samples

CLEAR = 5.0
"""ΔE00 of the picture without its grain from which a part is another one at a glance."""

_POINTS = 100_000
_CALM = 5  # pixels a side, over which grain is averaged away


class Change(NamedTuple):
    """`mean` ΔE00 where alpha > 127, and the `share` of it, 0-1, that changed clearly.

    Repainted grain alone moves the mean; new letters on a sign hardly do, but they move the share.
    """

    mean: float
    share: float


def change(golden: Picture, pixels: Samples, region: Region) -> Change:
    """Measured on a lattice of some 100,000 points."""
    points = _lattice(region)
    if not len(points):
        return Change(0.0, 0.0)
    fine = seam.delta_e(*(colours(golden, each)(points) for each in (golden.pixels, pixels)))
    calm = seam.delta_e(*(_calm(golden, each, region, points) for each in (golden.pixels, pixels)))
    return Change(float(fine.mean()), float((calm > CLEAR).mean()))


def colours(golden: Picture, pixels: Samples) -> seam.Colours:
    """sRGB of a picture that has the golden's profile, at points."""

    def at(points: seam.Points) -> npt.NDArray[np.uint8]:
        line = pixels[points[:, 0], points[:, 1]][None]
        return np.asarray(Picture(line, golden.icc).srgb()[0])

    return at


def _lattice(region: Region) -> seam.Points:
    rows, columns = region.box.slices
    inside = region.alpha[rows, columns] > 127
    step = max(1, int((np.count_nonzero(inside) / _POINTS) ** 0.5))
    found = np.argwhere(inside[::step, ::step]) * step
    return np.asarray(np.add(found, (rows.start, columns.start)), np.intp)


def _calm(
    golden: Picture, pixels: Samples, region: Region, points: seam.Points
) -> npt.NDArray[np.uint8]:
    """The colours at points, each averaged with its neighbours in the region's box."""
    import cv2

    area = cv2.blur(pixels[region.box.slices][..., :3], (_CALM, _CALM))
    return colours(golden, area)(points - (region.box.y0, region.box.x0))
