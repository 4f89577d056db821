"""What a person types, as Slack sends it on: mentions become ids, the rest is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping

_RAW = re.compile(r"(<(?:[@#!][A-Z0-9a-z|^_.-]+|https?://[^<>\s|]+\|[^<>|]+)>)")
_NAME = re.compile(r"(?<![\w<])([@#])([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
_LINK = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+[^\s<>|.,;:!?)])")


def typed(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """`people` and `channels` are ids by name; names that nobody has stay words."""
    parts = _RAW.split(text)
    return "".join(p if _RAW.fullmatch(p) else _words(p, people, channels) for p in parts)


def _words(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(r"<\1>", safe)

    def named(match: re.Match[str]) -> str:
        table = people if match[1] == "@" else channels
        known = table.get(match[2].lower())
        return f"<{match[1]}{known}>" if known else match[0]

    return _NAME.sub(named, linked)
