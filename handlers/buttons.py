"""What the buttons do. Their values carry ids and all else is in the database, so that a button
works for as long as its message stands."""

from __future__ import annotations

from bot.chat import Place
from handlers.workspace import Event, Workspace

FILE, AGAIN, CANCEL = "file", "again", "cancel"
ACTIONS = (FILE, AGAIN, CANCEL)


def on_button(workspace: Workspace, body: Event) -> None:
    """A tap on one of our buttons."""
    action, person = body["actions"][0], body["user"]["id"]
    request, _, variant = str(action.get("value", "")).partition(":")
    place = _place(workspace, body)
    if action["action_id"] == FILE:
        workspace.studio.send_file(request, variant, place, person)
    elif action["action_id"] == AGAIN:
        workspace.studio.again(request, place, _tap(body), person)
    elif action["action_id"] == CANCEL:
        workspace.studio.cancel(request, person)


def value(request: str, variant: str = "") -> str:
    """What a button carries."""
    return f"{request}:{variant}" if variant else request


def _place(workspace: Workspace, body: Event) -> Place:
    """The thread of the message with the button; fields vary between senders."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    ts = message.get("ts") or container.get("message_ts") or ""
    thread = message.get("thread_ts") or container.get("thread_ts") or ts
    return workspace.place(str(channel), str(thread))


def _tap(body: Event) -> str:
    """What tells this tap from another one."""
    return str(body["actions"][0].get("action_ts") or body.get("trigger_id") or "")
