"""Painted once more where the first try can't be seen, or can be seen too well."""

from __future__ import annotations

from inference.nouns import EditPlan, Proof
from inference.plan import next_rung
from inference.proof import EDGE, FAINT

BOLDER = "At first you wouldn't have seen the change, so it was painted once more, bolder."
_SAID = {
    FAINT: BOLDER,
    EDGE: "At first its edge showed, so it was painted once more, closer to the golden.",
}


def another_strength(proof: Proof, plan: EditPlan) -> float | None:
    """The noise level to try instead of the plan's, one rung up or down; None to leave it."""
    if FAINT in proof.warnings:
        return None if plan.once else next_rung(plan.operation, plan.strength, up=True)
    if EDGE in proof.warnings:
        return next_rung(plan.operation, plan.strength, up=False)
    return None


def is_better(second: Proof, first: Proof) -> bool:
    """Whether the second try mends what was wrong with the first, and breaks nothing else."""
    if FAINT in first.warnings:
        return second.visible_change > first.visible_change and EDGE not in second.warnings
    return second.seam < first.seam and FAINT not in second.warnings


def in_words(first: Proof) -> str:
    """Why there was a second try."""
    return next(said for warning, said in _SAID.items() if warning in first.warnings)
