"""bot.chat.Chat with Slack's Web API.

A picture that is voted on must be a message of its own whose ts we know. So it is uploaded without
being shared, and shown by an image block of a message that we post. A workspace that refuses such
blocks gets the file shared into the thread, and the buttons in a message under it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.chat import Asset, Attachment, Note, Place, Post, Posted
from handlers import uploads
from handlers.reactions import SEEDS
from handlers.refusals import beforehand, clearly, editing, refuses_blocks, wait_of
from handlers.text import spoken
from handlers.views.blocks import View
from handlers.views.posts import companion_of, file_of, said_of, view_of
from handlers.web import reason
from handlers.workspace import Event

log = logging.getLogger(__name__)

T = TypeVar("T")
METADATA = "reshoot_post"
SHUN = 600.0  # seconds without image blocks after Slack refused one


class HalfPostedError(Exception):
    """The picture is in the thread, the message under it is not."""

    def __init__(self, error: SlackApiError) -> None:
        super().__init__(reason(error))
        self.retry_after = wait_of(error)


class SlackChat:
    """For one courier at a time; `client` must not try again by itself.

    `pauses` are the seconds to wait, one after the other, for Slack to deal with a file.
    """

    def __init__(
        self, client: WebClient, me: str, pauses: tuple[float, ...] = uploads.PAUSES
    ) -> None:
        self._client, self._me, self._pauses = client, me, pauses
        self._no_image_blocks_until = 0.0

    def post(self, place: Place, post: Post, key: str, again: bool = False) -> Posted:
        seen = self._seen(place, post, key) if again else Posted("")
        if seen.ts:
            return seen
        with clearly():
            return self._post(place, post, key, seen.picture)

    def _post(self, place: Place, post: Post, key: str, picture: str) -> Posted:
        """`picture` is the ts of the message with its file, if that is in the thread already."""
        file = file_of(post)
        if file is None:
            if isinstance(post, Note) and post.person:
                return self._whisper(place, post, key)
            return Posted(self._say(place, view_of(post), key))
        if isinstance(post, Asset):
            return Posted(picture or self._share(place, post, file, ()))
        if not picture and time.monotonic() >= self._no_image_blocks_until:
            posted = self._in_a_block(place, post, file, key)
            if posted:
                return posted
        return self._beside(place, post, file, key, picture)

    def edit(self, place: Place, ts: str, post: Post, media: str = "") -> None:
        companion = None if media else companion_of(post)
        view = companion or view_of(post, media)
        with editing():
            _or_words_only(
                view,
                lambda view: self._client.chat_update(
                    channel=place.channel, ts=ts, text=view.text, blocks=view.blocks
                ),
            )

    def react(self, place: Place, ts: str, choice: str) -> None:
        try:
            self._client.reactions_add(channel=place.channel, timestamp=ts, name=SEEDS[choice])
        except SlackApiError as error:
            if reason(error) != "already_reacted":
                raise

    def _in_a_block(self, place: Place, post: Post, file: Attachment, key: str) -> Posted | None:
        """None where Slack refuses the picture, however often it is asked."""
        with beforehand():
            media = uploads.keep(self._client, file, self._pauses)
        why = ""
        for pause in (*self._pauses[:4], 0.0):
            try:
                return Posted(self._send(place, view_of(post, media), key), media=media)
            except SlackApiError as error:
                if not refuses_blocks(error):
                    raise
                why = reason(error)
            time.sleep(pause)
        log.warning("Slack refuses pictures in blocks (%s): sharing files instead", why)
        self._no_image_blocks_until = time.monotonic() + SHUN
        return None

    def _beside(self, place: Place, post: Post, file: Attachment, key: str, picture: str) -> Posted:
        """The picture as a shared file, and under it what a shared file can't have: buttons."""
        picture = picture or self._share(place, post, file, self._pauses)
        companion = companion_of(post)
        if companion is None:
            return Posted(picture)
        try:
            return Posted(self._say(place, companion, key), picture)
        except SlackApiError as error:
            raise HalfPostedError(error) from error

    def _share(self, place: Place, post: Post, file: Attachment, pauses: tuple[float, ...]) -> str:
        """The post's file in the thread, with its words; the message's ts, or ""."""
        with beforehand():
            known = uploads.upload(self._client, file)
        uploads.share(self._client, place, known, file.name, spoken(said_of(post)))
        return uploads.shared_as(self._client, place, known, pauses)

    def _whisper(self, place: Place, note: Note, key: str) -> Posted:
        """To one person only; to the thread, where Slack can't."""
        view = view_of(note)
        try:
            self._client.chat_postEphemeral(
                channel=place.channel, user=note.person, thread_ts=place.thread or None,
                text=view.text, blocks=view.blocks,
            )  # fmt: skip
        except SlackApiError as error:
            log.warning("Slack can't tell %s in private: %s", note.person, reason(error))
            return Posted(self._say(place, view, key))
        return Posted("")

    def _say(self, place: Place, view: View, key: str) -> str:
        return _or_words_only(view, lambda view: self._send(place, view, key))

    def _send(self, place: Place, view: View, key: str) -> str:
        answer = self._client.chat_postMessage(
            channel=place.channel, thread_ts=place.thread or None, text=view.text,
            blocks=view.blocks or None, unfurl_links=False, unfurl_media=False,
            metadata={"event_type": METADATA, "event_payload": {"key": key}},
        )  # fmt: skip
        return str(answer["ts"])

    def _seen(self, place: Place, post: Post, key: str) -> Posted:
        """The message that an earlier try left, or the ts of its picture only."""
        file = file_of(post)
        ts, picture, media = "", "", ""
        for message in uploads.messages_in(self._client, place):
            if _key_of(message) == key:
                ts, media = str(message["ts"]), _media_of(message)
            elif file and message.get("user") == self._me and file.name in _names_of(message):
                picture = str(message["ts"])
        return Posted(ts or (picture if companion_of(post) is None else ""), picture, media)


def _or_words_only(view: View, send: Callable[[View], T]) -> T:
    """Send it; without blocks where Slack refuses those."""
    try:
        return send(view)
    except SlackApiError as error:
        if not refuses_blocks(error):
            raise
        log.warning("Slack refuses these blocks (%s): words only", reason(error))
    return send(View(view.text, []))


def _key_of(message: Event) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("key", ""))


def _media_of(message: Event) -> str:
    pictures = (block.get("slack_file") or {} for block in message.get("blocks") or ())
    return next((str(picture["id"]) for picture in pictures if picture.get("id")), "")


def _names_of(message: Event) -> Iterator[str]:
    return (str(file.get("name", "")) for file in message.get("files") or ())
