"""Everything that may be done to the workspace, by a person or by the app.

Any thread may call. Refusals are SlackErrors with Slack's own codes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from bot.sandbox import emoji
from bot.sandbox.directory import Directory
from bot.sandbox.model import TEAM, Channel, File, Json, SlackError, new_id
from bot.sandbox.sniff import look_at

LONGEST_TEXT = 40_000  # characters
MOST_EMOJI = 23  # different ones that one person may put on one message

_TS = re.compile(r"\d+\.\d{6}")


class Workspace(Directory):
    """Messages, reactions, files and what they set off."""

    def now(self) -> str:
        """A ts that no other message has."""
        with self.lock:
            self._last = max(self._last + 1, int(time.time() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        *,
        thread: str = "",
        files: Sequence[str] = (),
        broadcast: bool = False,
        more: Json | None = None,
    ) -> Json:
        """A new message; `more` is what only some have (blocks, metadata)."""
        with self.lock:
            message = self._new_message(channel, user, text, thread, files) | (more or {})
            if broadcast and thread:
                message["subtype"] = "thread_broadcast"
            channel.messages[message["ts"]] = message
            for file_id in files:
                self.files[file_id].shares.append((channel.id, message["ts"], thread))
            if user == self.bot.user:
                channel.thinking.pop(thread or message["ts"], None)
            self._tell_of(channel, message)
            return message

    def _new_message(
        self, channel: Channel, user: str, text: str, thread: str, files: Sequence[str]
    ) -> Json:
        message: Json = {"type": "message", "user": user, "text": text, "ts": self.now()}
        message |= {"team": TEAM, "file_ids": list(files), "reactions": {}}
        if thread:
            message["thread_ts"] = self._root(channel, thread)
        if files:
            message |= {"subtype": "file_share", "upload": False, "display_as_bot": False}
        if user == self.bot.user:
            bot = self.bot
            message |= {"bot_id": bot.bot, "app_id": bot.app, "bot_profile": bot.profile}
        return message

    def _root(self, channel: Channel, thread: str) -> str:
        root = channel.messages.get(thread)
        if root is None:
            raise SlackError("thread_not_found")
        if root.get("thread_ts", thread) != thread:
            raise SlackError("cannot_reply_to_message")
        return thread

    def _tell_of(self, channel: Channel, message: Json) -> None:
        shown = self.show(channel, message)
        place = {"channel": channel.id, "event_ts": message["ts"], "channel_type": channel.kind}
        self.tell({**shown, **place})
        mentioned = f"<@{self.bot.user}>" in message["text"]
        if mentioned and message["user"] != self.bot.user and channel.kind == "channel":
            bare = {k: v for k, v in shown.items() if k not in ("files", "subtype", "upload")}
            bare.pop("display_as_bot", None)
            self.tell({**bare, "type": "app_mention", "channel": channel.id, **_event_ts(message)})
        for file_id in message["file_ids"]:
            self._tell_of_file(channel, file_id, message["user"])
        self.changed(channel.id)

    def _tell_of_file(self, channel: Channel, file_id: str, user: str) -> None:
        where = {"channel_id": channel.id, "file_id": file_id, "file": {"id": file_id}}
        self.tell({"type": "file_shared", **where, "user_id": user, "event_ts": self.now()})

    def whisper(self, channel: Channel, to: str, text: str, thread: str, more: Json) -> str:
        """A message that only one person sees."""
        with self.lock:
            message = self._new_message(channel, self.bot.user, text, thread, ()) | more
            channel.whispers.append({**message, "to": self.person(to).id, "is_ephemeral": True})
            self.changed(channel.id)
            return str(message["ts"])

    def edit_whisper(self, channel: Channel, ts: str, changes: Json | None) -> None:
        """Change an ephemeral message in place; None takes it away."""
        with self.lock:
            for whisper in [w for w in channel.whispers if w["ts"] == ts]:
                if changes is None:
                    channel.whispers.remove(whisper)
                else:
                    whisper |= changes
            self.changed(channel.id)

    def edit(self, channel: Channel, ts: str, user: str, changes: Json) -> Json:
        """Change parts of a message of one's own; a None takes the part away."""
        with self.lock:
            message = self.message(channel, ts)
            if message["user"] != user:
                raise SlackError("cant_update_message")
            before = self.show(channel, message)
            message |= {name: value for name, value in changes.items() if value is not None}
            for name in [name for name, value in changes.items() if value is None]:
                message.pop(name, None)
            self._tell_of_change(channel, message, before)
            return message

    def _tell_of_change(self, channel: Channel, message: Json, before: Json) -> None:
        now = self.now()
        told = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": now}
        told |= {"message": self.show(channel, message), "previous_message": before}
        place = {"channel": channel.id, "event_ts": now, "channel_type": channel.kind}
        self.tell({**told, **place})
        self.changed(channel.id)

    def delete(self, channel: Channel, ts: str, user: str) -> None:
        with self.lock:
            message = self.message(channel, ts)
            if message["user"] != user:
                raise SlackError("cant_delete_message")
            before = self.show(channel, message)
            del channel.messages[ts]
            now = self.now()
            told = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": now}
            told |= {"deleted_ts": ts, "previous_message": before, "channel": channel.id}
            self.tell({**told, "event_ts": now, "channel_type": channel.kind})
            self.changed(channel.id)

    # Reactions

    def react(self, channel: Channel, ts: str, name: str, user: str) -> None:
        with self.lock:
            message, known = self._to_react(channel, ts, name)
            people = message["reactions"].get(known, [])
            if user in people:
                raise SlackError("already_reacted")
            if sum(user in other for other in message["reactions"].values()) >= MOST_EMOJI:
                raise SlackError("too_many_emoji")
            message["reactions"].setdefault(known, []).append(user)
            self._tell_of_reaction("reaction_added", channel, message, known, user)

    def unreact(self, channel: Channel, ts: str, name: str, user: str) -> None:
        with self.lock:
            message, known = self._to_react(channel, ts, name)
            people = message["reactions"].get(known, [])
            if user not in people:
                raise SlackError("no_reaction")
            people.remove(user)
            if not people:
                del message["reactions"][known]
            self._tell_of_reaction("reaction_removed", channel, message, known, user)

    def _to_react(self, channel: Channel, ts: str, name: str) -> tuple[Json, str]:
        if not _TS.fullmatch(ts):
            raise SlackError("bad_timestamp" if ts else "no_item_specified")
        message, known = self.message(channel, ts), emoji.canonical(name)
        if not known:
            raise SlackError("invalid_name")
        return message, known

    def _tell_of_reaction(
        self, what: str, channel: Channel, message: Json, name: str, user: str
    ) -> None:
        item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
        self.tell({
            "type": what, "user": user, "reaction": name, "item": item,
            "item_user": message["user"], "event_ts": self.now(),
        })  # fmt: skip
        self.changed(channel.id)

    # Files

    def begin_upload(self, name: str, length: int, user: str, alt: str = "") -> File:
        """A place for bytes to come; nobody sees the file before it is completed."""
        file = File(new_id("F"), name, user, int(time.time()), length, ticket=new_id(""), alt=alt)
        with self.lock:
            self.files[file.id] = file
        return file

    def receive(self, ticket: str, data: bytes) -> bool:
        """The bytes of an upload; False where there is no such place."""
        with self.lock:
            for file in self.files.values():
                if file.ticket == ticket and not file.ready_at:
                    file.data = data
                    return True
        return False

    def complete(self, file_id: str, user: str, title: str = "", lag: float | None = None) -> File:
        """The upload is done; Slack has looked at it after `lag` seconds."""
        with self.lock:
            file = self.files.get(file_id)
            if file is None or file.data is None or file.user != user:
                raise SlackError("file_not_found")
            file.title = title or file.title or file.name
            file.mimetype, file.size = look_at(file.data, file.name)
            file.ready_at = file.ready_at or time.time() + (self.lag if lag is None else lag)
            return file

    def forget_file(self, file_id: str) -> None:
        """Deleted; messages that showed it no longer do."""
        with self.lock:
            file = self.files.pop(file_id)
            for channel_id, ts, _ in file.shares:
                message = self.channels[channel_id].messages.get(ts, {"file_ids": []})
                message["file_ids"] = [i for i in message["file_ids"] if i != file_id]
                self.changed(channel_id)

    def add_file(self, name: str, data: bytes, user: str) -> File:
        """A file as a person brings it: looked at before it is posted."""
        file = self.begin_upload(name, len(data), user)
        self.receive(file.ticket, data)
        return self.complete(file.id, user, lag=0.0)


def _event_ts(message: Json) -> Json:
    return {"event_ts": message["ts"]}
