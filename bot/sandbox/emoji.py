"""The emoji this workspace knows, by Slack's names."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_TONE = re.compile(r"(.+)::skin-tone-[2-6]")
_ALIASES = {
    "thumbsup": "+1", "thumbsdown": "-1", "red_heart": "heart", "hankey": "poop",
    "punch": "facepunch", "running": "runner", "hand": "raised_hand",
    "envelope": "email", "telephone": "phone",
}  # fmt: skip


@cache
def known() -> dict[str, str]:
    """Name to character, in the order of the picker."""
    table: dict[str, str] = json.loads((STATIC / "emoji.json").read_text(encoding="utf-8"))
    return table


def canonical(name: str) -> str:
    """Slack's own name for what was asked for; "" where there is no such emoji."""
    bare = name.strip(":")
    toned = _TONE.fullmatch(bare)
    stem = toned[1] if toned else bare
    stem = _ALIASES.get(stem, stem)
    if stem not in known():
        return ""
    return stem + bare[len(toned[1]) :] if toned else stem
