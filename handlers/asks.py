"""How a sentence becomes a request.

Somebody posts a picture and writes "@Reshoot swap background to autumn trail", or replies with a
sentence in the thread of a picture. In a channel that is a campaign nobody needs to mention us: any
sentence that we understand is meant for us, and the rest is people talking.

A mention arrives twice, as `message` (which brings the files) and as `app_mention` (which does
not), in any order, and some senders know only one of the two. Whichever we deal with first asks;
the desk knows the asking message, so that the second changes nothing.
"""

from __future__ import annotations

import time

import httpx

from bot.chat import Note, Place
from bot.studio import Ask, TooEarlyError
from handlers.files import Picture, fetch
from handlers.message import Message, read_message
from handlers.text import LONGEST
from handlers.web import attempt
from handlers.workspace import Event, Workspace
from inference.errors import AskerError, BadInstruction, BadPicture, OperatorError

EXAMPLE = "swap background to autumn trail"
NO_GOLDEN = (
    "I need a picture to work on. Post one and mention me with a sentence, "
    "or reply to a picture with a sentence."
)
WAIT = "Slack doesn't hand me that picture at the moment. I keep trying for half an hour."
GRACE = 3.0  # seconds that a mention leaves to the message event that it belongs to


class MessageMayFollowError(TooEarlyError):
    """A mention came before its message: hand it in again in a moment."""


def on_message(workspace: Workspace, event: Event) -> None:
    """Somebody wrote something to us, or something in a campaign that we understand."""
    message = read_message(event, workspace.me)
    if message is not None:
        _answer(workspace, message)


def on_mention(workspace: Workspace, event: Event, received: float) -> None:
    """Somebody mentioned us at `received` (Unix time); its message may come, or have come, too."""
    message = read_message(event, workspace.me)
    if message is None or (message.channel, message.ts) in workspace.heard:
        return
    if not message.files:
        if time.time() - received < GRACE:
            raise MessageMayFollowError(message.ts)
        message = _with_files(workspace, message)
    _answer(workspace, message)


def _answer(workspace: Workspace, message: Message) -> None:
    """Ask the desk, or say in the thread why not."""
    place = workspace.place(message.channel, message.thread)
    try:
        golden = _golden(workspace, message, place)
        if golden is not None:
            _ask(workspace, message, place, golden)
        elif message.addressed:
            raise BadInstruction(NO_GOLDEN, suggestion=EXAMPLE)
    except (AskerError, OperatorError) as error:
        _say(workspace, message, "sorry", _in_words(error))
    except httpx.HTTPError:
        _say(workspace, message, "wait", WAIT)
        raise
    workspace.heard.append((message.channel, message.ts))


def _ask(workspace: Workspace, message: Message, place: Place, golden: Picture) -> None:
    sentence = message.text.words
    ask = Ask(place, message.ts, message.person, sentence, golden.data, golden.name)
    workspace.studio.ask(ask)
    if message.text.cut:
        _say(workspace, message, "cut", f"I read only the first {LONGEST:,} characters of that.")
    if len(message.pictures) > 1:
        words = f"I work on one picture at a time and took the first, {golden.name}."
        _say(workspace, message, "first", words)


def _golden(workspace: Workspace, message: Message, place: Place) -> Picture | None:
    """The picture that the message brings, or the one that its thread is about."""
    if message.pictures:
        return fetch(workspace.client, workspace.api_url, message.pictures[0])
    if message.files:
        raise BadPicture("That file is not a picture. I take PNG, JPEG and WebP.")
    if not message.is_reply:
        return None
    known = workspace.studio.golden_of(place)
    return Picture(*known) if known else _picture_at_root(workspace, message)


def _picture_at_root(workspace: Workspace, message: Message) -> Picture | None:
    root = _with_files(workspace, message, at=message.thread)
    return fetch(workspace.client, workspace.api_url, root.pictures[0]) if root.pictures else None


def _with_files(workspace: Workspace, message: Message, at: str = "") -> Message:
    """The message as the workspace keeps it, with its files (or the one `at` another ts of its
    thread); unchanged where we can't look."""
    ts = at or message.ts
    answer = attempt(
        workspace.client.conversations_replies, channel=message.channel, ts=message.thread,
        oldest=ts, latest=ts, inclusive=True, limit=10,
    )  # fmt: skip
    for raw in answer.get("messages") or ():
        if raw.get("ts") == ts:
            kept = {"user": message.person, "channel": message.channel} | raw
            return read_message({**kept, "bot_id": None, "subtype": None}, "") or message
    return message


def _in_words(error: AskerError | OperatorError) -> str:
    if isinstance(error, BadInstruction) and error.suggestion:
        return f"{error}\nTry: `{error.suggestion}`"
    return str(error)


def _say(workspace: Workspace, message: Message, what: str, words: str) -> None:
    """Once per message, however often it arrives."""
    place = workspace.place(message.channel, message.thread)
    key = f"{what}-{workspace.team}-{message.channel}-{message.ts}"
    workspace.studio.say(place, Note(words), key)
