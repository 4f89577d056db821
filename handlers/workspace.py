"""What every listener needs to know: the desk behind us, and the workspace in front of us."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot.chat import Place
from bot.studio import Studio

Event = dict[str, Any]
"""An event, an action or a file as Slack sends it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """`me` is the bot's user id, `team` the workspace's; `api_url` is where the Web API is."""

    studio: Studio
    client: WebClient
    api_url: str
    me: str
    team: str
    heard: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=500))
    """(channel, ts) of messages that were dealt with lately. A shortcut only: it may be lost."""

    def place(self, channel: str, thread: str = "") -> Place:
        return Place(self.team, channel, thread)
