"""What happens by itself, as rows with a due time: a restart forgets none of them."""

from __future__ import annotations

import time

from sqlalchemy import Connection, delete, select, update

from bot.store import insert_once
from bot.tables import timers


def start(tx: Connection, key: str, kind: str, subject: str, seconds: float) -> None:
    """Due in so many seconds; one that runs under this key is set anew."""
    due = time.time() + seconds
    if not insert_once(tx, timers, key=key, kind=kind, subject=subject, due=due):
        tx.execute(update(timers).where(timers.c.key == key).values(due=due))


def stop(tx: Connection, key: str) -> bool:
    """False if it ran out, or was stopped, before."""
    return tx.execute(delete(timers).where(timers.c.key == key)).rowcount == 1


def due(tx: Connection) -> list[tuple[str, str, str]]:
    """(key, kind, subject) of those whose time has come, first come first."""
    ripe = select(timers).where(timers.c.due <= time.time()).order_by(timers.c.due)
    return [(row.key, row.kind, row.subject) for row in tx.execute(ripe)]
