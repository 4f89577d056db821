"""Slack's markup to plain words, and plain words back to something safe to show.

What people write is hostile until it went through `plain`; what we show goes through `escape`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

LONGEST_RAW, LONGEST = 8_000, 1_000  # characters looked at, and kept

_ADDRESS = re.compile(r"<[@#!][^<>]*>")
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)([^*_~]*?\S)\1(?!\w)")
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_PERSON = re.compile(r"&lt;(@[A-Z0-9]+)&gt;")


class Plain(NamedTuple):
    """Words without markup; `cut` says that there were more of them."""

    words: str
    cut: bool


def plain(raw: str) -> Plain:
    """The words of a message, safe to keep and to parse; the order of the steps matters."""
    text = _ADDRESS.sub(" ", raw[:LONGEST_RAW])
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:"), text)
    text = unicodedata.normalize("NFKC", html.unescape(text))
    text = _ADDRESS.sub(" ", text)  # one that was typed in escaped form would ring when echoed
    text = _EMPHASIS.sub(r"\2", text.replace("`", ""))
    words = " ".join("".join(map(_wanted, text)).split())
    return Plain(words[:LONGEST].rstrip(), len(words) > LONGEST or len(raw) > LONGEST_RAW)


def _wanted(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in _UNWANTED else letter


def names(raw: str, user: str) -> bool:
    """Does the message mention this user?"""
    return f"<@{user}>" in raw or f"<@{user}|" in raw


def escape(text: str) -> str:
    """Text that Slack shows as it is, whatever is in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spoken(text: str) -> str:
    """The desk's own words: escaped, but the people it names are still names."""
    return _PERSON.sub(r"<\1>", escape(text))


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, with a sign that there were more; never half an entity."""
    if len(text) <= limit:
        return text
    return re.sub(r"(&[a-z]{0,3}|<[^<>]*)$", "", text[: limit - 1]) + "…"
