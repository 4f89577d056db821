"""Which picture a message is about: the one it brings, or the one its thread is about."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from bot.chat import Place
from handlers.files import Picture, fetch
from handlers.message import Message, read_message
from handlers.web import attempt
from handlers.words import NO_PICTURE
from handlers.workspace import Workspace
from inference.errors import BadPicture


class Pictures(NamedTuple):
    """What a sentence is about: its golden, a drawing on it, and a second picture it speaks of."""

    golden: Picture
    drawing: Picture | None = None
    second: Picture | None = None


def brought(workspace: Workspace, message: Message) -> Picture | None:
    """The first picture that the message brings; BadPicture where it brings other files only."""
    if message.files and not message.pictures:
        raise BadPicture(NO_PICTURE)
    return _first(workspace, message)


def of_thread(workspace: Workspace, message: Message, place: Place) -> Picture | None:
    """The picture that the thread is about: one the desk has worked on, or the root's."""
    if not message.is_reply:
        return None
    known = workspace.studio.golden_of(place)
    return Picture(*known) if known else _first(workspace, _at(workspace, message, message.thread))


def drawing_of(
    workspace: Workspace, place: Place, golden: Picture | None, picture: Picture | None
) -> Picture | None:
    """The picture as a drawing on the golden, or a mask of its shape; None for any other."""
    if golden is None or picture is None:
        return None
    with suppress(BadPicture):  # what is wrong with it is said once it is to be worked on
        data = workspace.studio.drawing(place, golden.data, picture.data)
        return picture._replace(data=data) if data else None
    return None


def pictures_of(
    workspace: Workspace, message: Message, picture: Picture | None, known: Picture | None
) -> Pictures | None:
    """The golden and, where the sentence speaks of one, a second picture; None without a golden.

    In the thread of a golden, one picture is enough: "a beach like this one".
    """
    golden = picture or known
    if golden is None:
        return None
    if picture is None or not workspace.studio.speaks_of_second(message.text.words):
        return Pictures(golden)
    if len(message.pictures) > 1:
        other = fetch(workspace.client, workspace.api_url, message.pictures[1])
        return Pictures(picture, second=other)
    return Pictures(known, second=picture) if known else Pictures(picture)


def with_files(workspace: Workspace, message: Message) -> Message:
    """The message with the files that the workspace keeps; unchanged where we can't look."""
    return replace(message, files=_at(workspace, message, message.ts).files)


def _first(workspace: Workspace, message: Message) -> Picture | None:
    if not message.pictures:
        return None
    return fetch(workspace.client, workspace.api_url, message.pictures[0])


def _at(workspace: Workspace, message: Message, ts: str) -> Message:
    """The message of the same thread with this ts; the given one where we can't look."""
    answer = attempt(
        workspace.client.conversations_replies, channel=message.channel, ts=message.thread,
        oldest=ts, latest=ts, inclusive=True, limit=10,
    )  # fmt: skip
    for raw in answer.get("messages") or ():
        if raw.get("ts") == ts:
            kept = {"user": message.person, "channel": message.channel} | raw
            return read_message({**kept, "bot_id": None, "subtype": None}, "") or message
    return message
