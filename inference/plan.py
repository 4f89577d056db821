"""From an Instruction to an EditPlan: seeds and strength are decided here, and nowhere else."""

from __future__ import annotations

from hashlib import sha256

from inference.nouns import Boldness, EditPlan, Golden, Instruction, Operation

_SEEDS = 2**31

_STRENGTH = {
    Operation.REPLACE: (0.8, 0.95, 1.0),  # a new scene shares nothing with the old one
    Operation.RECOLOUR: (0.4, 0.55, 0.7),  # folds and print must survive
    Operation.REMOVE: (0.9, 1.0, 1.0),  # what is left of the thing would grow back
    Operation.ADD: (0.75, 0.88, 1.0),  # the surface below still shows where to stand
    Operation.FIX: (0.25, 0.4, 0.6),  # the same thing, only right
    Operation.RELIGHT: (0.4, 0.7, 1.0),  # the share of the way to the new light
}
"""Noise levels, subtle to bold: 0 keeps the region as it is, 1 paints it from pure noise.

They are shares of the full noise scale (sigma), not of a model's number of steps, so that they mean
the same for a model of four steps and one of fifty; a painter inverts its own schedule.
"""


def painter_for(wish: Instruction, usual: str) -> str:
    """The spec of the painter: light is moved by rule, whatever paints the rest."""
    return "classic" if wish.operation is Operation.RELIGHT else usual


def resolve(
    wish: Instruction, golden: Golden, segmenter: str, painter: str, attached: str | None = None
) -> EditPlan:
    """The plan of an instruction on a golden; `segmenter` and `painter` are "spec@revision".

    `attached` is the sha256 of a second picture, where the instruction has a use for one.

    The same ask is the same plan, seeds included: they count up from the one that was named, or
    else from one that the golden, the operation, the region and the prompt decide.
    """
    return EditPlan(
        golden=golden.sha256,
        operation=wish.operation,
        region=wish.region,
        protect=wish.protect,
        prompt=wish.prompt,
        seeds=seeds(wish, golden),
        strength=strength(wish.operation, wish.boldness),
        segmenter=segmenter,
        painter=painter,
        attached=attached if wish.use else None,
        use=wish.use if attached else None,
    )


def seeds(wish: Instruction, golden: Golden) -> tuple[int, ...]:
    """`count` different seeds in 0..2**31-1; asking for more keeps the first ones."""
    first = wish.seed if wish.seed is not None else _first_seed(wish, golden)
    return tuple((first + step) % _SEEDS for step in range(wish.count))


def strength(operation: Operation, boldness: Boldness) -> float:
    """The noise level, in (0, 1]; it rises with boldness."""
    return rungs(operation)[list(Boldness).index(boldness)]


def rungs(operation: Operation) -> tuple[float, ...]:
    """The noise levels of an operation, subtle to bold."""
    return _STRENGTH[operation]


def next_rung(operation: Operation, now: float, up: bool) -> float | None:
    """The operation's nearest noise level above, or below, this one; None at the end."""
    others = [rung for rung in rungs(operation) if (rung > now if up else rung < now)]
    return None if not others else min(others) if up else max(others)


def fresh_seeds(seeds: tuple[int, ...], count: int, key: str) -> tuple[int, ...]:
    """`count` seeds that are none of these; the same key gives the same ones."""
    step = max(seeds) - min(seeds) + 1 + int(sha256(key.encode()).hexdigest()[:6], 16)
    return tuple((seeds[0] + step + each) % _SEEDS for each in range(count))


def _first_seed(wish: Instruction, golden: Golden) -> int:
    content = "\0".join((golden.sha256, wish.operation, wish.region, wish.prompt))
    return int.from_bytes(sha256(content.encode()).digest()[:4]) % _SEEDS
