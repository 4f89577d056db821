"""The thing that a few pixels lie on: what the segmenter tells apart there, or what is reached from
them without crossing an edge.

The second is a geodesic distance over patches (Bai and Sapiro, 2007), to the pixels and to what is
surely not meant; whichever is nearer wins.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from inference.errors import ReshootError
from inference.nouns import Alpha, Pixels
from inference.segmenters import edges, grabcut
from inference.segmenters.view import Bools, Floats, Labels, Patches, shrunk, view

_POINTS = 12  # shown to a segmenter, of either kind
_TOLD = 0.6  # a segmenter's confidence from which it knows better than we do
_HOLDS, _SPILLS = 0.85, 0.05  # of what is marked, in the thing; of the thing, where it may not be
_SPANS = 0.25  # of a thing's diagonal, from which marks are about all of it
_LOOSE = 0.02  # longer sides by which a thing may stick out of a loop around it
_CORE, _FILLS = 0.6, 0.3  # of the loop's depth, surely the thing; of its area, at least the thing
_STEP = 0.004  # what a step to a neighbour costs beside its change of colour
_BORDER = 0.07  # an Oklab distance: how far the picture's border is from being surely not meant
_TOUCHED = 0.5  # of the most that marks cover of a patch, from which another is marked
_MERE = 1.0  # how much a colour counts beside the way to it
_FAR = 3.0  # stands in for a way that does not exist


def seeded(rgb: Pixels, inside: Bools, outside: Bools, segmenter: Any) -> Alpha:
    """The thing that `inside` lies on and `outside` does not, both (H, W) bool; 255 = the thing."""
    if not inside.any():
        return np.zeros(inside.shape, np.uint8)
    thing = _pointed(rgb, inside, outside, segmenter)
    thing = _main(rgb, inside, outside, segmenter, _diagonal(inside)) if thing is None else thing
    thing = _reached(rgb, inside, outside) if thing is None else thing
    return np.where((thing | inside) & ~outside, np.uint8(255), np.uint8(0))


def surrounded(rgb: Pixels, area: Bools, segmenter: Any) -> Alpha:
    """The thing that somebody drew around, or the area itself where no thing fills it."""
    import cv2

    plane = area.astype(np.uint8)
    reach = max(2, round(_LOOSE * max(area.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    beyond = cv2.dilate(plane, disc) == 0
    deep = cv2.distanceTransform(plane, cv2.DIST_L2, 3)
    core = deep >= _CORE * deep.max()
    thing = _pointed(rgb, core, beyond, segmenter)
    thing = _main(rgb, core, beyond, segmenter, _diagonal(area)) if thing is None else thing
    thing = _reached(rgb, core, ~area) if thing is None else thing
    filled = (thing & area).sum() >= _FILLS * area.sum()
    return np.where(thing & ~beyond if filled else area, np.uint8(255), np.uint8(0))


def _pointed(rgb: Pixels, inside: Bools, outside: Bools, segmenter: Any) -> Bools | None:
    """What the segmenter says is at these places, if it can be asked and knows."""
    if not hasattr(segmenter, "around"):
        return None
    ours, theirs = _points(inside), _points(outside)
    labels = np.repeat([1, 0], [len(ours), len(theirs)])
    try:
        answer = segmenter.around(rgb, np.concatenate([ours, theirs]), labels)
    except LookupError:
        return None
    thing = np.asarray(answer[0]) > 127
    return thing if answer[1] >= _TOLD and _fits(thing, inside, outside) else None


def _main(rgb: Pixels, inside: Bools, outside: Bools, segmenter: Any, span: float) -> Bools | None:
    """The main thing, if marks that span so many pixels are about all of it."""
    try:
        answer = segmenter(rgb, "subject")
    except (LookupError, ReshootError):
        return None
    alpha, sure = answer[:2] if isinstance(answer, tuple) else (answer, 1.0)
    thing = np.asarray(alpha) > 127
    about = span >= _SPANS * _diagonal(thing)
    return thing if sure >= _TOLD and about and _fits(thing, inside, outside) else None


def _fits(thing: Bools, inside: Bools, outside: Bools) -> bool:
    """Whether it holds nearly all that is marked, and spills hardly where it may not be."""
    if not thing.any():
        return False
    holds = (thing & inside).sum() >= _HOLDS * inside.sum()
    return bool(holds and (thing & outside).sum() <= _SPILLS * thing.sum())


def _points(mask: Bools) -> Floats:
    """Some points (n, 2) x, y well inside the mask, far from each other."""
    import cv2

    depth = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    deep = np.argwhere(depth >= 0.5 * depth.max()) if mask.any() else np.zeros((0, 2), int)
    deep = deep[:: max(1, len(deep) // 2000)]
    chosen: list[int] = []
    away = np.full(len(deep), np.inf)
    while len(chosen) < min(_POINTS, len(deep)):
        at = int(depth[tuple(deep.T)].argmax()) if not chosen else int(away.argmax())
        chosen.append(at)
        away = np.minimum(away, np.linalg.norm(deep - deep[at], axis=1))
    return np.asarray(deep[chosen][:, ::-1] + 0.5, np.float32).reshape(-1, 2)


def _diagonal(mask: Bools) -> float:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return float(np.hypot(np.ptp(rows), np.ptp(columns))) if len(rows) else 0.0


def _reached(rgb: Pixels, inside: Bools, outside: Bools) -> Bools:
    """What is nearer to what is marked than to anything else, its edge on the picture's edges."""
    import cv2

    seen = view(rgb)
    labels, size = seen.patches.labels, seen.rgb.shape[:2]
    ours, theirs = (seen.patches.mean(_fitted(mask, size)) for mask in (inside, outside))
    start = np.where(_touched(ours) & (ours >= theirs), 0.0, np.inf)
    against = np.where(_touched(theirs) & np.isinf(start), 0.0, np.inf)
    border = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    against[border] = np.where(
        np.isinf(start[border]), np.minimum(against[border], _BORDER), np.inf
    )
    near, far = (_distances(seen.patches, each) for each in (start, against))
    likely = (far / (near + far + 1e-6))[labels].astype(np.float32)
    fine = shrunk(rgb, grabcut.FINEST)
    mask = edges.settled(fine, cv2.resize(likely, fine.shape[1::-1]))
    return _with(grabcut.enlarged(mask, rgb), inside)


