"""Block Kit's pieces, each within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from handlers.text import shortened, spoken

Block: TypeAlias = dict[str, Any]

LONGEST_SECTION, LONGEST_ALT, LONGEST_LABEL, LONGEST_VALUE = 3_000, 2_000, 75, 2_000
LONGEST_OPTION, MOST_OPTIONS = 150, 100  # of a menu: an option's value, and how many
LONGEST_TEXT = 4_000  # Slack asks for no more in a message's own text, though it takes 40,000


class View(NamedTuple):
    """A message: `text` is what notifications and screen readers say."""

    text: str
    blocks: list[Block]


def view(text: str, blocks: list[Block]) -> View:
    return View(shortened(spoken(text), LONGEST_TEXT), blocks)


def section(words: str) -> Block:
    """Words of the desk, which may hold what people wrote: escaped here, and only here."""
    return {"type": "section", "text": _mrkdwn(words)}


def context(words: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(words)]}


def picture(file: str, alt: str) -> Block:
    """An image that lies with Slack already, by its file id; alt text is plain, not markup."""
    alt = alt if len(alt) <= LONGEST_ALT else alt[: LONGEST_ALT - 1] + "…"
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def buttons(*those: Block) -> Block:
    return {"type": "actions", "elements": list(those)}


def button(label: str, action: str, value: str, **more: Any) -> Block:
    value = value[:LONGEST_VALUE]
    return {"type": "button", "text": _plain(label), "action_id": action, "value": value, **more}


def menu(label: str, action: str, options: Iterable[tuple[str, str]]) -> list[Block]:
    """A menu of (label, value), without what is too long: a value cut short says another thing."""
    fitting = [
        {"text": _plain(shown), "value": carried}
        for shown, carried in options
        if shown and len(carried) <= LONGEST_OPTION
    ][:MOST_OPTIONS]
    if not fitting:
        return []
    select = {"type": "static_select", "action_id": action, "options": fitting}
    return [{**select, "placeholder": _plain(label)}]


def _plain(label: str) -> Block:
    return {"type": "plain_text", "text": shortened(label, LONGEST_LABEL), "emoji": True}


def _mrkdwn(words: str) -> Block:
    return {"type": "mrkdwn", "text": shortened(spoken(words), LONGEST_SECTION)}
