"""From words to a colour: "deep navy", "mustard yellow", "#0F4C81".

The longest name at the first place that has one wins. A name that belongs to a place or a thing is
skipped: one right before a word of scenery ("orange grove", "white sand"), one of a thing that is
counted or measured ("an orange", "a field of lavender"), or a part of a longer name ("ice cream").
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from inference.oklab import to_lab, to_rgb

RGB = tuple[int, int, int]
"""sRGB codes, 0-255."""

_HEX = re.compile(r"(?<![\w#&])#([0-9a-f]{6}|[0-9a-f]{3})(?!\w)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+|[^\w\s'’-]")
_COUNTED = frozenset({"a", "an", "one", "single", "fresh", "ripe"})


class _Found(NamedTuple):
    """A colour in `words[start:end]`, modifiers included."""

    rgb: RGB
    start: int
    end: int


def named(text: str) -> RGB | None:
    """The colour that the text names first, or None; a code counts before any name."""
    code = _HEX.search(text)
    if code:
        return _decoded(code[1])
    found = _first(_words(text))
    return found.rgb if found else None


def is_colour(text: str) -> bool:
    """Whether the text names one colour and speaks of nothing else: "a deep matte red"."""
    code = _HEX.search(text)
    words = _words(text.replace(code[0], "") if code else text)
    found = _Found((0, 0, 0), 0, 0) if code else _first(words)
    if found is None:
        return False
    rest = words[: found.start] + words[found.end :]
    return all(word in _listed("filler") | _listed("finish") for word in rest)


def _first(words: list[str]) -> _Found | None:
    at = 0
    while at < len(words):
        length, code = _name_at(words, at)
        if code and not _is_thing(words, at, at + length):
            start, rgb = _modified(_decoded(code), words, at)
            return _Found(rgb, start, at + length)
        at += max(length, 1)
    return None


def _name_at(words: list[str], at: int) -> tuple[int, str]:
    """How many words the longest name here has, and its code; "" for what only sounds like one."""
    for length in range(min(_longest(), len(words) - at), 0, -1):
        code = _names().get(" ".join(words[at : at + length]))
        if code is not None:
            return length, code
    return 0, ""


def _is_thing(words: list[str], start: int, end: int) -> bool:
    """Whether the name there is part of a place, or the thing that the colour is called after."""
    following = words[end] if end < len(words) else ""
    if following in _things()["after"]:
        return True
    if " ".join(words[start:end]) not in _things()["names"] or not start:
        return False
    measured = words[start - 1] == "of" and words[max(start - 2, 0)] not in _listed("shades")
    alone = not following.isalnum() or following in ("with", "on", "in", "and", "at", "by", "of")
    return measured or (words[start - 1] in _COUNTED and alone)


def _modified(rgb: RGB, words: list[str], at: int) -> tuple[int, RGB]:
    """Where the modifiers before `at` begin, and the colour that they make."""
    steps, start = [], at
    for index in range(at - 1, -1, -1):
        if words[index] in _modifiers():
            steps.append(_modifiers()[words[index]])
        elif words[index] in _listed("twice") and steps:
            steps.append(steps[-1])
        elif words[index] not in _listed("finish"):
            break
        start = index
    return start, _stepped(rgb, steps) if steps else rgb


def _stepped(rgb: RGB, steps: list[dict[str, float]]) -> RGB:
    lab = to_lab(np.array(rgb, np.uint8))
    for step in steps:
        lightness = lab[0] + (step["towards"] - lab[0]) * step["share"]
        warmed = lab[1:] * step["chroma"] + np.array([0, step.get("warmth", 0)])
        lab = np.array([lightness, *warmed], np.float32)
    red, green, blue = (int(code) for code in to_rgb(lab))
    return red, green, blue


def _decoded(code: str) -> RGB:
    """From RRGGBB or RGB."""
    digits = code.lstrip("#")
    pairs = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(pairs[:2], 16), int(pairs[2:4], 16), int(pairs[4:], 16)


def _words(text: str) -> list[str]:
    """In lower case and British spelling; marks are words of their own, hyphens are not."""
    return [word.replace("gray", "grey") for word in _TOKEN.findall(text.lower())]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("colours.toml").read_text("utf-8"))


@cache
def _names() -> dict[str, str]:
    """Every name, spaced and written as one word, with its code."""
    spaced: dict[str, str] = _data()["names"]
    closed = {name.replace(" ", ""): code for name, code in spaced.items()}
    css: dict[str, str] = _data()["css"]
    return closed | css | spaced | dict.fromkeys(_data()["things"]["phrases"], "")


@cache
def _longest() -> int:
    return max(len(name.split()) for name in _names())


@cache
def _modifiers() -> dict[str, dict[str, float]]:
    return dict(_data()["modifiers"])


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_data()["grammar"][name])


@cache
def _things() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in _data()["things"].items()}
