"""Whose features a campaign may change: releases that somebody says the team holds."""

from __future__ import annotations

import time

from sqlalchemy import Connection, select

from bot.chat import Place
from bot.store import insert_once
from bot.tables import releases
from inference import people

HOW = (
    "If you hold it, mention me with “release: signed by … on …” here, once per campaign, and then "
    "ask again."
)


def record(tx: Connection, place: Place, person: str, said: str, key: str) -> bool:
    """Write down who said that which release is held; False if this very message was heard."""
    return insert_once(
        tx, releases, key=key, team=place.team, channel=place.channel, person=person, said=said,
        at=time.time(),
    )  # fmt: skip


def check(tx: Connection, place: Place, edit: people.Edit, sentence: str) -> None:
    """BadInstruction where the edit changes a person, and this campaign holds no release."""
    people.check(edit, sentence, is_held(tx, place), HOW)


def is_held(tx: Connection, place: Place) -> bool:
    """Whether anybody recorded one for this campaign."""
    here = (releases.c.team == place.team) & (releases.c.channel == place.channel)
    return tx.execute(select(releases.c.key).where(here)).first() is not None
