"""A Slack workspace on this machine, for any Bolt app: `with Sandbox() as sandbox: ...`.

It runs in a thread of the caller's process and listens on loopback only. Point an app at
`{sandbox.url}/api/` with its tokens; open `sandbox.url` in a browser to see it and to take part.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route, WebSocketRoute

from bot.sandbox.api import WebApi
from bot.sandbox.delivery import RETRIES, Delivery, answers_challenge
from bot.sandbox.doorman import Doorman
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.interactivity import Interactivity
from bot.sandbox.model import Bot, Json
from bot.sandbox.page import Page
from bot.sandbox.people import People
from bot.sandbox.workspace import Workspace

HOSTS = ["127.0.0.1", "localhost"]
START = 15.0  # seconds


class Sandbox:
    """The workspace with its server. Channels and people are named: "autumn-campaign", "maya".

    With `events_url` the app is told of events by signed HTTP requests, else over Socket Mode.
    `lag` is how many seconds an uploaded file has no type yet; `retries` the seconds before each
    further try to deliver an event that was not acknowledged.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        name: str = "Reshoot",
        events_url: str = "",
        lag: float = 0.3,
        retries: Sequence[float] = RETRIES,
    ) -> None:
        self.port = port
        self.bot_token = f"xoxb-{secrets.token_hex(20)}"
        self.app_token = f"xapp-1-{secrets.token_hex(20)}"
        self.signing_secret = secrets.token_hex(16)
        self.faults = Faults()
        self.workspace = Workspace(Bot(name), lag)
        self.delivery = Delivery(self.workspace.bot, self.signing_secret)
        self.delivery.events_url, self.delivery.retries = events_url, tuple(retries)
        self._people = People(self.workspace, Interactivity(self.workspace, self.delivery))
        self._doorman = Doorman(self.workspace, self.bot_token)
        self._page = Page(self._people, self._doorman)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, known once it is started."""
        return self.workspace.url

    @property
    def bot_user(self) -> str:
        return self.workspace.bot.user

    # Starting and stopping

    def __enter__(self) -> Self:
        listening = _listen(self.port)
        self.workspace.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.workspace.tell, self.workspace.changed = self.delivery.event, self._changed
        config = uvicorn.Config(
            self._application(), ws="websockets-sansio", lifespan="off", log_level="critical",
            access_log=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server, ready = uvicorn.Server(config), threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(listening, ready)), name="sandbox", daemon=True
        )
        self._thread.start()
        if not ready.wait(START):
            raise RuntimeError("The sandbox did not start.")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(START)

    async def _run(self, listening: socket.socket, ready: threading.Event) -> None:
        assert self._server is not None
        self.delivery.loop = asyncio.get_running_loop()
        serving = asyncio.ensure_future(self._server.serve(sockets=[listening]))
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.005)
        ready.set()
        try:
            await serving
        finally:
            self.delivery.loop = None
            listening.close()

    def _application(self) -> Starlette:
        api = WebApi(
            self.workspace, self.delivery, self._people.interactivity, self.faults,
            self.bot_token, self.app_token,
        )  # fmt: skip
        routes = [
            Route("/api/{method:path}", api.call, methods=["GET", "POST"]),
            Route("/upload/v1/{ticket}", api.upload, methods=["POST", "PUT"]),
            Route("/actions/{token}", api.answer, methods=["POST"]),
            WebSocketRoute("/link/", self.delivery.socket),
            *self._page.routes,
            *self._doorman.routes,
        ]
        guard = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
        return Starlette(routes=routes, middleware=[guard])

    def _changed(self, channel: str) -> None:
        if self.delivery.loop is not None:
            self.delivery.loop.call_soon_threadsafe(self._page.changed, channel)

    # The workspace, as people use it

    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return len(self.delivery.connections)

    def channel_id(self, name: str) -> str:
        return self.workspace.channel(name).id

    def say(
        self,
        channel: str,
        text: str,
        person: str = "maya",
        files: Sequence[tuple[str, bytes]] = (),
        thread: str | None = None,
    ) -> str:
        """Post as a person, with files by (name, bytes); the message's ts."""
        return self._people.say(channel, text, person, files, thread or "")

    def react(self, channel: str, ts: str, emoji: str, person: str = "maya") -> None:
        self._people.react(channel, ts, emoji, person)

    def unreact(self, channel: str, ts: str, emoji: str, person: str = "maya") -> None:
        self._people.react(channel, ts, emoji, person, on=False)

    def press(
        self, channel: str, ts: str, action_id: str, person: str = "maya", option: str = ""
    ) -> None:
        """Tap a button, or choose a menu's option by its value."""
        self._people.press(channel, ts, action_id, person, option)

    def open_home(self, person: str = "maya") -> Json | None:
        """Look at the app's Home; what it has published for this person so far."""
        return self._people.open_home(person)

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A thread's messages as conversations.replies gives them, metadata included."""
        where = self.workspace.channel(channel)
        with self.workspace.lock:
            return [self.workspace.show(where, message) for message in where.replies(ts)]

    def file_bytes(self, file_id: str) -> bytes:
        return self.workspace.file(file_id).data or b""

    # Trouble on demand

    def fault(self, method: str, kind: str, times: int = 1, retry_after: int = 1) -> None:
        """Let the next calls of a method fail: see faults.Fault for the kinds."""
        self.faults.plan(method, Fault(kind, retry_after), times)

    def duplicate_events(self, copies: int = 2) -> None:
        """From now on every event arrives so many times, under the same event_id."""
        self.delivery.copies = copies

    def refuse_slack_files(self, refuse: bool = True) -> None:
        """Refuse image blocks that show an uploaded file."""
        self.faults.refuse_slack_files = refuse

    def refresh(self) -> None:
        """Ask Socket Mode connections to come back, as Slack does every few hours."""
        self.delivery.refresh()

    def send_events_to(self, url: str) -> None:
        """Deliver over HTTP from now on, if the app echoes Slack's challenge as it must; "" goes
        back to Socket Mode."""
        if url and not answers_challenge(url, self.signing_secret):
            raise ValueError(f"{url} did not answer with the value of the challenge parameter.")
        self.delivery.events_url = url


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise OSError(
            f"Port {port} is taken: choose another one, or 0 for any that is free."
        ) from error
    return listening
