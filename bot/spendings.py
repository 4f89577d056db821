"""What hosted painters cost, in millionths of a dollar ("micros"), and where the budgets end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, text, update

from bot.chat import Place
from bot.store import insert_once
from bot.tables import spendings
from inference.errors import AskerError, OperatorError

DAY = 86_400.0
LOCK = 0x5E4D  # PostgreSQL's advisory lock; SQLite has one writer anyhow


@dataclass(frozen=True, slots=True)
class Budgets:
    """Micros per day (UTC) and per campaign; None = nobody set one."""

    day: int | None = None
    campaign: int | None = None


def reserve(
    tx: Connection, place: Place, plan_id: str, seed: int, model: str, micros: int, budgets: Budgets
) -> None:
    """Set aside a picture's price before it is asked for; once per plan and seed, however often.

    OperatorError where no budget is set, AskerError where one would be passed; then nothing is
    reserved once `tx` rolls back.
    """
    if micros and None in (budgets.day, budgets.campaign):
        raise OperatorError(
            "This painter costs money: set RESHOOT_BUDGET_PER_DAY and RESHOOT_BUDGET_PER_CAMPAIGN, "
            "in dollars."
        )
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    now = time.time()
    if not insert_once(
        tx, spendings, plan_id=plan_id, seed=seed, team=place.team, channel=place.channel,
        model=model, micros=micros, settled=False, at=now,
    ):  # fmt: skip
        return
    _check(today(tx, now), budgets.day, micros, "today's budget")
    _check(spent_in(tx, place), budgets.campaign, micros, "this campaign's budget")


def settle(tx: Connection, plan_id: str, seed: int) -> None:
    """The picture is there and paid for."""
    this = (spendings.c.plan_id == plan_id) & (spendings.c.seed == seed)
    tx.execute(update(spendings).where(this).values(settled=True))


def today(tx: Connection, now: float) -> int:
    """Micros reserved or settled since midnight UTC."""
    return _sum(tx, spendings.c.at >= now - now % DAY)


def spent_in(tx: Connection, place: Place) -> int:
    """Micros reserved or settled in this campaign, ever."""
    return _sum(tx, (spendings.c.team == place.team) & (spendings.c.channel == place.channel))


def _sum(tx: Connection, where: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.sum(spendings.c.micros)).where(where)).scalar() or 0)


def _check(total: int, budget: int | None, micros: int, which: str) -> None:
    """`total` holds this picture already; what is free passes every budget."""
    if micros and budget is not None and total > budget:
        raise AskerError(
            f"That would pass {which} of ${budget / 1e6:.2f}: ${(total - micros) / 1e6:.2f} is "
            "spent. Whoever runs me can raise it."
        )
