"""A painter in the hand: what a plan says to it, and what it may say meanwhile."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from inference import plugins
from inference.errors import Cancelled, PluginError
from inference.nouns import Cut, EditPlan, Pixels

Progress = Callable[[float], None]

BY_WORDS = "This painter goes by words alone: it did not look at your example."


def rising(progress: Progress | None) -> Progress:
    """It, but told only of what is further than before: pictures may be painted out of order."""
    furthest = -1.0

    def tell(share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        if progress:
            progress(furthest)

    return tell


@dataclass(frozen=True, slots=True)
class Brush:
    """Calls `painter` for one plan; what it reports is a share of `start` to `end`, in 0-1.

    `light` is what a painter that works from noise is told beside the prompt.
    """

    painter: Any
    plan: EditPlan
    progress: Progress
    cancel: Callable[[], bool]
    reference: Pixels | None = None
    light: str = ""
    start: float = 0.0
    end: float = 1.0

    @property
    def has_strength(self) -> bool:
        """Whether this painter works from noise, so that it may be bolder or softer."""
        return self._hears("strength")

    def part(self, start: float, end: float) -> Brush:
        """The same brush for a part of its own share of the work."""
        whole = self.end - self.start
        return replace(self, start=self.start + start * whole, end=self.start + end * whole)

    def still(self) -> Brush:
        """The same brush, reporting its end only: for work that nobody reckoned with."""
        return replace(self, start=self.end)

    def split(self, pictures: int, looks: int) -> list[Brush]:
        """One brush for the first look at all pictures, and one for the later looks at each."""
        first = 1 / (1 + looks)
        later = (1 - first) / max(pictures, 1)
        ends = [first + later * done for done in range(pictures + 1)]
        return [self.part(0, first), *(self.part(*each) for each in pairwise(ends))]

    def paint(self, cut: Cut, seeds: Sequence[int], strength: float) -> Iterator[Pixels]:
        """One picture of the cut's size per seed; Cancelled, also before each of them."""
        painted = iter(plugins.call(self.painter, cut, self._words, tuple(seeds),
                                    **self._offers(strength)))  # fmt: skip
        for _ in seeds:
            if self.cancel():
                raise Cancelled
            fresh = next(painted, None)
            if fresh is None:
                raise PluginError(
                    f"The painter {self.plan.painter} gave fewer pictures than it was asked for."
                )
            yield np.asarray(fresh)

    def remarks(self, cut: Cut, painted: Pixels) -> tuple[str, ...]:
        """Sentences of the painter's own about its picture, and what it could not take in."""
        deaf = self.reference is not None and not self._hears("reference")
        speak = getattr(self.painter, "remarks", None)
        offers = {"operation": self.plan.operation, "phrase": self.plan.region}
        said = plugins.call(speak, cut, painted, self.plan.prompt, **offers) if speak else ()
        return (*said, *((BY_WORDS,) if deaf else ()))

    @property
    def _words(self) -> str:
        lit = self.light if self.has_strength and "light" not in self.plan.prompt.lower() else ""
        return ", ".join(filter(None, (self.plan.prompt, lit)))

    def _hears(self, offer: str) -> bool:
        return offer in inspect.signature(self.painter).parameters

    def _offers(self, strength: float) -> dict[str, Any]:
        return {
            "operation": self.plan.operation,
            "phrase": self.plan.region,
            "strength": strength,
            "reference": self.reference,
            "near": self.plan.like.seed if self.plan.like else None,
            "progress": lambda share: self.progress(self.start + share * (self.end - self.start)),
            "cancel": self.cancel,
        }
