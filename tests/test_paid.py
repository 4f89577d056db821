"""A hosted painter at the desk: said before, tapped, reserved, settled, and never past a budget."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import costs, doctor, requests, spendings
from bot.blobs import Blobs
from bot.chat import FakeChat, Status
from bot.courier import deliver
from bot.painting import Painting
from bot.settings import Settings
from bot.store import open_store
from bot.studio import Studio
from inference.errors import Cancelled, OperatorError
from inference.painters.hosted import wire
from inference.painters.hosted.painter import Hosted
from inference.picture import decode
from tests.provider import Server, tinted
from tests.test_asking import PATIENCE, THREAD, Disc, Front
from tests.test_cli import run
from tests.test_story import InlineJobs, golden_png


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made = Server()
    made.answers = [tinted]
    monkeypatch.setenv("RESHOOT_OPENAI_URL", f"{made.url}/v1")
    monkeypatch.setenv("RESHOOT_HOSTED_PRICE", "0.04")
    monkeypatch.setattr(wire, "BEAT", 0.02)
    monkeypatch.setattr(Hosted, "native", ((192, 144),))  # a provider's own size takes seconds
    yield made
    made.close()


def front(home: Path, **settings: Any) -> Front:
    asked = {"budget_per_day": 0.20, "budget_per_campaign": 0.20, **settings}
    known = Settings(home=home, painter="openai:m", confirm_seconds=PATIENCE, **asked)
    store, jobs, finder = open_store(known.database), InlineJobs(), Disc()
    studio = Studio(known, store, Blobs(known.blobs), jobs)
    warm: dict[tuple[str, str], Any] = {("segmenters", known.segmenter): finder}
    return Front(studio, FakeChat(), jobs, Painting(studio, warm), finder)


@pytest.fixture
def desk(tmp_path: Path, provider: Any) -> Iterator[Front]:
    made = front(tmp_path)
    yield made
    made.studio.store.close()


def spent(desk: Front) -> list[tuple[int, bool]]:
    with desk.studio.store.begin() as tx:
        return [(row.micros, row.settled) for row in spendings.rows(tx)]


def test_who_paints_and_the_price_are_said_and_nothing_is_sent_before_a_tap(
    desk: Front, provider: Any
) -> None:
    request = desk.ask()
    desk.work()
    shown = desk.look()
    assert shown.state == "waiting", "however sure it is"
    assert "Painted by openai/m at 127.0.0.1: 2 pictures, about $0.08." in shown.words
    assert "Today $0.00 of $0.20." in shown.words
    assert (provider.asked, spent(desk)) == ([], [])
    desk.tap("looks right")
    assert (desk.state(request), len(desk.cards())) == ("shown", 2)
    assert len(provider.asked) == 2
    assert spent(desk) == [(40_000, True)] * 2
    final = desk.studio.blobs.get(desk.cards()[0].variant)
    before, after = decode(golden_png()).pixels, decode(final).pixels
    assert (before == after)[60, 80].all(), "the disc is locked"
    assert int(after[5, 5, 1]) - before[5, 5, 1] > 30, "the wall is the provider's"


def test_again_says_the_price_too(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    desk.tap("looks right")
    desk.studio.iterate(request, "", "again", THREAD, "maya", "101.0")
    while deliver(desk.studio, desk.chat):
        pass
    assert "about $0.08. Today $0.08 of $0.20." in desk.chat.of(Status)[-1].detail
    desk.work()
    assert len(spent(desk)) == 4


def test_a_budget_ends_the_painting_between_two_pictures_and_says_so(
    desk: Front, provider: Any
) -> None:
    for number, sentence in enumerate(("teal x2", "pink x2", "grey x2")):
        request = desk.ask(f"swap background to plain {sentence}", ts=f"{number}.0")
        desk.work()
        desk.tap("looks right", key=f"k{number}")
    assert (desk.state(request), len(desk.cards()), len(provider.asked)) == ("failed", 5, 5)
    assert "today's budget of $0.20" in desk.get(request).detail
    assert sum(micros for micros, _ in spent(desk)) == 200_000


def test_what_the_provider_does_not_paint_is_not_counted(desk: Front, provider: Any) -> None:
    provider.answers = [tinted, (400, {}, b'{"error": {"code": "moderation_blocked"}}')]
    request = desk.ask()
    desk.work()
    desk.tap("looks right")
    assert (desk.state(request), len(desk.cards())) == ("failed", 1)
    assert "refuses" in desk.get(request).detail
    assert spent(desk) == [(40_000, True)]


def test_a_worker_that_dies_while_it_waits_pays_only_for_what_is_missing(
    desk: Front, provider: Any
) -> None:
    request = desk.ask()
    desk.work()
    desk.jobs.wiped()
    shown = desk.look()
    desk.studio.correct(request, shown.revision, "looks right", THREAD, "jonas", "k")

    class Killed(BaseException):
        pass

    def die(fraction: float) -> None:
        if len(provider.asked) == 2:
            raise Killed

    with pytest.raises(Killed):
        desk.painting.perform("paint", request, die, lambda: False)
    assert spent(desk) == [(40_000, True), (40_000, False)], "what may be billed stays counted"
    desk.work()
    assert (desk.state(request), len(desk.cards())) == ("shown", 2)
    assert spent(desk) == [(40_000, True), (40_000, False), (40_000, True)]


def test_a_request_called_off_while_the_provider_paints_ends_at_once(
    desk: Front, provider: Any
) -> None:
    request = desk.ask()
    desk.work()
    shown = desk.look()
    desk.studio.correct(request, shown.revision, "looks right", THREAD, "jonas", "k")
    ended = threading.Event()

    def slow(headers: Any, body: bytes) -> Any:
        desk.studio.cancel(request, "maya")
        ended.wait(20)
        return tinted(headers, body)

    provider.answers = [slow]
    with pytest.raises(Cancelled):  # which the worker's child takes for an answer
        desk.painting.perform("paint", request, lambda fraction: None, lambda: False)
    ended.set()
    desk.jobs.wiped()
    desk.work()
    assert desk.state(request) == requests.CANCELLED
    assert (len(provider.asked), desk.cards()) == (1, [])
    assert spent(desk) == [(40_000, False)], "it may be billed"


@pytest.mark.parametrize("missing", ["budget_per_day", "budget_per_campaign"])
def test_without_a_budget_nothing_is_asked_for_unless_it_is_free(
    tmp_path: Path, provider: Any, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = front(tmp_path, **{missing: None})
    with pytest.raises(OperatorError, match="RESHOOT_BUDGET_PER_DAY"):
        desk.ask()
    monkeypatch.setenv("RESHOOT_HOSTED_PRICE", "0")
    desk.ask()
    desk.work()
    assert "2 pictures, free of charge." in desk.look().words
    assert desk.look().state == "waiting", "the picture leaves the house all the same"
    desk.tap("looks right")
    assert len(desk.cards()) == 2
    desk.studio.store.close()


def test_light_is_moved_here_and_costs_nothing(desk: Front, provider: Any) -> None:
    desk.ask("relight the disc from the left x1")
    desk.work()
    assert "Painted by" not in desk.look().words


def test_the_command_says_the_price_first_and_keeps_to_the_budget(
    tmp_path: Path, provider: Any
) -> None:
    (tmp_path / "mug.png").write_bytes(golden_png())
    sentence = "swap background to plain teal"
    words = ("edit", "mug.png", sentence, "--painter", "openai:m", "--count", "1", "--json")
    known = {
        "RESHOOT_HOSTED_PRICE": "0.08",
        "RESHOOT_BUDGET_PER_DAY": "0.10",
        "RESHOOT_SEGMENTER": "classic",
    }
    done = run(*words, home=tmp_path, RESHOOT_BUDGET_PER_CAMPAIGN="1", **known)
    assert done.returncode == 0, done.stderr
    assert "1 picture, about $0.08. Today $0.00 of $0.10." in done.stderr
    price = {"model": "openai/m", "provider": "127.0.0.1", "about_dollars": 0.08}
    assert json.loads(done.stdout)["price"] == price
    done = run(*words, home=tmp_path, RESHOOT_BUDGET_PER_CAMPAIGN="1", **known)
    assert (done.returncode, len(provider.asked)) == (2, 1)
    assert "today's budget" in done.stderr
    done = run(*words, home=tmp_path, **known)
    assert (done.returncode, len(provider.asked)) == (3, 1)
    assert "RESHOOT_BUDGET_PER_CAMPAIGN" in done.stderr


def test_costs_are_summed_by_campaign_day_and_model(desk: Front) -> None:
    desk.ask()
    desk.work()
    desk.tap("looks right")
    report = costs.summed(desk.studio.settings)
    both = {"pictures": 2, "dollars": 0.08}
    assert (report["all"], report["open"]["pictures"]) == (both, 0)
    assert (report["campaigns"], report["models"]) == ({"T1/C1": both}, {"openai/m": both})
    assert list(report["days"].values()) == [both]
    assert "$0.08      2 pictures  T1/C1" in costs.in_words(report)


def test_no_costs_are_said_and_the_doctor_knows_who_is_paid(desk: Front) -> None:
    settings = desk.studio.settings
    assert costs.in_words(costs.summed(settings)) == costs.NOTHING
    (hosted,) = [check for check in doctor._plugins(settings) if check.name == "cost"]
    assert hosted.ok
    assert "openai/m at 127.0.0.1: 1 picture, about $0.04. Today $0.00 of $0.20." in hosted.words
    poor = settings.model_copy(update={"budget_per_day": None})
    (hosted,) = [check for check in doctor._plugins(poor) if check.name == "cost"]
    assert not hosted.ok
    assert "RESHOOT_BUDGET_PER_DAY" in hosted.words
