"""The things a workspace is made of, and how Slack writes them as JSON."""

from __future__ import annotations

import copy
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]
"""A JSON object as Slack sends or takes it."""

TEAM = "T0SANDBOX"
_LETTERS = string.ascii_uppercase + string.digits


class SlackError(Exception):
    """Slack says no: `code` is its short word, `more` goes into the answer beside it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


def new_id(prefix: str) -> str:
    """An id such as Slack's: a letter for the kind, then ten letters and digits."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace, the app's bot included; `colour` is #rrggbb."""

    id: str
    name: str
    real_name: str
    colour: str
    title: str = ""
    is_bot: bool = False

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.real_name.split()[:2]).upper()


PEOPLE = (
    Person("U0MAYA", "maya", "Maya Lindqvist", "#d9730d", "Performance marketing"),
    Person("U0JONAS", "jonas", "Jonas Weber", "#2b7a4b", "Art direction"),
    Person("U0AIKO", "aiko", "Aiko Tanaka", "#7a4fb5", "Brand"),
)


@dataclass(frozen=True, slots=True)
class Bot:
    """The one app that is installed; its ids come from its name."""

    name: str

    @property
    def user(self) -> str:
        return self._id("U")

    @property
    def bot(self) -> str:
        return self._id("B")

    @property
    def app(self) -> str:
        return self._id("A")

    def _id(self, kind: str) -> str:
        return f"{kind}0" + "".join(c for c in self.name.upper() if c in _LETTERS)

    @property
    def person(self) -> Person:
        handle = self.name.lower().replace(" ", "-")
        return Person(self.user, handle, self.name, "#4a154b", "App", is_bot=True)

    @property
    def profile(self) -> Json:
        return {
            "id": self.bot, "app_id": self.app, "user_id": self.user, "name": self.name,
            "icons": {}, "deleted": False, "updated": 0, "team_id": TEAM,
        }  # fmt: skip


@dataclass(slots=True)
class Channel:
    """A conversation; `messages` in the order of their ts. `person` is set for a direct message."""

    id: str
    name: str
    topic: str = ""
    person: str = ""
    messages: dict[str, Json] = field(default_factory=dict)
    whispers: list[Json] = field(default_factory=list)
    """Ephemeral messages, each with `to`: the one who sees it."""
    thinking: dict[str, str] = field(default_factory=dict)
    """What the app says it is doing, by thread."""

    @property
    def kind(self) -> str:
        return "im" if self.person else "channel"

    def replies(self, ts: str) -> list[Json]:
        """A thread: its root, then its replies."""
        return [m for m in self.messages.values() if m.get("thread_ts", m["ts"]) == ts]


@dataclass(slots=True)
class File:
    """An upload. Times are Unix seconds; `ready_at` is when Slack has looked at it, 0 = never."""

    id: str
    name: str
    user: str
    created: int
    length: int = 0
    title: str = ""
    ticket: str = ""
    alt: str = ""
    data: bytes | None = None
    ready_at: float = 0.0
    mimetype: str = ""
    size: tuple[int, int] | None = None
    shares: list[tuple[str, str, str]] = field(default_factory=list)
    """(channel, ts, thread) of each message that shows it."""

    def is_ready(self, now: float) -> bool:
        return bool(self.ready_at) and now >= self.ready_at

    @property
    def filetype(self) -> str:
        """Slack's short word: "png", "jpg", "pdf"; "binary" for the rest."""
        kind = self.mimetype.partition("/")[2].removeprefix("x-")
        short = {"jpeg": "jpg", "octet-stream": "binary", "plain": "text", "svg+xml": "svg"}
        return short.get(kind, kind)


def person_json(person: Person, url: str) -> Json:
    """A user as users.info gives it."""
    picture = f"{url}/avatars/{person.id}.svg"
    sizes = {f"image_{size}": picture for size in (24, 32, 48, 72, 192, 512)}
    names = {"real_name": person.real_name, "display_name": person.name, "title": person.title}
    return {
        "id": person.id, "team_id": TEAM, "name": person.name, "real_name": person.real_name,
        "deleted": False, "color": person.colour.lstrip("#"), "tz": "Europe/Berlin",
        "tz_label": "Central European Time", "tz_offset": 3600, "is_admin": False,
        "is_owner": False, "is_restricted": False, "is_ultra_restricted": False,
        "is_bot": person.is_bot, "is_app_user": False, "updated": 0,
        "profile": {**names, "team": TEAM, **sizes},
    }  # fmt: skip


