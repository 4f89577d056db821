"""One call of the Web API: who calls, with which arguments, in whatever form they came."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request

from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Faults
from bot.sandbox.interactivity import Interactivity
from bot.sandbox.model import Channel, Json, SlackError
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments are read through the methods below: forms carry strings, JSON carries values."""

    workspace: Workspace
    delivery: Delivery
    interactivity: Interactivity
    faults: Faults
    arguments: Json

    @property
    def me(self) -> str:
        """The caller's user id: the bot's."""
        return self.workspace.bot.user

    def text(self, name: str) -> str:
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """As `text`, but it must be there."""
        if not self.text(name):
            raise SlackError("invalid_arguments", **_messages(f"missing required field: {name}"))
        return self.text(name)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments", **_messages(f"not a number: {name}")) from None

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A nested value; None where it is absent."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error) from None

    @property
    def channel(self) -> Channel:
        return self.workspace.channel(self.text("channel"))


Method: TypeAlias = Callable[[Call], Json]
"""A method of the Web API: what it answers beside "ok": true."""


def _messages(text: str) -> Json:
    return {"response_metadata": {"messages": [f"[ERROR] {text}"]}}


async def arguments(request: Request) -> Json:
    """From the address, and from the body as a form or as JSON."""
    found: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return found | _object(await request.body())
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            return found | {name: value for name, value in form.items() if isinstance(value, str)}
    return found


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value
