"""What people do in the workspace, whether by the page or by a test: names or ids both work."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.interactivity import Interactivity
from bot.sandbox.markup import typed
from bot.sandbox.model import Json, SlackError
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class People:
    """Each method raises SlackError where Slack's client would not have let them."""

    workspace: Workspace
    interactivity: Interactivity

    def say(
        self,
        channel: str,
        text: str,
        person: str,
        files: Sequence[tuple[str, bytes]] = (),
        thread: str = "",
    ) -> str:
        """Post what was typed, with files by (name, bytes); the message's ts."""
        workspace = self.workspace
        where, who = workspace.channel(channel), workspace.person(person).id
        if not text.strip() and not files:
            raise SlackError("no_text")
        if thread and thread not in where.messages:
            raise SlackError("thread_not_found")
        ids = [workspace.add_file(name, data, who).id for name, data in files]
        names = {p.name: p.id for p in workspace.people.values()}
        rooms = {c.name: c.id for c in workspace.channels.values() if not c.person}
        more = {"client_msg_id": secrets.token_hex(16)}
        words = typed(text, names, rooms)
        message = workspace.post(where, who, words, thread=thread, files=ids, more=more)
        return str(message["ts"])

    def react(self, channel: str, ts: str, emoji: str, person: str, on: bool = True) -> None:
        workspace = self.workspace
        act = workspace.react if on else workspace.unreact
        act(workspace.channel(channel), ts, emoji, workspace.person(person).id)

    def press(self, channel: str, ts: str, action_id: str, person: str, option: str = "") -> None:
        """Tap a button, or choose a menu's option by its value."""
        where, who = self.workspace.channel(channel), self.workspace.person(person).id
        self.interactivity.press(where, ts, action_id, who, option)

    def open_home(self, person: str) -> Json | None:
        """Look at the app's Home; what it has published for this person so far."""
        return self.interactivity.open_home(self.workspace.person(person).id)
