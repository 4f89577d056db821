"""A campaign that holds a release may change how people look; any other may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import requests
from bot.blobs import Blobs
from bot.chat import FakeChat, Place
from bot.painting import Painting
from bot.settings import Settings
from bot.store import open_store
from bot.studio import Studio
from inference.errors import BadInstruction
from tests.test_story import THREAD, Desk, InlineJobs

OLDER = "swap the man for an old lady x1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(home=tmp_path, confirm_seconds=0)
    store, jobs = open_store(settings.database), InlineJobs()
    studio = Studio(settings, store, Blobs(settings.blobs), jobs)
    yield Desk(studio, FakeChat(), jobs, Painting(studio))
    store.close()


def test_without_a_release_nothing_is_even_looked_for(desk: Desk) -> None:
    with pytest.raises(BadInstruction, match="mention me with “release:"):
        desk.ask(OLDER)
    assert desk.jobs.waiting == []


def test_with_a_release_the_campaign_may(desk: Desk) -> None:
    desk.studio.record_release(THREAD, "maya", "signed by Ana on 1 November", "key-1")
    desk.studio.record_release(THREAD, "maya", "signed by Ana on 1 November", "key-1")
    assert desk.ask(OLDER)


def test_a_release_holds_in_its_own_channel_only(desk: Desk) -> None:
    desk.studio.record_release(Place("T1", "C2", "1.0"), "maya", "signed by Ana", "key-1")
    with pytest.raises(BadInstruction):
        desk.ask(OLDER)


def test_a_correction_that_makes_it_about_a_person_is_stopped_before_painting(desk: Desk) -> None:
    request = desk.ask("recolour the shirt to teal x1")
    with desk.studio.store.begin() as tx:
        known = requests.get(tx, request)
        assert known is not None
        person = replace(known, id="other", ts="101.0", state=requests.READY,
                         plan=replace(known.plan, region="skin", mask="0" * 64))  # fmt: skip
        requests.add(tx, person)
    desk.painting.perform("paint", "other", lambda _: None, lambda: False)
    with desk.studio.store.begin() as tx:
        stopped = requests.get(tx, "other")
    assert stopped is not None
    assert (stopped.state, "release" in stopped.detail) == (requests.FAILED, True)
