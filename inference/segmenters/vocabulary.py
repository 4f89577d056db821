"""From what people call a thing to what the small networks know.

The noun of a phrase is its last word or words, before any "with", "in" or "on": "the old man in a
hat" is a man. A noun that is none of ours ("car door") makes the whole phrase unknown.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_AFTER = re.compile(
    r"\s+(?:in|on|with|at|by|near|behind|beside|under|wearing|holding|from|who|that|which|"
    r"next to|in front of)\b.*"
)
_HOLDS = re.compile(r"^(?:\w+ )?(?:group|bunch|pair|piece|slice|photo|picture|image) of ")
_POSSESSED = re.compile(r"['’]s?\b")


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing: `area` among DeepLab's classes and `box` among FastestDet's, or None."""

    name: str
    area: int | None = None
    box: int | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase asks for: kinds of things, or a `role` ("face", "background" ...).

    `noun` is the word that was taken, `more` whether the phrase says more than that, `narrow`
    whether the word says more than the networks can see.
    """

    noun: str
    things: tuple[Thing, ...] = ()
    role: str = ""
    more: bool = False
    narrow: bool = False


def sense(phrase: str) -> Sense | None:
    """What the phrase asks for, or None if its noun is none that the networks know."""
    said = " ".join(phrase.lower().split())
    plain = _POSSESSED.sub("", _AFTER.sub("", _HOLDS.sub("", said)))
    found = _ending(plain)
    if found is None:
        return None
    meant = _meanings()[found.meaning]
    return replace(meant, noun=found.said, more=found.said != said)


def things() -> tuple[Thing, ...]:
    """Every kind there is, in the order of the file."""
    return tuple(_things().values())


def named(name: str) -> Thing:
    return _things()[name]


class _Ending(NamedTuple):
    """The words at a text's end, as said and as the vocabulary has them."""

    said: str
    meaning: str


def _ending(text: str) -> _Ending | None:
    """The longest known ending; of "a bowl of oranges" the bowl, unless "of" is in a known word."""
    words = text.split()
    head = words.index("of") if "of" in words else len(words)
    whole = (" ".join(words[start:]) for start in range(head))
    alone = (" ".join(words[start:head]) for start in range(head))
    for said in dict.fromkeys([*whole, *alone]):
        for single in _singles(said):
            if single in _meanings():
                return _Ending(said, single)
    return None


def _singles(word: str) -> list[str]:
    """The word, and what it would be the plural of."""
    singles = [word]
    if word.endswith("ies"):
        singles.append(f"{word[:-3]}y")
    if word.endswith("es"):
        singles.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        singles.append(word[:-1])
    return singles


@cache
def _meanings() -> dict[str, Sense]:
    data, known = _data(), _things()
    found: dict[str, Sense] = {}
    for role, words in data["roles"].items():
        found |= {word: Sense(word, role=role) for word in words}
    for entry in data["groups"].values():
        kinds = tuple(known[name] for name in entry["of"])
        found |= {word: Sense(word, kinds) for word in entry["words"]}
    for name, entry in data["things"].items():
        found |= {word: Sense(word, (known[name],)) for word in entry["words"]}
        found |= {word: Sense(word, (known[name],), narrow=True) for word in entry.get("kinds", ())}
    return found


@cache
def _things() -> dict[str, Thing]:
    entries = _data()["things"].items()
    return {name: Thing(name, entry.get("area"), entry.get("box")) for name, entry in entries}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("inference.segmenters") / "vocabulary.toml").read_text("utf-8"))
