"""Cut the region out with context around it, at a size the painter is native to, and put it back.

The cut is a frame laid over the golden: (a·k, b·k) golden pixels where a:b is the bucket's aspect
in lowest terms, so that its scale is an exact fraction, the same both ways, and nothing shifts by
part of a pixel. Where the golden is too small for the frame, the frame hangs over its right and
lower edge and shows a reflection there; such pixels are dropped on the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, hypot, sqrt

import numpy as np
import numpy.typing as npt

from inference.errors import PluginError
from inference.nouns import Box, Cut, Pixels, Region
from inference.picture import Picture

Native = Sequence[tuple[int, int]] | None
"""A painter's sizes as (width, height); None or empty where it takes any."""

LEAST_CONTEXT = 4
"""Context may shrink to this part of what is wanted before reflection is the lesser evil."""


def crop(picture: Picture, region: Region, native: Native) -> Cut:
    """The region with context: unscaled for a painter of any size, else in one of its sizes."""
    size = (picture.width, picture.height)
    return _cut(picture, region, _frame(region.box, size, native))


def close_up(picture: Picture, region: Region, native: Native, pad: int) -> Cut:
    """The region with `pad` pixels of context, and more rather than larger than life."""
    size = (picture.width, picture.height)
    want = _clip(_grow(region.box, pad), size)
    return _cut(picture, region, _best(want, want, size, native or (), enlarge=False))


def _cut(picture: Picture, region: Region, frame: _Frame) -> Cut:
    box = _clip(frame.box, (picture.width, picture.height))
    rgb, alpha = picture.srgb(box), region.alpha[box.slices]
    return Cut(_fit(rgb, frame), _fit(alpha, frame), box, frame.scale)


def place(painted: Pixels, cut: Cut) -> Pixels:
    """The painted cut at the size of `cut.box`; PluginError where it has not the cut's own form."""
    if painted.shape != cut.rgb.shape or painted.dtype != np.uint8:
        raise PluginError(
            f"The painter returned {painted.dtype} {painted.shape} for a cut of "
            f"uint8 {cut.rgb.shape}: its author can mend that."
        )
    height, width = painted.shape[:2]
    whole = _restored(painted, int(width / cut.scale), int(height / cut.scale))
    return whole[: cut.box.height, : cut.box.width]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A box of the golden, possibly hanging over its edge, shown at `size` (width, height)."""

    box: Box
    size: tuple[int, int]

    @property
    def scale(self) -> Fraction:
        return Fraction(self.size[0], self.box.width)


def _frame(target: Box, size: tuple[int, int], native: Native) -> _Frame:
    pad = _context(target, size)
    want = _clip(_grow(target, pad), size)
    if not native:
        return _Frame(want, (want.width, want.height))
    return _best(want, _clip(_grow(target, pad // LEAST_CONTEXT), size), size, native)


def _context(target: Box, size: tuple[int, int]) -> int:
    """Golden pixels of context on each side: it grows with the region, but never gets blind."""
    return round(max(0.5 * sqrt(target.width * target.height), 0.06 * hypot(*size), 64))


def _best(
    want: Box,
    least: Box,
    size: tuple[int, int],
    native: Sequence[tuple[int, int]],
    enlarge: bool = True,
) -> _Frame:
    frames = [_frame_for(bucket, want, least, size, enlarge) for bucket in native]
    return min(frames, key=lambda frame: _cost(frame, want, size))


def _frame_for(
    bucket: tuple[int, int], want: Box, least: Box, size: tuple[int, int], enlarge: bool
) -> _Frame:
    """The smallest frame of this aspect around `want`, or around `least` if only that fits."""
    unit = gcd(*bucket)
    across, down = bucket[0] // unit, bucket[1] // unit
    steps = max(-(-want.width // across), -(-want.height // down), 0 if enlarge else unit)
    inside = min(size[0] // across, size[1] // down)
    if inside < steps and least.width <= across * inside and least.height <= down * inside:
        steps, want = inside, least
    return _Frame(_centred(want, across * steps, down * steps, size), bucket)


def _cost(frame: _Frame, want: Box, size: tuple[int, int]) -> tuple[Fraction | int, ...]:
    """Lower is better: reflected pixels, lost context, lost detail, excess context, work."""
    seen = _clip(frame.box, size)
    kept = _clip(Box(*(seen[i] - want[i % 2] for i in range(4))), (want.width, want.height))
    whole = _area(frame.box)
    work = frame.size[0] * frame.size[1]
    detail = max(Fraction(1), 1 / frame.scale)
    return whole - _area(seen), _area(want) - _area(kept), detail, whole, work


def _area(box: Box) -> int:
    return box.width * box.height


def _grow(box: Box, pad: int) -> Box:
    return Box(box.x0 - pad, box.y0 - pad, box.x1 + pad, box.y1 + pad)


def _clip(box: Box, size: tuple[int, int]) -> Box:
    width, height = size
    return Box(max(0, box.x0), max(0, box.y0), min(width, box.x1), min(height, box.y1))


def _centred(box: Box, width: int, height: int, size: tuple[int, int]) -> Box:
    """A box of that size around this one, pushed inside the golden; it hangs over to the right."""
    x0 = max(0, min(box.x0 - (width - box.width) // 2, size[0] - width))
    y0 = max(0, min(box.y0 - (height - box.height) // 2, size[1] - height))
    return Box(x0, y0, x0 + width, y0 + height)


def _fit(samples: npt.NDArray[np.uint8], frame: _Frame) -> npt.NDArray[np.uint8]:
    """Reflect what hangs over, then scale: a new array, so that no painter can touch the golden."""
    import cv2

    below, right = frame.box.height - samples.shape[0], frame.box.width - samples.shape[1]
    if below or right:
        samples = cv2.copyMakeBorder(samples, 0, below, 0, right, cv2.BORDER_REFLECT_101)
    return _resize(samples, *frame.size).copy()


def _resize(samples: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    """To a painter's size: area averages down, Lanczos up (a mask linear: it must not ring)."""
    import cv2

    if (height, width) == samples.shape[:2]:
        return samples
    up = cv2.INTER_LANCZOS4 if samples.ndim == 3 else cv2.INTER_LINEAR
    way = up if width > samples.shape[1] else cv2.INTER_AREA
    return np.asarray(cv2.resize(samples, (width, height), interpolation=way), np.uint8)


def _restored(painted: Pixels, width: int, height: int) -> Pixels:
    """To the golden's size: antialiased Lanczos down, which keeps the finest detail that area
    averages lose; cubic up, which is as good as Lanczos here and fourteen times as fast.
    """
    import cv2
    from PIL import Image

    if (height, width) == painted.shape[:2]:
        return painted
    if width > painted.shape[1]:
        wide = cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC)
        return np.asarray(wide, np.uint8)
    small = Image.fromarray(painted).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(small, np.uint8)
