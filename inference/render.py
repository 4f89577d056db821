"""The craft: find the region, cut it out, repaint it, seat it, and prove the rest untouched.

Every painter gets all of this for free. The promise is kept in one place, `paste`: where alpha is
0 the golden's pixels are copied, never computed; `prove` then compares them and raises
BrokenPromise rather than let a changed one through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from inference import matte, plugins
from inference.clock import Clock
from inference.crop import crop, place
from inference.errors import Cancelled, PluginError
from inference.match import match
from inference.nouns import Box, Cut, EditPlan, Operation, Pixels, Proof, Region
from inference.picture import Picture
from inference.proof import prove

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One repainted golden with its proof, not yet written to a file.

    `remarks` are sentences of the painter's own, such as how near a colour came to the one asked.
    """

    seed: int
    picture: Picture
    proof: Proof
    remarks: tuple[str, ...] = ()


def render(
    golden: Picture,
    plan: EditPlan,
    region: Region,
    painter: Any,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    clock: Clock | None = None,
) -> Iterator[Take]:
    """Yield one Take per seed of the plan. `progress` hears 0-1 over all of them.

    Raises what the painter raises; Cancelled once `cancel()` is true; BrokenPromise never, we hope.
    """
    clock = clock or Clock()
    with clock("cut"):
        cut = crop(golden, region, painter.native)
        seat = _seat(golden, plan, region, cut.box)
    painted = _paint(painter, cut, plan, progress, cancel)
    for seed in plan.seeds:
        if cancel and cancel():
            raise Cancelled
        with clock("paint"):
            own = np.asarray(next(painted))
            fresh = place(own, cut)
        with clock("match"):
            fresh = _match(fresh, seat.cut, plan, seed)
        with clock("paste"):
            picture = paste(golden, fresh, seat)
        with clock("prove"):
            proof = prove(golden, picture.pixels, region)
        yield Take(seed, picture, proof, _remarks(painter, cut, own, plan))


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """Where painted pixels go: the cut at the golden's own size, and what stays under the edge.

    `under` is in the golden's own profile and depth: the colour of the part that stays, so that
    a half-transparent hair mixes with the new background and not with the old one.
    """

    cut: Cut
    under: npt.NDArray[Any]


def paste(golden: Picture, painted: Pixels, seat: Seat) -> Picture:
    """Blend `painted` into the golden; only alpha > 0 is ever written."""
    pixels = golden.pixels.copy()
    target = pixels[seat.cut.box.slices][..., :3]
    fresh = golden.from_srgb(painted)
    alpha = seat.cut.alpha
    soft = (alpha > 0) & (alpha < 255)
    np.copyto(target, fresh, where=alpha[..., None] == 255)
    weight = alpha[soft].astype(np.float32)[:, None] / 255
    mixed = weight * fresh[soft] + (1 - weight) * seat.under[soft]
    target[soft] = np.rint(mixed).astype(target.dtype)
    return replace(golden, pixels=pixels)


def _seat(golden: Picture, plan: EditPlan, region: Region, box: Box) -> Seat:
    here = Cut(golden.srgb(box), region.alpha[box.slices], box, Fraction(1))
    own = golden.pixels[box.slices][..., :3]
    if plan.operation in (Operation.RECOLOUR, Operation.REMOVE):
        return Seat(here, own)  # no edge of the old picture ends here, so nothing is mixed into it
    stays = matte.foreground(here.rgb, here.alpha)
    return Seat(here, golden.from_srgb(stays))


def _paint(
    painter: Any,
    cut: Cut,
    plan: EditPlan,
    progress: Progress | None,
    cancel: Callable[[], bool] | None,
) -> Iterator[Pixels]:
    offers = {
        "operation": plan.operation,
        "phrase": plan.region,
        "strength": plan.strength,
        "progress": progress or (lambda _: None),
        "cancel": cancel or (lambda: False),
    }
    yield from plugins.call(painter, cut, plan.prompt, plan.seeds, **offers)
    raise PluginError(f"The painter {plan.painter} gave fewer pictures than it was asked for.")


def _remarks(painter: Any, cut: Cut, painted: Pixels, plan: EditPlan) -> tuple[str, ...]:
    speak = getattr(painter, "remarks", None)
    if speak is None:
        return ()
    offers = {"operation": plan.operation, "phrase": plan.region}
    return tuple(plugins.call(speak, cut, painted, plan.prompt, **offers))


def _match(painted: Pixels, cut: Cut, plan: EditPlan, seed: int) -> Pixels:
    """A recolour keeps the golden's own grain; a removal copies real grain; the rest is matched."""
    new = plan.operation in (Operation.REPLACE, Operation.ADD, Operation.FIX)
    return match(painted, cut, colour=plan.operation is Operation.FIX, grain=new, seed=seed)
