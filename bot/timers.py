"""What happens by itself, as rows with a due time: a restart forgets none of them."""

from __future__ import annotations

import time

from sqlalchemy import Connection, delete, select, update

from bot.store import insert_once
from bot.tables import timers


def start(tx: Connection, kind: str, subject: str, seconds: float) -> None:
    """Due in so many seconds; one of this kind that runs for this subject is set anew."""
    key, due = _key(kind, subject), time.time() + seconds
    if not insert_once(tx, timers, key=key, kind=kind, subject=subject, due=due):
        tx.execute(update(timers).where(timers.c.key == key).values(due=due))


def stop(tx: Connection, kind: str, subject: str) -> None:
    tx.execute(delete(timers).where(timers.c.key == _key(kind, subject)))


def due(tx: Connection) -> list[tuple[str, str]]:
    """(kind, subject) of those whose time has come, first come first."""
    ripe = select(timers).where(timers.c.due <= time.time()).order_by(timers.c.due)
    return [(row.kind, row.subject) for row in tx.execute(ripe)]


def _key(kind: str, subject: str) -> str:
    return f"{kind}-{subject}"
