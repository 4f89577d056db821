"""Find, for every patch that touches a hole, the most similar patch of the known picture.

The search is PatchMatch (Barnes et al., 2009) with its propagation done for all pixels at once, as
jump flooding (Rong and Tan, 2006) does; the vote that turns matches into pixels is that of Wexler,
Shechtman and Irani, "Space-Time Completion of Video" (2007).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

RADIUS = 3  # of a patch, in pixels: 7 x 7
_AXES = 20  # principal axes a patch is compared by
_CHUNK = 1 << 14  # patches described at a time
_LEARN = 4000  # patches the axes are learnt from
_STRIDES = (8, 4, 2, 1)  # of propagation


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One picture with a hole, prepared for the search.

    `places` are flat indices of the patch centres that touch the hole, `known` those of wholly known
    patches; `order` and `entry` (h*w) find a centre's position in them, or -1. `axes` (147, n) span
    the known patches, and `words` (len(known), n) are those patches along these axes.
    """

    hole: Mask
    places: Places
    order: Places
    known: Places
    entry: Places
    axes: Floats
    words: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """For each of a scene's places the flat index of its match, and their squared distance."""

    match: Places
    cost: Floats


def survey(image: Floats, hole: Mask, forbidden: Mask, random: np.random.Generator) -> Scene | None:
    """Prepare (h, w, 3) `image` for filling `hole` from outside `forbidden`; None if that is empty."""
    import cv2

    square = np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)
    inner = np.zeros(hole.shape, bool)
    inner[RADIUS:-RADIUS, RADIUS:-RADIUS] = True
    places = np.flatnonzero(cv2.dilate(hole.astype(np.uint8), square).astype(bool) & inner)
    known = np.flatnonzero(~cv2.dilate(forbidden.astype(np.uint8), square).astype(bool) & inner)
    if len(known) < 16 or not len(places):
        return None
    axes = _principal(image, random.choice(known, min(_LEARN, len(known)), replace=False))
    words = describe(image, known, axes)
    return Scene(
        hole, places, _index(places, hole.size), known, _index(known, hole.size), axes, words
    )


def describe(image: Floats, places: Places, axes: Floats) -> Floats:
    """The patches around `places` as (n, axes) words, which lie as far apart as the patches do."""
    starts = [places[i : i + _CHUNK] for i in range(0, len(places), _CHUNK)]
    return np.concatenate([_patches(image, some) @ axes for some in starts])


def scatter(scene: Scene, image: Floats, random: np.random.Generator) -> Field:
    """A field that points anywhere."""
    return reconsider(scene, image, random.choice(scene.known, len(scene.places)))


def reconsider(scene: Scene, image: Floats, match: Places) -> Field:
    """The field with these matches and their cost in this image."""
    words = describe(image, scene.places, scene.axes)
    return Field(match, _distance(words, scene.words[scene.entry[match]]))


def search(scene: Scene, image: Floats, field: Field, random: np.random.Generator) -> Field:
    """A field no worse anywhere: matches passed on between neighbours, then tried near and far."""
    words = describe(image, scene.places, scene.axes)
    field = Field(field.match, _distance(words, scene.words[scene.entry[field.match]]))
    height, width = scene.hole.shape
    for stride in _STRIDES:
        for step in (stride, -stride, stride * width, -stride * width):
            field = _adopt(scene, words, field, _passed_on(scene, field, step))
    reach = max(height, width)
    while reach >= 1:
        jump = random.integers(-reach, reach + 1, (2, len(scene.places)))
        field = _adopt(scene, words, field, field.match + jump[0] * width + jump[1])
        reach //= 3
    return field


def vote(scene: Scene, image: Floats, field: Field, trust: Floats) -> Floats:
    """The image with each pixel of the hole the weighted mean of what its patches' matches say.

    `trust` (n places) weighs the patches besides their cost.
    """
    _, width = scene.hole.shape
    flat = image.reshape(-1, 3)
    pixels = np.flatnonzero(scene.hole)
    weight = trust * likelihood(field.cost)
    total = np.zeros((len(pixels), 4), np.float32)
    for step in _window(width):
        who = scene.order[(pixels - step).clip(0, scene.hole.size - 1)]
        share = np.where(who >= 0, weight[who], 0)[:, None]
        total[:, :3] += share * flat[(field.match[who] + step)]
        total[:, 3:] += share
    filled = flat.copy()
    filled[pixels] = total[:, :3] / np.maximum(total[:, 3:], 1e-12)
    return filled.reshape(image.shape)


def likelihood(cost: Floats) -> Floats:
    """How far a match is believed, 0-1, on the scale of the field's own costs."""
    spread = max(float(np.quantile(cost, 0.75)), 1e-8)
    return np.asarray(np.exp(-cost / (2 * spread)) + 1e-6, np.float32)


def _passed_on(scene: Scene, field: Field, step: int) -> Places:
    """Each place's match if it matched as its neighbour at `step` does; -1 without a neighbour."""
    near = scene.places + step
    who = scene.order[near.clip(0, scene.hole.size - 1)]
    return np.where(who >= 0, field.match[who] - step, -1)


def _adopt(scene: Scene, words: Floats, field: Field, offered: Places) -> Field:
    """The field with the offered matches where they are known patches and closer."""
    inside = (offered >= 0) & (offered < scene.hole.size) & (offered != field.match)
    tried = np.flatnonzero(inside & (scene.entry[np.where(inside, offered, 0)] >= 0))
    cost = _distance(words[tried], scene.words[scene.entry[offered[tried]]])
    better = cost < field.cost[tried]
    chosen = tried[better]
    match, least = field.match.copy(), field.cost.copy()
    match[chosen], least[chosen] = offered[chosen], cost[better]
    return replace(field, match=match, cost=least)


def _distance(one: Floats, other: Floats) -> Floats:
    gap = one - other
    return np.asarray(np.einsum("ij,ij->i", gap, gap), np.float32)


def _principal(image: Floats, places: Places) -> Floats:
    """The (147, n) axes along which the patches at `places` differ most."""
    patches = _patches(image, places)
    patches = patches - patches.mean(0)
    _, vectors = np.linalg.eigh(patches.T @ patches)
    return np.ascontiguousarray(vectors[:, ::-1][:, :_AXES], np.float32)


def _patches(image: Floats, places: Places) -> Floats:
    """(n, 147): the pixels around each place."""
    around = places[:, None] + np.array(_window(image.shape[1]))
    return np.asarray(image.reshape(-1, 3)[around].reshape(len(places), -1))


def _window(width: int) -> list[int]:
    """Steps in the flat index from a patch's centre to its pixels."""
    span = range(-RADIUS, RADIUS + 1)
    return [dy * width + dx for dy in span for dx in span]


def _index(places: Places, size: int) -> Places:
    order = np.full(size, -1, np.intp)
    order[places] = np.arange(len(places))
    return order
