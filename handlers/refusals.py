"""What Slack's errors mean for a post: refused for sure, or nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.chat import CannotEditError, NotPostedError
from handlers.web import UNREACHABLE, reason, retry_after, status_of

OPEN_ENDED = ("internal_error", "fatal_error", "request_timeout", "service_unavailable")
"""Slack: "it's possible some aspect of the operation succeeded before the error was raised"."""
NEVER = (
    "message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found",
    "is_archived", "not_in_channel", "unknown_method",
)  # fmt: skip
BLOCKS = ("invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_attachments")


@contextmanager
def clearly() -> Iterator[None]:
    """Refusals become NotPostedError; whatever leaves it open stays what it is."""
    try:
        yield
    except SlackApiError as error:
        if leaves_it_open(error):
            raise
        raise NotPostedError(reason(error), wait_of(error)) from error


@contextmanager
def beforehand() -> Iterator[None]:
    """For steps that post nothing: any failure is a clear one."""
    try:
        yield
    except (*UNREACHABLE, httpx.HTTPError) as error:
        raise NotPostedError(reason(error), wait_of(error)) from error


@contextmanager
def editing() -> Iterator[None]:
    """Refusals that will never change become CannotEditError."""
    try:
        with clearly():
            yield
    except NotPostedError as error:
        if str(error) in NEVER:
            raise CannotEditError(str(error)) from error
        raise


def leaves_it_open(error: SlackApiError) -> bool:
    """Slack's codes are single words: an answer that is none came from somewhere else."""
    why, status = reason(error), status_of(error)
    unreadable = " " in why and status != 404
    return status >= 500 or why in OPEN_ENDED or unreadable


def refuses_blocks(error: SlackApiError) -> bool:
    """Is it the blocks, or a picture in them, that Slack doesn't like?"""
    why = reason(error)
    return why in BLOCKS or "slack_file" in why or why in ("file_not_found", "block_mismatch")


def wait_of(error: Exception) -> float:
    """Seconds that a rate limit asks for; 0 for any other error."""
    if status_of(error) != 429 or not isinstance(error, SlackApiError):
        return 0.0
    answer = error.response
    return retry_after(answer.headers) if isinstance(answer, SlackResponse) else 1.0
