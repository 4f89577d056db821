"""Remove what is in the region: continue the structure and texture of its surroundings.

Patches of the surroundings are matched from coarse to fine (Wexler et al., 2007; Newson et al.,
"Non-Local Patch-Based Image Inpainting", 2017). At the end the field of matches says where each
pixel comes from, and pixels are copied from there at the cut's own size, so grain survives.
"""

from __future__ import annotations

import numpy as np

from inference.errors import AskerError
from inference.nouns import Cut, Pixels
from inference.painters.patches import (
    RADIUS,
    Field,
    Floats,
    Mask,
    Scene,
    likelihood,
    reconsider,
    scatter,
    search,
    survey,
    vote,
)

_WORKING = 640  # longest side at which matches are sought, in pixels
_SMALLEST = 32  # shortest side of the coarsest level
_FRINGE = 2  # pixels around the region that still carry the object's colour
_ROUNDS = (
    12,
    6,
    4,
    3,
)  # of search and vote, from the coarsest level on; the last holds for the rest


def fill(cut: Cut, seed: int) -> Pixels:
    """The cut with its region painted over as if the object had never been there.

    Deterministic for a seed; AskerError where nothing is known to continue from.
    """
    if not cut.alpha.any():
        return cut.rgb.copy()
    hole = _grown(cut.alpha > 0)
    if hole.all():
        raise AskerError("The region is the whole picture, so there is nothing to fill it from.")
    random = np.random.default_rng(seed)
    factor = max(1.0, max(hole.shape) / _WORKING)
    small = _shrunk(cut.rgb, hole, factor)
    solved = _solve(*small, random)
    if solved is None:
        return _smooth(cut.rgb, hole)
    return _transfer(cut.rgb, hole, *solved)


def _solve(image: Floats, hole: Mask, random: np.random.Generator) -> tuple[Scene, Field] | None:
    """The field at working size, found from the coarsest level to the finest."""
    solved: tuple[Scene, Field] | None = None
    for level, (picture, gap) in enumerate(_pyramid(image, hole)):
        scene = survey(picture, gap, gap, random)
        if scene is None:
            continue
        if solved is None:
            filled = _smooth(np.rint(picture * 255).astype(np.uint8), gap).astype(np.float32) / 255
            field = scatter(scene, filled, random)
        else:
            field = _finer(*solved, scene, picture, random)
            filled = vote(scene, picture, field, _trust(scene))
        for _ in range(_ROUNDS[min(level, len(_ROUNDS) - 1)]):
            field = search(scene, filled, field, random)
            filled = vote(scene, filled, field, _trust(scene))
        solved = scene, reconsider(scene, filled, field.match)
    return solved


def _pyramid(image: Floats, hole: Mask) -> list[tuple[Floats, Mask]]:
    """Halved until a patch spans most of the hole; coarsest first."""

    levels = [(image, hole)]
    while min(image.shape[:2]) >= 2 * _SMALLEST and _depth(hole) > RADIUS:
        size = (image.shape[1] // 2, image.shape[0] // 2)
        image, hole = _resized(image, hole, size)
        levels.append((image, hole))
    return levels[::-1]


def _resized(image: Floats, hole: Mask, size: tuple[int, int]) -> tuple[Floats, Mask]:
    """Both at (width, height) `size`; hole pixels lend no colour, and a touched pixel is hole."""
    import cv2

    known = (~hole).astype(np.float32)
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(image * known[..., None], size, interpolation=cv2.INTER_AREA)
    return colour / np.maximum(share, 1e-3)[..., None], share < 0.999


def _shrunk(rgb: Pixels, hole: Mask, factor: float) -> tuple[Floats, Mask]:
    height, width = hole.shape
    size = (max(round(width / factor), 1), max(round(height / factor), 1))
    if factor == 1:
        return rgb.astype(np.float32) / 255, hole
    return _resized(rgb.astype(np.float32) / 255, hole, size)


def _finer(
    coarse: Scene, field: Field, fine: Scene, picture: Floats, random: np.random.Generator
) -> Field:
    """The coarse field seen at the next level; a place whose match is not usable there gets any."""
    height, width = fine.hole.shape
    rows, columns = np.divmod(fine.places, width)
    tall, wide = coarse.hole.shape
    parents = (rows // 2).clip(RADIUS, tall - RADIUS - 1) * wide + (columns // 2).clip(
        RADIUS, wide - RADIUS - 1
    )
    who = coarse.order[parents]
    row, column = np.divmod(field.match[who], wide)
    match = (2 * row + rows % 2).clip(0, height - 1) * width + (2 * column + columns % 2).clip(
        0, width - 1
    )
    lost = (who < 0) | (fine.entry[match] < 0)
    match[lost] = random.choice(fine.known, int(lost.sum()))
    return reconsider(fine, picture, match)


def _transfer(rgb: Pixels, hole: Mask, scene: Scene, field: Field) -> Pixels:
    """Copy the pixels that the field names, at the cut's own size."""
    height, width = hole.shape
    tall, wide = scene.hole.shape
    ratio = np.array([height / tall, width / wide])
    rows, columns = np.nonzero(hole)
    weight = likelihood(field.cost)
    shift = np.stack(np.divmod(field.match, wide)) - np.stack(np.divmod(scene.places, wide))
    total = np.zeros((len(rows), 4), np.float32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            y = ((rows + 0.5) / ratio[0]).astype(np.intp) + dy
            x = ((columns + 0.5) / ratio[1]).astype(np.intp) + dx
            who = scene.order[
                y.clip(RADIUS, tall - RADIUS - 1) * wide + x.clip(RADIUS, wide - RADIUS - 1)
            ]
            from_y = (rows + np.rint(shift[0][who] * ratio[0]).astype(np.intp)).clip(0, height - 1)
            from_x = (columns + np.rint(shift[1][who] * ratio[1]).astype(np.intp)).clip(
                0, width - 1
            )
            share = np.where(who >= 0, weight[who], 0)[:, None] * (2.0 - abs(dy)) * (2.0 - abs(dx))
            total[:, :3] += share * rgb[from_y, from_x]
            total[:, 3:] += share
    out = rgb.copy()
    out[rows, columns] = np.rint(total[:, :3] / np.maximum(total[:, 3:], 1e-12)).astype(np.uint8)
    return out


def _trust(scene: Scene) -> Floats:
    """Patches near the hole's edge know more: 1.3 to the power of minus the distance from it."""
    import cv2

    distance = cv2.distanceTransform(scene.hole.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(1.3 ** -distance.ravel()[scene.places], np.float32)


def _depth(hole: Mask) -> float:
    """The largest distance from a pixel of the hole to its edge."""
    import cv2

    return float(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3).max())


def _grown(mask: Mask) -> Mask:
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _FRINGE + 1, 2 * _FRINGE + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc)).astype(bool)


def _smooth(rgb: Pixels, hole: Mask) -> Pixels:
    """A smooth continuation of the surroundings (Bertalmio's Navier-Stokes fill)."""
    import cv2

    return np.asarray(cv2.inpaint(rgb, hole.astype(np.uint8), 3, cv2.INPAINT_NS))
