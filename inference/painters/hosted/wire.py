"""One bounded POST to a provider: keys stay in the environment, errors say who can mend them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from inference.errors import AskerError, Cancelled, OperatorError

MOST_BYTES = 64 << 20
TRIES = 3
LONGEST_WAIT = 20.0  # seconds between two tries, whatever the provider asks for
TIMEOUT = httpx.Timeout(90.0, connect=10.0)  # less than the silence that ends a worker
_BUSY = frozenset({429, 500, 502, 503, 504})
_REFUSALS = (b"moderation_blocked", b"content_policy_violation", b"safety_violations")

Stop = Callable[[], bool]


def key(*names: str) -> str:
    """The first of these environment variables that is set; "" where none is. Never kept."""
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def ask(method: str, url: str, named: str, secret: str, cancel: Stop, **content: Any) -> bytes:
    """The answer's body. `named` is the variable that holds `secret`, for whoever must mend it.

    AskerError where the provider refuses the wish, OperatorError for the rest. No error quotes an
    answer: some providers repeat a part of the key in it.
    """
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    for left in reversed(range(TRIES)):
        if cancel():
            raise Cancelled
        status, told, body = _once(method, url, headers, cancel, content)
        if status not in _BUSY or not left:
            break
        _wait(told, TRIES - left, cancel)
    return _judged(status, body, named)


def _once(
    method: str, url: str, headers: Mapping[str, str], cancel: Stop, content: Mapping[str, Any]
) -> tuple[int, Mapping[str, str], bytes]:
    body = bytearray()
    try:
        with httpx.stream(method, url, headers=headers, timeout=TIMEOUT, **content) as answer:
            for piece in answer.iter_bytes():
                if cancel():
                    raise Cancelled
                body += piece
                if len(body) > MOST_BYTES:
                    raise OperatorError("The painter's provider answered with far too much.")
            return answer.status_code, answer.headers, bytes(body)
    except httpx.TimeoutException:
        raise OperatorError("The painter's provider did not answer in time.") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise OperatorError("The painter's provider can't be reached.") from None


def _wait(told: Mapping[str, str], tried: int, cancel: Stop) -> None:
    """As long as Retry-After says, within bounds; Cancelled at once."""
    asked = told.get("retry-after", "")
    seconds = float(asked) if asked.isdecimal() else 2.0**tried
    until = time.monotonic() + min(seconds, LONGEST_WAIT)
    while (left := until - time.monotonic()) > 0:
        if cancel():
            raise Cancelled
        time.sleep(min(left, 0.1))


def _judged(status: int, body: bytes, named: str) -> bytes:
    if status == 200:
        return body
    if status in (401, 403):
        raise OperatorError(f"The painter's provider does not accept the key: mend {named}.")
    if status == 400 and any(refusal in body for refusal in _REFUSALS):
        raise AskerError("The painter's provider refuses to paint that: say it in other words.")
    if status in _BUSY:
        raise OperatorError(f"The painter's provider is too busy ({status}): try again later.")
    raise OperatorError(f"The painter's provider does not take our question ({status}).")
