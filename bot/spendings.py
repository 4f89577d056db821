"""What hosted painters cost, in millionths of a dollar ("micros"), and where the budgets end.

Every picture that is asked for is a row. What a killed worker left behind stays counted: it may
well be billed.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text, update

from bot.chat import Place
from bot.settings import Settings
from bot.tables import spendings
from inference.errors import AskerError, OperatorError
from inference.offers import Offer, dollars

DAY = 86_400.0
LOCK = 0x5E4D  # PostgreSQL's advisory lock; SQLite has one writer anyhow


@dataclass(frozen=True, slots=True)
class Budgets:
    """Micros per day (UTC) and per campaign; None = nobody set one."""

    day: int | None = None
    campaign: int | None = None

    @classmethod
    def of(cls, settings: Settings) -> Budgets:
        asked = (settings.budget_per_day, settings.budget_per_campaign)
        return cls(*(None if each is None else round(each * 1e6) for each in asked))

    def check(self, offer: Offer) -> None:
        """OperatorError where it costs something and a budget is not set."""
        if offer.micros and None in (self.day, self.campaign):
            raise OperatorError(
                f"{offer.model} costs money: set RESHOOT_BUDGET_PER_DAY and "
                "RESHOOT_BUDGET_PER_CAMPAIGN, in dollars."
            )


def reserve(
    tx: Connection, place: Place, plan_id: str, seed: int, offer: Offer, budgets: Budgets
) -> str:
    """Set a picture's price aside before it is asked for; the id is what to settle or release.

    OperatorError where no budget is set, AskerError where one would be passed.
    """
    budgets.check(offer)
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    now, row = time.time(), secrets.token_hex(16)
    _check(today(tx, now), budgets.day, offer.micros, "today's budget")
    _check(spent_in(tx, place), budgets.campaign, offer.micros, "this campaign's budget")
    tx.execute(insert(spendings).values(
        id=row, plan_id=plan_id, seed=seed, team=place.team, channel=place.channel,
        model=offer.model, micros=offer.micros, settled=False, at=now,
    ))  # fmt: skip
    return row


def settle(tx: Connection, row: str) -> None:
    """The picture is there and paid for."""
    tx.execute(update(spendings).where(spendings.c.id == row).values(settled=True))


def release(tx: Connection, row: str) -> None:
    """The provider painted nothing: nothing is owed."""
    tx.execute(delete(spendings).where(spendings.c.id == row))


def today(tx: Connection, now: float) -> int:
    """Micros reserved or settled since midnight UTC."""
    return _sum(tx, spendings.c.at >= now - now % DAY)


def spent_in(tx: Connection, place: Place) -> int:
    """Micros reserved or settled in this campaign, ever."""
    return _sum(tx, (spendings.c.team == place.team) & (spendings.c.channel == place.channel))


def rows(tx: Connection) -> list[Any]:
    """Every picture that was asked for, the oldest first."""
    return list(tx.execute(select(spendings).order_by(spendings.c.at)))


def in_words(tx: Connection, offer: Offer, pictures: int, budgets: Budgets) -> str:
    """Who is going to paint, what it will cost, and what of today's budget is gone."""
    if not offer.micros or budgets.day is None:
        return offer.in_words(pictures)
    gone = f"Today {dollars(today(tx, time.time()))} of {dollars(budgets.day)}."
    return f"{offer.in_words(pictures)} {gone}"


def _sum(tx: Connection, where: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.sum(spendings.c.micros)).where(where)).scalar() or 0)


def _check(spent: int, budget: int | None, micros: int, which: str) -> None:
    """What is free passes every budget."""
    if micros and budget is not None and spent + micros > budget:
        raise AskerError(
            f"That would pass {which} of {dollars(budget)}: {dollars(spent)} is spent. "
            "Whoever runs me can raise it."
        )
