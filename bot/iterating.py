"""What people say about variants they have seen: each makes a request that follows from another.

The child keeps the region that was settled, and is painted from the golden's own plan, so that its
proof is against the golden and nothing else. To undo is to go back to what it followed from.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from hashlib import sha256

from sqlalchemy import Connection

from bot import asking, following, mail, regions, requests
from bot.chat import Note, Place
from bot.compose import instruction_of
from bot.regions import Revision
from bot.requests import CANCELLED, OPEN, SHOWN, UNDONE, Request, Shown
from bot.settling import Call
from inference import iteration
from inference.errors import AskerError
from inference.instruction import describe
from inference.iteration import Iteration, Way
from inference.nouns import Like


def says(
    tx: Connection, last: Request, wish: Iteration, place: Place, person: str, key: str
) -> tuple[bool, Call | None]:
    """Words about the variants in a thread, whose latest request is `last`.

    (False, None) where none have been shown: then it is talk.
    """
    if _came(tx, place, key):
        return True, None
    if wish.has(Way.UNDO):
        return True, _undo(tx, last, person, key)
    parent, shown = _latest_shown(tx, last)
    if parent is None:
        return False, None
    return True, begin(tx, parent, _chosen(shown, wish.number), wish, place, person, key)


def begin(
    tx: Connection,
    parent: Request,
    shown: Shown | None,
    wish: Iteration,
    place: Place,
    person: str,
    key: str,
) -> Call | None:
    """The request that follows, once per key; AskerError where the same is on its way already."""
    latest = regions.latest(tx, parent.id)
    if latest is None or _came(tx, place, key):
        return None
    child = _child(parent, shown, wish, place, person, key)
    following.not_twice(tx, child)
    if not asking.begin(tx, child, replace(latest.wanted, said="")):
        return None
    return Call(requests.JOBS[child.state], child.id)


def takes_back(wish: Iteration | None, request: Request, latest: Revision) -> bool:
    """Whether to undo means the request, and not a step in the choice of its region."""
    undoes = wish is not None and wish.has(Way.UNDO)
    return undoes and latest.number == 1 and bool(request.parent)


def _child(
    parent: Request, shown: Shown | None, wish: Iteration, place: Place, person: str, key: str
) -> Request:
    chosen = Like(shown.variant.sha256, shown.variant.seed) if shown else None
    instruction = instruction_of(parent)
    if not wish.has(Way.AGAIN):  # the rest of a list is of what was asked, not of this
        instruction = replace(instruction, values=())
    instruction, plan = iteration.applied(wish, instruction, parent.plan, chosen, key)
    return replace(
        following.child(parent, place, key, person),
        id=following.request_id(place, _ts(key)),  # whichever request it is said to follow from
        ts=_ts(key),
        instruction=asdict(instruction),
        plan=plan,
        state=requests.READY if plan.mask else requests.QUEUED,
        detail=iteration.in_words(wish, shown.number if shown else None),
        parent_variant=chosen.variant if chosen else "",
    )


def _ts(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:20]


def _came(tx: Connection, place: Place, key: str) -> bool:
    """Whether this very message or tap was dealt with before."""
    return requests.get(tx, following.request_id(place, _ts(key))) is not None


def _latest_shown(tx: Connection, last: Request) -> tuple[Request | None, list[Shown]]:
    """The nearest request, back from the last, that people have seen variants of."""
    request: Request | None = last
    while request is not None:
        if shown := requests.variants_of(tx, request.plan.id):
            return request, shown
        request = requests.get(tx, request.parent) if request.parent else None
    return None, []


def _chosen(shown: list[Shown], number: int | None) -> Shown | None:
    """The variant of this number; the only one where none is named."""
    if number is None:
        return shown[0] if len(shown) == 1 else None
    if number == -1:
        return shown[-1]
    found = next((each for each in shown if each.number == number), None)
    if found is None:
        there = f"1 to {shown[-1].number}" if len(shown) > 1 else "just one"
        raise AskerError(f"There is no variant {number} here. The latest are {there}.")
    return found


def _undo(tx: Connection, last: Request, person: str, key: str) -> Call | None:
    """Back to what the last request followed from, and say so; once per key."""
    before = requests.get(tx, last.parent) if last.parent else None
    if before is None:
        if mail.came(tx, _note(key)):
            return None
        raise AskerError("There is nothing to undo: these are the first variants.")
    said = f"Back to this: {describe(instruction_of(before))} Its variants above hold again."
    if not mail.write(tx, last.place, "note", _note(key), asdict(Note(said))):
        return None
    requests.move(tx, last.id, (*OPEN, SHOWN, CANCELLED), UNDONE, f"Undone by <@{person}>.")
    regions.touch(tx, last.id)
    return Call("", last.id, drop=True)


def _note(key: str) -> str:
    return f"undone-{key}"