def _touched(shares: Floats) -> Bools:
    """The patches that are marked: half covered, or as far as a thin line covers any."""
    return np.asarray(shares > _TOUCHED * max(float(shares.max()), 1e-6), np.bool_)


def _fitted(mask: Bools, size: tuple[int, ...]) -> Floats:
    import cv2

    plane = cv2.resize(mask.astype(np.float32), size[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(plane, np.float32)


def _distances(patches: Patches, start: Floats) -> Floats:
    """Per patch, how far it is from the starts: on the way, and in mere colour."""
    first = np.isfinite(start)
    colour = np.linalg.norm(patches.lab[:, None] - patches.lab[None, first], axis=-1) + start[first]
    least = colour.min(axis=1) if first.any() else np.full(len(start), _FAR)
    return np.asarray(_ways(patches, start) + _MERE * least, np.float32)


def _ways(patches: Patches, start: Floats) -> Floats:
    """Per patch, the least change of colour on a way from any start, each at its own cost."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    count = len(patches.area)
    a, b = patches.edges.T
    costs = np.linalg.norm(patches.lab[a] - patches.lab[b], axis=1) + _STEP
    first = np.flatnonzero(np.isfinite(start))
    pairs: Labels = np.concatenate(
        [patches.edges, np.stack([np.full(len(first), count), first], 1)]
    )
    weights = np.concatenate([costs, start[first] + 1e-6])
    graph = coo_array((weights, (pairs[:, 0], pairs[:, 1])), shape=(count + 1, count + 1)).tocsr()
    ways = dijkstra(graph, directed=False, indices=count)[:count]
    return np.asarray(np.where(np.isfinite(ways), ways, _FAR), np.float32)


def _with(mask: Bools, inside: Bools) -> Bools:
    """The parts of the mask that what is marked lies in."""
    import cv2

    _, labels = cv2.connectedComponents(mask.astype(np.uint8))
    hit = np.zeros(int(labels.max()) + 1, np.bool_)
    hit[np.unique(labels[inside])] = True
    hit[0] = False
    return np.asarray(hit[labels], np.bool_)
