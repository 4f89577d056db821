"""What stands out: patches that the picture's border does not lead to, and what is in focus.

The first is boundary connectivity with its optimisation, of Zhu, Liang, Wei and Sun, "Saliency
optimization from robust background detection" (2014), in Oklab.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.segmenters.view import Floats, Labels, Patches, View

_ALIKE = 0.035  # Oklab distance along a path over which two patches are still one surface
_NEAR = 0.25  # longer sides over which a contrast counts
_BELOW = 0.5  # weight of the lower border: subjects stand on it
_BOND = 0.05  # Oklab distance over which neighbours share a fate


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """Planes (h, w) in 0-1, higher = more likely the subject.

    `apart` contrasts with the surroundings, `enclosed` is not led to from the border, `sharp` is
    in focus, `central` is what a photographer puts in the middle.
    """

    apart: Floats
    enclosed: Floats
    sharp: Floats
    central: Floats


def cues(view: View) -> Cues:
    patches = view.patches
    backdrop, apart = _stands_out(patches)
    labels = patches.labels
    return Cues(
        _spread(apart[labels]),
        np.asarray(1 - backdrop[labels], np.float32),
        patches.mean(_sharpness(view))[labels],
        bump(labels.shape, (0.52, 0.5), (0.32, 0.3)),
    )


def bump(shape: tuple[int, ...], at: tuple[float, float], reach: tuple[float, float]) -> Floats:
    """A Gaussian hill (h, w) at (y, x), all as shares of the height and the width."""
    height, width = shape[:2]
    y = ((np.arange(height) + 0.5) / height - at[0]) / reach[0]
    x = ((np.arange(width) + 0.5) / width - at[1]) / reach[1]
    return np.exp(-(y[:, None] ** 2 + x**2) / 2).astype(np.float32)


def _stands_out(patches: Patches) -> tuple[Floats, Floats]:
    """Per patch: how surely it is backdrop, 0-1, and how far it stands out, any scale."""
    colour = _distances(patches.lab)
    backdrop = _backdrop(patches, colour)
    near = np.exp(-(_distances(patches.place) ** 2) / (2 * _NEAR**2))
    contrast = (colour * near * backdrop).sum(1)
    contrast = contrast / max(float(contrast.max()), 1e-9)
    pull = np.where(contrast > contrast.mean(), contrast, 0)
    return backdrop, _agreed(patches, colour, backdrop, pull)


def _backdrop(patches: Patches, colour: Floats) -> Floats:
    """From 0 where a surface hardly meets the picture's border to 1 where that is its home."""
    same = np.exp(-(_path_lengths(patches, colour) ** 2) / (2 * _ALIKE**2))
    weight = np.zeros(len(patches.area), np.float32)
    labels = patches.labels
    weight[labels[-1]] = _BELOW
    weight[np.concatenate([labels[0], labels[:, 0], labels[:, -1]])] = 1
    connectivity = same @ weight / np.sqrt(same.sum(1))
    return np.asarray(1 - np.exp(-(connectivity**2) / 2), np.float32)


def _path_lengths(patches: Patches, colour: Floats) -> Floats:
    """Least total colour change on a way from each patch to each other; borders all touch."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    count = len(patches.area)
    pairs = np.concatenate([patches.edges, _ring(patches.labels)])
    steps = colour[pairs[:, 0], pairs[:, 1]]
    steps = np.maximum(steps - _everyday(patches, colour), 0) + 1e-6
    graph = coo_array((steps, (pairs[:, 0], pairs[:, 1])), shape=(count, count)).tocsr()
    return np.asarray(shortest_path(graph, directed=False), np.float32)


def _ring(labels: Labels) -> Labels:
    """All pairs of patches on the picture's border."""
    border = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    first, second = np.triu_indices(len(border), 1)
    return np.stack([border[first], border[second]], 1)


def _everyday(patches: Patches, colour: Floats) -> float:
    """The change between a patch and its most alike neighbour: too small to be an edge."""
    least = np.full(len(patches.area), np.inf)
    a, b = patches.edges.T
    np.minimum.at(least, a, colour[a, b])
    np.minimum.at(least, b, colour[a, b])
    seen = least[np.isfinite(least)]
    return float(seen.mean()) if len(seen) else 0.0


def _agreed(patches: Patches, colour: Floats, backdrop: Floats, pull: Floats) -> Floats:
    """Least squares between backdrop (0), pull (1) and neighbours that look alike."""
    count = len(patches.area)
    a, b = patches.edges.T
    bonds = np.zeros((count, count))
    bonds[a, b] = np.exp(-(colour[a, b] ** 2) / (2 * _BOND**2)) + 0.1
    bonds = bonds + bonds.T
    system = np.diag(bonds.sum(1) + backdrop + pull + 1e-6) - bonds
    return np.asarray(np.linalg.solve(system, pull), np.float32)


def _sharpness(view: View) -> Floats:
    """Fine detail, smoothed over a sixtieth of the picture and spread to 0-1."""
    import cv2

    grey = cv2.cvtColor(view.rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.0))
    reach = float(np.hypot(6, max(grey.shape) / 60))
    return _spread(np.asarray(cv2.GaussianBlur(fine, (0, 0), reach), np.float32))


def _spread(plane: Floats) -> Floats:
    low, high = np.percentile(plane, (2, 98))
    return np.asarray(np.clip((plane - low) / (high - low + 1e-9), 0, 1), np.float32)


def _distances(points: Floats) -> Floats:
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=-1), np.float32)
