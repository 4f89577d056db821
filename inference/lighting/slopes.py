"""Which way a picture gets brighter although its materials differ.

A dark sleeve left of a bright face says nothing about light; a sleeve that is brighter on its left
does. So log luminance is fitted robustly by slopes along the given axes plus one level per
material, and the fit is repeated with other weights for the picture's tiles (the Bayesian bootstrap
of Rubin, 1981) to see how much the slopes depend on a few spots. Materials are never known for
sure, so three ways of telling them apart have a say each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_LEAST = 200  # pixels below which nothing can be said
_TILES = 6  # along each side of the plane
_DRAWS = 16  # times that the tiles are weighted anew
_ROUNDS = 8  # of reweighting against outliers
_RIDGE = 0.02  # pull of the slopes towards none
_COLOURS, _DULL, _SAME = 6, 0.5, 14.0  # clusters of colour, weight of lightness, Lab steps apart
_REACHES = (100.0, 300.0)  # how readily neighbours are joined: Felzenszwalb and Huttenlocher (2004)


class Slopes(NamedTuple):
    """`samples` (n, d) of the slopes; `contrast` of bright to dark on one material, as a log."""

    samples: Floats
    contrast: float


class _Fit(NamedTuple):
    """Values and axes with each material's own level taken away, and each pixel's weight."""

    values: Floats
    axes: Floats
    weight: Floats


def slopes(rgb: Pixels, where: Bools, values: Floats, axes: Floats) -> Slopes | None:
    """Of `values` (H, W) along `axes` (H, W, d); None where there is too little to go by."""
    if where.sum() < _LEAST:
        return None
    tiles = _tiles(where)
    fits = [_fit(values[where], axes[where], part[where]) for part in _partitions(rgb, where)]
    spans = [np.subtract(*np.percentile(fit.values, (90, 10))) for fit in fits]
    return Slopes(np.concatenate([_drawn(fit, tiles) for fit in fits]), float(np.mean(spans)))


def _partitions(rgb: Pixels, where: Bools) -> list[Labels]:
    import cv2
    from skimage.segmentation import felzenszwalb

    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    plain = lab * np.array([0.6, 1, 1], np.float32) / np.float32(85)
    joined = [
        felzenszwalb(plain, scale=reach, sigma=0.8, min_size=40, channel_axis=-1)
        for reach in _REACHES
    ]
    return [_clusters(lab, where), *joined]


def _clusters(lab: npt.NDArray[np.float32], where: Bools) -> Labels:
    """Materials by colour wherever they lie; colours that run into each other are one material."""
    import cv2
    from scipy.sparse.csgraph import connected_components

    points = lab[where] * np.array([_DULL, 1, 1], np.float32)
    order = np.argsort(np.argsort(points.sum(1), kind="stable"))
    first = (order * _COLOURS // len(points)).astype(np.int32)[:, None]
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.2)
    _, labels, centres = cv2.kmeans(points, _COLOURS, first, stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=-1)
    _, group = connected_components(apart < _SAME)
    out = np.zeros(where.shape, np.int64)
    out[where] = group[labels.ravel()]
    return out


def _tiles(where: Bools) -> Labels:
    """The number of each pixel's tile."""
    rows, columns = np.nonzero(where)
    height, width = where.shape
    return np.asarray(rows * _TILES // height * _TILES + columns * _TILES // width, np.int64)


def _fit(values: Floats, axes: Floats, labels: Labels) -> _Fit:
    """Reweighted least squares with a level per material (Cauchy weights)."""
    _, labels = np.unique(labels, return_inverse=True)
    weight = np.ones(len(values))
    for _ in range(_ROUNDS):
        own = _levelled(values[:, None], labels, weight)[:, 0]
        across = _levelled(axes, labels, weight)
        left = own - across @ _solved(across, own, weight)
        scale = 1.48 * float(np.median(np.abs(left))) + 1e-3
        weight = 1 / (1 + (left / (2 * scale)) ** 2)
    return _Fit(own, across, weight)


def _levelled(planes: Floats, labels: Labels, weight: Floats) -> Floats:
    """Each column less its weighted mean over each material."""
    total = np.maximum(np.bincount(labels, weight), 1e-9)
    means = [np.bincount(labels, weight * column) / total for column in planes.T]
    return planes - np.stack(means, 1)[labels]


def _solved(axes: Floats, values: Floats, weight: Floats) -> Floats:
    pushed = axes * weight[:, None]
    ridge = np.eye(axes.shape[1]) * _RIDGE * len(values)
    return np.asarray(np.linalg.solve(pushed.T @ axes + ridge, pushed.T @ values))


def _drawn(fit: _Fit, tiles: Labels) -> Floats:
    """(draws, d) slopes with the tiles weighted anew each time."""
    count, axes = int(tiles.max()) + 1, fit.axes
    squares = _summed(tiles, count, (axes[:, :, None] * axes[:, None, :]), fit.weight)
    products = _summed(tiles, count, axes * fit.values[:, None], fit.weight)
    ridge = np.eye(axes.shape[1]) * _RIDGE * len(axes)
    weights = np.random.default_rng(0).exponential(size=(_DRAWS, count))
    left = np.tensordot(weights, squares, 1) + ridge
    right = np.tensordot(weights, products, 1)
    return np.asarray(np.linalg.solve(left, right[..., None])[..., 0])


def _summed(tiles: Labels, count: int, values: Floats, weight: Floats) -> npt.NDArray[Any]:
    """The weighted sum of each tile's values, (count, ...)."""
    flat = values.reshape(len(values), -1)
    sums = [np.bincount(tiles, weight * column, count) for column in flat.T]
    return np.stack(sums, 1).reshape(count, *values.shape[1:])
