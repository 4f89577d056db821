"""The craft: find the region, cut it out, repaint it, seat it, and prove the rest untouched.

Every painter gets all of this for free. The promise is kept in one place, `paste`: where alpha is
0 the golden's pixels are copied, never computed; `prove` then compares them and raises
BrokenPromise rather than let a changed one through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy.typing as npt

from inference import detail, lettering, matte, people, retry
from inference.brush import Brush, Progress, rising
from inference.clock import Clock
from inference.colours import named
from inference.crop import crop, place
from inference.footing import grounded
from inference.lighting.light import Light
from inference.lighting.measure import measure, measure_place
from inference.lighting.words import asked, warnings
from inference.match import match
from inference.nouns import Cut, EditPlan, Operation, Pixels, Proof, Region
from inference.painters.classic import lies_behind
from inference.picture import Picture
from inference.product import Product
from inference.proof import prove
from inference.seating.seat import Seat, paste
from inference.staging import Scene, as_it_is, staged

_KEEPING = (Operation.RECOLOUR, Operation.REMOVE, Operation.RELIGHT)
"""What leaves the golden's own edges where they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One repainted golden with its proof, not yet written to a file.

    `remarks` are sentences on how it came about, such as how near a colour came to the one asked,
    or that it was painted twice.
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
    example: Pixels | None = None,
    product: Product | None = None,
    start: Picture | None = None,
) -> Iterator[Take]:
    """Yield one Take per seed of the plan. `progress` hears 0-1 over all of them.

    `example` is what it should look like, `product` what is set down in the region, where the plan
    says so. A painter that works from noise starts from `start`, another variant of this golden, in
    place of the golden. Raises what the painter raises; AskerError where lettering is to be mended
    and nobody said what it is to read; Cancelled once `cancel()` is true; BrokenPromise never, we
    hope.
    """
    lettering.settled(golden.srgb, region, plan)
    scene = staged(golden, plan, product) if product else as_it_is(golden, plan, region)
    brush = Brush(painter, scene.plan, rising(progress), cancel or (lambda: False), example)
    begun = start if start and brush.has_strength else scene.base
    easel = _set_up(golden, scene, begun, brush, clock or Clock())
    brush = replace(brush, light=easel.light) if easel.is_ground else brush
    if scene.is_ready and not brush.has_strength:
        yield from (_take(easel, easel.seat.cut.rgb, seed, brush) for seed in plan.seeds)
        return
    first, *later = brush.split(len(plan.seeds), len(easel.seat.tiles))
    painted = first.paint(easel.cut, plan.seeds, scene.plan.strength)
    for seed, rest in zip(plan.seeds, later, strict=True):
        with easel.clock("paint"):
            own = next(painted)
        tried = _tried(easel, own, seed, rest)
        take = _closer(easel, tried, rest) if easel.seat.tiles else tried.take
        yield _reread(easel, take)


@dataclass(frozen=True, slots=True, eq=False)
class _Easel:
    """What is the same for every seed; `cut` is what the painter sees.

    `subject` is the light on what stays, where that gets a new ground.
    """

    golden: Picture
    scene: Scene
    cut: Cut
    seat: Seat
    clock: Clock
    is_ground: bool
    subject: Light | None = None

    @property
    def light(self) -> str:
        """The light to ask a new ground for, in words."""
        return asked(self.subject) if self.subject else ""


def _set_up(golden: Picture, scene: Scene, begun: Picture, brush: Brush, clock: Clock) -> _Easel:
    """A closer look is for painters that work from noise: another would paint a new scene."""
    plan, region, native = scene.plan, scene.region, brush.painter.native
    closer = native if brush.has_strength else None
    with clock("cut"):
        cut = crop(begun, region, native)
        here = Cut(scene.base.srgb(cut.box), region.alpha[cut.box.slices], cut.box, Fraction(1))
        seat = Seat(here, _under(scene.base, here, plan), detail.tiles(here, cut.scale, closer))
        is_ground = plan.operation is Operation.REPLACE and lies_behind(cut, plan.region)
    with clock("light"):
        subject = measure(here.rgb, 255 - here.alpha) if is_ground else None
    return _Easel(golden, scene, cut, seat, clock, is_ground, subject)


class _Try(NamedTuple):
    """A painter's own picture of the cut, and what became of it."""

    own: Pixels
    take: Take


