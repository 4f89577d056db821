"""files.* of the Web API: an address to upload to, the bytes, the completion."""

from __future__ import annotations

from typing import Any

from bot.sandbox.call import Call, Method
from bot.sandbox.model import Channel, File, Json, SlackError

LARGEST = 1_000_000_000  # bytes


def get_upload_url(call: Call) -> Json:
    name, length = call.needed("filename"), call.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments")
    if length > LARGEST:
        raise SlackError("file_upload_size_restricted")
    file = call.workspace.begin_upload(name, length, call.me, call.text("alt_txt"))
    return {"upload_url": f"{call.workspace.url}/upload/v1/{file.ticket}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Without a channel the file stays private to the app; the answer never has a message's ts."""
    wanted = _wanted(call.json("files"))
    channel_id, thread = call.text("channel_id"), call.text("thread_ts")
    channel = call.workspace.channel(channel_id) if channel_id else None
    if thread and (channel is None or thread not in channel.messages):
        raise SlackError("thread_not_found" if channel else "invalid_arguments")
    done = [call.workspace.complete(i, call.me, title) for i, title in wanted]
    if channel is not None:
        _share_later(call, channel, done, thread)
    return {"files": [{"id": file.id, "title": file.title} for file in done]}


def _wanted(files: Any) -> list[tuple[str, str]]:
    """(id, title) of each; titles may be missing."""
    if not isinstance(files, list) or not files:
        raise SlackError("invalid_arguments")
    if not all(isinstance(file, dict) and isinstance(file.get("id"), str) for file in files):
        raise SlackError("invalid_arguments")
    return [(file["id"], str(file.get("title") or "")) for file in files]


def _share_later(call: Call, channel: Channel, files: list[File], thread: str) -> None:
    """The message appears once Slack has looked at the files, some time after the answer."""
    text, blocks = call.text("initial_comment"), call.json("blocks")
    more = {"blocks": blocks} if blocks and not text else {}
    ids = [file.id for file in files]

    def share() -> None:
        call.workspace.post(channel, call.me, text, thread=thread, files=ids, more=more)

    call.delivery.later(call.workspace.lag, share)


def info(call: Call) -> Json:
    file = call.workspace.file(call.needed("file"))
    return {"file": call.workspace.show_file(file.id), "comments": [], "paging": _ONE_PAGE}


def delete(call: Call) -> Json:
    file = call.workspace.file(call.needed("file"))
    if file.user != call.me:
        raise SlackError("cant_delete_file")
    call.workspace.forget_file(file.id)
    return {}


_ONE_PAGE = {"count": 0, "total": 0, "page": 1, "pages": 0}

METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.delete": delete,
}
