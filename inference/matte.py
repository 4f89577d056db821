"""Soft edges: how much of each edge pixel belongs to the region, and what colour the rest has.

`soften` solves for alpha in a band along a hard edge: the matting Laplacian of Levin, Lischinski
and Weiss, "A closed-form solution to natural image matting" (2008), over a band that widens where
hair or fur crosses the edge. `foreground` finds the unmixed colour of what stays, after Forte,
"Approximate fast foreground colour estimation" (2021), so that nothing of the old background is
left in a lock of hair.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Box, Pixels

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

WORK_PIXELS = 800_000
"""Alpha is solved at this size at most; larger pictures are filled in by a guided filter."""
_NARROW = 0.008  # half width of the band along a clean edge, as a share of the diagonal
_WIDE = 4.0  # how many times wider the band may become where the edge is hairy
_UNLIKE = 35.0  # Lab distance of the two sides below which colours can't tell hair from wood
_CONTRADICTS = 0.9  # a pixel is on the wrong side when this much nearer to the other one's colour
_EPSILON = 1e-6  # how much a window's colours may stray from a line; of Levin et al.
_TRUST = 3e-4  # pull of the hard mask on a band pixel, against colours that decide nothing
_FOG = 0.04  # solved alphas nearer than this to 0 or 1 are called 0 or 1
_BATCH = 1 << 14  # windows put into the system at a time, to bound the memory
_TILE = 1024


def soften(rgb: Pixels, alpha: Alpha) -> Alpha:
    """The same region with a soft edge that follows hair and fur.

    Beyond the band along the edge (some 0.8 % of the diagonal, up to four times that where the
    edge is hairy) every value is 0 or 255 as in `alpha`, which is cut at 128.
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
    band = _band(rgb, hard)
    if not band.any():
        return np.where(hard, np.uint8(255), np.uint8(0))
    alpha = hard.astype(np.float32)
    alpha[band] = _closed_form(rgb, hard, band)
    spread = (alpha - _FOG) / (1 - 2 * _FOG)
    return _without_islands(np.rint(np.clip(spread, 0, 1) * 255).astype(np.uint8), hard)


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


def _band(rgb: Pixels, hard: Bools) -> Bools:
    """Where alpha is unknown: near the edge, and further where colours contradict the hard mask."""
    import cv2

    narrow = _narrow(hard.shape)
    distance = _distance(hard)
    near, far = distance <= narrow, distance <= narrow * _WIDE
    if not far.any():
        return far
    reach = round(narrow * _WIDE * 2) * 2 + 1
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    sure = distance > narrow
    inside = _mean(lab, hard & sure, reach)
    outside = _mean(lab, ~hard & sure, reach)
    to_inside = np.linalg.norm(lab - inside, axis=-1)
    to_outside = np.linalg.norm(lab - outside, axis=-1)
    own, other = np.where(hard, (to_inside, to_outside), (to_outside, to_inside))
    unlike = np.linalg.norm(inside - outside, axis=-1) > _UNLIKE
    wrong = (other < _CONTRADICTS * own) & unlike & far & ~near
    side = round(narrow) * 2 + 1
    hairy = cv2.dilate(wrong.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    return np.asarray(near | (hairy & far), np.bool_)


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


def _closed_form(rgb: Pixels, hard: Bools, band: Bools) -> Floats:
    """Alpha of the band's pixels in row order: least squares against the matting Laplacian."""
    from scipy.sparse import coo_array, csc_array, diags_array
    from scipy.sparse.linalg import splu

    number = np.full(band.size, -1, np.int32)
    unknown = np.flatnonzero(band)
    number[unknown] = np.arange(len(unknown), dtype=np.int32)
    known = np.where(band, 0.0, hard).ravel()
    shape = (len(unknown), len(unknown))
    system = csc_array(diags_array(np.full(len(unknown), _TRUST, np.float64)))
    right = _TRUST * hard.ravel()[unknown].astype(np.float64)
    windows = _windows(band)
    for start in range(0, len(windows), _BATCH):
        some = windows[start : start + _BATCH]
        weights = _window_laplacians(rgb.reshape(-1, 3)[some].astype(np.float64) / 255)
        rows = np.broadcast_to(number[some][:, :, None], weights.shape)
        columns = np.broadcast_to(number[some][:, None, :], weights.shape)
        free = (rows >= 0) & (columns >= 0)
        entries = (weights[free], (rows[free], columns[free]))
        system = system + coo_array(entries, shape=shape).tocsc()
        pushed = -(weights @ known[some][..., None]).ravel()
        right += np.bincount(number[some].ravel() + 1, pushed, len(unknown) + 1)[1:]
    solved = splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(right)
    return np.asarray(solved, np.float32)


def _windows(band: Bools) -> npt.NDArray[np.int64]:
    """Flat indices (n, 9) of every 3x3 window inside the picture that touches the band."""
    import cv2

    width = band.shape[1]
    touched = cv2.dilate(band.astype(np.uint8), np.ones((3, 3), np.uint8))
    touched[[0, -1]] = 0
    touched[:, [0, -1]] = 0
    steps = (np.arange(-1, 2)[:, None] * width + np.arange(-1, 2)).ravel()
    return np.asarray(np.flatnonzero(touched)[:, None] + steps, np.int64)


def _window_laplacians(colours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, 9, 9): for each window, the cost of alphas that are no affine function of its colours."""
    centred = colours - colours.mean(1, keepdims=True)
    spread = centred.transpose(0, 2, 1) @ centred / 9 + np.eye(3) * (_EPSILON / 9)
    likeness = centred @ np.linalg.solve(spread, centred.transpose(0, 2, 1))
    return np.asarray(np.eye(9) - (1 + likeness) / 9)


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