def _tried(easel: _Easel, own: Pixels, seed: int, brush: Brush) -> _Try:
    """Seated; or the same seed bolder or softer, where that is asked for and better."""
    first = _take(easel, place(own, easel.cut), seed, brush)
    strength = retry.another_strength(first.proof, easel.scene.plan) if brush.has_strength else None
    if strength is None:
        return _Try(own, _noted(first, brush.remarks(easel.cut, own)))
    with easel.clock("paint"):
        (other,) = brush.still().paint(easel.cut, (seed,), strength)
    second = _take(easel, place(other, easel.cut), seed, brush)
    if not retry.is_better(second.proof, first.proof):
        return _Try(own, _noted(first, brush.remarks(easel.cut, own)))
    said = (*brush.remarks(easel.cut, other), retry.in_words(first.proof))
    return _Try(other, _noted(second, said))


def _closer(easel: _Easel, tried: _Try, brush: Brush) -> Take:
    """The same, looked at once more from nearby."""
    seat, seed = easel.seat, tried.take.seed
    with easel.clock("paint"):
        fresh = detail.closer(place(tried.own, easel.cut), seat.cut, seat.tiles, brush, seed)
    return replace(_take(easel, fresh, seed, brush), remarks=tried.take.remarks)


def _take(easel: _Easel, fresh: Pixels, seed: int, brush: Brush) -> Take:
    """A picture of the cut at the golden's own size, seated in the scene and proven."""
    clock, seat, scene = easel.clock, easel.seat, easel.scene
    with clock("match"):
        if brush.has_strength and easel.is_ground:
            fresh = grounded(fresh, seat.cut)
        fresh = _match(fresh, seat.cut, scene.plan, seed)
    with clock("paste"):
        picture = paste(scene.base, fresh, seat)
    with clock("prove"):
        missed = _colour_error(seat.cut, fresh, scene.plan)
        proof = prove(easel.golden, picture.pixels, scene.open, missed)
    own = () if scene.is_ready else proof.warnings  # a product has its own outline and grain
    seen = (*own, *_lit(easel, fresh))
    proof = replace(proof, warnings=seen, flags=people.flags(scene.plan))
    return Take(seed, picture, proof, scene.said)


def _lit(easel: _Easel, fresh: Pixels) -> tuple[str, ...]:
    """What is wrong with the light on the new ground, beside that on what stays."""
    if easel.subject is None:
        return ()
    with easel.clock("light"):
        return warnings(easel.subject, measure_place(fresh, easel.seat.cut.alpha))


def _reread(easel: _Easel, take: Take) -> Take:
    """With what repaired lettering says now: a remark where it is right, else a warning."""
    with easel.clock("read"):
        box = easel.scene.region.box
        read = lettering.reread(take.picture.srgb(), box, easel.scene.plan)
    if read is None:
        return take
    if read.is_right:
        return _noted(take, (read.said,))
    warned = replace(take.proof, warnings=(*take.proof.warnings, read.said))
    return replace(take, proof=warned)


def _noted(take: Take, remarks: tuple[str, ...]) -> Take:
    return replace(take, remarks=(*take.remarks, *remarks))


def _under(golden: Picture, cut: Cut, plan: EditPlan) -> npt.NDArray[Any]:
    if plan.operation in _KEEPING:  # no edge of the old picture ends
        return golden.pixels[cut.box.slices][..., :3]  # here, so nothing is mixed into it
    return golden.from_srgb(matte.foreground(cut.rgb, cut.alpha))


def _colour_error(cut: Cut, painted: Pixels, plan: EditPlan) -> float | None:
    """ΔE00 from the colour that a recolour asked for, where it named one."""
    if plan.operation is not Operation.RECOLOUR or not named(plan.prompt) or not cut.alpha.any():
        return None
    from inference.painters.recolour import reached

    return reached(cut, painted, plan.prompt)


def _match(painted: Pixels, cut: Cut, plan: EditPlan, seed: int) -> Pixels:
    """A recolour keeps the golden's own grain; a removal copies real grain; the rest is matched."""
    new = plan.operation in (Operation.REPLACE, Operation.ADD, Operation.FIX)
    return match(painted, cut, colour=plan.operation is Operation.FIX, grain=new, seed=seed)
