"""Make the pieces of a covered hole continue each other's light.

Where pieces meet, their gradients are kept instead of their colours, and the difference is spread
over the hole (Pérez, Gangnet and Blake, "Poisson Image Editing", 2003). It passes edges of the
picture as badly as light does, and what is too large to be light stays, or it would bleed.
"""

from __future__ import annotations

import numpy as np

from inference.painters.jigsaw import Jigsaw
from inference.painters.shifts import Floats, Mask, Whole

_PULL = 1e-6  # towards adding nothing, where nothing else decides
_LIGHT = 0.18  # a step in colour beyond which it is more likely an edge than a change of light


def healed(jigsaw: Jigsaw) -> Floats:
    """(h, w, 3): what to add to the copied pixels; 0 outside the hole."""
    p, q = _neighbours(jigsaw)
    step = _steps(jigsaw, p, q)
    edge = np.linalg.norm(step, axis=1) + np.linalg.norm(_edges(jigsaw, p, q), axis=1)
    out = np.zeros(jigsaw.image.shape, np.float32)
    out[jigsaw.hole] = _solved(jigsaw.hole, p, q, step, 1 / (1 + (edge / _LIGHT) ** 4))
    return out


def _solved(hole: Mask, p: Whole, q: Whole, step: Floats, ease: Floats) -> Floats:
    """(hole, 3): least squares, each step weighed by how easily light passes between p and q."""
    from scipy.sparse import coo_array, diags_array
    from scipy.sparse.linalg import splu

    count, number, inner = int(hole.sum()), np.cumsum(hole.ravel()) - 1, hole.ravel()[q]
    ends = (number[p[inner]], number[q[inner]])
    links = coo_array((-ease[inner], ends), shape=(count, count))
    weight = np.bincount(number[p], ease, count) + _PULL
    right = np.column_stack([np.bincount(number[p], ease * one, count) for one in step.T])
    system = (links + diags_array(weight)).tocsc()
    solver = splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    return np.asarray(solver.solve(right), np.float32)


def _neighbours(jigsaw: Jigsaw) -> tuple[Whole, Whole]:
    """Flat places of every pixel of the hole with each of its neighbours."""
    number = np.arange(jigsaw.hole.size).reshape(jigsaw.hole.shape)
    pairs = [
        (number[:, :-1].ravel(), number[:, 1:].ravel()),
        (number[:-1].ravel(), number[1:].ravel()),
    ]
    p = np.concatenate([one for pair in pairs for one in pair])
    q = np.concatenate([one for pair in pairs for one in pair[::-1]])
    own = jigsaw.hole.ravel()[p]
    return p[own], q[own]


def _edges(jigsaw: Jigsaw, p: Whole, q: Whole) -> Floats:
    """(n, 3): how the copied pixels differ."""
    flat, at = jigsaw.image.reshape(-1, 3), jigsaw.steps[jigsaw.pieces.ravel()]
    return flat.take(p + at[p], 0, mode="clip") - flat.take(q + at[q], 0, mode="clip")


def _steps(jigsaw: Jigsaw, p: Whole, q: Whole) -> Floats:
    """(n, 3): how much more should be added at p than at q.

    Between two pieces both pixels are known in either, and the mean of the two differences counts;
    against the known picture only the neighbour is.
    """
    flat, steps, pieces = jigsaw.image.reshape(-1, 3), jigsaw.steps, jigsaw.pieces.ravel()
    mine, theirs = steps[pieces[p]], steps[pieces[q]]

    def at(places: Whole) -> Floats:
        return flat.take(places, 0, mode="clip")

    beyond = at(q + theirs) - at(q + mine)
    here = at(p + theirs) - at(p + mine)
    inner = jigsaw.hole.ravel()[q][:, None]
    return np.where(inner, (beyond + here) / 2, beyond)
