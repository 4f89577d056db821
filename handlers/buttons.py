"""What the buttons and menus do.

Their values carry ids and words, and all else is in the database, so that a button works for as
long as its message stands. A correction is carried in the very words that a person could have
written in the thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.chat import Note, Place
from bot.studio import Studio
from handlers.words import in_words
from handlers.workspace import Event, Workspace
from inference.errors import AskerError

FILE, AGAIN, CANCEL = "file", "again", "cancel"
CORRECT, WRONG, CHOOSE, REST = "correct", "wrong", "choose", "rest"


class Tap(NamedTuple):
    """Who tapped what, where; `moment` tells this tap from another one."""

    carried: str
    place: Place
    person: str
    moment: str

    @property
    def key(self) -> str:
        return f"tap-{self.person}-{self.moment}"


def on_button(workspace: Workspace, body: Event) -> None:
    """A tap on one of our buttons, or a choice from one of our menus.

    What can't be done is said to who tapped it, and to nobody else.
    """
    action, place = body["actions"][0], _place(workspace, body)
    moment = str(action.get("action_ts") or body.get("trigger_id") or "")
    tap = Tap(_carried(action), place, body["user"]["id"], moment)
    try:
        ACTS[kind_of(action)](workspace.studio, tap)
    except AskerError as error:
        workspace.studio.say(place, Note(in_words(error), tap.person), f"sorry-{tap.key}")


def kind_of(action: Event) -> str:
    """What an action is about; its id says more where a message has several of a kind."""
    return str(action.get("action_id") or "").partition(":")[0]


def value(*parts: str | int) -> str:
    """What a button carries: ids first, for only the last part may hold a colon."""
    return ":".join(map(str, parts))


def _file(studio: Studio, tap: Tap) -> None:
    request, _, variant = tap.carried.partition(":")
    studio.send_file(request, variant, tap.place, tap.person)


def _again(studio: Studio, tap: Tap) -> None:
    studio.again(tap.carried.partition(":")[0], tap.place, tap.moment, tap.person)


def _cancel(studio: Studio, tap: Tap) -> None:
    studio.cancel(tap.carried, tap.person)


def _correct(studio: Studio, tap: Tap) -> None:
    request, revision, words = tap.carried.split(":", 2)
    studio.correct(request, int(revision), words, tap.place, tap.person, tap.key)


def _wrong(studio: Studio, tap: Tap) -> None:
    studio.wrong_region(tap.carried, tap.place, tap.moment, tap.person)


def _choose(studio: Studio, tap: Tap) -> None:
    request, _, phrase = tap.carried.partition(":")
    studio.choose(request, phrase, tap.place, tap.moment, tap.person)


def _rest(studio: Studio, tap: Tap) -> None:
    studio.paint_rest(tap.carried, tap.place, tap.person)


ACTS: dict[str, Callable[[Studio, Tap], None]] = {
    FILE: _file, AGAIN: _again, CANCEL: _cancel,
    CORRECT: _correct, WRONG: _wrong, CHOOSE: _choose, REST: _rest,
}  # fmt: skip


def _carried(action: Event) -> str:
    chosen = action.get("selected_option") or action
    return str(chosen.get("value") or "")


def _place(workspace: Workspace, body: Event) -> Place:
    """The thread of the message with the button; fields vary between senders."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    ts = message.get("ts") or container.get("message_ts") or ""
    thread = message.get("thread_ts") or container.get("thread_ts") or ts
    return workspace.place(str(channel), str(thread))
