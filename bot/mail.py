"""The inbox and the outbox: what came in, and what is still to be said."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from bot.chat import Place
from bot.store import insert_once
from bot.tables import inbox, outbox

FIRST_DELAY, LONGEST_DELAY = 1.0, 300.0
MOST_TRIES = 12  # about half an hour, after which a row only blocks its thread
UNANSWERED = "no answer: "
"""How the `error` of a letter begins that may have arrived without our knowing."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row: `payload` is what bot.compose needs to make the Post of this `kind`;
    `unanswered` says that an earlier try may have arrived."""

    id: int
    key: str
    place: Place
    kind: str
    payload: dict[str, Any]
    tries: int
    unanswered: bool = False


def receive(tx: Connection, key: str, body: dict[str, Any]) -> bool:
    """Keep an event; False if it is here already."""
    now = time.time()
    return insert_once(tx, inbox, key=key, body=body, received=now, due=now, tries=0, error="")


def arrivals(tx: Connection, limit: int = 20) -> list[tuple[str, dict[str, Any], int]]:
    """(key, body, tries) of the events whose time has come, oldest first."""
    ready = (
        select(inbox.c.key, inbox.c.body, inbox.c.tries)
        .where(inbox.c.due <= time.time())
        .order_by(inbox.c.received)
        .limit(limit)
    )
    return [(row.key, row.body, row.tries) for row in tx.execute(ready)]


def settle(tx: Connection, key: str) -> None:
    """An event is dealt with. Its key stays, against repeats; its words don't."""
    tx.execute(update(inbox).where(inbox.c.key == key).values(due=None, body={}))


def defer(tx: Connection, key: str, tries: int, error: str) -> None:
    """An event could not be dealt with: try again later, or never after MOST_TRIES."""
    values = {"tries": tries + 1, "error": error[:500], "due": next_due(tries)}
    tx.execute(update(inbox).where(inbox.c.key == key).values(**values))


def next_due(tries: int) -> float | None:
    """When to try again after this many tries; None = give up."""
    if tries + 1 >= MOST_TRIES:
        return None
    return time.time() + min(LONGEST_DELAY, FIRST_DELAY * 2.0**tries)


def write(tx: Connection, place: Place, kind: str, key: str, payload: dict[str, Any]) -> bool:
    """Put a letter into the outbox; False if one with this key was written before."""
    return insert_once(
        tx, outbox, key=key, kind=kind, payload=payload, due=time.time(), tries=0, ts="", error="",
        **place._asdict(),
    )  # fmt: skip


def came(tx: Connection, key: str) -> bool:
    """Whether a letter with this key was written before."""
    return tx.execute(select(outbox.c.id).where(outbox.c.key == key)).first() is not None


def letters(tx: Connection, limit: int = 50) -> list[Letter]:
    """Letters to send now: per thread strictly in the order they were written."""
    waiting = outbox.c.due.is_not(None)
    first = (
        select(outbox.c.team, outbox.c.channel, outbox.c.thread, func.min(outbox.c.id).label("id"))
        .where(waiting)
        .group_by(outbox.c.team, outbox.c.channel, outbox.c.thread)
        .subquery()
    )
    ready = (
        select(outbox)
        .join(first, first.c.id == outbox.c.id)
        .where(outbox.c.due <= time.time())
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [_letter(row) for row in tx.execute(ready)]


def _letter(row: Row[Any]) -> Letter:
    place = Place(row.team, row.channel, row.thread)
    unanswered = row.error.startswith(UNANSWERED)
    return Letter(row.id, row.key, place, row.kind, row.payload, row.tries, unanswered)


def hand_over(tx: Connection, letter: Letter) -> None:
    """A letter is about to be posted: until the answer is written down, it may have arrived."""
    values = {"error": f"{UNANSWERED}handed over"}
    tx.execute(update(outbox).where(outbox.c.id == letter.id).values(**values))


def sent(tx: Connection, letter: Letter, ts: str) -> None:
    values = {"due": None, "ts": ts, "error": ""}
    tx.execute(update(outbox).where(outbox.c.id == letter.id).values(**values))


def returned(tx: Connection, letter: Letter, error: str, wait: float = 0.0) -> bool:
    """A letter could not be delivered; False if it is given up. `wait` seconds at least."""
    due = next_due(letter.tries)
    if due is not None:
        due = max(due, time.time() + wait)
    values = {"tries": letter.tries + 1, "error": error[:500], "due": due}
    tx.execute(update(outbox).where(outbox.c.id == letter.id).values(**values))
    return due is not None


def under_way(tx: Connection, team: str, channel: str) -> bool:
    """Is a variant being posted to this channel right now? Then a vote may precede its message."""
    mine = (outbox.c.team == team) & (outbox.c.channel == channel) & (outbox.c.kind == "variant")
    return (
        tx.execute(select(outbox.c.id).where(mine, outbox.c.due.is_not(None))).first() is not None
    )
