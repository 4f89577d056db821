"""Calls the worker by id. Redis holds only what waits and runs; the database knows what is to do.

One RQ queue: with two, a worker that dies between popping and registering loses the job for good.
Jobs are JSON, of an allow-list, and signed: whoever can write to Redis can't make a worker run
anything else. A job is named after its work, so that calling twice is calling once.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

import rq
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq.exceptions import DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from bot.revival import revive
from inference.errors import BadSettings, OperatorError

NAME = "reshoot"
JOBS = frozenset({"find", "paint", "finish"})
IMPATIENT = 1.0  # seconds: a click must not wait for a Redis that is away


class QueueUnavailable(OperatorError):  # noqa: N818 - reads better, as in inference/errors.py
    """Redis does not answer now; the reconciler will call again."""


class Queue:
    """The chat side of the queue; thread-safe. It connects at the first call, not before."""

    def __init__(self, redis_url: str, key: bytes) -> None:
        self._key = key
        self._redis = connect(redis_url, IMPATIENT)
        self._queue = open_queue(self._redis)

    def enqueue(self, job: str, subject: str) -> None:
        """Call the worker, unless this job waits or a living worker has it.

        A job whose worker vanished, and one that Redis forgot, is put into the queue again.
        """
        with _or_unavailable():
            name = job_id(job, subject)
            if self._redis.exists(Job.key_for(name)):
                revive(self._queue, name)
            else:
                self._call(name, job, subject)

    def _call(self, name: str, job: str, subject: str) -> None:
        signed = [subject, sign(self._key, job, subject)]
        with suppress(DuplicateJobError):
            self._queue.enqueue_call(
                job,
                signed,
                job_id=name,
                unique=True,
                timeout=-1,
                description=name,
                at_front=job == "find",  # quick, and somebody waits for it
            )

    def cancel(self, job: str, subject: str) -> None:
        """Drop the job if it waits; tell its worker if it runs."""
        with _or_unavailable():
            name = job_id(job, subject)
            if self._redis.lrem(self._queue.key, 0, name):
                self._redis.delete(Job.key_for(name))
            elif self._redis.exists(Job.key_for(name)):
                self._redis.set(cancel_key(name), "1", ex=60)

    def ping(self) -> None:
        """QueueUnavailable unless Redis answers."""
        with _or_unavailable():
            self._redis.ping()


def connect(redis_url: str, patience: float) -> Redis:
    """A client that gives up after `patience` seconds and never retries by itself."""
    try:
        return Redis.from_url(
            redis_url,
            socket_connect_timeout=patience,
            socket_timeout=patience,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError as error:
        raise BadSettings(f"RESHOOT_REDIS_URL is not usable: {error}") from error


def open_queue(connection: Redis) -> rq.Queue:
    return rq.Queue(NAME, connection=connection, serializer=JSONSerializer)


def job_id(job: str, subject: str) -> str:
    """The same work always has the same name."""
    return f"{job}-{subject}"


def cancel_key(name: str) -> str:
    """Where a worker looks whether its job was called off."""
    return f"{NAME}:cancel:{name}"


def sign(key: bytes, job: str, subject: str) -> str:
    """HMAC-SHA256 over the job's id, function and argument."""
    message = "\0".join((job_id(job, subject), job, subject))
    return hmac.new(key, message.encode(), sha256).hexdigest()


def verified(key: bytes, job: Job) -> tuple[str, str] | None:
    """(job, subject) if it is one of ours, named and signed by somebody who has the key."""
    try:
        name, args = job.func_name, list(job.args)
    except Exception:  # not even JSON
        return None
    strings = len(args) == 2 and all(isinstance(arg, str) for arg in args)
    if name not in JOBS or not strings or job.kwargs or job.instance:
        return None
    subject, signature = args
    good = hmac.compare_digest(signature.encode(), sign(key, name, subject).encode())
    return (name, subject) if good and job.id == job_id(name, subject) else None


@contextmanager
def _or_unavailable() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise QueueUnavailable(f"Redis does not answer: {error}") from error
