"""The queue: calling twice is calling once, nothing is lost, and a stranger is not heard."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rq
from redis import Redis
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from bot import revival
from bot.embedded import embedded_server
from bot.keeper import Keeper
from bot.pulse import vanished, worker_name
from bot.queue import NAME, Queue, QueueUnavailable, cancel_key, verified
from bot.revival import LEASE, recover
from bot.worker import Worker
from inference.errors import BadSettings
from tests.needs import needs_redis

KEY = b"k" * 32
SUBJECT = "ab12"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    needs_redis()
    with embedded_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis(server: str) -> Iterator[Redis]:
    with Redis.from_url(server) as client:
        client.flushall()
        yield client


@pytest.fixture
def queue(redis: Redis, server: str) -> Queue:
    return Queue(server, KEY)


@pytest.fixture
def worker(redis: Redis) -> Worker:
    return Worker(redis, KEY, Keeper(60))


def waiting(redis: Redis) -> list[bytes]:
    return redis.lrange(f"rq:queue:{NAME}", 0, -1)


def hold(worker: Worker) -> tuple[Job, Execution]:
    """Pop the job and hold it, as a worker does before it paints."""
    job = worker._pop()
    assert job is not None
    execution = worker.prepare_execution(job)
    worker.prepare_job_execution(job, remove_from_intermediate_queue=True)
    return job, execution


def begin(worker: Worker) -> Job:
    return hold(worker)[0]


def lose_holds(redis: Redis) -> None:
    """What Redis does by itself some seconds after a worker's last heartbeat."""
    redis.delete(*redis.keys("rq:execution:*"))


def test_a_job_that_waits_is_not_called_again(queue: Queue, redis: Redis) -> None:
    for _ in range(3):
        queue.enqueue("paint", SUBJECT)
    assert waiting(redis) == [b"paint-ab12"]


def test_a_job_that_a_living_worker_has_is_not_called_again(
    queue: Queue, redis: Redis, worker: Worker
) -> None:
    queue.enqueue("paint", SUBJECT)
    begin(worker)
    queue.enqueue("paint", SUBJECT)
    assert recover(worker.queue) == []
    assert waiting(redis) == []


def test_a_worker_of_this_machine_that_was_killed_is_missed_at_once() -> None:
    name = "from bot.pulse import worker_name; print(worker_name())"
    ended = subprocess.run([sys.executable, "-c", name], capture_output=True, text=True, check=True)
    assert vanished(ended.stdout.strip())
    assert not vanished(worker_name()), "we live"
    elsewhere = "otherboot-1." + ended.stdout.strip().partition(".")[2]
    assert not vanished(elsewhere), "its own machine, or its hold, must tell"
    assert not vanished(".1.aa")


def test_a_job_whose_worker_vanished_is_called_again_once(
    queue: Queue, redis: Redis, worker: Worker
) -> None:
    queue.enqueue("paint", SUBJECT)
    begin(worker)
    lose_holds(redis)
    queue.enqueue("paint", SUBJECT)
    queue.enqueue("paint", SUBJECT)
    assert waiting(redis) == [b"paint-ab12"]
    assert redis.zcard(f"rq:wip:{NAME}") == 0
    assert verified(KEY, begin(worker)) == ("paint", SUBJECT)


def test_a_hold_runs_out_unless_it_is_renewed_and_hears_when_the_job_is_called_off(
    queue: Queue, redis: Redis, worker: Worker
) -> None:
    queue.enqueue("paint", SUBJECT)
    job, execution = hold(worker)
    assert 0 < redis.ttl(execution.key) <= LEASE
    queue.cancel("paint", SUBJECT)
    with worker._holding(job, execution) as called_off:
        redis.pexpire(execution.key, 1900)
        assert called_off.wait(10)
        assert redis.ttl(execution.key) > 2


def test_workers_put_what_dead_workers_held_in_front(
    queue: Queue, redis: Redis, worker: Worker
) -> None:
    queue.enqueue("paint", SUBJECT)
    begin(worker)
    queue.enqueue("paint", "cd34")
    lose_holds(redis)
    assert recover(worker.queue) == ["paint-ab12"]
    assert recover(worker.queue) == []
    assert waiting(redis) == [b"paint-ab12", b"paint-cd34"]


