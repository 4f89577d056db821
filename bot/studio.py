"""The desk: everything a person can do, as one call each. Every call commits before it returns.

An ask becomes a request and a letter in one transaction; only then is the worker called, by id.
If Redis is away, nothing is lost: the reconciler calls the worker again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from sqlalchemy import Connection

from bot import (
    asking,
    batches,
    drawn,
    following,
    ledger,
    mail,
    regions,
    releases,
    requests,
    settling,
)
from bot.blobs import Blobs
from bot.campaign import Choice, Policy, State, Verdict, fold
from bot.chat import Note, Place
from bot.queue import QueueUnavailable
from bot.requests import Request
from bot.settings import Settings
from bot.settling import Call
from bot.store import Store
from inference import correction, instruction, plugins
from inference.errors import BadInstruction
from inference.nouns import Golden, Instruction
from inference.picture import decode
from inference.plan import painter_for, resolve

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
    """A sentence about a golden; `ts` is the asking message, `place` where the answer goes.

    `drawing` is the golden with strokes on it, or a black-and-white mask, where one came along;
    `attached` is a second picture of any kind, which the sentence may be about.
    """

    place: Place
    ts: str
    person: str
    sentence: str
    golden: bytes
    name: str
    drawing: bytes = b""
    attached: bytes = b""


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

    def understands(self, sentence: str, attached: bool = False) -> bool:
        """Is the sentence an instruction, on a picture or on one of two?"""
        try:
            instruction.read(sentence, attached)
        except BadInstruction:
            return False
        return True

    def speaks_of_second(self, sentence: str) -> bool:
        """Has the sentence a use for a second picture?"""
        try:
            return instruction.read(sentence, attached=True).use is not None
        except BadInstruction:
            return False

    def ask(self, ask: Ask) -> str:
        """Turn a sentence and a golden into a request, and return its id.

        The same message asks once, however often it arrives. Raises BadInstruction or BadPicture.
        """
        wish = instruction.read(ask.sentence, bool(ask.attached))
        with self.store.begin() as tx:
            releases.check(tx, ask.place, wish, ask.sentence)
        request = self._request(ask, wish)
        drawing = self.blobs.put(ask.drawing) if ask.drawing else ""
        with self.store.begin() as tx:
            requests.open_campaign(tx, request.place, ask.person)
            requests.keep_golden(tx, request.place, request.golden, request.golden_name)
            asking.begin(tx, request, asking.first(tx, request, drawing))
        self._call_worker("find", request.id)
        return request.id

    def _request(self, ask: Ask, wish: Instruction) -> Request:
        picture = decode(ask.golden, ask.name)
        golden = Golden(self.blobs.put(ask.golden), picture.width, picture.height, ask.name)
        segmenter = plugins.stamp("segmenters", self.settings.segmenter)
        painter = plugins.stamp("painters", painter_for(wish, self.settings.painter))
        attached = self._attached(ask) if wish.use else None
        return Request(
            id=following.request_id(ask.place, ask.ts),
            place=ask.place,
            ts=ask.ts,
            person=ask.person,
            sentence=ask.sentence,
            instruction=asdict(wish),
            golden=golden.sha256,
            golden_name=ask.name,
            width=golden.width,
            height=golden.height,
            plan=resolve(wish, golden, segmenter, painter, attached),
            state=requests.QUEUED,
            detail=" ".join(picture.notes),
        )

    def _attached(self, ask: Ask) -> str:
        """The second picture, kept; BadPicture where it is none."""
        decode(ask.attached)
        return self.blobs.put(ask.attached)

    def correct(
        self, request: str, revision: int, words: str, place: Place, person: str, key: str
    ) -> None:
        """A button under an overlay: it carries the words that could have been typed.

        Raises BadInstruction where they make no sense for this region; `place` is the thread.
        """
        those = correction.read(words)
        with self.store.begin() as tx:
            known = _here(requests.get(tx, request, lock=True), place)
            if not known or not those or not asking.concerns(known, those):
                return
            call = asking.obey(tx, known, revision, those, person, key)
        self.carry_out(call)

    def says(self, place: Place, words: str, person: str, key: str) -> bool:
        """Words in a thread; True if they correct the region of its latest request.

        Raises BadInstruction where they do and make no sense for it.
        """
        those = correction.read(words)
        if not those:
            return False
        with self.store.begin() as tx:
            last = asking.last_in(tx, place)
            if not last or not asking.concerns(last[0], those):
                return False
            request, latest = last
            call = asking.obey(tx, request, latest.number, those, person, key)
        self.carry_out(call)
        return True

    def drawing(self, place: Place, golden: bytes, data: bytes) -> bytes | None:
        """What people drew, as a drawing on the golden or a black-and-white mask for it.

        They may have drawn on a picture that shows a region in this thread, too. None for a picture
        that says nothing of where.
        """
        with self.store.begin() as tx:
            shown = regions.shown_in(tx, place)
        return drawn.on_golden(golden, data, [self.blobs.get(each) for each in shown])

    def draw(self, place: Place, data: bytes, person: str, key: str) -> bool:
        """A drawing without a sentence: the region of the thread's latest request."""
        drawing = self.blobs.put(data)
        with self.store.begin() as tx:
            last = asking.last_in(tx, place)
            if not last:
                return False
            request, latest = last
            wanted = asking.drawn(request, latest, drawing, person)
            call = asking.revise(tx, request, latest, wanted, key)
        self.carry_out(call)
        return True

    def wrong_region(self, request: str, place: Place, tap: str, person: str) -> None:
        """The same words and seeds with another region, which is shown and waits for people.

        While that one is open, another tap raises AskerError.
        """
        with self.store.begin() as tx:
            parent = _here(requests.get(tx, request), place)
            latest = regions.latest(tx, request)
            if not parent or not latest:
                return
            following.only_once(tx, parent)
            wanted = replace(latest.wanted, person=person, hold=True, said=regions.DOUBTED)
            call = asking.follow(tx, parent, wanted, f"wrong-{tap}")
        self.carry_out(call)

    def choose(self, request: str, phrase: str, place: Place, tap: str, person: str) -> None:
        """The same wish for another region, that a refusal offered; AskerError if asked twice."""
        with self.store.begin() as tx:
            parent = _here(requests.get(tx, request), place)
            if not parent or phrase not in parent.choices:
                return
            following.only_once(tx, parent)
            child = following.child(parent, parent.place, f"choose-{tap}", person)
            asking.begin(tx, following.with_region(child, phrase))
        self._call_worker("find", child.id)

    def settle_by_itself(self, request: str, revision: int) -> None:
        """People had their time to look: paint it."""
        with self.store.begin() as tx:
            known = requests.get(tx, request, lock=True)
            latest = regions.latest(tx, request)
            if not known or not latest or latest.number != revision:
                return
            call = settling.settle(tx, known, latest, "")
        self.carry_out(call)

    def again(self, request: str, place: Place, ts: str, person: str) -> None:
        """The same request with new seeds; `ts` tells one tap from another.

        A second tap while the first is still being painted changes nothing.
        """
        with self.store.begin() as tx:
            parent = requests.get(tx, request)
            latest = regions.latest(tx, request)
            if parent is None or latest is None or following.is_under_way(tx, parent, place):
                return
            child = following.child(parent, place, f"again-{ts}", person)
            child = following.with_new_seeds(child, ts)
            asking.begin(tx, child, latest.wanted)
            if parent.state == requests.FAILED:
                batches.taken_over(tx, parent.id, child.id)
        self._call_worker(requests.JOBS[child.state], child.id)

    def paint_rest(self, request: str, place: Place, person: str) -> None:
        """The other values of a list, in the region that people confirmed for the first."""
        with self.store.begin() as tx:
            lead = _here(requests.get(tx, request, lock=True), place)
            calls = batches.paint_rest(tx, lead, person) if lead else []
        for call in calls:
            self.carry_out(call)

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
            moved = requests.move(tx, request, requests.OPEN, requests.CANCELLED, detail)
            regions.touch(tx, request)
        if moved:
            self.carry_out(Call("", request, drop=True))

    def send_file(self, request: str, variant: str, place: Place, person: str) -> None:
        """The full, proven picture into the thread, once per person who wants it."""
        payload = {"request": request, "variant": variant, "sha256": variant, "final": False}
        key = f"file-{request}-{variant[:16]}-{person}"
        with self.store.begin() as tx:
            mail.write(tx, place, "asset", key, payload)

    def record_release(self, place: Place, person: str, said: str, key: str) -> None:
        """Somebody says that the campaign holds the release of the people in its pictures."""
        with self.store.begin() as tx:
            requests.open_campaign(tx, place, person)
            releases.record(tx, place, person, said, key)

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

    def carry_out(self, call: Call | None) -> None:
        """Tell the queue, now that the database knows."""
        if call and call.drop:
            self._quietly(lambda: self.queue.cancel("paint", call.request))
        if call and call.job:
            self._call_worker(call.job, call.request)

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


def _here(request: Request | None, place: Place) -> Request | None:
    """None for a request of another channel: ids travel through other people's hands."""
    return request if request and request.place[:2] == place[:2] else None
