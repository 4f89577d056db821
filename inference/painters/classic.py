"""The built-in painter, without weights: it recolours, relights, removes, replaces backgrounds
and sets lettering anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from inference.errors import AskerError
from inference.nouns import Cut, Operation, Pixels
from inference.segmenters.text import is_lettering

Progress = Callable[[float], None]
Hand = Callable[[int, Progress], Pixels]
"""Paints one picture from a seed."""

_BEHIND = re.compile(
    r"\b(back ?grounds?|back ?drop|bg|surround\w*|setting|scene|scenery|environment|"
    r"everything|all around)\b|^(what is |what's |the area )?behind\b",
    re.IGNORECASE,
)
_SURFACE = re.compile(r"\b(sky|wall)$", re.IGNORECASE)  # behind, but a colour keeps its texture
_WHERE = re.compile(r"\b(in|on|from|against|off?|at) (the )?\S+.*$", re.IGNORECASE)
_BORDER = 0.55  # of the cut's border: a region that touches this much of it lies behind the subject


class Classic:
    """Paints by rule at any size (`native` is None); deterministic for each seed."""

    revision = "2"
    native = None

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
        progress: Progress | None = None,
        near: int | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 per seed; AskerError, before the first, for what it cannot paint.

        `near` is the seed of a backdrop that these are to be like. `progress` hears 0-1. There is
        no strength: a rule has no noise level, and a colour that is asked for by name or code is
        wanted whole.
        """
        hand = _hand(cut, prompt, operation, phrase, near)
        return _each(hand, seeds, progress or (lambda _: None))

    def remarks(
        self,
        cut: Cut,
        painted: Pixels,
        prompt: str,
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
    ) -> tuple[str, ...]:
        """Sentences about one of its pictures: how near a recolour came to the colour asked for."""
        if operation is Operation.RELIGHT:
            return (f"The {phrase} itself has changed: only its light, by rule, not its detail.",)
        if not recolours(cut, prompt, operation, phrase):
            return ()
        from inference.painters.recolour import measured

        return (measured(cut, painted, prompt),)


def recolours(cut: Cut, prompt: str, operation: Operation, phrase: str) -> bool:
    """Whether the region keeps its shading: a thing, a wall or a sky that only changes colour."""
    if operation is not Operation.REPLACE:
        return operation is Operation.RECOLOUR
    from inference.colours import is_colour

    surface = bool(_SURFACE.search(phrase.strip()))
    return (surface or not lies_behind(cut, phrase)) and is_colour(prompt)


def lies_behind(cut: Cut, phrase: str) -> bool:
    """Whether the region is a background: by its name, or because it fills the cut's border."""
    noun = _WHERE.sub("", phrase.strip())  # a "man in the background" is not the background
    if _BEHIND.search(noun) or _SURFACE.search(noun.strip()):
        return True
    alpha = cut.alpha
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    return float((border > 127).mean()) > _BORDER


def _each(hand: Hand, seeds: Sequence[int], progress: Progress) -> Iterator[Pixels]:
    for done, seed in enumerate(seeds):
        painted = hand(seed, _part(progress, done, len(seeds)))
        progress((done + 1) / len(seeds))
        yield painted


def _part(progress: Progress, done: int, count: int) -> Progress:
    """Progress 0-1 of the picture after `done` others, as a share of the whole."""
    return lambda fraction: progress((done + fraction) / count)


def _hand(cut: Cut, prompt: str, operation: Operation, phrase: str, near: int | None) -> Hand:
    """Who paints this."""
    if recolours(cut, prompt, operation, phrase):
        return _recolouring(cut, prompt)
    if operation is Operation.RELIGHT:
        return _relighting(cut, prompt)
    if operation is Operation.REMOVE:
        from inference.painters.fill import fill

        return lambda seed, progress: fill(cut, seed, progress)
    if operation is Operation.REPLACE and lies_behind(cut, phrase):
        from inference.painters.backdrop.paint import backdrop, understood
        from inference.painters.backdrop.words import side

        wanted, lit = understood(prompt), side(prompt)
        return lambda seed, _: backdrop(cut, wanted, seed, near, lit)
    if operation is Operation.FIX and is_lettering(phrase) and prompt:
        return _lettering(cut, prompt)
    raise AskerError(_refusal(prompt, operation, phrase))


def _recolouring(cut: Cut, prompt: str) -> Hand:
    from inference.painters.recolour import recolour, wanted

    wanted(prompt)  # an unknown colour is refused before anything is painted
    return lambda _seed, _progress: recolour(cut, prompt)


def _lettering(cut: Cut, words: str) -> Hand:
    from inference.painters.signs.mend import mended, settings

    wanted = settings(cut, words)  # lettering that can't be made out is refused before it is set
    return lambda seed, _progress: mended(cut, wanted, seed)


def _relighting(cut: Cut, prompt: str) -> Hand:
    from inference.lighting.asked import towards
    from inference.lighting.measure import measure, measure_place
    from inference.lighting.relight import relit

    own = measure(cut.rgb, cut.alpha)
    wanted = towards(prompt, own, measure_place(cut.rgb, 255 - cut.alpha))
    return lambda _seed, _progress: relit(cut.rgb, cut.alpha, own, wanted)


def _refusal(prompt: str, operation: Operation, phrase: str) -> str:
    cannot = {
        Operation.ADD: f"add {prompt}",
        Operation.FIX: f"fix the {phrase}",
    }.get(operation, f"turn the {phrase} into {prompt}")
    return (
        f"The built-in painter can't {cannot}: it invents no things. It can give the {phrase} "
        f"another colour (“recolour {phrase} to teal”), take it out (“remove {phrase}”), or change "
        "what is behind (“swap background to autumn trail”). For more, ask whoever runs Reshoot "
        "for a diffusion painter."
    )
