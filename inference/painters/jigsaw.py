"""Which known part of the picture covers which part of a hole, so that the pieces fit.

The cost of a fit is that of Pritch, Kav-Venaki and Peleg, "Shift-Map Image Editing" (2009): where
two pieces meet, each would have gone on as the other does. It is minimised by graph cuts, one piece
at a time (Boykov, Veksler and Zabih, "Fast Approximate Energy Minimization via Graph Cuts", 2001).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from inference.painters.shifts import Floats, Mask, Whole, served, usable

Tick = Callable[[], None]

CYCLES = 2
"""Times every piece is tried."""
_SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0))
_MOVES = np.array([(y, x) for y in (0, -1, 1) for x in (0, -1, 1)])
_LEASH = 0.02  # what it costs to fetch a pixel from the picture's other side
_STEEP = 4  # times dearer from above or below than from the side: ground and sky lie in layers
_HALO = 0.04  # what it costs to fetch a pixel from the hole's rim, where the object left its halo
_STRANGE = 0.06  # what it costs to fetch a colour that is not seen around the hole
_TONES = 16  # per channel, when colours are counted
_COMMON = 0.002  # share of the surroundings from which on a colour is at home there
_LOT = 0.005  # at most, by which a piece is dearer by chance: so that seeds differ
_NEVER = 50.0  # what it costs to fetch nothing
_GRADES = 2000  # whole numbers per unit of cost, which the graph cut counts in


@dataclass(frozen=True, slots=True, eq=False)
class Jigsaw:
    """A picture (h, w, 3) in 0-1 with a hole, the shifts that may cover it, and who covers what.

    `pieces` (h, w) is the position of each pixel's shift in `shifts` (n, 2), -1 where known.
    """

    image: Floats
    hole: Mask
    shifts: Whole
    pieces: Whole

    @property
    def steps(self) -> Whole:
        """The shifts as steps in the flat picture; the last, which -1 finds, stays in place."""
        return np.append(self.shifts @ np.array([self.hole.shape[1], 1]), 0)


def laid(
    image: Floats, hole: Mask, shifts: Whole, random: np.random.Generator, tick: Tick
) -> Jigsaw:
    """The hole covered as well as graph cuts can; `tick` is called CYCLES times for each shift."""
    start = Jigsaw(image, hole, shifts, np.full(hole.shape, -1, np.intp))
    return _fitted(start, hole, random, tick)


def finer(coarse: Jigsaw, image: Floats, hole: Mask, random: np.random.Generator) -> Jigsaw:
    """The same pieces on a larger picture, nudged, and cut anew along the seams."""
    import cv2

    ratio = np.array(hole.shape) / coarse.hole.shape
    used, number = np.unique(_spread(coarse.pieces), return_inverse=True)
    pieces = number.reshape(coarse.hole.shape).astype(np.float32)
    wide = cv2.resize(pieces, hole.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(np.intp)
    shifts = np.rint(coarse.shifts[used] * ratio).astype(np.intp)
    jigsaw = _nudged(Jigsaw(image, hole, shifts, np.where(hole, wide, -1)))
    free = _seams(jigsaw) | ~_supplied(jigsaw)
    return _fitted(jigsaw, free & hole, random, lambda: None)


def _fitted(jigsaw: Jigsaw, free: Mask, random: np.random.Generator, tick: Tick) -> Jigsaw:
    """The jigsaw with the free pixels given to the pieces that fit best."""
    places = np.flatnonzero(free)
    if not len(places):
        return jigsaw
    look = _look(jigsaw.image)
    price = _prices(jigsaw, look, places, free, random)
    pairs = _pairs(free)
    current = jigsaw.pieces.ravel()[places]
    current = np.where(current < 0, price.argmin(1), current)
    rivals = _Rivals(look, jigsaw.steps, places)
    for _ in range(CYCLES):
        for piece in range(len(jigsaw.shifts)):
            current = _expanded(current, piece, price, pairs, rivals)
            tick()
    pieces = jigsaw.pieces.ravel().copy()
    pieces[places] = current
    return replace(jigsaw, pieces=pieces.reshape(free.shape))


@dataclass(frozen=True, slots=True, eq=False)
class _Rivals:
    """Tells how badly two pieces meet between neighbouring places."""

    look: Floats
    steps: Whole
    places: Whole

    def __call__(self, pairs: Whole, one: Whole, other: Whole) -> Floats:
        """(n,): `pairs` (2, n) are positions in `places`; `one` and `other` their pieces."""
        p, q = self.places[pairs]
        return _clash(self.look, p, q, self.steps[one], self.steps[other])


def _clash(look: Floats, p: Whole, q: Whole, step_p: Whole, step_q: Whole) -> Floats:
    """How far two shifts disagree about both of two neighbouring pixels."""
    apart = _apart(look, p + step_p, p + step_q) + _apart(look, q + step_p, q + step_q)
    return np.where(step_p == step_q, 0, apart)


def _apart(look: Floats, one: Whole, other: Whole) -> Floats:
    gap = look.take(one, 0, mode="clip") - look.take(other, 0, mode="clip")
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", gap, gap)))


def _look(image: Floats) -> Floats:
    """(h*w, 5): what shall agree where pieces meet: colour and, half as much, its slopes."""
    import cv2

    grey = image.mean(-1, dtype=np.float32)
    slopes = [cv2.Sobel(grey, -1, 1, 0) / 4, cv2.Sobel(grey, -1, 0, 1) / 4]
    return np.dstack([image, *slopes]).reshape(-1, 5).astype(np.float32)


def _prices(
    jigsaw: Jigsaw, look: Floats, places: Whole, free: Mask, random: np.random.Generator
) -> Floats:
    """(places, shifts): what each piece costs by itself, and against what is fixed around it."""
    rows, columns = np.divmod(places, free.shape[1])
    source, doubt = usable(jigsaw.hole), _doubt(jigsaw).ravel()
    far = _LEASH * (jigsaw.shifts / free.shape) ** 2 @ np.array([_STEEP, 1])
    own = far + random.uniform(0, _LOT, len(far))
    price = np.empty((len(places), len(far)), np.float32)
    for n, shift in enumerate(jigsaw.shifts):
        step = jigsaw.steps[n]
        cost = own[n] + doubt.take(places + step, mode="clip")
        price[:, n] = np.where(served(shift, rows, columns, source), cost, _NEVER)
        for side in _SIDES:
            price[:, n] += _against(jigsaw, look, places, free, side, step)
    return price


def _doubt(jigsaw: Jigsaw) -> Floats:
    """(h, w): what it costs to show a pixel again: in the old object's halo, or a stranger here."""
    import cv2

    away = cv2.distanceTransform((~jigsaw.hole).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(_HALO * np.exp(-away / 2) + _STRANGE * _strangeness(jigsaw))


def _strangeness(jigsaw: Jigsaw) -> Floats:
    """(h, w): 0 for colours that are seen around the hole, up to 1 for others."""
    import cv2
    from scipy.ndimage import gaussian_filter

    soft = cv2.blur(jigsaw.image, (3, 3)) * (_TONES - 1)
    code = soft.round().astype(np.intp).clip(0, _TONES - 1) @ np.array([_TONES**2, _TONES, 1])
    side = 2 * max(round(0.1 * float(jigsaw.hole.sum()) ** 0.5), 3) + 1
    ring = cv2.dilate(jigsaw.hole.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    ring &= usable(jigsaw.hole)
    count = np.bincount(code[ring], minlength=_TONES**3).astype(np.float32)
    share = gaussian_filter(count.reshape((_TONES,) * 3), 1.0).ravel() / max(int(ring.sum()), 1)
    return np.asarray(np.exp(-share / _COMMON)[code], np.float32)


def _against(
    jigsaw: Jigsaw, look: Floats, places: Whole, free: Mask, side: tuple[int, int], step: Whole
) -> Floats:
    """What a step costs against fixed neighbours on one side; known ones have their own colour."""
    height, width = free.shape
    rows, columns = np.divmod(places, width)
    y, x = rows + side[0], columns + side[1]
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    near = y.clip(0, height - 1) * width + x.clip(0, width - 1)
    fixed = np.flatnonzero(inside & ~free.ravel()[near])
    cost = np.zeros(len(places), np.float32)
    cost[fixed] = _meeting(jigsaw, look, places[fixed], near[fixed], step)
    return cost


def _meeting(jigsaw: Jigsaw, look: Floats, mine: Whole, near: Whole, step: Whole) -> Floats:
    """How badly one step at `mine` meets the neighbours `near` as they are."""
    rim = 2 * _apart(look[:, :3], near, near + step)  # what is behind the hole, nobody knows
    theirs = jigsaw.steps[jigsaw.pieces.ravel()[near]]
    inner = _clash(look, mine, near, np.full(len(near), step), theirs)
    return np.where(jigsaw.hole.ravel()[near], inner, rim)


def _pairs(free: Mask) -> Whole:
    """(2, n) positions, among the free places in row order, of neighbours."""
    number = np.cumsum(free.ravel()).reshape(free.shape) - 1
    across, down = free[:, :-1] & free[:, 1:], free[:-1] & free[1:]
    firsts = np.concatenate([number[:, :-1][across], number[:-1][down]])
    seconds = np.concatenate([number[:, 1:][across], number[1:][down]])
    return np.stack([firsts, seconds])


def _expanded(current: Whole, piece: int, price: Floats, pairs: Whole, rivals: _Rivals) -> Whole:
    """The best assignment in which every place either stays or goes over to `piece`."""
    count, new = len(current), np.full(pairs.shape[1], piece)
    one, other = current[pairs]
    both_stay, second_goes = rivals(pairs, one, other), rivals(pairs, one, new)
    first_goes = rivals(pairs, new, other)
    gain = price[:, piece] - price[np.arange(count), current]
    gain = gain + np.bincount(pairs[0], first_goes - both_stay, count)
    gain = gain - np.bincount(pairs[1], first_goes, count)
    if not (gain < 0).any():
        return current
    goes = _cut(gain, pairs, (second_goes + first_goes - both_stay).clip(0))
    return np.where(goes, piece, current)


def _cut(gain: Floats, pairs: Whole, weight: Floats) -> Mask:
    """Who goes, for the least sum of `gain` over them and `weight` where only the second goes.

    A minimum cut: who stays is on the source's side.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    count = len(gain)
    stay, go = np.flatnonzero(gain > 0), np.flatnonzero(gain < 0)
    source, sink = count, count + 1
    rows = np.concatenate([pairs[0], np.full(len(stay), source), go])
    columns = np.concatenate([pairs[1], stay, np.full(len(go), sink)])
    room = np.concatenate([weight, gain[stay], -gain[go]])
    room = np.minimum(np.rint(room * _GRADES), 1 << 28).astype(np.int32)
    graph = coo_array((room, (rows, columns)), shape=(count + 2, count + 2)).tocsr()
    left = (graph - maximum_flow(graph, source, sink).flow).tocsr()
    left.data = left.data.clip(0)
    left.eliminate_zeros()
    goes = np.ones(count + 2, bool)
    goes[breadth_first_order(left, source, return_predecessors=False)] = False
    return goes[:count]


def _spread(pieces: Whole) -> Whole:
    """Every known pixel gets the piece of the nearest pixel of the hole."""
    from scipy.ndimage import distance_transform_edt

    nearest = distance_transform_edt(pieces < 0, return_distances=False, return_indices=True)
    return np.asarray(pieces[tuple(nearest)])


def _seams(jigsaw: Jigsaw) -> Mask:
    """Pixels within two of where pieces meet each other or the known picture."""
    import cv2

    pieces = jigsaw.pieces.astype(np.float32)
    box = np.ones((5, 5), np.uint8)
    return np.asarray(cv2.dilate(pieces, box) != cv2.erode(pieces, box), np.bool_)


def _supplied(jigsaw: Jigsaw) -> Mask:
    """Pixels of the hole whose piece brings them something usable."""
    rows, columns = np.nonzero(jigsaw.hole)
    shifts = jigsaw.shifts[jigsaw.pieces[rows, columns]].T
    out = np.zeros(jigsaw.hole.shape, bool)
    out[rows, columns] = served(shifts, rows, columns, usable(jigsaw.hole))
    return out


def _nudged(jigsaw: Jigsaw) -> Jigsaw:
    """Each piece moved by a pixel or not at all, whichever meets the others best."""
    look, across = _look(jigsaw.image), np.array([jigsaw.hole.shape[1], 1])
    mine, near = _borders(jigsaw.pieces)
    owner = jigsaw.pieces.ravel()[mine]
    for piece in range(len(jigsaw.shifts)):
        here = np.flatnonzero(owner == piece)
        tried = jigsaw.shifts[piece] + _MOVES
        costs = [_meeting(jigsaw, look, mine[here], near[here], m @ across).sum() for m in tried]
        shifts = jigsaw.shifts.copy()
        shifts[piece] = tried[int(np.argmin(costs))]
        jigsaw = replace(jigsaw, shifts=shifts)
    return jigsaw


def _borders(pieces: Whole) -> tuple[Whole, Whole]:
    """Flat places of a piece's pixels, and of neighbours that belong to another or are known."""
    number = np.arange(pieces.size).reshape(pieces.shape)
    firsts, seconds = [], []
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        differ = pieces[one] != pieces[other]
        firsts += [number[one][differ], number[other][differ]]
        seconds += [number[other][differ], number[one][differ]]
    p, q = np.concatenate(firsts), np.concatenate(seconds)
    own = pieces.ravel()[p] >= 0
    return p[own], q[own]
