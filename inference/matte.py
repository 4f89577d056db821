"""Soft edges: how much of each edge pixel belongs to the region, and what colour the rest has.

`soften` solves for alpha in a narrow band along a hard edge. Where the answer is soft although the
two sides' colours are far apart, hair or fur crosses the edge, and it is solved again over a wider
band; where the colours overlap, texture would pass for hair, and the hard edge counts for more.

`foreground` finds the unmixed colour of what stays, after Forte, "Approximate fast foreground
colour estimation" (2021), so that nothing of the old background is left in a lock of hair.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from inference.laplacian import closed_form
from inference.nouns import Alpha, Box, Pixels

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

WORK_PIXELS = 800_000
"""Alpha is solved at this size at most; larger pictures are filled in by a guided filter."""
_NARROW = 0.008  # half width of the band along a clean edge, as a share of the diagonal
_WIDE = 2.0  # how many times wider the band becomes where the edge is hairy
_HAIRY = 0.4  # share of the narrow band that is neither side's from which an edge is hairy
_PART = 0.08  # alpha nearer than this to 0 or 1 is one side's
_AROUND = 8.0  # how far the two sides' colours are gathered, in half widths of the band
_APART = 4.0  # deviations between the sides' colours below which texture looks like hair
_TRUST = 3e-4  # pull of the hard mask on a band pixel, against colours that decide nothing
_FIRM, _SHARPLY = 3.0, 6  # the same at most, where the sides look alike, and how soon it gets there
_HARDLY = 1e-7  # the same where there is no hard mask to pull: enough for a single solution
_RASTER = 0.7  # blur of an edge that falls between pixels
_FOG = 0.02  # solved alphas nearer than this to 0 or 1 are called 0 or 1
_TILE = 1024


def soften(rgb: Pixels, alpha: Alpha) -> Alpha:
    """The same region with a soft edge that follows hair and fur.

    Beyond the band along the edge (some 0.8 % of the diagonal, twice that where the edge is hairy)
    every value is 0 or 255 as in `alpha`, which is cut at 128.
    """
    import cv2

    hard = alpha > 127
    if hard.all() or not hard.any():
        return np.where(hard, np.uint8(255), np.uint8(0))
    height, width = hard.shape
    scale = min(1.0, (WORK_PIXELS / hard.size) ** 0.5)
    if scale == 1.0:
        return _solve(rgb, hard)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(hard.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    return _without_islands(_enlarge(rgb, hard, small, _solve(small, share > 127)), hard)


def within(rgb: Pixels, trimap: Alpha) -> Alpha:
    """Alpha solved where the trimap is neither 0 nor 255, at the size given."""
    known = (trimap == 255).astype(np.float32)
    trust = np.full(trimap.shape, _HARDLY, np.float32)
    return _bytes(closed_form(rgb, known, (trimap > 0) & (trimap < 255), trust))


def reach(shape: tuple[int, ...]) -> int:
    """How far from a hard edge `soften` may put a soft value, in pixels."""
    return int(np.ceil(_narrow(shape) * _WIDE)) + 1


def foreground(rgb: Pixels, alpha: Alpha) -> Pixels:
    """The picture with the unmixed colour of the locked side wherever 0 < alpha < 255.

    Composite `alpha * new + (1 - alpha) * foreground` and no halo of the old background is left.
    Pixels with alpha 0 or 255 are returned as they are.
    """
    soft = (alpha > 0) & (alpha < 255)
    out = rgb.copy()
    reach = int(np.clip(0.03 * np.hypot(*alpha.shape), 10, 120))
    for inner, outer in _tiles(soft, margin=reach):
        here = _unmix(rgb[outer.slices], alpha[outer.slices], reach)
        core = _within(inner, outer)
        chosen = soft[inner.slices]
        out[inner.slices][chosen] = here[core.slices][chosen]
    return out


def _solve(rgb: Pixels, hard: Bools) -> Alpha:
    """Closed-form alpha in the band, at the size given."""
    narrow, distance = _narrow(hard.shape), _distance(hard)
    near = distance <= narrow
    apart = _apart(rgb, hard, distance > narrow / 2, narrow)
    pull = _TRUST * (_APART / np.maximum(apart, 1e-3)) ** _SHARPLY
    trust = np.clip(pull, _TRUST, _FIRM).astype(np.float32)
    known = np.where(near, _blurred(hard.astype(np.float32), _RASTER), hard).astype(np.float32)
    alpha = closed_form(rgb, known, near, trust)
    wide = _hairy(alpha, near, apart, narrow) & (distance <= narrow * _WIDE) & ~near
    if wide.any():
        trust[wide] = _TRUST
        alpha = closed_form(rgb, known, near | wide, trust)
    return _without_islands(_bytes(alpha), hard)


def _hairy(alpha: Floats, near: Bools, apart: Floats, narrow: float) -> Bools:
    """Around where much of the band is neither side's although their colours tell them apart."""
    import cv2

    side = round(narrow * 2) * 2 + 1
    part = near & (alpha > _PART) & (alpha < 1 - _PART)
    share = _box(part.astype(np.float32), side) / np.maximum(
        _box(near.astype(np.float32), side), 1e-6
    )
    seeds = (share > _HAIRY) & near & (apart > _APART)
    side = round(narrow * _WIDE) * 2 + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(seeds.astype(np.uint8), disc) > 0, np.bool_)


