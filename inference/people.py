"""What may be done to people in a picture, read off an edit's words before a pixel is painted.

Changing somebody's features or age needs that person's release. Nobody is given the face of
somebody with a name. And whatever shows a painted person says so, from the proof to the file.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Protocol

from inference.errors import BadInstruction
from inference.nouns import Operation

PAINTED_PERSON = "photorealistic person"
"""The flag of a variant in which a person, or part of one, is painted."""

_AGED = re.compile(
    r"\b(younger|older|aged?|ageing|aging|elderly|youthful|teenage|middle-aged|\d+ ?years?)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:but not|except|without|and not|of|in|on|with|from|behind|beside|wearing|holding)\s.*",
    re.IGNORECASE,
)
_OWNER = re.compile(r"\bof (?:the |an? )?[\w ]+|\b\w+['’]s?(?= )", re.IGNORECASE)
_LIKE = re.compile(
    r"\blooks? (?:exactly |just |more )?like (?!(?:an?|the|this|that|one)\b)(.+)", re.IGNORECASE
)

_LETTERING = re.compile(r"[\"“«][^\"”»]*[\"”»]")


class Edit(Protocol):
    """An Instruction or an EditPlan."""

    @property
    def operation(self) -> Operation: ...
    @property
    def region(self) -> str: ...
    @property
    def prompt(self) -> str: ...


def changes_somebody(edit: Edit) -> bool:
    """Whether a person of the golden gets other features, another age, or another body."""
    noun = _noun(edit.region)
    if edit.operation is Operation.REMOVE:
        return noun in _any("features")
    if edit.operation is Operation.FIX:
        return noun in _any("features") - _any("repaired") or _is_aged(edit, noun)
    if edit.operation is Operation.ADD:
        return _noun(edit.prompt) in _any("features")
    whoever = noun in _any("whoever") and bool(_words(edit.prompt) & _any("people"))
    return noun in _any("people", "features") or whoever or _is_aged(edit, noun)


def shows_somebody(edit: Edit) -> bool:
    """Whether a person, or part of one, is painted."""
    paints = edit.operation in (Operation.REPLACE, Operation.ADD, Operation.FIX)
    asked = bool(_words(edit.prompt) & _any("people"))
    own = _noun(edit.region) in _any("people", "features", "hands")
    return changes_somebody(edit) or (paints and (asked or own))


def flags(edit: Edit) -> tuple[str, ...]:
    """What a variant of this edit must be marked with."""
    return (PAINTED_PERSON,) if shows_somebody(edit) else ()


def check(edit: Edit, sentence: str, released: bool, how: str) -> None:
    """BadInstruction where a name is asked for, or somebody is changed without a release.

    `how` tells people where they say that they hold one.
    """
    if shows_somebody(edit):
        _refuse_names(edit.prompt, sentence)
    if changes_somebody(edit) and not released:
        raise BadInstruction(
            f"That changes how a person looks, which needs that person's release. {how}",
            unclear=edit.region,
        )


def flags_of_words(prompt: str) -> tuple[str, ...]:
    """What a picture that is made from these words alone must be marked with."""
    shown = _words(prompt) & _any("people", "hands") or _noun(prompt) in _any("features")
    return (PAINTED_PERSON,) if shown else ()


def check_words(prompt: str) -> None:
    """BadInstruction where a picture is to show somebody with a name."""
    drawn = _LETTERING.sub(" ", prompt)
    if flags_of_words(drawn) or _words(drawn) & _any("doings"):
        _refuse_names(drawn, drawn)


def _refuse_names(prompt: str, sentence: str) -> None:
    if name := _named(prompt, sentence):
        raise BadInstruction(
            f"I don't paint people who have a name, such as “{name}”. Describe how the person "
            "should look instead.",
            unclear=name,
        )


def _is_aged(edit: Edit, noun: str) -> bool:
    return noun in _any("people", "whoever") and bool(_AGED.search(edit.prompt))


def _named(prompt: str, sentence: str) -> str:
    found = _name().search(prompt) or _LIKE.search(sentence)
    return found[1].strip() if found else ""


def _noun(phrase: str) -> str:
    """The word that the phrase is about: "man" of "the old man in the background".

    "" for a feature of what is no person, such as the face of a clock or a dog's nose.
    """
    owner = _OWNER.search(phrase)
    if owner and not _words(owner[0]) & (_any("people", "features", "owners")):
        return ""
    head = re.findall(r"[a-z-]+", _TAIL.sub("", phrase.lower()))
    return head[-1] if head else ""


@cache
def _name() -> re.Pattern[str]:
    """Two capitalised words or more, unless they say where or by whom."""
    word = r"[A-Z][\w'’.-]+"
    between = "|".join([word, *sorted(_any("particles"))])
    name = rf"{word}(?:\s+(?:{between}))*\s+{word}"
    return re.compile(rf"(?<!\bin )(?<!\bat )(?<!\bby )(?<!\bfrom )(?<!\bnear )\b({name})")


@cache
def _any(*kinds: str) -> frozenset[str]:
    data = tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))
    return frozenset(word for kind in kinds for word in data[kind])


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower()))