def test_a_worker_that_died_between_popping_and_holding_loses_no_job(
    queue: Queue, redis: Redis, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.enqueue("paint", SUBJECT)
    assert worker._pop() is not None
    queue.enqueue("paint", SUBJECT)
    assert recover(worker.queue) == [], "it may be about to take hold"
    monkeypatch.setattr(revival, "STALE", -1)
    assert recover(worker.queue) == ["paint-ab12"]
    assert waiting(redis) == [b"paint-ab12"]


@pytest.mark.parametrize("status", ["failed", "finished", "stopped", "canceled", "queued"])
def test_a_job_that_is_known_but_nowhere_is_called_again(
    queue: Queue, redis: Redis, status: str
) -> None:
    queue.enqueue("paint", SUBJECT)
    redis.delete(f"rq:queue:{NAME}")
    redis.hset("rq:job:paint-ab12", "status", status)
    queue.enqueue("paint", SUBJECT)
    assert waiting(redis) == [b"paint-ab12"]


def test_a_cancelled_job_waits_no_longer_and_a_running_one_is_told(
    queue: Queue, redis: Redis, worker: Worker
) -> None:
    queue.enqueue("paint", SUBJECT)
    queue.cancel("paint", SUBJECT)
    assert waiting(redis) == []
    assert not redis.exists(cancel_key("paint-ab12"))
    queue.enqueue("paint", SUBJECT)
    begin(worker)
    queue.cancel("paint", SUBJECT)
    assert redis.exists(cancel_key("paint-ab12"))


def test_what_a_stranger_writes_into_redis_is_not_run(
    queue: Queue, redis: Redis, worker: Worker
) -> None:
    queue.enqueue("paint", SUBJECT)
    assert verified(b"another key", Job.fetch("paint-ab12", redis, JSONSerializer)) is None
    strangers = rq.Queue(NAME, connection=redis, serializer=JSONSerializer)
    good = Job.fetch("paint-ab12", redis, JSONSerializer).args
    forged = [
        strangers.enqueue_call("os.system", ["true"]),
        strangers.enqueue_call("paint", good),
        strangers.enqueue_call("finish", good, job_id="finish-ab12"),
        strangers.enqueue_call("paint", ["ef56", good[1]], job_id="paint-ef56"),
        strangers.enqueue_call("paint", [SUBJECT], job_id="paint-x"),
        strangers.enqueue_call("paint", good, {"more": 1}, job_id="paint-y"),
    ]
    fetched = [Job.fetch(job.id, redis, JSONSerializer) for job in forged]
    assert [verified(KEY, job) for job in fetched] == [None] * len(forged)


def test_what_is_no_job_at_all_is_dropped(queue: Queue, redis: Redis, worker: Worker) -> None:
    redis.hset("rq:job:paint-x", mapping={"created_at": "yesterday", "data": "?"})
    redis.rpush(f"rq:queue:{NAME}", "paint-x")
    queue.enqueue("paint", SUBJECT)
    assert begin(worker).id == "paint-ab12"
    assert not redis.exists("rq:job:paint-x")


def test_a_redis_that_is_away_or_silent_is_said_to_be_so_and_hides_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(QueueUnavailable):
            Queue(f"redis://:hunter2@127.0.0.1:{port}", KEY).ping()
    away = Queue(f"redis://:hunter2@127.0.0.1:{port}", KEY)
    for call in (away.ping, lambda: away.enqueue("paint", "a"), lambda: away.cancel("paint", "a")):
        with pytest.raises(QueueUnavailable) as caught:
            call()
        assert "hunter2" not in str(caught.value)


def test_a_url_that_is_none_is_the_operators_to_mend() -> None:
    with pytest.raises(BadSettings, match="RESHOOT_REDIS_URL"):
        Queue("carrier pigeon", KEY)


def test_a_queue_connects_over_a_socket_with_a_blank_in_its_path(tmp_path: Path) -> None:
    needs_redis()
    with embedded_server(tmp_path / "a b") as url:
        Queue(url, KEY).ping()
