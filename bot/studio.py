"""The desk: everything a person can do, as one call each. Every call commits before it returns.

An ask becomes a request and a letter in one transaction; only then is the worker called, by id.
If Redis is away, nothing is lost: the reconciler calls the worker again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import Connection

from bot import ledger, mail, requests
from bot.blobs import Blobs
from bot.campaign import Choice, Policy, State, Verdict, fold
from bot.chat import Note, Place
from bot.queue import QueueUnavailable
from bot.requests import Request
from bot.settings import Settings
from bot.store import Store
from inference import instruction, plugins
from inference.errors import BadInstruction
from inference.nouns import Golden, Instruction
from inference.picture import decode
from inference.plan import resolve

log = logging.getLogger(__name__)


class Jobs(Protocol):
    """What the desk needs of a queue; both may raise QueueUnavailable."""

    def enqueue(self, job: str, subject: str) -> None:
        """Call the worker, unless this job is waiting or running already."""
        ...

    def cancel(self, job: str, subject: str) -> None:
        """Drop the job if it waits; tell its worker if it runs."""
        ...


class TooEarlyError(Exception):
    """A vote on a message that is being posted at this moment: hand it in again."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A sentence about a golden; `ts` is the asking message, `place` where the answer goes."""

    place: Place
    ts: str
    person: str
    sentence: str
    golden: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Studio:
    """What handlers call. Thread-safe: all state is in the store, the blobs and the queue."""

    settings: Settings
    store: Store
    blobs: Blobs
    queue: Jobs

    def receive(self, key: str, body: dict[str, Any]) -> bool:
        """Keep an event before it is acknowledged; False if it came before."""
        with self.store.begin() as tx:
            return mail.receive(tx, key, body)

    def understands(self, sentence: str) -> bool:
        """Is the sentence an instruction?"""
        try:
            instruction.read(sentence)
        except BadInstruction:
            return False
        return True

    def ask(self, ask: Ask) -> str:
        """Turn a sentence and a golden into a request, and return its id.

        The same message asks once, however often it arrives. Raises BadInstruction or BadPicture.
        """
        request = self._request(ask, instruction.read(ask.sentence))
        with self.store.begin() as tx:
            requests.open_campaign(tx, request.place, ask.person)
            requests.keep_golden(tx, request.place, request.golden, request.golden_name)
            if requests.add(tx, request):
                _write(tx, request, "status", request.id)
        self._call_worker("paint", request.id)
        return request.id

    def _request(self, ask: Ask, wish: Instruction) -> Request:
        picture = decode(ask.golden, ask.name)
        golden = Golden(self.blobs.put(ask.golden), picture.width, picture.height, ask.name)
        segmenter = plugins.stamp("segmenters", self.settings.segmenter)
        painter = plugins.stamp("painters", self.settings.painter)
        return Request(
            id=_request_id(ask.place, ask.ts),
            place=ask.place,
            ts=ask.ts,
            person=ask.person,
            sentence=ask.sentence,
            instruction=asdict(wish),
            golden=golden.sha256,
            golden_name=ask.name,
            plan=resolve(wish, golden, segmenter, painter),
            state=requests.QUEUED,
            detail=" ".join(picture.notes),
        )

    def again(self, request: str, place: Place, ts: str, person: str) -> None:
        """The same request with new seeds; `ts` tells one tap from another.

        A second tap while the first is still being painted changes nothing.
        """
        with self.store.begin() as tx:
            parent = requests.get(tx, request)
            if parent is None or _is_under_way(tx, parent, place):
                return
            child = _with_new_seeds(parent, place, ts, person)
            if requests.add(tx, child):
                _write(tx, child, "status", child.id)
        self._call_worker("paint", child.id)

    def vote(self, place: Place, ts: str, person: str, choice: str, cast: bool, key: str) -> None:
        """A reaction on a variant's message: write it down, fold the policy, move at most once.

        Messages that show no variant are none of our business. TooEarlyError where the message
        may be one that is just being posted.
        """
        with self.store.begin() as tx:
            found = requests.shown_at(tx, place, ts)
            if found is None:
                if mail.under_way(tx, place.team, place.channel):
                    raise TooEarlyError(ts)
                return
            verdict = Verdict(*found, person, Choice(choice), cast, time.time())
            approved = ledger.append(tx, verdict, key) and self._fold(tx, verdict)
        if approved:
            self._call_worker("finish", finish_id(*found))

    def _fold(self, tx: Connection, verdict: Verdict) -> bool:
        """True if this verdict is the one that approves the variant."""
        request = requests.get(tx, verdict.request, lock=True)  # two votes at once must both count
        if request is None:
            return False
        policy = Policy.from_dict(requests.policy_of(tx, request.place) or {})
        cast = ledger.verdicts_on(tx, verdict.request, verdict.variant)
        outcome = fold(policy, request.person, cast)
        moved = ledger.transition(tx, verdict.request, verdict.variant, outcome)
        return moved and outcome.state is State.APPROVED

    def cancel(self, request: str, person: str) -> None:
        """Call a running request off; what was painted so far stays."""
        with self.store.begin() as tx:
            detail = f"Cancelled by <@{person}>."
            moved = requests.move(tx, request, requests.RUNNING, requests.CANCELLED, detail)
        if moved:
            self._quietly(lambda: self.queue.cancel("paint", request))

    def send_file(self, request: str, variant: str, place: Place, person: str) -> None:
        """The full, proven picture into the thread, once per person who wants it."""
        payload = {"request": request, "variant": variant, "sha256": variant, "final": False}
        key = f"file-{request}-{variant[:16]}-{person}"
        with self.store.begin() as tx:
            mail.write(tx, place, "asset", key, payload)

    def say(self, place: Place, note: Note, key: str) -> None:
        """A sentence into the thread."""
        with self.store.begin() as tx:
            mail.write(tx, place, "note", key, asdict(note))

    def is_campaign(self, team: str, channel: str) -> bool:
        with self.store.begin() as tx:
            return requests.policy_of(tx, Place(team, channel)) is not None

    def golden_of(self, place: Place) -> tuple[bytes, str] | None:
        """The golden (bytes, name) that this thread is about, if the desk has seen it."""
        with self.store.begin() as tx:
            known = requests.golden_of(tx, place)
        return (self.blobs.get(known[0]), known[1]) if known else None

    def call_again(self, job: str, subject: str) -> None:
        """For the reconciler: call the worker unless the job is waiting or running already."""
        self._call_worker(job, subject)

    def _call_worker(self, job: str, subject: str) -> None:
        self._quietly(lambda: self.queue.enqueue(job, subject))

    def _quietly(self, act: Any) -> None:
        """The database knows what is to be done; a Redis outage only delays it."""
        try:
            act()
        except QueueUnavailable as error:
            log.warning("The queue is away; the reconciler will try again: %s", error)


