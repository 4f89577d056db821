"""A list in one sentence: its first value is painted and looked at, then a tap paints the rest.

Each value is a request of its own, so that each is voted on, corrected, fails and is painted again
by itself. The first is the *lead*: its region is confirmed once, and its mask is everybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection, select, update

from bot import asking, following, regions, requests
from bot.requests import OPEN, READY, SHOWN, Request
from bot.settling import Call
from bot.store import insert_once
from bot.tables import cells


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a list, and the request that paints it; the lead's position is 0."""

    lead: str
    position: int
    name: str
    request: str


def waiting(tx: Connection, request: Request) -> tuple[str, ...]:
    """The values that a tap on this lead would paint; () while it is not yet, or all is under way.

    Not before its first value was seen: a list never paints on a region nobody confirmed.
    """
    if request.state != SHOWN or not request.plan.mask or cells_of(tx, request.id):
        return ()
    return tuple(request.instruction["values"][1:])


def paint_rest(tx: Connection, lead: Request, person: str) -> list[Call]:
    """A request for each value that waits; a second tap finds none."""
    latest = regions.latest(tx, lead.id)
    names = waiting(tx, lead) if latest else ()
    _keep(tx, Cell(lead.id, 0, lead.instruction["values"][0], lead.id)) if names else None
    calls = []
    for position, name in enumerate(names, 1):
        child = _child(lead, position, name, person)
        assert latest is not None
        if _keep(tx, Cell(lead.id, position, name, child.id)):
            asking.begin(tx, child, replace(latest.wanted, hold=False))
            calls.append(Call("paint", child.id))
    if calls:
        requests.touch(tx, lead.id)
    return calls


def _child(lead: Request, position: int, name: str, person: str) -> Request:
    """The lead's wish with another value, in the mask that people confirmed, with its seeds."""
    child = following.child(lead, lead.place, f"cell-{position}", person)
    wish = {**lead.instruction, "prompt": name, "values": []}
    return replace(child, instruction=wish, plan=replace(lead.plan, prompt=name), state=READY)


def _keep(tx: Connection, cell: Cell) -> bool:
    return insert_once(
        tx, cells, lead=cell.lead, position=cell.position, name=cell.name, request=cell.request
    )


def cells_of(tx: Connection, lead: str) -> list[Cell]:
    """In the order of the list; none while only the lead is there."""
    rows = tx.execute(select(cells).where(cells.c.lead == lead).order_by(cells.c.position))
    return [Cell(*row) for row in rows]


def taken_over(tx: Connection, failed: str, request: str) -> None:
    """Another request paints what failed."""
    tx.execute(update(cells).where(cells.c.request == failed).values(request=request))


def finished(tx: Connection, request: str) -> list[tuple[Cell, Request]]:
    """All cells of the request's list with their requests, once none of them is open; else []."""
    row = tx.execute(select(cells.c.lead).where(cells.c.request == request)).first()
    each = cells_of(tx, row.lead) if row else []
    found = [(cell, known) for cell in each if (known := requests.get(tx, cell.request))]
    return [] if any(known.state in OPEN for _, known in found) else found


def stamp(found: Sequence[tuple[Cell, Request]]) -> str:
    """Tells one state of a finished list from another one, which deserves a sheet of its own."""
    said = "|".join(f"{cell.request}:{known.state}:{known.plan.id}" for cell, known in found)
    return sha256(said.encode()).hexdigest()[:12]
