"""From a region that was found to one that is settled: shown, timed, tapped, remembered."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from typing import NamedTuple

from sqlalchemy import Connection

from bot import lessons, mail, regions, requests, timers
from bot.chat import Note
from bot.lessons import Lesson
from bot.regions import Found, Revision
from bot.requests import ASKING, CANCELLED, FINDING, OPEN, READY, Request

SETTLE = "settle"
UNSEEN = 900.0  # seconds after which it paints although nobody saw the overlay: posting it fails


class Call(NamedTuple):
    """What the worker is to do next, and whether to take what it paints out of its hands."""

    job: str
    request: str
    drop: bool = False


def show(tx: Connection, request: Request, revision: Revision, found: Found) -> bool:
    """The worker found it: people are shown, and asked. False where a newer one makes it moot."""
    regions.keep(tx, revision, found)
    newest = regions.latest(tx, request.id)
    if newest is None or newest.number != revision.number:
        return False
    if not requests.move(tx, request.id, (FINDING,), ASKING):
        return False
    _post(tx, request, revision)
    if found.seconds:
        timers.start(tx, SETTLE, _subject(revision), UNSEEN)
    return True


def seen(tx: Connection, request: str, number: int) -> None:
    """The overlay is in the thread: from now on its seconds run."""
    revision = regions.get(tx, request, number)
    if revision and revision.found and revision.found.seconds and not revision.settled:
        seconds = revision.found.seconds
        timers.start(tx, SETTLE, _subject(revision), seconds)


def settle(tx: Connection, request: Request, revision: Revision, by: str) -> Call | None:
    """Paint this; None where it is settled already or not shown yet. `by` is "" for nobody."""
    found = revision.found
    if found is None or not requests.move(tx, request.id, (ASKING,), READY):
        return None
    hold(tx, revision)
    regions.settle(tx, revision, by)
    wanted = revision.wanted
    requests.paint_within(tx, request, found.mask, wanted.phrase)
    if by or revision.number > 1:
        lesson = Lesson(wanted.phrase, wanted.protect, wanted.drawing, by or wanted.person)
        lessons.learn(tx, request.place.team, request.plan, lesson)
    return Call("paint", request.id)


def take_back(tx: Connection, request: Request, revision: Revision, why: str) -> bool:
    """Undo a correction that came to nothing, and say so in the thread; people are asked again.

    What was overtaken while it was looked for has never been shown: it is now. False where there is
    no earlier revision to go back to.
    """
    before = regions.found_before(tx, revision)
    if before is None or before.found is None:
        return False
    regions.drop(tx, request.id, before.number + 1)
    regions.keep(tx, before, replace(before.found, seconds=0.0))
    requests.move(tx, request.id, (FINDING,), ASKING, "")
    regions.touch(tx, request.id)
    _post(tx, request, before)
    said = asdict(Note(f"{why} The region stays as it was: see the picture above."))
    mail.write(tx, request.place, "note", f"{request.id}-back-{secrets.token_hex(6)}", said)
    return True


def hand_over(tx: Connection, request: Request, revision: Revision, person: str) -> Call | None:
    """Too hard for a quick fix: the mask goes into the thread, and nothing is painted."""
    detail = f"Handed to a designer by <@{person}>."
    if not requests.move(tx, request.id, OPEN, CANCELLED, detail):
        return None
    hold(tx, revision)
    regions.touch(tx, request.id)
    if revision.found:
        payload = {"request": request.id, "revision": revision.number}
        mail.write(tx, request.place, "mask", f"{request.id}-mask-{revision.number}", payload)
    return Call("", request.id, drop=True)


def hold(tx: Connection, revision: Revision) -> None:
    """It no longer paints by itself."""
    timers.stop(tx, SETTLE, _subject(revision))


def _post(tx: Connection, request: Request, revision: Revision) -> None:
    """Its picture into the thread, unless it is there."""
    payload = {"request": request.id, "revision": revision.number}
    mail.write(tx, request.place, "overlay", f"{request.id}-overlay-{revision.number}", payload)


def _subject(revision: Revision) -> str:
    return f"{revision.request}:{revision.number}"


def read_subject(subject: str) -> tuple[str, int]:
    """(request, revision) that a timer is about."""
    request, _, number = subject.partition(":")
    return request, int(number)
