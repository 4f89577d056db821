"""The painting side: takes jobs from the queue and has a warm child do them.

This process imports no model. It renews its hold on the job every second; when it vanishes, the
hold runs out and another worker goes on. What is painted already is not painted again.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisSilent
from rq import worker_registration
from rq.exceptions import DequeueTimeout
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import get_version
from rq.worker import BaseWorker

from bot.keeper import End, Keeper
from bot.pulse import worker_name
from bot.queue import cancel_key, connect, open_queue, verified
from bot.revival import LEASE, put_back, recover
from inference.errors import BadSettings, OperatorError

log = logging.getLogger(__name__)

BEAT = 1.0  # seconds between heartbeats
TIDY = 1.0  # seconds between looks for what dead workers left
MOST_DEATHS = 2  # of the child, over one job; then it is given up
REMEMBER = 86400  # seconds for which starts are counted
MOST_STARTS = 6  # of one job, none of which came to an end: it may kill whole workers
OLDEST_REDIS = (6, 2, 0)  # BLMOVE, without which a job could be lost between two commands


def run_worker(redis_url: str, key: bytes, burst: bool, stall_s: float) -> None:
    """Work until SIGTERM or SIGINT; with `burst` until nothing is left.

    A job in hand is put back in front of the queue. OperatorError where Redis can't be used at
    the start, or the painting process does not start.
    """
    redis = connect(redis_url, patience=5.0)
    try:
        if get_version(redis) < OLDEST_REDIS:
            raise BadSettings("RESHOOT_REDIS_URL leads to a Redis before 6.2; bring a newer one.")
        Worker(redis, key, Keeper(stall_s)).run(burst)
    except RedisError as error:
        raise OperatorError(f"RESHOOT_REDIS_URL: Redis can't be used: {error}") from error


class Worker(BaseWorker):
    """RQ's registration, heartbeats and popping; the loop and the work are ours."""

    def __init__(self, redis: Redis, key: bytes, keeper: Keeper) -> None:
        self.queue = open_queue(redis)
        super().__init__(
            [self.queue], worker_name(), connection=redis, serializer=JSONSerializer, worker_ttl=16
        )
        self.key_bytes = key
        self.keeper = keeper
        self.stopping = False
        self.tidied = 0.0

    def run(self, burst: bool) -> None:
        """The loop; returns when told to stop or, with `burst`, when nothing is left."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._stop)
        self.keeper.start()
        try:
            while not self.stopping:
                if not self._patiently(self._once) and burst:
                    break
        finally:
            self.keeper.close()
            self._patiently(self._say_goodbye)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _patiently(self, act: Callable[[], bool]) -> bool:
        """Do it; True where Redis is away, after a moment's wait.

        A job that could not be let go of is called again once our hold has run out; the database
        knows that it is done.
        """
        try:
            return act()
        except (RedisGone, RedisSilent) as error:
            log.warning("Redis is away: %s", error)
            time.sleep(0 if self.stopping else BEAT)
            return True

    def _once(self) -> bool:
        """One look at the queue; True if there was a job."""
        self._register()
        if time.monotonic() - self.tidied > TIDY:
            for name in recover(self.queue):
                log.warning("%s was left by a worker that vanished; it goes again", name)
            worker_registration.clean_worker_registry(self.queue)
            self.tidied = time.monotonic()
        job = self._pop()
        if job is not None:
            self._take(job)
        return job is not None

    def _register(self) -> None:
        """Be in RQ's list of workers, also after Redis was wiped."""
        if self.connection.sismember(self.redis_workers_keys, self.key):
            self.heartbeat()
        else:
            self.connection.delete(self.key)
            self.register_birth()  # type: ignore[no-untyped-call]

    def _say_goodbye(self) -> bool:
        self.register_death()  # type: ignore[no-untyped-call]
        return True

    def _pop(self) -> Job | None:
        """The next job, waiting a beat for one."""
        try:
            popped = self.queue_class.dequeue_any(
                [self.queue], int(BEAT), self.connection, serializer=self.serializer
            )
        except DequeueTimeout:
            return None
        except RedisError:
            raise
        except Exception as error:  # something in Redis that is no job; RQ says which
            log.error("Dropped what is no job: %s", error)
            self._drop(str(getattr(error, "job_id", "")))
            return self._pop()
        return popped[0] if popped else None

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002
        """RQ asks how long a hold lasts."""
        return LEASE

    def _take(self, job: Job) -> None:
        """Hold the job while it is done, then let go of it."""
        order = verified(self.key_bytes, job)
        if order is None:
            log.error("Dropped %s: it is not signed with our RESHOOT_JOB_KEY", job.id)
            self._drop(job.id)
            return
        self.executions.clear()
        execution = self.prepare_execution(job)
        self.prepare_job_execution(job, remove_from_intermediate_queue=True)
        log.info("%s begins", job.id)
        with self._holding(job, execution) as called_off:
            end = self._do(job, order, called_off)
        log.info("%s: %s", job.id, end.name.lower())
        self._let_go(job, execution, end)

    def _drop(self, name: str) -> None:
        with self.connection.pipeline() as pipe:
            pipe.lrem(self.queue.intermediate_queue_key, 0, name)
            pipe.delete(Job.key_for(name))
            pipe.execute()

    def _do(self, job: Job, order: tuple[str, str], called_off: threading.Event) -> End:
        """At once again after a death; given up after the second, or too many starts."""
        if self._count_start(job) > MOST_STARTS:
            return self._give_up(
                order, f"it was begun {MOST_STARTS} times and never came to an end."
            )
        for _ in range(MOST_DEATHS):
            end = self.keeper.perform(*order, lambda: self.stopping or called_off.is_set())
            if end is not End.DIED:
                return end
            log.error("The painting process died over %s: %s", job.id, self.keeper.cause)
        self.connection.set(_starts_key(job), MOST_STARTS, ex=REMEMBER)  # never try it again
        died = f"the painting process ended {MOST_DEATHS} times over it ({self.keeper.cause})."
        return self._give_up(order, died)

    def _give_up(self, order: tuple[str, str], reason: str) -> End:
        """FAILED where people could not be told now: the next start comes here at once."""
        told = self.keeper.bury(*order, reason) is End.DONE
        return End.DONE if told else End.FAILED

    def _count_start(self, job: Job) -> int:
        with self.connection.pipeline() as pipe:
            pipe.incr(_starts_key(job))
            pipe.expire(_starts_key(job), REMEMBER)
            return int(pipe.execute()[0])

    @contextmanager
    def _holding(self, job: Job, execution: Execution) -> Iterator[threading.Event]:
        """Renew the hold from a thread; yields what is set once the job is called off."""
        done, called_off = threading.Event(), threading.Event()

        def beat() -> None:
            while not done.wait(BEAT):
                self._beat(job, execution, called_off)

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield called_off
        finally:
            done.set()
            thread.join(2 * BEAT)

    def _beat(self, job: Job, execution: Execution, called_off: threading.Event) -> None:
        try:
            with self.connection.pipeline() as pipe:
                pipe.exists(cancel_key(job.id))
                execution.heartbeat(job.started_job_registry, LEASE, pipeline=pipe)
                self.heartbeat(pipeline=pipe)
                if pipe.execute()[0]:
                    called_off.set()
        except (RedisError, OSError) as error:
            log.warning("Redis is away: %s", error)

    def _let_go(self, job: Job, execution: Execution, end: End) -> None:
        """In one transaction: gone from Redis, or in front of the queue again."""
        drained = end is End.STOPPED and self.stopping
        with self.connection.pipeline() as pipe:
            execution.delete(job, pipe)
            pipe.delete(cancel_key(job.id))
            if end is not End.FAILED and end is not End.DIED:
                pipe.delete(_starts_key(job))
            if drained:
                put_back(self.queue, pipe, job.id, front=True)
            else:
                pipe.lrem(self.queue.key, 0, job.id)
                pipe.delete(job.key)
            pipe.execute()


def _starts_key(job: Job) -> Any:
    return f"reshoot:starts:{job.id}"