def _apart(rgb: Pixels, hard: Bools, sure: Bools, narrow: float) -> Floats:
    """How far the two sides' colours around each pixel lie apart, in their own deviations."""
    import cv2

    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    side = round(narrow * _AROUND) * 2 + 1
    inside, within = _spread(lab, hard & sure, side)
    outside, without = _spread(lab, ~hard & sure, side)
    return np.asarray(np.sqrt(((inside - outside) ** 2 / (within + without)).sum(-1)), np.float32)


def _spread(lab: Floats, where: Bools, side: int) -> tuple[Floats, Floats]:
    """Mean and variance of the colours around each pixel, over `where` only; never without any."""
    mean = _mean(lab, where, side)
    return mean, np.maximum(_mean(lab**2, where, side) - mean**2, 0) + 4


def _blurred(plane: Floats, sigma: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def _box(plane: Floats, side: int) -> Floats:
    import cv2

    return np.asarray(cv2.blur(plane, (side, side)), np.float32)


def _bytes(alpha: Floats) -> Alpha:
    """0-1 to 0-255, its ends cleared of fog."""
    spread = (alpha - _FOG) / (1 - 2 * _FOG)
    return np.asarray(np.rint(np.clip(spread, 0, 1) * 255), np.uint8)


def _without_islands(alpha: Alpha, hard: Bools) -> Alpha:
    """Soft specks that touch nothing of their own side go to the other side."""
    shore = np.where(_adrift(alpha > 0, hard), np.uint8(0), alpha)
    return np.where(_adrift(shore < 255, ~hard), np.uint8(255), shore)


def _adrift(where: Bools, home: Bools) -> Bools:
    """The connected parts of `where` without a pixel of `home`."""
    import cv2

    count, labels = cv2.connectedComponents(where.astype(np.uint8), connectivity=8)
    anchored = np.zeros(count, np.bool_)
    anchored[labels[home & where]] = True
    return np.asarray(where & ~anchored[labels], np.bool_)


def _narrow(shape: tuple[int, ...]) -> float:
    """Half width of the band along a clean edge, in pixels."""
    return max(1.5, _NARROW * float(np.hypot(shape[0], shape[1])))


def _distance(hard: Bools) -> Floats:
    """Distance of each pixel's centre to the nearest pixel of the other side."""
    import cv2

    inward = cv2.distanceTransform(hard.astype(np.uint8), cv2.DIST_L2, 5)
    outward = cv2.distanceTransform((~hard).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(inward + outward, np.float32)


def _mean(values: Floats, where: Bools, side: int) -> Floats:
    """Mean of the values around each pixel, over `where` only."""
    import cv2

    weight = where.astype(np.float32)
    total = cv2.blur(values * weight[..., None], (side, side), borderType=cv2.BORDER_CONSTANT)
    count = cv2.blur(weight, (side, side), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(total / np.maximum(count, 1e-6)[..., None], np.float32)


def _enlarge(rgb: Pixels, hard: Bools, small: Pixels, alpha: Alpha) -> Alpha:
    """Alpha at the picture's size: its local line in colour is kept, after He and Sun (2015)."""
    import cv2

    slope, offset = _lines(small, alpha)
    out = np.where(hard, np.uint8(255), np.uint8(0))
    ratio = (hard.shape[1] / alpha.shape[1], hard.shape[0] / alpha.shape[0])
    wide = cv2.dilate(((alpha > 0) & (alpha < 255)).astype(np.uint8), np.ones((3, 3), np.uint8))
    soft = cv2.resize(wide, hard.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    for inner, _ in _tiles(soft, margin=0):
        a, b = _stretch(slope, inner, ratio), _stretch(offset, inner, ratio)
        guess = (a * rgb[inner.slices].astype(np.float32)).sum(-1) + b
        chosen = soft[inner.slices]
        out[inner.slices][chosen] = np.rint(np.clip(guess, 0, 255)).astype(np.uint8)[chosen]
    return out


def _lines(rgb: Pixels, alpha: Alpha, side: int = 5) -> tuple[Floats, Floats]:
    """Slope (h, w, 3) and offset (h, w) of alpha as a line in colour, of a guided filter."""
    import cv2

    def blur(values: Floats) -> Floats:
        return np.asarray(cv2.blur(values, (side, side)), np.float32)

    colours, target = rgb.astype(np.float32), alpha.astype(np.float32)
    mean, level = blur(colours), blur(target)
    across = blur(colours * target[..., None]) - mean * level[..., None]
    products = (colours[..., :, None] * colours[..., None, :]).reshape(*alpha.shape, 9)
    spread = np.stack([blur(products[..., i]) for i in range(9)], -1).reshape(*alpha.shape, 3, 3)
    spread = spread - mean[..., :, None] * mean[..., None, :] + np.eye(3, dtype=np.float32) * 20
    slope = np.linalg.solve(spread, across[..., None])[..., 0].astype(np.float32)
    return blur(slope), blur(level - (slope * mean).sum(-1))


def _stretch(plane: Floats, box: Box, ratio: tuple[float, float]) -> Floats:
    """The part of a small plane that lies under `box` of the full picture, at its full size."""
    import cv2

    matrix = np.array(
        [
            [1 / ratio[0], 0, (box.x0 + 0.5) / ratio[0] - 0.5],
            [0, 1 / ratio[1], (box.y0 + 0.5) / ratio[1] - 0.5],
        ],
        np.float32,
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (box.width, box.height)
    stretched = cv2.warpAffine(plane, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(stretched, np.float32)


def _unmix(rgb: Pixels, alpha: Alpha, reach: int) -> Pixels:
    """Two passes of blurred fusion: far colours first, near ones to correct them."""
    image = rgb.astype(np.float32)
    stays = np.float32(1) - alpha.astype(np.float32)[..., None] / np.float32(255)
    ours, theirs = image, image
    for radius in (reach, 3):
        ours, theirs = _fuse(image, ours, theirs, stays, radius * 2 + 1)
    return np.asarray(np.rint(ours), np.uint8)


def _fuse(
    image: Floats, ours: Floats, theirs: Floats, stays: Floats, side: int
) -> tuple[Floats, Floats]:
    """Each side's colours blurred over its own pixels, then moved until they mix to the image."""
    import cv2

    def mean(values: Floats, weight: Floats) -> Floats:
        total = cv2.blur(values * weight, (side, side))
        count = cv2.blur(weight, (side, side))[..., None]
        return np.asarray(total / (count + 1e-5), np.float32)

    near, far = mean(ours, stays), mean(theirs, 1 - stays)
    missing = image - stays * near - (1 - stays) * far
    return np.clip(near + stays * missing, 0, 255), far


def _tiles(where: Bools, margin: int) -> Iterator[tuple[Box, Box]]:
    """Boxes that cover `where`, each with the wider box whose pixels bear on it."""
    height, width = where.shape
    for y in range(0, height, _TILE):
        for x in range(0, width, _TILE):
            box = Box(x, y, min(x + _TILE, width), min(y + _TILE, height))
            rows = np.flatnonzero(where[box.slices].any(1))
            columns = np.flatnonzero(where[box.slices].any(0))
            if len(rows):
                inner = Box(
                    x + int(columns[0]),
                    y + int(rows[0]),
                    x + int(columns[-1]) + 1,
                    y + int(rows[-1]) + 1,
                )
                yield inner, _grown(inner, margin, width, height)


def _grown(box: Box, margin: int, width: int, height: int) -> Box:
    return Box(
        max(box.x0 - margin, 0),
        max(box.y0 - margin, 0),
        min(box.x1 + margin, width),
        min(box.y1 + margin, height),
    )


def _within(inner: Box, outer: Box) -> Box:
    """`inner` in the coordinates of `outer`."""
    x, y = outer.x0, outer.y0
    return Box(inner.x0 - x, inner.y0 - y, inner.x1 - x, inner.y1 - y)
