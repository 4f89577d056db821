"""Requests that follow from another one: again, with another region, for another choice."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Connection

from bot import requests
from bot.chat import Place
from bot.requests import QUEUED, Request
from inference.errors import AskerError

ON_ITS_WAY = "That is on its way already: its picture stands, or will, at the end of this thread."


def request_id(place: Place, ts: str) -> str:
    """The same message always asks for the same request."""
    return sha256("\0".join((place.team, place.channel, ts)).encode()).hexdigest()[:20]


def child(parent: Request, place: Place, key: str, person: str) -> Request:
    """The same wish of another person; the same key makes the same request."""
    ts = sha256(f"{parent.id}-{key}".encode()).hexdigest()[:20]
    return replace(
        parent,
        id=request_id(place, ts),
        place=place,
        ts=ts,
        person=person,
        state=QUEUED,
        detail="",
        choices=(),
        fraction=0.0,
        version=1,
        parent=parent.id,
        parent_variant="",
    )


def with_region(request: Request, phrase: str) -> Request:
    """The same wish for another region."""
    return replace(
        request,
        instruction={**request.instruction, "region": phrase},
        plan=replace(request.plan, region=phrase, mask=None),
    )


def not_twice(tx: Connection, child: Request) -> None:
    """AskerError where the very same is being worked on: people tap once more where it is slow."""
    same = (child.parent, child.parent_variant, child.detail)
    if any((o.parent, o.parent_variant, o.detail) == same for o in requests.running(tx)):
        raise AskerError(ON_ITS_WAY)


def only_once(tx: Connection, parent: Request) -> None:
    """AskerError where a region for the same picture and sentence is asked about already."""
    last = requests.last_in(tx, parent.place)
    if last is None or last.id == parent.id or last.state not in requests.OPEN:
        return
    if (last.golden, last.sentence) == (parent.golden, parent.sentence):
        raise AskerError(ON_ITS_WAY)