def channel_json(channel: Channel, members: Iterable[Person]) -> Json:
    """A conversation as conversations.info gives it."""
    direct = bool(channel.person)
    shared = {"id": channel.id, "created": 0, "is_im": direct, "is_archived": False}
    if direct:
        return {**shared, "user": channel.person, "is_user_deleted": False, "priority": 0}
    return {
        **shared, "name": channel.name, "name_normalized": channel.name, "is_channel": True,
        "is_group": False, "is_mpim": False, "is_private": False, "is_general": False,
        "is_member": True, "is_shared": False, "is_ext_shared": False, "context_team_id": TEAM,
        "creator": PEOPLE[0].id, "num_members": len(list(members)),
        "topic": {"value": channel.topic, "creator": PEOPLE[0].id, "last_set": 0},
        "purpose": {"value": channel.topic, "creator": PEOPLE[0].id, "last_set": 0},
    }  # fmt: skip


def message_json(channel: Channel, message: Json, files: list[Json]) -> Json:
    """A message as conversations.replies gives it: a copy, with its thread counted."""
    shown = copy.deepcopy({k: v for k, v in message.items() if k not in ("file_ids", "reactions")})
    if files:
        shown["files"] = files
    if message["reactions"]:
        shown["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message["reactions"].items()
        ]
    replies = [m for m in channel.replies(message["ts"]) if m is not message]
    if replies:
        people = list(dict.fromkeys(m["user"] for m in replies))
        shown |= {
            "thread_ts": message["ts"], "reply_count": len(replies), "reply_users": people[:5],
            "reply_users_count": len(people), "latest_reply": replies[-1]["ts"],
        }  # fmt: skip
    elif message.get("thread_ts") in channel.messages:
        shown["parent_user_id"] = channel.messages[message["thread_ts"]]["user"]
    return shown


def file_json(file: File, url: str, now: float, names: dict[str, str]) -> Json:
    """A file as files.info gives it; before Slack has looked at it, it has no type."""
    private, name = f"{url}/files-pri/{TEAM}-{file.id}", quote(file.name, safe="")
    known = {
        "id": file.id, "created": file.created, "timestamp": file.created, "name": file.name,
        "title": file.title or file.name, "mimetype": "", "filetype": "", "pretty_type": "",
        "user": file.user, "user_team": TEAM, "editable": False, "size": len(file.data or b""),
        "is_external": False, "external_type": "", "is_public": bool(file.shares),
        "public_url_shared": False, "display_as_bot": False, "username": "",
        "permalink": f"{url}/files/{file.user}/{file.id}/{name}", "file_access": "visible",
        "channels": [], "groups": [], "ims": [], "comments_count": 0,
    }  # fmt: skip
    if not file.is_ready(now):
        return known
    kinds = {"mimetype": file.mimetype, "filetype": file.filetype, "mode": "hosted"}
    urls = {"url_private": f"{private}/{name}"}
    urls["url_private_download"] = f"{private}/download/{name}"
    picture = {} if file.size is None else {"original_w": file.size[0], "original_h": file.size[1]}
    alt = {"alt_txt": file.alt} if file.alt else {}
    pretty = {"pretty_type": file.filetype.upper(), "media_display_type": "unknown"}
    return {**known, **kinds, **urls, **pretty, **picture, **alt, **_shares(file, names)}


def _shares(file: File, names: dict[str, str]) -> Json:
    public: dict[str, list[Json]] = {}
    for channel, ts, thread in file.shares:
        entry = {"ts": ts, "channel_name": names.get(channel, ""), "team_id": TEAM}
        extra = {"thread_ts": thread} if thread else {}
        public.setdefault(channel, []).append(
            {**entry, **extra, "reply_users": [], "reply_users_count": 0, "reply_count": 0}
        )
    direct = [channel for channel in public if channel.startswith("D")]
    rooms = [channel for channel in public if not channel.startswith("D")]
    return {"channels": rooms, "ims": direct, "shares": {"public": public} if public else {}}
