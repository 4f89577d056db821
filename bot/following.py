"""Requests that follow from another one: again, with another region, for another choice."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Connection

from bot import requests
from bot.chat import Place
from bot.requests import QUEUED, READY, Request
from inference.errors import AskerError


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
    )


def with_region(request: Request, phrase: str) -> Request:
    """The same wish for another region."""
    return replace(
        request,
        instruction={**request.instruction, "region": phrase},
        plan=replace(request.plan, region=phrase, mask=None),
    )


def with_new_seeds(request: Request, ts: str) -> Request:
    """Other variants of the same; a mask that is settled stays so."""
    seeds = request.plan.seeds
    step = max(seeds) - min(seeds) + 1 + int(sha256(ts.encode()).hexdigest()[:6], 16)
    fresh = tuple((seed + step) % 2**31 for seed in seeds)
    state = READY if request.plan.mask else QUEUED
    return replace(request, plan=replace(request.plan, seeds=fresh), state=state)


def is_under_way(tx: Connection, parent: Request, place: Place) -> bool:
    """Is another request for the same picture and sentence being worked on in this thread?"""
    return any(
        (other.place, other.golden, other.sentence) == (place, parent.golden, parent.sentence)
        for other in requests.running(tx)
        if other.id != parent.id
    )


def only_once(tx: Connection, parent: Request) -> None:
    """AskerError where a region for the same picture and sentence is asked about already."""
    last = requests.last_in(tx, parent.place)
    if last is None or last.id == parent.id or last.state not in requests.OPEN:
        return
    if (last.golden, last.sentence) == (parent.golden, parent.sentence):
        raise AskerError(
            "That is on its way already: its picture stands, or will, at the end of this thread."
        )
