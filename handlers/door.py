"""What comes in: which payloads are for us, under which key, and how much of them we keep.

Whatever is not for us is never kept. A key names one happening however often Slack reports it:
event ids for events; for taps, who tapped what and when.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any, NamedTuple

from bot.studio import Studio
from handlers.buttons import ACTS, kind_of
from handlers.message import Message, read_message
from handlers.reactions import choice_of
from handlers.words import release_in
from handlers.workspace import Event, Workspace
from inference import correction, iteration

REACTIONS = ("reaction_added", "reaction_removed")
EVENTS = ("message", "app_mention", *REACTIONS)
"""Every event we subscribe to; the manifest lists them by Slack's names."""

_EVENT_PARTS = (
    "type", "subtype", "user", "bot_id", "text", "ts", "thread_ts", "channel", "channel_type",
    "files", "reaction", "item", "event_ts",
)  # fmt: skip
_TAP_PARTS = ("type", "user", "channel", "container", "actions", "trigger_id")


class Arrival(NamedTuple):
    """A payload that is for us: `body` is what the inbox keeps of it."""

    key: str
    body: dict[str, Any]


def admit(workspace: Workspace, payload: Event) -> Arrival | None:
    """None for what is not for us. Reads the database at most once."""
    kind, event = payload.get("type"), payload.get("event")
    if kind == "block_actions":
        return _tap(workspace, payload)
    if kind == "event_callback" and isinstance(event, dict) and _is_for_us(workspace, event):
        own = str(payload.get("event_id") or _fingerprint(event))
        body = {"type": kind, "event": _parts(event, _EVENT_PARTS), "received": time.time()}
        return Arrival(f"{workspace.team}:{own}", body | {"event_id": own})
    return None


def _is_for_us(workspace: Workspace, event: Event) -> bool:
    kind = event.get("type")
    if kind in REACTIONS:
        item = event.get("item") or {}
        shown = item.get("type", "message") == "message" and item.get("channel") and item.get("ts")
        theirs = event.get("user") not in (None, "", workspace.me)
        return bool(shown and theirs and choice_of(str(event.get("reaction") or "")))
    if kind not in EVENTS:
        return False
    message = read_message(event, workspace.me)
    if message is None or message.addressed:
        return message is not None
    studio = workspace.studio
    return _sounds_meant(studio, message) and studio.is_campaign(workspace.team, message.channel)


def _sounds_meant(studio: Studio, message: Message) -> bool:
    """In a campaign, whatever we understand is for us, and so is a release. A correction may be,
    or a picture that was drawn on, in a thread; most talk is none of these, and never kept."""
    words = message.text.words
    said = correction.read(words) or iteration.read(words)
    follows = message.is_reply and (message.pictures or said)
    return bool(follows or release_in(words)) or studio.understands(words)


def _tap(workspace: Workspace, payload: Event) -> Arrival | None:
    actions = payload.get("actions") or [{}]
    if kind_of(actions[0]) not in ACTS or not payload.get("user"):
        return None
    moment = actions[0].get("action_ts") or payload.get("trigger_id") or _fingerprint(payload)
    key = f"{workspace.team}:tap:{payload['user'].get('id')}:{actions[0]['action_id']}:{moment}"
    message = _parts(payload.get("message") or {}, ("ts", "thread_ts"))
    return Arrival(key, _parts(payload, _TAP_PARTS) | {"message": message})


def _parts(whole: Event, names: tuple[str, ...]) -> Event:
    return {name: whole[name] for name in names if whole.get(name) is not None}


def _fingerprint(payload: Event) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]
