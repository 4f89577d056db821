"""The built-in painter, without weights: it recolours, removes, and replaces backgrounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from inference.errors import AskerError
from inference.nouns import Cut, Operation, Pixels

_BEHIND = re.compile(
    r"\b(back ?ground|back ?drop|bg|behind|surrounding\w*|setting|scene\w*|environment|wall|sky|"
    r"everything (else|but|except)|(all|everything) around)\b",
    re.IGNORECASE,
)
_BORDER = 0.55  # of the cut's border: a region that touches this much of it lies behind the subject


class Classic:
    """Paints by rule at any size (`native` is None); deterministic for each seed."""

    revision = "1"
    native = None

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
        strength: float = 1.0,  # noqa: ARG002
        progress: Callable[[float], None] | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 per seed; AskerError, before the first, for what it cannot paint.

        `progress` hears 0-1. `strength` changes nothing: a rule has no noise level.
        """
        return _each(_hand(cut, prompt, operation, phrase), seeds, progress)


def _each(
    hand: Callable[[int], Pixels], seeds: Sequence[int], progress: Callable[[float], None] | None
) -> Iterator[Pixels]:
    for done, seed in enumerate(seeds, 1):
        painted = hand(seed)
        if progress:
            progress(done / len(seeds))
        yield painted


def _hand(cut: Cut, prompt: str, operation: Operation, phrase: str) -> Callable[[int], Pixels]:
    """Who paints this: a function of the seed."""
    if operation is Operation.RECOLOUR:
        return _recolouring(cut, prompt)
    if operation is Operation.REMOVE:
        from inference.painters.fill import fill

        return partial(fill, cut)
    if operation is Operation.REPLACE and lies_behind(cut, phrase):
        from inference.painters.backdrop import backdrop, understood

        wanted = understood(prompt)
        return lambda seed: backdrop(cut, wanted, seed)
    if operation is Operation.REPLACE and _is_colour(prompt):
        return _recolouring(cut, prompt)
    raise AskerError(_refusal(prompt, operation))


def lies_behind(cut: Cut, phrase: str) -> bool:
    """Whether the region is a background: by its name, or because it fills the cut's border."""
    alpha = cut.alpha
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    return bool(_BEHIND.search(phrase)) or float((border > 127).mean()) > _BORDER


def _recolouring(cut: Cut, prompt: str) -> Callable[[int], Pixels]:
    from inference.painters.recolour import recolour

    return lambda _seed: recolour(cut, prompt)


def _is_colour(prompt: str) -> bool:
    from inference.colours import named

    return named(prompt) is not None


def _refusal(prompt: str, operation: Operation) -> str:
    verb = {Operation.ADD: "add", Operation.FIX: "fix"}.get(operation, "paint")
    return (
        f"The built-in painter cannot {verb} {prompt!r}: it recolours, removes, and replaces "
        "backgrounds. Ask for one of those, or have your operator install a diffusion painter."
    )
