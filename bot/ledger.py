"""Verdicts as they came, and the one transition each variant makes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from bot.campaign import Choice, Outcome, State, Verdict
from bot.store import insert_once
from bot.tables import messages, outcomes, verdicts


@dataclass(frozen=True, slots=True)
class Standing:
    """A variant's outcome as kept, and the message that shows it."""

    request: str
    variant: str
    outcome: Outcome
    version: int
    team: str
    channel: str
    ts: str
    media: str


def append(tx: Connection, verdict: Verdict, key: str) -> bool:
    """Write a verdict down; False if this very event was written before."""
    return insert_once(
        tx, verdicts, key=key, request=verdict.request, variant=verdict.variant,
        person=verdict.person, choice=verdict.choice.value, cast=verdict.cast, at=verdict.at,
    )  # fmt: skip


def verdicts_on(tx: Connection, request: str, variant: str) -> list[Verdict]:
    """Oldest first."""
    mine = (verdicts.c.request == request) & (verdicts.c.variant == variant)
    rows = tx.execute(select(verdicts).where(mine).order_by(verdicts.c.id))
    return [Verdict(r.request, r.variant, r.person, Choice(r.choice), r.cast, r.at) for r in rows]


def transition(tx: Connection, request: str, variant: str, outcome: Outcome) -> bool:
    """Compare-and-set to a new outcome; False if nothing changed. Approved is for good."""
    values = {"state": outcome.state.value, "people": list(outcome.people)}
    fresh = outcome.state is not State.OPEN and insert_once(
        tx, outcomes, request=request, variant=variant, asset="", version=1, told=0, **values
    )
    if fresh:
        return True
    movable = (outcomes.c.state != State.APPROVED.value) & (outcomes.c.state != outcome.state.value)
    statement = (
        update(outcomes)
        .where(outcomes.c.request == request, outcomes.c.variant == variant, movable)
        .values(**values, version=outcomes.c.version + 1)
    )
    return tx.execute(statement).rowcount == 1


def outcome_of(tx: Connection, request: str, variant: str) -> Outcome:
    mine = (outcomes.c.request == request) & (outcomes.c.variant == variant)
    row = tx.execute(select(outcomes).where(mine)).first()
    return Outcome(State(row.state), tuple(row.people)) if row else Outcome(State.OPEN, ())


def untold(tx: Connection) -> list[Standing]:
    """Outcomes that the variant's message does not show yet."""
    shows = (
        (messages.c.request == outcomes.c.request)
        & (messages.c.variant == outcomes.c.variant)
        & (messages.c.kind == "variant")
    )
    rows = tx.execute(
        select(outcomes, messages.c.team, messages.c.channel, messages.c.ts, messages.c.media)
        .join(messages, shows)
        .where(outcomes.c.told < outcomes.c.version)
    )
    return [
        Standing(
            r.request, r.variant, Outcome(State(r.state), tuple(r.people)), r.version,
            r.team, r.channel, r.ts, r.media,
        )
        for r in rows
    ]  # fmt: skip


def told(tx: Connection, standing: Standing) -> None:
    mine = (outcomes.c.request == standing.request) & (outcomes.c.variant == standing.variant)
    tx.execute(update(outcomes).where(mine).values(told=standing.version))


def unfinished(tx: Connection) -> list[tuple[str, str]]:
    """(request, variant) that were approved and have no asset yet."""
    waiting = (outcomes.c.state == State.APPROVED.value) & (outcomes.c.asset == "")
    rows = tx.execute(select(outcomes.c.request, outcomes.c.variant).where(waiting))
    return [(r.request, r.variant) for r in rows]


def finish(tx: Connection, request: str, variant: str, asset: str) -> bool:
    """Record the finished asset; False if there is one already."""
    mine = (outcomes.c.request == request) & (outcomes.c.variant == variant)
    statement = update(outcomes).where(mine, outcomes.c.asset == "").values(asset=asset)
    return tx.execute(statement).rowcount == 1
