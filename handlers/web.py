"""Slack's Web API: the client, and how to live with methods that a workspace lacks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener, install_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryState
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.web import SlackResponse

from handlers.settings import SlackSettings

log = logging.getLogger(__name__)

LONGEST_WAIT = 5.0  # seconds to sit out a rate limit; longer ones are the courier's to wait for
UNREACHABLE = (SlackClientError, HTTPException, OSError, ValueError)
"""What the SDK raises where an answer is missing, unreadable, or a refusal."""


class SitOutShortLimits(RateLimitErrorRetryHandler):
    """Sleeps through a short Retry-After; a long one would hold up every other thread's news."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        limited = super()._can_retry(state=state, request=request, response=response, error=error)
        return limited and response is not None and retry_after(response.headers) <= LONGEST_WAIT


def retry_after(headers: Any) -> float:
    """Seconds that a 429 asks to wait; 1 where it doesn't say."""
    named = {str(name).lower(): value for name, value in dict(headers).items()}
    value = named.get("retry-after", 1.0)
    try:
        return float(value[0] if isinstance(value, list) else value)
    except (TypeError, ValueError):
        return 1.0


def connect(settings: SlackSettings, *, persistent: bool) -> WebClient:
    """A client; a persistent one tries again by itself, which is wrong for posting: an answer that
    got lost may belong to a message that arrived."""
    client = WebClient(token=settings.bot_token, base_url=settings.api_url)
    handlers = [SitOutShortLimits(max_retry_count=1)]
    again = [ConnectionErrorRetryHandler(max_retry_count=2), ServerErrorRetryHandler()]
    client.retry_handlers = [*handlers, *again] if persistent else [*handlers]
    if is_loopback(settings.api_url):
        _without_proxy(client)
    return client


def _without_proxy(client: WebClient) -> None:
    """The SDK and urllib under it take HTTPS_PROXY even for this very machine."""
    client.proxy = None
    install_opener(build_opener(ProxyHandler({})))


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def attempt(method: Callable[..., SlackResponse], **params: Any) -> dict[str, Any]:
    """The answer of a method we can live without; {} where there is none, said once per method."""
    try:
        answer = method(**params)
    except UNREACHABLE as error:
        _say_once(getattr(method, "__name__", "a method"), reason(error))
        return {}
    return answer.data if isinstance(answer.data, dict) else {}


@cache
def _say_once(method: str, why: str) -> None:
    log.warning("Going on without %s: %s", method, why)


def reason(error: Exception) -> str:
    """Slack's short word for what went wrong ("invalid_blocks"), or the error itself."""
    if isinstance(error, SlackApiError):
        answer = error.response
        data = answer.data if isinstance(answer, SlackResponse) else answer
        return str(data.get("error", "")) if isinstance(data, dict) else str(error)
    return f"{type(error).__name__}: {error}"


def status_of(error: Exception) -> int:
    """The HTTP status of a refusal; 0 where no answer came at all."""
    if isinstance(error, SlackApiError) and isinstance(error.response, SlackResponse):
        return error.response.status_code
    return 0
