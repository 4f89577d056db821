"""One question to a provider: bounded in time and size, with errors that say who can mend them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Thread
from typing import Any, NamedTuple

import httpx

from inference.errors import AskerError, OperatorError
from inference.offers import Unpaid

MOST_BYTES = 64 << 20
TRIES = 3
BEAT = 0.5  # seconds between two signs of life
LONGEST = 300.0  # seconds for an answer: the finest pictures take minutes
LONGEST_WAIT = 20.0  # seconds between two tries, whatever the provider asks for
TIMEOUT = httpx.Timeout(LONGEST, connect=10.0)
_BUSY = frozenset({429, 500, 502, 503, 504})
_REFUSALS = (b"moderation_blocked", b"content_policy_violation", b"safety_violations")
_PAINTED = re.compile(rb'stage"\s*:\s*"output"')  # refused once it was there: maybe billed

Alive = Callable[[], None]
"""Called at every beat of a wait: it says that we live, and raises Cancelled to end it."""


class RefusedError(AskerError, Unpaid):
    """The provider does not paint such a thing."""


class NotServedError(OperatorError, Unpaid):
    """The provider answered that it does not paint, or nobody answered the door."""


class _Answer(NamedTuple):
    status: int
    wait: str
    body: bytes


def ask(method: str, url: str, named: str, alive: Alive, **content: Any) -> bytes:
    """The answer's body. `named` is the variable that holds the key, for whoever must mend it.

    RefusedError where the provider refuses the wish, OperatorError for the rest; either is Unpaid
    where nothing was painted for sure. No error quotes an answer: some repeat a part of the key.
    """
    for tried in range(1, TRIES + 1):
        alive()
        answer = _once(method, url, alive, content)
        if answer.status not in _BUSY or tried == TRIES:
            break
        _wait(answer.wait, tried, alive)
    return _judged(answer, named)


def _once(method: str, url: str, alive: Alive, content: Mapping[str, Any]) -> _Answer:
    """In a thread of its own, which ends by itself: no wait keeps us from being called off."""
    future: Future[_Answer] = Future()
    Thread(target=_fetch, args=(future, method, url, content), daemon=True).start()
    until = time.monotonic() + LONGEST
    while not wait([future], BEAT).done:
        alive()
        if time.monotonic() > until:
            raise OperatorError("The painter's provider did not answer in time.")
    return future.result()


def _fetch(future: Future[_Answer], method: str, url: str, content: Mapping[str, Any]) -> None:
    try:
        future.set_result(_read(method, url, content))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL):
        future.set_exception(NotServedError("The painter's provider can't be reached."))
    except httpx.HTTPError:
        future.set_exception(OperatorError("The painter's provider broke off."))
    except Exception as error:
        future.set_exception(error)


def _read(method: str, url: str, content: Mapping[str, Any]) -> _Answer:
    body = bytearray()
    with httpx.stream(method, url, timeout=TIMEOUT, **content) as answer:
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise OperatorError("The painter's provider answered with far too much.")
        return _Answer(answer.status_code, answer.headers.get("retry-after", ""), bytes(body))


def _wait(told: str, tried: int, alive: Alive) -> None:
    """As long as Retry-After says, within bounds."""
    seconds = 2.0**tried
    with suppress(ValueError):
        seconds = max(0.0, float(told))
    until = time.monotonic() + min(seconds, LONGEST_WAIT)
    while (left := until - time.monotonic()) > 0:
        alive()
        time.sleep(min(left, BEAT))


def _judged(answer: _Answer, named: str) -> bytes:
    status, body = answer.status, answer.body
    if status == 200:
        return body
    if status in (401, 403):
        raise NotServedError(f"The painter's provider does not accept the key: mend {named}.")
    if status == 400 and any(refusal in body for refusal in _REFUSALS):
        kind = AskerError if _PAINTED.search(body) else RefusedError
        raise kind("The painter's provider refuses to paint that: say it in other words.")
    if status in _BUSY:
        raise NotServedError(f"The painter's provider is too busy ({status}): try again later.")
    raise NotServedError(f"The painter's provider does not take our question ({status}).")
