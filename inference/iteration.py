"""From what people say about variants to the next plan: pure, and never a guess.

What is said of one variant changes that one, so it keeps its seed and is painted once. What asks
for others ("again", "more like 3") gets other seeds. docs/decisions/iteration.md says why.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from inference import plugins
from inference.errors import BadInstruction, PluginError
from inference.lighting.words import side_to_ask
from inference.nouns import Boldness, EditPlan, Instruction, Like, Operation, Use
from inference.phrases.naming import listed
from inference.plan import fresh_seeds, next_rung, strength
from inference.retry import BOLDER
from inference.sentence.iterations import MOODS, Change, Iteration, Way, read

__all__ = ["Change", "Iteration", "Way", "applied", "in_words", "offered", "read"]

NEAR = 0.36
"""The noise level for pictures like another: up to it a painter refines what is there."""
MORE = 3
"""Pictures that "more like this" gives."""

_OPPOSITE = {"warm": "cool", "cool": "warm", "dark": "bright", "bright": "dark",
             "vivid": "muted", "muted": "vivid"}  # fmt: skip
_LIT = {"warm", "cool", "dramatic"}  # moods that are a light where a scene is painted
_TONES = {"warm", "cool"}  # all that a rule for light knows beside its direction
_LIGHT = re.compile(r"\s*,?\s*\b(?:light )?from (?:the \w+|above|below|behind)\b")


@dataclass(frozen=True, slots=True)
class _Next:
    """What is wanted, and its plan, while changes are made to them."""

    wish: Instruction
    plan: EditPlan
    chosen: Like | None
    key: str


Made: TypeAlias = tuple[Instruction, EditPlan]


def applied(
    iteration: Iteration, wish: Instruction, plan: EditPlan, chosen: Like | None, key: str
) -> Made:
    """The next instruction and its plan; the key, any text, decides the seeds that are new.

    Raises BadInstruction where a change makes no sense, or goes no further. Not for undo.
    """
    now = _Next(wish, plan, chosen, key)
    others = iteration.has(Way.LIKE) or iteration.has(Way.AGAIN)
    if chosen and not others:
        now = _with_seeds(now, (chosen.seed,))
    for change in iteration.changes:
        now = _CHANGES[change.way](now, change.what)
    return now.wish, now.plan


def in_words(iteration: Iteration, number: int | None = None) -> str:
    """What was understood, for people: "Variant 2, but warm."; `number` is the variant's."""
    said = [_said(change) for change in iteration.changes]
    if iteration.has(Way.LIKE):
        more = listed(said[1:])
        return f"More like variant {number}{f', but {more}' if more else ''}."
    if iteration.changes == (Change(Way.AGAIN),):
        return "The same once more: other pictures."
    return f"{f'Variant {number}' if number else 'The same'}, but {listed(said)}."


def offered(plan: EditPlan, warnings: tuple[str, ...], remarks: str) -> tuple[str, ...]:
    """What can be said of a variant of this plan, in words that are read as an iteration."""
    side = side_to_ask(warnings) if plan.operation is Operation.REPLACE else ""
    boldness = [word for word, up in (("bolder", True), ("softer", False)) if _can(plan, up)]
    shown = ["show subtle"] if BOLDER in remarks and not by_rule(plan.painter) else []
    lit = [f"light from the {side}"] if side else []
    return ("more like this", "again", *boldness, *lit, *shown)


@cache
def by_rule(stamped: str) -> bool:
    """Whether this painter ("spec@revision") knows no noise level; reads its class only.

    One that is gone knows nothing.
    """
    try:
        plugin = plugins.load("painters", plugins.spec_of(stamped).partition(":")[0])
    except PluginError:
        return True
    call = plugin.__call__ if inspect.isclass(plugin) else plugin
    return "strength" not in inspect.signature(call).parameters


def _can(plan: EditPlan, up: bool) -> bool:
    return not by_rule(plan.painter) and next_rung(plan.operation, plan.strength, up) is not None


def _with_seeds(now: _Next, seeds: tuple[int, ...]) -> _Next:
    wish = replace(now.wish, count=len(seeds), seed=None)
    return replace(now, wish=wish, plan=replace(now.plan, seeds=seeds))


def _again(now: _Next, _what: str) -> _Next:
    seeds = now.plan.seeds
    return _with_seeds(now, fresh_seeds(seeds, len(seeds), now.key))


def _like(now: _Next, _what: str) -> _Next:
    """From the variant's own pixels, or near its seed; a removal has nothing to be like."""
    if now.chosen is None:
        raise BadInstruction("Like which one? Say its number.", suggestion="more like 2")
    now = _with_seeds(now, fresh_seeds((*now.plan.seeds, now.chosen.seed), MORE, now.key))
    paints = now.plan.operation in (Operation.REPLACE, Operation.ADD, Operation.FIX)
    if not paints or now.plan.use is Use.PRODUCT:
        return now
    softer = min(NEAR, now.plan.strength)
    return replace(now, plan=replace(now.plan, like=now.chosen, strength=softer))


def _bolder(now: _Next, _what: str) -> _Next:
    return _stepped(now, up=True)


def _softer(now: _Next, _what: str) -> _Next:
    return _stepped(now, up=False)


def _stepped(now: _Next, up: bool) -> _Next:
    """One rung of the ladder, or a sentence on why there is none."""
    if by_rule(now.plan.painter):
        raise BadInstruction(
            "What is painted here is painted by rule, which knows no bolder or softer. Say what "
            "should be different instead.",
            suggestion="2 but warmer",
        )
    level = next_rung(now.plan.operation, now.plan.strength, up)
    if level is None:
        end = "bold" if up else "soft"
        raise BadInstruction(f"That is as {end} as it gets. Say what should be different instead.")
    rungs = {strength(now.plan.operation, each): each for each in reversed(Boldness)}
    wish = replace(now.wish, boldness=rungs[level])
    return replace(now, wish=wish, plan=replace(now.plan, strength=level))


def _subtle(now: _Next, _what: str) -> _Next:
    """As it was asked for, however faint."""
    return replace(now, plan=replace(now.plan, once=True))


def _mood(now: _Next, mood: str) -> _Next:
    operation, prompt = now.wish.operation, now.wish.prompt
    if operation is Operation.REMOVE or (operation is Operation.RELIGHT and mood not in _TONES):
        raise BadInstruction(f"Nothing is painted here that could be {MOODS[mood][0]}.")
    if operation is Operation.RECOLOUR:
        return _asking(now, " ".join(_joined(prompt.split(), mood)))
    lit = f"{mood} light" if mood in _LIT and operation is not Operation.RELIGHT else mood
    parts = _joined([each.strip() for each in prompt.split(",")], lit, end=True)
    return _asking(now, ", ".join(parts))


def _joined(parts: list[str], mood: str, end: bool = False) -> list[str]:
    """With the mood instead of its opposite; what it is already, it is to be very much."""
    first, *rest = mood.split()
    opposite = " ".join([_OPPOSITE.get(first, ""), *rest])
    kept = [part for part in parts if part not in ("very", opposite, f"very {opposite}")]
    is_so = {mood, f"very {mood}"} & {*kept}
    new = f"very {mood}" if is_so else mood
    kept = [part for part in kept if part not in (mood, f"very {mood}")]
    return [*kept, new] if end else [new, *kept]


def _light(now: _Next, side: str) -> _Next:
    operation, prompt = now.wish.operation, now.wish.prompt
    if operation is Operation.RELIGHT:
        rest = _LIGHT.sub("", prompt).strip(" ,")
        return _asking(now, ", ".join(filter(None, (f"from {side}", rest))))
    if operation in (Operation.REMOVE, Operation.RECOLOUR):
        raise BadInstruction(
            "No light is painted here. You can have the light on a thing moved.",
            suggestion=f"relight the subject from {side}",
        )
    return _asking(now, f"{_LIGHT.sub('', prompt)}, light from {side}")


def _asking(now: _Next, prompt: str) -> _Next:
    """With another prompt, which is one no longer of a list."""
    wish = replace(now.wish, prompt=prompt.strip(" ,"), values=())
    return replace(now, wish=wish, plan=replace(now.plan, prompt=wish.prompt))


def _said(change: Change) -> str:
    if change.way is Way.MOOD:
        return MOODS[change.what][0]
    if change.way is Way.LIGHT:
        return f"with the light from {change.what}"
    return {Way.SUBTLE: "as subtle as it was at first", Way.AGAIN: "in other pictures"}.get(
        change.way, change.way.value
    )


_CHANGES: dict[Way, Callable[[_Next, str], _Next]] = {
    Way.AGAIN: _again, Way.LIKE: _like, Way.BOLDER: _bolder, Way.SOFTER: _softer,
    Way.SUBTLE: _subtle, Way.MOOD: _mood, Way.LIGHT: _light,
}  # fmt: skip
