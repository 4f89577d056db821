"""Finds jobs that no living worker has, and puts them back into the queue.

A worker's hold on a job is a key in Redis that expires unless it is renewed: Redis' own clock
decides, so machines need not agree on the time. All steps are transactions; whoever comes second
sees what the first one did.
"""

from __future__ import annotations

import time
from typing import Any

import rq
from rq.defaults import RQ_KEY_PREFIX
from rq.job import Job, JobStatus

from bot.pulse import vanished

LEASE = 6  # seconds; a worker renews its hold every second
STALE = 6  # seconds between a worker's popping a job and its taking hold; it needs milliseconds


def recover(queue: rq.Queue) -> list[str]:
    """Put back, in front, what dead workers held; the names of what was put back."""
    redis: Any = queue.connection
    held = {_name(entry) for entry in redis.zrange(queue.started_job_registry.key, 0, -1)}
    between = {_text(name) for name in redis.lrange(queue.intermediate_queue_key, 0, -1)}
    stale = {name for name in between - held if _is_stale(queue, name)}
    return [
        name
        for name in sorted(held | stale)
        if revive(queue, name, front=True, popped=name in stale)
    ]


def revive(queue: rq.Queue, name: str, *, front: bool = False, popped: bool = False) -> bool:
    """Put one job back unless it waits or a living worker has it; True if it was put back.

    `popped`: it was popped so long ago that its worker must have died before taking hold.
    """

    def attempt(pipe: Any) -> Any:
        holds = _holds(queue, pipe, name)
        dead = [hold for hold in holds if _is_dead(pipe, hold)]
        gone = not pipe.exists(Job.key_for(name))
        waits = pipe.lpos(queue.key, name) is not None
        waits |= not popped and pipe.lpos(queue.intermediate_queue_key, name) is not None
        wanted = not (gone or waits or len(dead) < len(holds))
        pipe.multi()
        if dead:
            pipe.zrem(queue.started_job_registry.key, *dead)
        if wanted:
            put_back(queue, pipe, name, front=front)
        return wanted

    watched = (Job.key_for(name), queue.started_job_registry.key, queue.intermediate_queue_key)
    return bool(queue.connection.transaction(attempt, *watched, value_from_callable=True))


def put_back(queue: rq.Queue, pipe: Any, name: str, *, front: bool) -> None:
    """The commands that make a known job wait, once, whatever it was before."""
    pipe.hset(Job.key_for(name), "status", JobStatus.QUEUED.value)
    pipe.lrem(queue.key, 0, name)
    pipe.lrem(queue.intermediate_queue_key, 0, name)
    pipe.delete(_seen_key(name))
    (pipe.lpush if front else pipe.rpush)(queue.key, name)


def _holds(queue: rq.Queue, pipe: Any, name: str) -> list[str]:
    """What workers, living or dead, hold of this job, as "job:execution"."""
    entries = (_text(entry) for entry in pipe.zrange(queue.started_job_registry.key, 0, -1))
    return [entry for entry in entries if _name(entry) == name]


def _is_dead(pipe: Any, hold: str) -> bool:
    """Has the hold run out, or do we see that its worker is gone?"""
    worker = pipe.hget(f"{RQ_KEY_PREFIX}:execution:{hold}", "worker_name")
    return worker is None or vanished(_text(worker))


def _is_stale(queue: rq.Queue, name: str) -> bool:
    """Was it seen between popping and holding long enough ago? The first look only notes it."""
    seen, now = _seen_key(name), time.time()
    if queue.connection.set(seen, now, nx=True, ex=60):
        return False
    return now - float(queue.connection.get(seen) or now) > STALE


def _seen_key(name: str) -> str:
    return f"reshoot:popped:{name}"


def _name(entry: bytes | str) -> str:
    return _text(entry).rpartition(":")[0]


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw
