"""The page that looks at the workspace: what it shows, and what people do on it.

Whoever opened the page has a cookie; without it nothing below answers, so that no other site that
is open in the same browser can look or act.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox import emoji
from bot.sandbox.doorman import Doorman
from bot.sandbox.model import PEOPLE, TEAM, Channel, Json, SlackError
from bot.sandbox.people import People

POLICY = (
    "default-src 'self'; img-src 'self' data: blob: http: https:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)

View: TypeAlias = Callable[[Request], Awaitable[Json]]


class Page:
    """Shows what is there, says when it changes, and passes on what people do."""

    def __init__(self, people: People, doorman: Doorman) -> None:
        self.people, self.doorman = people, doorman
        self.workspace = people.workspace
        self._watchers: set[asyncio.Queue[str]] = set()

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.home),
            Route("/page/boot", self._guarded(self.boot)),
            Route("/page/channel/{channel}", self._guarded(self.channel)),
            Route("/page/home/{person}", self._guarded(self.app_home), methods=["POST"]),
            Route("/page/say", self._guarded(self.say), methods=["POST"]),
            Route("/page/react", self._guarded(self.react), methods=["POST"]),
            Route("/page/press", self._guarded(self.press), methods=["POST"]),
            WebSocketRoute("/page/live", self.live),
            Mount("/static", StaticFiles(directory=emoji.STATIC)),
        ]

    def _guarded(self, view: View) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if not self.doorman.knows(request):
                return JSONResponse({"ok": False, "error": "not_authed"}, 403)
            try:
                return JSONResponse({"ok": True, **(await view(request))})
            except SlackError as error:
                return JSONResponse({"ok": False, "error": error.code}, 400)

        return answer

    # What it shows

    async def home(self, _request: Request) -> Response:
        answer = FileResponse(emoji.STATIC / "index.html")
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["Cache-Control"] = "no-store"
        self.doorman.let_in(answer)
        return answer

    async def boot(self, _request: Request) -> Json:
        workspace = self.workspace
        bot = workspace.bot
        return {
            "team": "Sandbox", "team_id": TEAM, "me": [person.id for person in PEOPLE],
            "people": {who: workspace.show_person(who) for who in workspace.people},
            "bot": {"user": bot.user, "name": bot.name},
            "channels": [_channel(c) for c in workspace.channels.values() if not c.person],
            "direct": {person.id: workspace.direct(person.id).id for person in PEOPLE},
            "emoji": emoji.known(), "palette": list(emoji.known()),
        }  # fmt: skip

    async def channel(self, request: Request) -> Json:
        """All that `as` may see of a channel, threads included."""
        me = request.query_params.get("as", "")
        with self.workspace.lock:
            channel = self.workspace.channel(request.path_params["channel"])
            shown = [self.workspace.show(channel, m) for m in channel.messages.values()]
            shown += [_whisper(m) for m in channel.whispers if m["to"] == me]
            thinking = {ts: words for ts, words in channel.thinking.items() if words}
        shown.sort(key=lambda message: str(message["ts"]))
        return {**_channel(channel), "messages": shown, "thinking": thinking}

    async def app_home(self, request: Request) -> Json:
        """`again` only looks, and does not tell the app that somebody came."""
        person, again = request.path_params["person"], request.query_params.get("again") == "1"
        known = self.people.interactivity.homes.get(person)
        view = known if again else self.people.open_home(person)
        return {"blocks": (view or {}).get("blocks", [])}

    async def live(self, socket: WebSocket) -> None:
        """Says which channel changed, as it changes."""
        if not self.doorman.knows(socket):
            await socket.close(4401)
            return
        await socket.accept()
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._watchers.add(queue)
        sending = asyncio.ensure_future(_pass_on(queue, socket))
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._watchers.discard(queue)
            sending.cancel()

    def changed(self, channel: str) -> None:
        """On the loop: every open page looks again."""
        for queue in self._watchers:
            queue.put_nowait(channel)

    # What people do

    async def say(self, request: Request) -> Json:
        async with request.form() as form:
            given = {n: str(form.get(n) or "") for n in ("channel", "person", "text", "thread")}
            files = await _files(form)
        return {"ts": self.people.say(**given, files=files)}

    async def react(self, request: Request) -> Json:
        given = await _given(request, "channel", "ts", "name", "person", "on")
        place, person = (given["channel"], given["ts"], given["name"]), given["person"]
        self.people.react(*place, person, on=bool(given["on"]))
        return {}

    async def press(self, request: Request) -> Json:
        given = await _given(request, "channel", "ts", "action_id", "person", "option")
        self.people.press(**given)
        return {}


async def _given(request: Request, *names: str) -> Json:
    try:
        given = await request.json()
        return {name: given[name] for name in names}
    except (ValueError, TypeError, KeyError):
        raise SlackError("invalid_arguments") from None


async def _files(form: FormData) -> list[tuple[str, bytes]]:
    found = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
    return [(part.filename or "file", await part.read()) for part in found]


async def _pass_on(queue: asyncio.Queue[str], socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_json({"changed": await queue.get()})


def _channel(channel: Channel) -> Json:
    return {
        "id": channel.id, "name": channel.name, "topic": channel.topic, "person": channel.person,
    }  # fmt: skip


def _whisper(message: Json) -> Json:
    return {k: v for k, v in message.items() if k not in ("reactions", "file_ids")}
