"""How bytes become files at Slack: unshared, for an image block; or shared into a thread.

No answer to an upload names a message, and a file can be used only once Slack has looked at it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.chat import Attachment, Place
from handlers.web import UNREACHABLE, attempt, is_loopback, reason
from handlers.workspace import Event

PAUSES = (0.2, 0.3, 0.5, 1.0, 2.0, 4.0)  # seconds between looks at what Slack is busy with
LONGEST_ALT, LONGEST_COMMENT = 1_000, 4_000
MOST_PAGES = 10  # of 200 messages, when looking through a thread
CANT_LOOK = ("unknown_method", "missing_scope", "method_deprecated", "access_denied")


def upload(client: WebClient, file: Attachment) -> str:
    """Hand the bytes over; the id of a file that nobody sees yet."""
    ticket = client.files_getUploadURLExternal(
        filename=file.name, length=len(file.data), alt_txt=file.alt[:LONGEST_ALT]
    )
    url = str(ticket["upload_url"])  # the address itself is the permission: it gets no token
    direct = is_loopback(url)
    httpx.post(url, content=file.data, timeout=60.0, trust_env=not direct).raise_for_status()
    return str(ticket["file_id"])


def keep(client: WebClient, file: Attachment, pauses: tuple[float, ...]) -> str:
    """Upload without sharing it; back once Slack knows what it is, or when the pauses are over."""
    known = upload(client, file)
    client.files_completeUploadExternal(files=[{"id": known, "title": file.name}])
    for info in _looks(client, known, pauses):
        if info.get("mimetype") or not info:  # nobody to ask: the message will show
            break
    return known


def share(client: WebClient, place: Place, file: str, title: str, words: str) -> None:
    """Put an uploaded file into the place, with words."""
    client.files_completeUploadExternal(
        files=[{"id": file, "title": title}],
        channel_id=place.channel,
        thread_ts=place.thread or None,
        initial_comment=words[:LONGEST_COMMENT] or None,
    )


def shared_as(client: WebClient, place: Place, file: str, pauses: tuple[float, ...]) -> str:
    """The ts of the message that shares the file; "" if Slack doesn't tell in time."""
    for info in _looks(client, file, pauses):
        ts = _share_in(info, place) or _thread_has(client, place, file)
        if ts:
            return ts
    return ""


def messages_in(client: WebClient, place: Place) -> Iterator[Event]:
    """The thread's messages, or the channel's latest outside a thread; none where we may not look.

    Raises where Slack can't be asked just now.
    """
    cursor = ""
    for _ in range(MOST_PAGES):
        try:
            answer = _page(client, place, cursor)
        except SlackApiError as error:
            if reason(error) in CANT_LOOK:
                return
            raise
        yield from answer.get("messages") or ()
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _page(client: WebClient, place: Place, cursor: str) -> Event:
    more: dict[str, Any] = {"limit": 200, "cursor": cursor or None, "include_all_metadata": True}
    if place.thread:
        answer = client.conversations_replies(channel=place.channel, ts=place.thread, **more)
    else:
        answer = client.conversations_history(channel=place.channel, **more)
    return answer.data if isinstance(answer.data, dict) else {}


def _looks(client: WebClient, file: str, pauses: tuple[float, ...]) -> Iterator[Event]:
    """What files.info says, again and again; {} where it can't be asked."""
    for pause in (0.0, *pauses):
        time.sleep(pause)
        yield attempt(client.files_info, file=file).get("file") or {}


def _share_in(info: Event, place: Place) -> str:
    shares = info.get("shares") or {}
    for kind in ("public", "private"):
        for one in (shares.get(kind) or {}).get(place.channel) or ():
            if one.get("ts"):
                return str(one["ts"])
    return ""


def _thread_has(client: WebClient, place: Place, file: str) -> str:
    try:
        for message in messages_in(client, place):
            if any(one.get("id") == file for one in message.get("files") or ()):
                return str(message["ts"])
    except UNREACHABLE:
        return ""
    return ""
