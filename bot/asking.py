"""What people say about a region before, while and after it is painted.

A correction is a change of the phrase, so every mask can be found again from what is kept. It calls
off what is being painted; what is over is done once more, as a request that follows from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from sqlalchemy import Connection

from bot import following, lessons, mail, regions, requests, settling
from bot.chat import Place
from bot.regions import Revision, Wanted
from bot.requests import OPEN, QUEUED, Request
from bot.settling import Call
from inference import correction
from inference.correction import Act, Correction
from inference.errors import BadInstruction
from inference.nouns import Operation

Those: TypeAlias = tuple[Correction, ...]
_FOR_WHAT_WAITS = {Act.CONFIRM, Act.HAND_OVER, Act.UNDO}


def begin(tx: Connection, request: Request, wanted: Wanted | None = None) -> bool:
    """Keep a new request with its first revision, and say so; False if it asked before."""
    if not requests.add(tx, request):
        return False
    regions.add(tx, request.id, 1, wanted or first(tx, request), f"ask-{request.id}")
    payload = {"request": request.id}
    mail.write(tx, request.place, "status", f"status-{request.id}", payload)
    return True


def first(tx: Connection, request: Request, drawing: str = "") -> Wanted:
    """The region as it is asked for, or as people settled it the last time.

    Something new is shown before it is painted, and so is a region for a whole list of values.
    """
    plan = request.plan
    lesson = None if drawing else lessons.recall(tx, request.place.team, plan)
    if lesson:
        said = f"As <@{lesson.person}> settled it before."
        return Wanted(lesson.phrase, lesson.protect, lesson.person, lesson.drawing, said=said)
    hold = _has_values(request) or plan.operation is Operation.ADD
    return Wanted(plan.region, plan.protect, request.person, drawing, hold)


def last_in(tx: Connection, place: Place) -> tuple[Request, Revision] | None:
    """The thread's latest request, and its region as people see it."""
    request = requests.last_in(tx, place)
    latest = regions.latest(tx, request.id) if request else None
    return (request, latest) if request and latest else None


def obey(
    tx: Connection, request: Request, number: int, those: Those, person: str, key: str
) -> Call | None:
    """Do what somebody said about revision `number`; BadInstruction where it makes no sense."""
    latest = _latest(tx, request)
    act = those[0].act
    if regions.came(tx, key):
        return None
    if number != latest.number:
        raise BadInstruction("That is an older picture: a newer one stands below.")
    if act is Act.CONFIRM:
        return settling.settle(tx, request, latest, person)
    if act is Act.HAND_OVER:
        return settling.hand_over(tx, request, latest, person)
    return revise(tx, request, latest, _corrected(tx, request, latest, those, person), key)


def concerns(request: Request, those: Those) -> bool:
    """Agreeing, and handing over, is for what waits to be painted; afterwards it is talk."""
    return request.state in OPEN or those[0].act not in _FOR_WHAT_WAITS


def _corrected(
    tx: Connection, request: Request, latest: Revision, those: Those, person: str
) -> Wanted:
    if those[0].act is Act.UNDO:
        before = regions.get(tx, request.id, latest.number - 1)
        if before is None:
            raise BadInstruction("There is nothing to undo: this is the region as it was asked.")
        said = before.wanted.said if before.wanted.doubted else "As it was before."
        return replace(before.wanted, person=person, said=said)
    now, size = latest.wanted, (request.width, request.height)
    phrase, protect = correction.applied(those, now.phrase, now.protect, *size)
    said = correction.in_words(those)
    return Wanted(phrase, protect, person, now.drawing, _has_values(request), said)


def drawn(request: Request, latest: Revision, drawing: str, person: str) -> Wanted:
    """What is wanted after somebody drew on the golden; the worker reads what it means.

    A second drawing begins anew.
    """
    plan, now = request.plan, latest.wanted
    phrase, protect = (plan.region, plan.protect) if now.drawing else (now.phrase, now.protect)
    return Wanted(phrase, protect, person, drawing, _has_values(request), "As drawn.")


def revise(
    tx: Connection, request: Request, latest: Revision, wanted: Wanted, key: str
) -> Call | None:
    """One more revision, or a request that follows; None if this message or tap came before."""
    if request.state not in OPEN:
        return follow(tx, request, wanted, key)
    if not regions.add(tx, request.id, latest.number + 1, wanted, key):
        return None
    settling.hold(tx, latest)
    requests.move(tx, request.id, OPEN, QUEUED, wanted.said)
    regions.touch(tx, request.id)
    return Call("find", request.id, drop=True)


def follow(tx: Connection, parent: Request, wanted: Wanted, key: str) -> Call | None:
    """A request with the parent's words and seeds, and a region to be found anew."""
    child = following.child(parent, parent.place, key, wanted.person)
    said = "" if wanted.doubted else wanted.said  # or it would say what it finds before it has
    child = replace(child, plan=replace(parent.plan, mask=None), detail=said)
    return Call("find", child.id) if begin(tx, child, wanted) else None


def _latest(tx: Connection, request: Request) -> Revision:
    latest = regions.latest(tx, request.id)
    if latest is None:
        raise BadInstruction("That request is older than this Reshoot: ask once more.")
    return latest


def _has_values(request: Request) -> bool:
    return bool(request.instruction["values"])
