"""Letters arrive once each, however the chat fails, and edits rest where they fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from bot import ledger, requests
from bot.chat import CannotEditError, FakeChat, Note, NotPostedError, Place, Post, Posted
from bot.courier import deliver
from bot.studio import Ask, Studio
from tests.front import open_studio
from tests.test_story import SENTENCE, golden_png

HERE = Place("T1", "C1", "1.0")


class Failing(FakeChat):
    """Raises `errors` one after the other; `arrives` says whether the post got there even so."""

    def __init__(self, *errors: Exception, arrives: bool = False) -> None:
        super().__init__()
        self.errors, self.arrives, self.again = list(errors), arrives, list[bool]()
        self.edits = 0

    def post(self, place: Place, post: Post, key: str, again: bool = False) -> Posted:
        self.again.append(again)
        if not self.errors:
            return super().post(place, post, key, again)
        if self.arrives:
            super().post(place, post, key, again)
        raise self.errors.pop(0)

    def edit(self, place: Place, ts: str, post: Post, media: str = "") -> None:
        self.edits += 1
        if self.errors:
            raise self.errors.pop(0)
        super().edit(place, ts, post, media)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with open_studio(tmp_path) as studio:
        yield studio


def deliver_for_long(studio: Studio, chat: FakeChat) -> None:
    with time_machine.travel("2099-01-01") as clock:
        for _ in range(6):
            deliver(studio, chat)
            clock.shift(400)


def test_a_letter_that_may_have_arrived_is_looked_for(studio: Studio) -> None:
    chat = Failing(TimeoutError("no answer"), arrives=True)
    studio.say(HERE, Note("hello"), "k")
    deliver_for_long(studio, chat)
    assert chat.again == [False, True]
    assert chat.of(Note) == [Note("hello")]


def test_a_letter_that_surely_did_not_arrive_is_just_posted_again(studio: Studio) -> None:
    chat = Failing(NotPostedError("ratelimited", 30.0))
    studio.say(HERE, Note("hello"), "k")
    deliver_for_long(studio, chat)
    assert chat.again == [False, False]


def test_a_courier_killed_while_posting_leaves_word_of_it(studio: Studio) -> None:
    class Killed(BaseException):
        pass

    class Deadly(FakeChat):
        def post(self, place: Place, post: Post, key: str, again: bool = False) -> Posted:
            super().post(place, post, key, again)
            raise Killed

    chat = Deadly()
    studio.say(HERE, Note("hello"), "k")
    with pytest.raises(Killed):
        deliver(studio, chat)
    successor = FakeChat()
    successor.said = chat.said
    deliver(studio, successor)
    assert successor.of(Note) == [Note("hello")]


def test_a_letter_waits_as_long_as_the_rate_limit_asks(studio: Studio) -> None:
    chat = Failing(NotPostedError("ratelimited", 100.0))
    with time_machine.travel("2099-01-01") as clock:
        studio.say(HERE, Note("hello"), "k")
        deliver(studio, chat)
        clock.shift(99)
        assert deliver(studio, chat) == 0
        clock.shift(2)
        assert deliver(studio, chat) == 1


def test_an_edit_that_fails_rests_and_one_that_never_will_is_let_go(studio: Studio) -> None:
    chat, rest = Failing(), dict[str, float]()
    studio.ask(Ask(HERE, "1.0", "maya", SENTENCE, golden_png(), "mug.png"))
    deliver(studio, chat, rest)
    chat.errors = [ConnectionError("away")]
    for _ in range(3):
        deliver(studio, chat, rest)
    assert chat.edits == 1, "it rests"
    rest.clear()
    chat.errors = [CannotEditError("message_not_found")]
    for _ in range(3):
        deliver(studio, chat, rest)
    assert chat.edits == 2, "it is let go"


def test_votes_on_the_picture_count_where_words_and_picture_are_two_messages(
    studio: Studio,
) -> None:
    with studio.store.begin() as tx:
        requests.keep_message(tx, HERE, "5.0", "variant", "r1", "v1", "")
        requests.keep_message(tx, HERE, "4.0", "picture", "r1", "v1", "")
        requests.keep_message(tx, HERE, "3.0", "status", "r1", "", "")
        shown = [requests.shown_at(tx, HERE, ts) for ts in ("3.0", "4.0", "5.0")]
        assert shown == [None, ("r1", "v1"), ("r1", "v1")]
        assert ledger.untold(tx) == []
