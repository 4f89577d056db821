"""The worker, with everything that can happen to it: real processes, a real Redis, real kills."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import rq
from redis import Redis
from rq.job import Callback
from rq.serializers import JSONSerializer

from bot.embedded import embedded_server
from bot.keeper import Keeper
from bot.reconciler import reconcile
from bot.settings import Settings
from bot.wiring import open_studio
from bot.worker import MOST_STARTS, run_worker
from inference.errors import OperatorError
from tests.moody import Desk, gone, install, kill
from tests.needs import needs_redis

STALL = "3"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    needs_redis()
    with embedded_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def mood() -> str:
    return "quick"


@pytest.fixture
def desk(tmp_path: Path, server: str, mood: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    Redis.from_url(server).flushall()
    with open_desk(tmp_path, server, mood, monkeypatch) as desk:
        yield desk


@contextmanager
def open_desk(
    home: Path, server: str, mood: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    site = home / "site"
    site.mkdir()
    install(site)
    monkeypatch.syspath_prepend(str(site))
    ours = {
        "RESHOOT_HOME": str(home),
        "RESHOOT_REDIS_URL": server,
        "RESHOOT_PAINTER": f"moody:{mood}",
        "RESHOOT_SEGMENTER": "moody",
        "RESHOOT_PLUGINS": "moody",
        "RESHOOT_STALL_SECONDS": STALL,
        "RESHOOT_CONFIRM_SECONDS": "0",
        "MOODY_LOG": str(home / "moody.log"),
        "PYTHONPATH": str(site),
    }
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    with open_studio(Settings()) as studio:
        desk = Desk(home, studio, {**os.environ, **ours})
        try:
            yield desk
        finally:
            desk.close()


def moods(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("mood", [name])


def test_a_worker_that_was_there_first_paints_what_comes_in_one_warm_child(desk: Desk) -> None:
    desk.worker()
    first, second = desk.ask(), desk.ask("swap background to plain red x2")
    desk.wait(lambda: desk.state(first) == desk.state(second) == "shown")
    assert len({pid for pid, _ in desk.begun()}) == 1
    assert "moody paints" in (desk.home / "worker.log").read_text(), "a plugin may print"


def test_a_worker_in_burst_leaves_when_nothing_is_left_and_runs_nothing_of_a_stranger(
    desk: Desk,
) -> None:
    redis = Redis.from_url(desk.environment["RESHOOT_REDIS_URL"])
    trap = ["touch " + str(desk.home / "trapped")]
    strangers = rq.Queue("reshoot", connection=redis, serializer=JSONSerializer)
    strangers.enqueue_call("os.system", trap)
    strangers.enqueue_call("paint", trap, on_failure=Callback("os.system"))
    request = desk.ask()
    assert desk.worker("--burst").wait(60) == 0
    assert desk.state(request) == "shown"
    assert not (desk.home / "trapped").exists()
    assert not redis.keys("rq:job:*")


@moods("slow")
def test_a_worker_killed_while_painting_is_followed_by_one_that_paints_the_rest(desk: Desk) -> None:
    request = desk.ask("swap background to plain teal x4")
    first = desk.worker()
    desk.wait(lambda: desk.painted(request) == 1)
    kill(first.pid)
    assert gone(desk.begun()[0][0]), "the child ends with its worker, in the middle of painting"
    desk.worker()
    desk.wait(lambda: desk.state(request) == "shown")
    seeds = [seed for _, seed in desk.begun()]
    assert seeds.count(seeds[0]) == 1, "what was painted is not painted again"
    assert desk.cards() == [1, 2, 3, 4]


@moods("slow")
def test_a_child_that_is_killed_once_is_replaced_at_once(desk: Desk) -> None:
    request = desk.ask()
    worker = desk.worker()
    desk.wait(desk.begun)
    kill(desk.begun()[0][0])
    desk.wait(lambda: desk.state(request) == "shown")
    assert worker.poll() is None
    assert desk.cards() == [1, 2]


@moods("deadly")
def test_a_job_that_kills_its_worker_twice_is_given_up_and_people_are_told(desk: Desk) -> None:
    request = desk.ask()
    desk.worker()
    desk.wait(lambda: desk.state(request) == "failed")
    assert len(desk.begun()) == 2
    assert "too much for the painter" in desk.detail(request)


@moods("deaf")
def test_a_child_that_hangs_is_killed_and_one_that_hears_nothing_cannot_be_cancelled_softly(
    desk: Desk,
) -> None:
    request = desk.ask()
    desk.worker()
    desk.wait(lambda: len(desk.begun()) == 2, 90)
    assert gone(desk.begun()[0][0]), "no progress for the stall time"
    desk.studio.cancel(request, "jonas")
    assert gone(desk.begun()[1][0]), "called off, and killed after a moment's grace"
    assert desk.state(request) == "cancelled"
    assert desk.painted(request) == 0


@moods("once")
def test_a_lost_accelerator_costs_the_process_but_not_the_job(desk: Desk) -> None:
    request = desk.ask()
    desk.worker()
    desk.wait(lambda: desk.state(request) == "shown")
    assert len({pid for pid, _ in desk.begun()}) == 2


@moods("buggy")
def test_a_bug_in_a_plugin_fails_the_request_and_not_the_worker(desk: Desk) -> None:
    request = desk.ask()
    assert desk.worker("--burst").wait(60) == 0
    assert desk.state(request) == "failed"
    assert "secret" not in desk.detail(request)
    assert "ZeroDivisionError" in (desk.home / "worker.log").read_text()


@moods("slow")
def test_a_cancelled_request_stops_and_the_child_stays_warm(desk: Desk) -> None:
    request = desk.ask("swap background to plain teal x4")
    desk.worker()
    desk.wait(desk.begun)
    desk.studio.cancel(request, "jonas")
    desk.wait(lambda: not Redis.from_url(desk.environment["RESHOOT_REDIS_URL"]).keys("rq:job:*"))
    other = desk.ask("swap background to plain red x1")
    desk.wait(lambda: desk.state(other) == "shown")
    assert desk.state(request) == "cancelled"
    assert len({pid for pid, _ in desk.begun()}) == 1


@moods("slow")
def test_a_worker_told_to_leave_puts_its_job_back_in_front(desk: Desk) -> None:
    request = desk.ask("swap background to plain teal x4")
    worker = desk.worker()
    desk.wait(lambda: desk.painted(request) == 1)
    desk.ask("swap background to plain red x1")
    worker.terminate()
    assert worker.wait(20) == 0
    waiting = Redis.from_url(desk.environment["RESHOOT_REDIS_URL"]).lrange(
        "rq:queue:reshoot", 0, -1
    )
    assert waiting[0] == f"paint-{request}".encode()
    assert desk.state(request) == "painting"


@moods("slow")
def test_a_wiped_redis_is_filled_again_and_nobody_sees_anything_twice(desk: Desk) -> None:
    running, waiting = desk.ask(), desk.ask("swap background to plain red x1")
    desk.worker()
    desk.wait(desk.begun)
    Redis.from_url(desk.environment["RESHOOT_REDIS_URL"]).flushall()
    for _ in range(2):
        reconcile(desk.studio)
    desk.wait(lambda: desk.state(running) == desk.state(waiting) == "shown")
    assert sorted(desk.cards()) == [1, 1, 2]
    assert len(desk.begun()) == 3


def test_a_job_that_may_have_killed_whole_workers_is_given_up_unpainted(desk: Desk) -> None:
    request = desk.ask()
    redis = Redis.from_url(desk.environment["RESHOOT_REDIS_URL"])
    redis.set(f"reshoot:starts:paint-{request}", MOST_STARTS)
    assert desk.worker("--burst").wait(60) == 0
    assert desk.state(request) == "failed"
    assert desk.begun() == []


def test_a_redis_that_is_away_when_a_job_ends_costs_neither_the_job_nor_the_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_redis()
    with ExitStack() as first, ExitStack() as second:
        url = first.enter_context(embedded_server(tmp_path / "redis"))
        desk = second.enter_context(open_desk(tmp_path, url, "slow", monkeypatch))
        request, worker = desk.ask(), desk.worker()
        desk.wait(desk.begun)
        first.close()
        desk.wait(lambda: desk.state(request) == "shown")
        first.enter_context(embedded_server(tmp_path / "redis"))
        desk.wait(lambda: not Redis.from_url(url).keys("rq:job:*"))
        after = desk.ask("swap background to plain red x1")
        desk.wait(lambda: desk.state(after) == "shown")
        assert worker.poll() is None
        assert len(desk.begun()) == 3


def test_a_painting_process_that_does_not_start_is_the_operators_to_mend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(OperatorError, match="does not start"):
        Keeper(1).perform("paint", "ab12", lambda: False)


def test_a_worker_without_a_redis_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OperatorError, match="RESHOOT_REDIS_URL"):
        run_worker("unix:///nowhere.sock", b"k", burst=True, stall_s=1)


def test_the_parent_imports_nothing_that_paints() -> None:
    script = "import sys, bot.worker; print(*sys.modules)"
    seen = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    heavy = {"torch", "numba", "scipy", "cv2", "numpy", "sqlalchemy", "bot.painting"}
    assert heavy & set(seen.stdout.split()) == set()
