"""Block Kit as Slack takes it: what may be where, and how long.

Limits are from the reference of Block Kit (docs.slack.dev/reference/block-kit). Blocks that are
rarely sent are only known by name and by the fields they must have.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.faults import Faults
from bot.sandbox.model import File, Json, SlackError, new_id
from bot.sandbox.shapes import (
    Check,
    Report,
    anything,
    at_least_one,
    by_type,
    choice,
    exactly_one,
    flag,
    items,
    loose,
    shape,
    string,
)
from bot.sandbox.workspace import Workspace

MOST = {"message": 50, "modal": 100, "home": 100}
SHOWABLE = ("image/png", "image/jpeg", "image/gif")  # no WebP in a slack_file


def _plain(most: int) -> Check:
    return by_type({"plain_text": shape({"text": string(most), "emoji": flag}, "text")})


def _marked(most: int) -> Check:
    fields = {"text": string(most), "verbatim": flag}
    plain = shape({"text": string(most), "emoji": flag}, "text")
    return by_type({"mrkdwn": shape(fields, "text"), "plain_text": plain})


def _slack_file(value: Any, where: str, report: Report) -> None:
    """By id or by url; it must be a picture that Slack has already looked at."""
    exactly_one(("id", "url"), shape({"id": string(255), "url": string(3000)}))(
        value, where, report
    )
    found = report.picture(str(value.get("id") or value.get("url") or ""))
    if found is None:
        report.add("invalid slack file", where)


_PICTURE = {
    "image_url": string(3000),
    "slack_file": _slack_file,
    "alt_text": string(2000),
    **dict.fromkeys(("image_width", "image_height", "image_bytes", "fallback"), anything),
}
_CONFIRM = shape(
    {
        "title": _plain(100),
        "text": _marked(300),
        "confirm": _plain(30),
        "deny": _plain(30),
        "style": choice("primary", "danger"),
    },
    "title",
    "text",
    "confirm",
    "deny",
)
_BUTTON = shape(
    {
        "text": _plain(75),
        "action_id": string(255),
        "url": string(3000),
        "value": string(2000, 0),
        "style": choice("primary", "danger"),
        "confirm": _CONFIRM,
        "accessibility_label": string(75),
    },
    "text",
)
_IMAGE_ELEMENT = exactly_one(("image_url", "slack_file"), shape(_PICTURE, "alt_text"))
_OPTION = shape(
    {"text": _marked(75), "value": string(150), "description": _marked(75), "url": string(3000)},
    "text",
)


_PLAIN_OPTION = shape(
    {"text": _plain(75), "value": string(150), "description": _plain(75)}, "text", "value"
)
_GROUP = shape({"label": _plain(75), "options": items(_PLAIN_OPTION, 100)}, "label", "options")
_SELECT = exactly_one(
    ("options", "option_groups"),
    shape(
        {
            "options": items(_PLAIN_OPTION, 100),
            "option_groups": items(_GROUP, 100),
            "initial_option": _PLAIN_OPTION,
            "action_id": string(255),
            "placeholder": _plain(150),
            "confirm": _CONFIRM,
            "focus_on_load": flag,
        }
    ),
)


def _menu(most: int) -> Check:
    """Anything with a list of options."""

    def check(value: Any, where: str, report: Report) -> None:
        if "options" in value:
            items(_OPTION, most)(value["options"], f"{where}/options", report)
        elif "option_groups" not in value:
            report.add("missing required field: options", where)

    return check


_SELECTS = {
    f"{many}{kind}_select": loose()
    for many in ("", "multi_")
    for kind in ("users", "conversations", "channels", "external")
}
_INTERACTIVE: dict[str, Check] = {
    "button": _BUTTON,
    "static_select": _SELECT,
    "multi_static_select": _menu(100),
    "overflow": _menu(5),
    "checkboxes": _menu(10),
    "radio_buttons": _menu(10),
    "datepicker": loose(),
    "timepicker": loose(),
    "datetimepicker": loose(),
    "workflow_button": loose("text", "workflow"),
    **_SELECTS,
}
_INPUTS = {
    **{name: check for name, check in _INTERACTIVE.items() if name != "button"},
    **{
        name: loose()
        for name in (
            "plain_text_input", "email_text_input", "url_text_input", "file_input",
            "rich_text_input",
        )
    },
    "number_input": loose("is_decimal_allowed"),
}  # fmt: skip
_CONTEXT = by_type(
    {
        "image": _IMAGE_ELEMENT,
        "mrkdwn": shape({"text": string(3000), "verbatim": flag}, "text"),
        "plain_text": shape({"text": string(3000), "emoji": flag}, "text"),
    }
)
_SECTION = {
    "text": _marked(3000),
    "fields": items(_marked(2000), 10),
    "accessory": by_type({**_INTERACTIVE, "image": _IMAGE_ELEMENT}),
    "expand": flag,
}
_INPUT = {
    "label": _plain(2000),
    "element": by_type(_INPUTS),
    "dispatch_action": flag,
    "hint": _plain(2000),
    "optional": flag,
}


def _block(fields: dict[str, Check], *required: str) -> Check:
    return shape({"block_id": string(255), **fields}, *required)


_BLOCKS: dict[str, Check] = {
    "actions": _block({"elements": items(by_type(_INTERACTIVE), 25)}, "elements"),
    "context": _block({"elements": items(_CONTEXT, 10)}, "elements"),
    "divider": _block({}),
    "header": _block({"text": _plain(150), "level": anything}, "text"),
    "image": exactly_one(
        ("image_url", "slack_file"), _block({**_PICTURE, "title": _plain(2000)}, "alt_text")
    ),
    "input": _block(_INPUT, "label", "element"),
    "markdown": _block({"text": string(12_000)}, "text"),
    "rich_text": _block({"elements": anything}, "elements"),
    "section": at_least_one(("text", "fields"), _block(_SECTION)),
    "video": loose("alt_text", "thumbnail_url", "title", "video_url"),
    "call": loose("call_id"),
    "card": loose(),
    "carousel": loose("elements"),
    "container": loose(),
    "context_actions": loose("elements"),
    "plan": loose("title"),
    "table": loose("rows"),
    "task_card": loose("task_id", "title"),
}
_ON = {
    "message": _BLOCKS,
    "home": _BLOCKS,
    "modal": {**_BLOCKS, "alert": loose()},
}


def check_blocks(
    blocks: Any, workspace: Workspace, faults: Faults, surface: str = "message"
) -> list[Json] | None:
    """The blocks, each with a block_id; None where there are none to check.

    SlackError invalid_blocks lists everything that is wrong, as Slack does.
    """
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    report = Report(lambda name: _picture(name, workspace, faults))
    items(by_type(_ON[surface]), MOST[surface], 0)(blocks, "/blocks", report)
    if not report.errors:
        _check_ids(blocks, report)
    if report.errors:
        lines = [f"[ERROR] {error}" for error in report.errors]
        raise SlackError(
            "invalid_blocks", errors=report.errors, response_metadata={"messages": lines}
        )
    return [_kept(block, report) for block in blocks]


def _kept(block: Json, report: Report) -> Json:
    """The block as Slack gives it back: with a block_id, and a picture with its size."""
    kept = {"block_id": new_id("")[:5], **block}
    shown = block.get("slack_file") if block["type"] == "image" else None
    file = report.picture(str(shown.get("id") or shown.get("url"))) if shown else None
    if file is not None and file.size is not None:
        kept |= {"image_width": file.size[0], "image_height": file.size[1]}
        kept |= {"image_bytes": len(file.data or b""), "fallback": block["alt_text"]}
    return kept


def _check_ids(blocks: list[Json], report: Report) -> None:
    """Blocks are told apart by block_id, a block's elements by action_id."""
    named = [block["block_id"] for block in blocks if "block_id" in block]
    for name in _twice(named):
        report.add(f"block_id already exists: {name}", "/blocks")
    for index, block in enumerate(blocks):
        elements = [e for e in block.get("elements") or [] if isinstance(e, dict)]
        for name in _twice([e["action_id"] for e in elements if "action_id" in e]):
            report.add(f'`action_id` "{name}" already exists', f"/blocks/{index}/elements")


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _picture(name: str, workspace: Workspace, faults: Faults) -> File | None:
    """The file with this id or address, if Slack would show it."""
    if faults.refuse_slack_files:
        return None
    for file in workspace.files.values():
        if name in (file.id, *_addresses(file, workspace)) and workspace.is_ready(file):
            return file if file.mimetype in SHOWABLE else None
    return None


def _addresses(file: File, workspace: Workspace) -> tuple[str, ...]:
    shown = workspace.show_file(file.id)
    return shown.get("url_private", ""), shown["permalink"]


_VIEW = {
    "title": _plain(24),
    "blocks": anything,
    "submit": _plain(24),
    "close": _plain(24),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "submit_disabled": flag,
}


def check_view(view: Any, kind: str, workspace: Workspace, faults: Faults) -> Json:
    """A modal or a Home tab, its blocks with their ids."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments")
    report = Report(lambda _: None)
    needed = ("title", "blocks") if kind == "modal" else ("blocks",)
    by_type({kind: shape(_VIEW, *needed)})(view, "/view", report)
    if report.errors:
        lines = [f"[ERROR] {error}" for error in report.errors]
        raise SlackError("invalid_arguments", response_metadata={"messages": lines})
    return {**view, "blocks": check_blocks(view["blocks"], workspace, faults, kind) or []}
