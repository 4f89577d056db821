"""Verdicts and the policy that folds them: pure rules, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Choice(StrEnum):
    """What a person says of a variant."""

    APPROVE = "approve"
    REJECT = "reject"


class State(StrEnum):
    """Where a variant stands; APPROVED is for good, the other two follow the votes."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's word on one variant, given (`cast`) or taken back. Append-only."""

    request: str
    variant: str
    person: str
    choice: Choice
    cast: bool
    at: float


@dataclass(frozen=True, slots=True)
class Policy:
    """How many approvals a variant needs, and whether the person who asked may give one."""

    quorum: int = 1
    self_approval: bool = True

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Self:
        return cls(**raw)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the votes add up to, and whose they are."""

    state: State
    people: tuple[str, ...]


def fold(policy: Policy, requester: str, verdicts: Iterable[Verdict]) -> Outcome:
    """Add the verdicts up, oldest first: any standing reject outweighs approvals below the quorum.

    A person's vote stands until it is taken back. Once approved, later verdicts change nothing.
    """
    standing: dict[tuple[str, Choice], None] = {}
    for verdict in verdicts:
        vote = (verdict.person, verdict.choice)
        if not verdict.cast:
            standing.pop(vote, None)
        elif _counts(policy, requester, verdict):
            standing.setdefault(vote)
        if len(approvers := _voters(standing, Choice.APPROVE)) >= policy.quorum:
            return Outcome(State.APPROVED, approvers)
    rejecters = _voters(standing, Choice.REJECT)
    return Outcome(State.REJECTED, rejecters) if rejecters else Outcome(State.OPEN, ())


def _counts(policy: Policy, requester: str, verdict: Verdict) -> bool:
    own = verdict.person == requester and verdict.choice is Choice.APPROVE
    return policy.self_approval or not own


def _voters(standing: dict[tuple[str, Choice], None], choice: Choice) -> tuple[str, ...]:
    return tuple(person for person, said in standing if said is choice)
