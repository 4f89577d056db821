"""Does what is due: every timer is a row, so that a restart forgets none."""

from __future__ import annotations

from bot import timers
from bot.settling import SETTLE, read_subject
from bot.studio import Studio


def ring(studio: Studio) -> int:
    """One round; returns how many timers ran out."""
    with studio.store.begin() as tx:
        ripe = timers.due(tx)
    for kind, subject in ripe:
        if kind == SETTLE:
            studio.settle_by_itself(*read_subject(subject))
        with studio.store.begin() as tx:
            timers.stop(tx, kind, subject)
    return len(ripe)
