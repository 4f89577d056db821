"""Who and what is in the workspace, looked up by name or id and shown as the Web API shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from bot.sandbox.model import (
    PEOPLE,
    Bot,
    Channel,
    File,
    Json,
    Person,
    SlackError,
    channel_json,
    file_json,
    message_json,
    person_json,
)


class Directory:
    """The state; `lag` is how many seconds Slack takes to look at a file that the app uploads.

    `tell` is called with each event for the app, `changed` with each channel that looks different.
    """

    def __init__(self, bot: Bot, lag: float = 0.3) -> None:
        self.bot, self.lag, self.url = bot, lag, ""
        self.people = {person.id: person for person in (*PEOPLE, bot.person)}
        self.channels = {
            "C0AUTUMN": Channel("C0AUTUMN", "autumn-campaign", "Autumn trail, all markets"),
            "C0GENERAL": Channel("C0GENERAL", "general", "For everybody"),
        }
        self.files: dict[str, File] = {}
        self.lock = threading.RLock()
        self.tell: Callable[[Json], None] = lambda _: None
        self.changed: Callable[[str], None] = lambda _: None
        self._last = 0

    def person(self, who: str) -> Person:
        """By id or by handle."""
        for person in self.people.values():
            if who in (person.id, person.name):
                return person
        raise SlackError("user_not_found")

    def channel(self, which: str) -> Channel:
        """By id or by name; a person's id means the direct message with them."""
        with self.lock:
            for channel in self.channels.values():
                if which and which.lstrip("#") in (channel.id, channel.name):
                    return channel
            if which in self.people:
                return self.direct(which)
        raise SlackError("channel_not_found")

    def direct(self, person: str) -> Channel:
        """The direct message between the app and this person."""
        who = self.person(person)
        with self.lock:
            return self.channels.setdefault(
                f"D{who.id[1:]}", Channel(f"D{who.id[1:]}", who.name, person=who.id)
            )

    def message(self, channel: Channel, ts: str) -> Json:
        if ts not in channel.messages:
            raise SlackError("message_not_found")
        return channel.messages[ts]

    def file(self, file_id: str) -> File:
        """A file that was completed."""
        found = self.files.get(file_id)
        if found is None or not found.ready_at:
            raise SlackError("file_not_found")
        return found

    def is_ready(self, file: File) -> bool:
        """Has Slack looked at it yet?"""
        return file.is_ready(time.time())

    def show(self, channel: Channel, message: Json) -> Json:
        """The message as the Web API gives it."""
        with self.lock:
            return message_json(channel, message, [self.show_file(f) for f in message["file_ids"]])

    def show_file(self, file_id: str) -> Json:
        names = {channel.id: channel.name for channel in self.channels.values()}
        return file_json(self.files[file_id], self.url, time.time(), names)

    def show_person(self, who: str) -> Json:
        return person_json(self.person(who), self.url)

    def show_channel(self, channel: Channel) -> Json:
        return channel_json(channel, self.people.values())
