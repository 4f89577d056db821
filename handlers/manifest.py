"""The app's manifest: what a workspace admin pastes, and nothing that the code doesn't use."""

from __future__ import annotations

import json
from typing import Any

EVENTS = (
    "app_mention", "message.channels", "message.groups", "message.im",
    "reaction_added", "reaction_removed",
)  # fmt: skip
SCOPES = {
    "app_mentions:read": "people mention it",
    "channels:history": "sentences and files in public channels, and its own earlier messages",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
    "chat:write": "answers, and edits of its answers",
    "files:read": "golden images",
    "files:write": "variants and finals",
    "metadata.message:read": "finds its own message again instead of posting it twice",
    "reactions:read": "votes",
    "reactions:write": "the ✅ and ❌ to tap",
}
"""Every bot scope, and what it is for."""

LONG = (
    "Post the ad picture that already wins and say what should change, for example: "
    "@Reshoot swap background to autumn trail. Reshoot repaints only that region and answers in "
    "the thread with variants. Every other pixel stays identical to your picture, bit for bit, and "
    "each variant says so with its proof. The team votes with ✅ and ❌; the approved variant "
    "comes back as the final file."
)


def manifest(url: str) -> dict[str, Any]:
    """For Socket Mode, or for HTTP at this public address."""
    there = {"request_url": f"{url.rstrip('/')}/slack/events"} if url else {}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Reshoot",
            "description": "Changes one region of a winning ad picture; the rest is untouched.",
            "long_description": LONG,
            "background_color": "#7a3b12",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Reshoot", "always_online": True},
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**there, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **there},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(value: Any, indent: int = 0) -> str:
    """YAML of nested objects and lists of scalars; scalars as JSON, which YAML contains."""
    margin = "  " * indent
    if isinstance(value, list):
        return "".join(f"{margin}- {_scalar(item)}\n" for item in value)
    lines = []
    for key, item in value.items():
        nested = isinstance(item, (dict, list))
        rest = f"\n{as_yaml(item, indent + 1)}" if nested else f" {_scalar(item)}\n"
        lines.append(f"{margin}{key}:{rest}")
    return "".join(lines)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