def finish_id(request: str, variant: str) -> str:
    """What a finish job is called by."""
    return f"{request}-{variant}"


def _request_id(place: Place, ts: str) -> str:
    """The same message always asks for the same request."""
    return sha256("\0".join((place.team, place.channel, ts)).encode()).hexdigest()[:20]


def _is_under_way(tx: Connection, parent: Request, place: Place) -> bool:
    """Is another request for the same picture and sentence being worked on in this thread?"""
    return any(
        (other.place, other.golden, other.sentence) == (place, parent.golden, parent.sentence)
        for other in requests.running(tx)
        if other.id != parent.id
    )


def _with_new_seeds(parent: Request, place: Place, ts: str, person: str) -> Request:
    step = max(parent.plan.seeds) - min(parent.plan.seeds) + 1
    salt = int(sha256(ts.encode()).hexdigest()[:6], 16)
    seeds = tuple((seed + step + salt) % 2**31 for seed in parent.plan.seeds)
    return replace(
        parent,
        id=_request_id(place, f"{parent.id}-{ts}"),
        place=place,
        ts=f"again-{ts}",
        person=person,
        plan=replace(parent.plan, seeds=seeds),
        state=requests.QUEUED,
        detail="",
        fraction=0.0,
        version=1,
    )


def _write(tx: Connection, request: Request, kind: str, key: str) -> None:
    mail.write(tx, request.place, kind, f"{kind}-{key}", {"request": request.id})
