"""What comes of a button: triggers that live 3 s, addresses to answer to, views."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from bot.sandbox.delivery import Delivery, Letter
from bot.sandbox.model import TEAM, Channel, Json, SlackError, new_id
from bot.sandbox.workspace import Workspace

TRIGGER_LIFE = 3.0  # seconds
ANSWERS, ANSWERS_LIFE = 5, 1800.0  # how often, and for how many seconds one may answer to a tap


@dataclass(slots=True)
class Tap:
    """Where a response_url leads: the message that was tapped."""

    channel: Channel
    ts: str
    thread: str
    person: str
    until: float
    left: int = ANSWERS


class Interactivity:
    """Taps out to the app, and its answers back in."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self.workspace, self.delivery = workspace, delivery
        self.homes: dict[str, Json] = {}
        self.views: dict[str, Json] = {}
        self._triggers: dict[str, tuple[float, str]] = {}
        self._taps: dict[str, Tap] = {}

    # People

    def press(
        self, channel: Channel, ts: str, action_id: str, person: str, option: str = ""
    ) -> None:
        """Tap the button with this action_id, or choose the menu's option with this value."""
        message = self._seen(channel, ts, person)
        for block in message.get("blocks", []):
            for element in _elements(block):
                if element.get("action_id") == action_id:
                    action = _action(element, option) | {"block_id": block["block_id"]}
                    self._send(channel, message, action, person)
                    return
        raise SlackError("no_such_button")

    def _seen(self, channel: Channel, ts: str, person: str) -> Json:
        for whisper in channel.whispers:
            if whisper["ts"] == ts and whisper["to"] == person:
                return whisper
        return self.workspace.message(channel, ts)

    def _send(self, channel: Channel, message: Json, action: Json, person: str) -> None:
        ts, thread = message["ts"], message.get("thread_ts", "")
        whispered = bool(message.get("is_ephemeral"))
        container = {"type": "message", "message_ts": ts, "channel_id": channel.id}
        container["is_ephemeral"] = whispered
        container |= {"thread_ts": thread} if thread else {}
        shown = {} if whispered else {"message": self.workspace.show(channel, message)}
        tap = Tap(channel, ts, thread, person, _now() + ANSWERS_LIFE)
        payload = self._who(person) | {
            "type": "block_actions", "container": container, **shown,
            "channel": {"id": channel.id, "name": channel.name},
            "state": {"values": _state(message, action)},
            "actions": [action | {"action_ts": self.workspace.now()}],
            "response_url": self._answer_to(tap),
        }  # fmt: skip
        self.delivery.send(Letter("interactive", payload))

    def _who(self, person: str) -> Json:
        who = self.workspace.person(person)
        user = {"id": who.id, "username": who.name, "name": who.name, "team_id": TEAM}
        return {
            "user": user, "api_app_id": self.workspace.bot.app, "token": "sandbox",
            "trigger_id": self.new_trigger(who.id), "enterprise": None,
            "team": {"id": TEAM, "domain": "sandbox"}, "is_enterprise_install": False,
        }  # fmt: skip

    def open_home(self, person: str) -> Json | None:
        """Somebody looks at the app's Home; what it published for them, if anything."""
        direct = self.workspace.direct(person)
        event = {"type": "app_home_opened", "user": person, "channel": direct.id, "tab": "home"}
        view = self.homes.get(person)
        more = {"view": view} if view else {}
        self.delivery.event({**event, **more, "event_ts": self.workspace.now()})
        return view

    # The app

    def new_trigger(self, person: str) -> str:
        trigger = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._triggers[trigger] = (_now() + TRIGGER_LIFE, person)
        return trigger

    def exchange(self, trigger: str) -> str:
        """The person who tapped; a trigger works once, and not for long."""
        if trigger not in self._triggers:
            raise SlackError("invalid_trigger_id")
        until, person = self._triggers[trigger]
        if not until:
            raise SlackError("exchanged_trigger_id")
        if _now() > until:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger] = (0.0, person)
        return person

    def keep_view(self, view: Json, **more: Any) -> Json:
        """The view as Slack gives it back, with an id and a hash."""
        bot = self.workspace.bot
        kept = {
            "id": new_id("V"), "team_id": TEAM, "app_id": bot.app, "bot_id": bot.bot,
            "callback_id": "", "private_metadata": "", "external_id": "", "state": {"values": {}},
            **view, "hash": f"{_now():.6f}", **more,
        }  # fmt: skip
        self.views[kept["id"]] = kept
        return kept

    def _answer_to(self, tap: Tap) -> str:
        token = secrets.token_urlsafe(18)
        self._taps[token] = tap
        return f"{self.workspace.url}/actions/{token}"

    def tap(self, token: str) -> Tap:
        """Where this answer goes; each address works five times, for half an hour."""
        tap = self._taps.get(token)
        if tap is None or not tap.left or _now() > tap.until:
            raise SlackError("used_url" if tap else "no_such_url")
        tap.left -= 1
        return tap


def _elements(block: Json) -> list[Json]:
    accessory = [block["accessory"]] if "accessory" in block else []
    return [*block.get("elements", []), *accessory]


def _action(element: Json, option: str) -> Json:
    """What Slack tells of a tap: a button with its value, a menu with the option that was taken."""
    kept = ("type", "action_id", "text", "value", "style", "placeholder")
    action = {name: element[name] for name in kept if name in element}
    if element["type"] != "static_select":
        return action
    taken = next((one for one in _options(element) if one["value"] == option), None)
    if taken is None:
        raise SlackError("no_such_option")
    return action | {"selected_option": taken}


def _options(menu: Json) -> list[Json]:
    groups = [group["options"] for group in menu.get("option_groups", [])]
    return [*menu.get("options", []), *(option for group in groups for option in group)]


def _state(message: Json, action: Json) -> Json:
    """What every menu of the message is set to, by block and action; buttons have no state."""
    values: Json = {}
    for block in message.get("blocks", []):
        for element in _elements(block):
            if element["type"] == "static_select":
                tapped = element.get("action_id") == action["action_id"]
                set_to = action["selected_option"] if tapped else element.get("initial_option")
                entry = {"type": element["type"], "selected_option": set_to}
                values.setdefault(block["block_id"], {})[element.get("action_id")] = entry
    return values


def _now() -> float:
    return time.time()
