"""Checks that say what is wrong with a JSON value, in Slack's words, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.sandbox.model import File


@dataclass(slots=True)
class Report:
    """What was found; `picture` looks up an uploaded picture that may be shown, None if not."""

    picture: Callable[[str], File | None]
    errors: list[str] = field(default_factory=list)

    def add(self, words: str, where: str) -> None:
        self.errors.append(f"{words} [json-pointer:{where}]")


Check: TypeAlias = Callable[[Any, str, Report], None]
"""Looks at a value; `where` is its JSON pointer."""


def anything(_value: Any, _where: str, _report: Report) -> None:
    """No opinion."""


def flag(value: Any, where: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add("must be a boolean", where)


def string(most: int, least: int = 1) -> Check:
    """Text of so many characters."""

    def check(value: Any, where: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must be a string", where)
        elif len(value) > most:
            report.add(f"must be less than {most + 1} characters", where)
        elif len(value) < least:
            report.add(f"must be more than {least - 1} characters", where)

    return check


def choice(*allowed: str) -> Check:
    def check(value: Any, where: str, report: Report) -> None:
        if value not in allowed:
            report.add("must be one of: " + ", ".join(allowed), where)

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    """A list of so many, each checked."""

    def check(value: Any, where: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must be an array", where)
            return
        if len(value) > most:
            report.add(f"no more than {most} items allowed", where)
        if len(value) < least:
            report.add(f"no less than {least} items allowed", where)
        for index, one in enumerate(value):
            each(one, f"{where}/{index}", report)

    return check


def shape(fields: Mapping[str, Check], *required: str) -> Check:
    """An object with these fields and no others; `type` was looked at before."""

    def check(value: Any, where: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must be an object", where)
            return
        for name in required:
            if name not in value:
                report.add(f"missing required field: {name}", where)
        for name, part in value.items():
            if name in fields:
                fields[name](part, f"{where}/{name}", report)
            elif name != "type":
                report.add(f"invalid additional property: {name}", where)

    return check


def loose(*required: str) -> Check:
    """An object that has these fields and may have any others."""

    def check(value: Any, where: str, report: Report) -> None:
        for name in required:
            if name not in value:
                report.add(f"missing required field: {name}", where)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check it must pass."""

    def check(value: Any, where: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must be an object", where)
        elif not isinstance(value.get("type"), str):
            report.add("missing required field: type", where)
        elif value["type"] not in kinds:
            report.add(f"unsupported type: {value['type']}", f"{where}/type")
        else:
            kinds[value["type"]](value, where, report)

    return check


def exactly_one(names: tuple[str, str], then: Check) -> Check:
    """One of two fields, never both nor neither."""

    def check(value: Any, where: str, report: Report) -> None:
        if sum(name in value for name in names) != 1:
            report.add(f"must define either `{names[0]}` or `{names[1]}`", where)
        then(value, where, report)

    return check


def at_least_one(names: tuple[str, str], then: Check) -> Check:
    def check(value: Any, where: str, report: Report) -> None:
        if not any(value.get(name) for name in names):
            report.add(f"must define either `{names[0]}` or `{names[1]}`", where)
        then(value, where, report)

    return check
