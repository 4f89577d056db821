"""A Slack message as we read it."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.text import Plain, names, plain
from handlers.workspace import Event

SPOKEN = (None, "", "file_share", "thread_broadcast")
"""Subtypes of messages that a person wrote just now; edits, deletions and joins have others."""

_PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "heic", "heif", "avif", "tif", "tiff", "bmp")


@dataclass(frozen=True, slots=True)
class Message:
    """`thread` is the ts of the thread's root (its own `ts` outside a thread); `addressed` says
    that it speaks to us: it mentions us, or is a direct message."""

    channel: str
    ts: str
    thread: str
    person: str
    text: Plain
    files: tuple[Event, ...]
    addressed: bool

    @property
    def is_reply(self) -> bool:
        return self.thread != self.ts

    @property
    def pictures(self) -> tuple[Event, ...]:
        return tuple(file for file in self.files if _may_be_picture(file))


def read_message(event: Event, me: str) -> Message | None:
    """None for what no person wrote just now: bots, edits, deletions, joins."""
    from_bot = event.get("bot_id") or event.get("user") in (None, "", me)
    if from_bot or event.get("subtype") not in SPOKEN or not event.get("ts"):
        return None
    raw = str(event.get("text") or "")
    return Message(
        channel=str(event.get("channel", "")),
        ts=str(event["ts"]),
        thread=str(event.get("thread_ts") or event["ts"]),
        person=str(event["user"]),
        text=plain(raw),
        files=tuple(file for file in event.get("files") or () if isinstance(file, dict)),
        addressed=_speaks_to(me, event, raw),
    )


def _speaks_to(me: str, event: Event, raw: str) -> bool:
    direct = event.get("channel_type") == "im" or event.get("type") == "app_mention"
    return direct or names(raw, me)


def _may_be_picture(file: Event) -> bool:
    """What Slack doesn't describe may be one; the bytes decide later."""
    mimetype, kind = str(file.get("mimetype") or ""), str(file.get("filetype") or "")
    if not mimetype and not kind:
        return True
    return mimetype.startswith("image/") or kind.lower() in _PICTURES
