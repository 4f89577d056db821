"""`reshoot costs`: what hosted painters cost, by campaign, by day and by model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from bot import spendings
from bot.settings import Settings
from bot.store import open_store
from inference.offers import dollars

NOTHING = "No hosted painter was ever asked for a picture."


def summed(settings: Settings) -> dict[str, Any]:
    """Pictures and dollars, in all and by campaign, day (UTC) and model; `open` is what was asked
    for and never came, which may be billed."""
    with closing(open_store(settings.database)) as store, store.begin() as tx:
        rows = spendings.rows(tx)
    return {
        "all": _sum(rows),
        "open": _sum(row for row in rows if not row.settled),
        "campaigns": _by(rows, _campaign),
        "days": _by(rows, lambda row: datetime.fromtimestamp(row.at, UTC).date().isoformat()),
        "models": _by(rows, lambda row: str(row.model)),
    }


def in_words(report: dict[str, Any]) -> str:
    """A table for people."""
    if not report["all"]["pictures"]:
        return NOTHING
    lines = [f"{_line(report['all'])} in all"]
    for kind in ("campaigns", "days", "models"):
        lines += ["", kind.capitalize()]
        lines += [f"{_line(total)}  {name}" for name, total in report[kind].items()]
    if report["open"]["pictures"]:
        lines += ["", f"{_line(report['open'])} never came, and may be billed all the same"]
    return "\n".join(lines)


def _campaign(row: Any) -> str:
    return "/".join(filter(None, (row.team, row.channel)))


def _by(rows: Iterable[Any], name: Callable[[Any], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[name(row)].append(row)
    return {each: _sum(groups[each]) for each in sorted(groups)}


def _sum(rows: Iterable[Any]) -> dict[str, Any]:
    prices = [row.micros for row in rows]
    return {"pictures": len(prices), "dollars": sum(prices) / 1e6}


def _line(total: dict[str, Any]) -> str:
    return f"{dollars(round(total['dollars'] * 1e6)):>10}  {total['pictures']:>5} pictures"
