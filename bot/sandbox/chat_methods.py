"""chat.* and reactions.* of the Web API, and the answers to a tap."""

from __future__ import annotations

from bot.sandbox.blocks import check_blocks
from bot.sandbox.call import Call, Method
from bot.sandbox.interactivity import Tap
from bot.sandbox.model import Json, SlackError
from bot.sandbox.workspace import LONGEST_TEXT


def _content(call: Call) -> Json:
    """The optional parts of a message, checked; absent ones are left out."""
    blocks = check_blocks(call.json("blocks", "invalid_blocks_format"), call.workspace, call.faults)
    metadata = _metadata(call)
    found = {"blocks": blocks, "metadata": metadata, "attachments": call.json("attachments")}
    return {name: value for name, value in found.items() if value is not None}


def _metadata(call: Call) -> Json | None:
    metadata = call.json("metadata", "invalid_metadata_format")
    if metadata in (None, {}):
        return metadata  # type: ignore[no-any-return]
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise SlackError("invalid_metadata_format")
    return metadata


def _text(call: Call) -> str:
    text = call.text("text") or call.text("markdown_text")
    if len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    return text


def post_message(call: Call) -> Json:
    channel, text = call.channel, _text(call)
    more = _content(call)
    if not text and not more.get("blocks") and not more.get("attachments"):
        raise SlackError("no_text")
    message = call.workspace.post(
        channel, call.me, text, thread=call.text("thread_ts"),
        broadcast=call.flag("reply_broadcast"), more={k: v for k, v in more.items() if v},
    )  # fmt: skip
    shown = call.workspace.show(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": shown}


def update(call: Call) -> Json:
    """Text without blocks takes the blocks away; blocks don't mark the message as edited."""
    channel, ts = call.channel, call.needed("ts")
    has_text, more = "text" in call.arguments, _content(call)
    if not has_text and not more:
        raise SlackError("no_text")
    changes: Json = {name: value or None for name, value in more.items()}
    if has_text:
        changes["text"] = _text(call)
        changes.setdefault("blocks", None)
    if has_text and not more.get("blocks"):
        changes["edited"] = {"user": call.me, "ts": call.workspace.now()}
    message = call.workspace.edit(channel, ts, call.me, changes)
    shown = call.workspace.show(channel, message)
    return {"channel": channel.id, "ts": ts, "text": message["text"], "message": shown}


def post_ephemeral(call: Call) -> Json:
    channel, text, more = call.channel, _text(call), _content(call)
    if not text and not more.get("blocks"):
        raise SlackError("no_text")
    to = call.needed("user")
    if to not in call.workspace.people:
        raise SlackError("user_not_in_channel")
    ts = call.workspace.whisper(channel, to, text, call.text("thread_ts"), more)
    return {"message_ts": ts}


def delete(call: Call) -> Json:
    ts = call.needed("ts")
    call.workspace.delete(call.channel, ts, call.me)
    return {"channel": call.channel.id, "ts": ts}


def permalink(call: Call) -> Json:
    channel, ts = call.channel, call.needed("message_ts")
    call.workspace.message(channel, ts)
    return {"channel": channel.id, "permalink": f"{call.workspace.url}/#{channel.id}/{ts}"}


def add_reaction(call: Call) -> Json:
    call.workspace.react(call.channel, call.text("timestamp"), call.needed("name"), call.me)
    return {}


def remove_reaction(call: Call) -> Json:
    call.workspace.unreact(call.channel, call.text("timestamp"), call.needed("name"), call.me)
    return {}


def get_reactions(call: Call) -> Json:
    channel = call.channel
    message = call.workspace.message(channel, call.needed("timestamp"))
    return {
        "type": "message",
        "channel": channel.id,
        "message": call.workspace.show(channel, message),
    }


def answer(call: Call, token: str) -> None:
    """What the app says to a response_url: replace, take away, or say something new."""
    tap, workspace = call.interactivity.tap(token), call.workspace
    replaces = call.flag("replace_original") or call.flag("delete_original")
    changes = None if call.flag("delete_original") else {"text": _text(call), **_content(call)}
    if replaces and tap.ts not in tap.channel.messages:
        workspace.edit_whisper(tap.channel, tap.ts, changes)
    elif changes is None:
        workspace.delete(tap.channel, tap.ts, call.me)
    elif replaces:
        workspace.edit(tap.channel, tap.ts, call.me, {"blocks": None, **changes})
    else:
        _say_to(call, tap, changes)


def _say_to(call: Call, tap: Tap, content: Json) -> None:
    thread, text = call.text("thread_ts") or tap.thread, str(content.pop("text"))
    if call.text("response_type") == "in_channel":
        call.workspace.post(tap.channel, call.me, text, thread=thread, more=content)
    else:
        call.workspace.whisper(tap.channel, tap.person, text, thread, content)


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.postEphemeral": post_ephemeral,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
}
