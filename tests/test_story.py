"""The main job on FakeChat: ask → variants → verdict → asset, with no Slack, no Redis, no GPU."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import time_machine

from bot.blobs import Blobs
from bot.chat import Asset, FakeChat, Note, Overlay, Place, Post, Posted, Status, VariantCard
from bot.courier import deliver
from bot.painting import Painting
from bot.reconciler import reconcile
from bot.settings import Settings
from bot.store import open_store
from bot.studio import Ask, Studio
from inference.errors import AskerError, BadInstruction, BadPicture
from inference.picture import Picture, decode, encode_png

THREAD = Place("T1", "C1", "100.0")
SENTENCE = "swap background to plain teal x2"


@dataclass
class InlineJobs:
    """A queue that only remembers what it was asked; `work` plays the worker."""

    waiting: list[tuple[str, str]] = field(default_factory=list)

    def enqueue(self, job: str, subject: str) -> None:
        if (job, subject) not in self.waiting:
            self.waiting.append((job, subject))

    def cancel(self, job: str, subject: str) -> None:
        self.waiting = [waiting for waiting in self.waiting if waiting != (job, subject)]

    def wiped(self) -> None:
        self.waiting.clear()


@dataclass
class Desk:
    """A studio with a chat and hands, moved on step by step."""

    studio: Studio
    chat: FakeChat
    jobs: InlineJobs
    painting: Painting

    def ask(self, sentence: str = SENTENCE, ts: str = "100.0", place: Place = THREAD) -> str:
        return self.studio.ask(Ask(place, ts, "maya", sentence, golden_png(), "mug.png"))

    def work(self) -> None:
        """What worker and courier do until nothing is left."""
        while self.jobs.waiting:
            job, subject = self.jobs.waiting.pop(0)
            self.painting.perform(job, subject, lambda fraction: None, lambda: False)
        while deliver(self.studio, self.chat):
            pass

    def vote(self, number: int, choice: str, key: str, cast: bool = True) -> None:
        ts = next(
            said.ts
            for said in self.chat.said
            if isinstance(said.post, VariantCard) and said.post.number == number
        )
        self.studio.vote(THREAD, ts, "jonas", choice, cast, key)
        self.work()

    def cards(self) -> list[VariantCard]:
        return self.chat.of(VariantCard)


def golden_png() -> bytes:
    """A red disc on a grey wall, 160x120, a little noisy."""
    y, x = np.mgrid[:120, :160]
    wall = np.full((120, 160, 3), 150) + np.random.default_rng(0).integers(-6, 7, (120, 160, 3))
    disc = (x - 80) ** 2 + (y - 60) ** 2 < 30**2
    pixels = np.where(disc[..., None], (200, 30, 30), wall).astype(np.uint8)
    return encode_png(Picture(pixels))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(home=tmp_path, confirm_seconds=0)
    store, jobs = open_store(settings.database), InlineJobs()
    studio = Studio(settings, store, Blobs(settings.blobs), jobs)
    yield Desk(studio, FakeChat(), jobs, Painting(studio))
    store.close()


def test_the_main_job_from_ask_to_final_asset(desk: Desk) -> None:
    desk.ask()
    desk.work()
    (status,) = desk.chat.of(Status)
    assert (status.stage, status.done, status.total) == ("shown", 2, 2)
    assert "background" in status.understood
    assert len(desk.chat.of(Overlay)) == 1
    cards = desk.cards()
    assert [card.number for card in cards] == [1, 2]
    assert {choice for _, choice in desk.chat.reactions} == {"approve", "reject"}

    desk.vote(1, "approve", "Ev1")
    assert [(card.state, card.by) for card in desk.cards()] == [
        ("approved", ("jonas",)),
        ("open", ()),
    ]
    (asset,) = desk.chat.of(Asset)
    assert asset.final
    assert sha256(asset.file.data).hexdigest() == cards[0].variant


def test_the_asset_is_the_golden_wherever_it_is_locked(desk: Desk) -> None:
    desk.ask()
    desk.work()
    desk.vote(1, "approve", "Ev1")
    final = decode(desk.chat.of(Asset)[0].file.data).pixels
    golden = decode(golden_png()).pixels
    same = (final == golden).all(axis=2)
    proof = desk.cards()[0].proof
    assert proof.changed_outside == 0
    assert same.sum() >= proof.locked_pixels > 1000
    assert same[60, 80], "the disc is locked"
    assert not same[5, 5], "the wall is repainted"


def test_a_message_that_arrives_twice_asks_once(desk: Desk) -> None:
    assert desk.ask() == desk.ask()
    desk.work()
    assert len(desk.chat.of(Status)) == 1
    assert len(desk.cards()) == 2


def test_jobs_that_run_twice_say_nothing_twice(desk: Desk) -> None:
    request = desk.ask()
    desk.work()
    desk.jobs.enqueue("paint", request)
    desk.work()
    desk.vote(1, "approve", "Ev1")
    desk.jobs.enqueue("finish", f"{request}-{desk.cards()[0].variant}")
    desk.work()
    assert (len(desk.cards()), len(desk.chat.of(Asset))) == (2, 1)


def test_a_wiped_queue_is_rebuilt_from_the_database(desk: Desk) -> None:
    desk.ask()
    desk.jobs.wiped()
    reconcile(desk.studio)
    desk.work()
    assert len(desk.cards()) == 2


def test_a_worker_that_died_between_two_variants_paints_only_the_rest(desk: Desk) -> None:
    request = desk.ask()

    class Killed(BaseException):
        pass

    def die(fraction: float) -> None:
        if fraction > 0.6:
            raise Killed

    desk.painting.perform("find", request, lambda fraction: None, lambda: False)
    with pytest.raises(Killed):
        desk.painting.perform("paint", request, die, lambda: False)
    desk.work()
    assert [card.number for card in desk.cards()] == [1, 2]
    assert desk.chat.of(Status)[0].stage == "shown"


def test_two_campaigns_share_the_work_but_not_the_votes(desk: Desk) -> None:
    desk.ask()
    desk.work()
    other = Place("T1", "C2", "200.0")
    desk.ask(ts="200.0", place=other)
    desk.work()
    assert len(desk.cards()) == 4
    desk.vote(1, "approve", "Ev1")
    assert [card.state for card in desk.cards()] == ["approved", "open", "open", "open"]


def test_a_rejected_variant_is_open_again_when_the_vote_is_taken_back(desk: Desk) -> None:
    desk.ask()
    desk.work()
    desk.vote(2, "reject", "Ev1")
    assert desk.cards()[1].state == "rejected"
    desk.vote(2, "reject", "Ev2", cast=False)
    assert desk.cards()[1].state == "open"


def test_one_event_is_one_vote_and_one_asset(desk: Desk) -> None:
    desk.ask()
    desk.work()
    for _ in range(3):
        desk.vote(1, "approve", "Ev1")
    desk.vote(1, "approve", "Ev2")
    assert len(desk.chat.of(Asset)) == 1


def test_a_region_that_is_not_there_is_refused_in_the_thread(desk: Desk) -> None:
    desk.ask("recolour the giraffe to teal")
    desk.work()
    (status,) = desk.chat.of(Status)
    assert status.stage == "failed"
    assert "giraffe" in status.detail
    assert desk.cards() == []


def test_a_sentence_or_a_file_that_makes_no_sense_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(BadInstruction):
        desk.ask("lovely weather today")
    with pytest.raises(BadPicture):
        desk.studio.ask(Ask(THREAD, "1.0", "maya", SENTENCE, b"not a picture", "x.png"))
    desk.work()
    assert desk.chat.said == []


def test_again_paints_other_seeds(desk: Desk) -> None:
    request = desk.ask()
    desk.work()
    desk.studio.iterate(request, "", "again", THREAD, "maya", "101.0")
    desk.work()
    assert len(desk.cards()) == 4
    assert len(desk.chat.of(Status)) == 2


def test_a_second_tap_on_again_while_the_first_is_painted_is_told_so(desk: Desk) -> None:
    request = desk.ask()
    desk.work()
    again = partial(desk.studio.iterate, request, "", "again", THREAD, "maya")
    again("101.0")
    with pytest.raises(AskerError, match="on its way already"):
        again("101.2")
    again("101.0")  # the same tap, handed in twice
    desk.work()
    assert len(desk.cards()) == 4
    again("102.0")
    desk.work()
    assert len(desk.cards()) == 6


def test_a_cancelled_request_is_not_painted(desk: Desk) -> None:
    desk.studio.cancel(desk.ask(), "jonas")
    desk.work()
    assert desk.cards() == []
    assert desk.chat.of(Status)[0].stage == "cancelled"


def test_a_chat_that_fails_gets_every_message_once_it_is_back(desk: Desk) -> None:
    class Flaky(FakeChat):
        failures = 3

        def post(self, place: Place, post: Post, key: str, again: bool = False) -> Posted:
            if self.failures:
                self.failures -= 1
                raise ConnectionError("away")
            return super().post(place, post, key, again)

    desk.chat = Flaky()
    desk.studio.say(THREAD, Note("hello"), "k")
    with time_machine.travel("2099-01-01") as clock:
        for _ in range(6):
            deliver(desk.studio, desk.chat)
            clock.shift(400)
    assert desk.chat.of(Note) == [Note("hello")]
