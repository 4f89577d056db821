"""How the app hears of things: over Socket Mode connections, or signed over HTTP.

Everything here runs on the server's loop, except `send`, which any thread may call. An event that
is not acknowledged within 3 s is sent again, as Slack does: at once, after a minute, after five.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.sandbox.model import TEAM, Bot, Json, new_id

PATIENCE = 3.0  # seconds that Slack gives the app to acknowledge
RETRIES = (0.0, 60.0, 300.0)  # seconds before each further try


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to deliver; `kind` is Socket Mode's: events_api or interactive."""

    kind: str
    payload: Json

    @property
    def body(self) -> tuple[str, bytes]:
        """Content type and body over HTTP."""
        text = json.dumps(self.payload)
        if self.kind == "events_api":
            return "application/json", text.encode()
        return "application/x-www-form-urlencoded", urlencode({"payload": text}).encode()


@dataclass(eq=False, slots=True)
class Connection:
    """One Socket Mode connection and what it has not acknowledged yet."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[str]] = field(default_factory=dict)

    async def push(self, letter: Letter, attempt: int, reason: str) -> str:
        """ "" once acknowledged, else why not."""
        envelope: Json = {"envelope_id": secrets.token_hex(16), "type": letter.kind}
        envelope["payload"] = letter.payload
        envelope["accepts_response_payload"] = letter.kind != "events_api"
        if letter.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answer = asyncio.get_running_loop().create_future()
        self.waiting[envelope["envelope_id"]] = answer
        try:
            await self.socket.send_json(envelope)
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            return "timeout"
        except (WebSocketDisconnect, RuntimeError):
            return "disconnected"
        finally:
            self.waiting.pop(envelope["envelope_id"], None)

    def acknowledged(self, envelope_id: str) -> None:
        answer = self.waiting.get(envelope_id)
        if answer is not None and not answer.done():
            answer.set_result("")

    def lost(self) -> None:
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_result("disconnected")


class Delivery:
    """`events_url` set means HTTP, else Socket Mode; `copies` is how often each event is sent."""

    def __init__(self, bot: Bot, signing_secret: str) -> None:
        self.bot, self.signing_secret = bot, signing_secret
        self.events_url = ""
        self.copies = 1
        self.retries: tuple[float, ...] = RETRIES
        self.connections: list[Connection] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self._tickets: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Condition()
        self._turn = 0

    # For any thread

    def event(self, event: Json) -> None:
        """Tell the app of an event; every copy carries the same event_id."""
        payload = {
            "token": "sandbox", "team_id": TEAM, "context_team_id": TEAM,
            "context_enterprise_id": None, "api_app_id": self.bot.app, "event": event,
            "type": "event_callback", "event_id": new_id("Ev"), "event_time": int(time.time()),
            "authorizations": [{
                "enterprise_id": None, "team_id": TEAM, "user_id": self.bot.user,
                "is_bot": True, "is_enterprise_install": False,
            }],
            "is_ext_shared_channel": False, "event_context": secrets.token_hex(8),
        }  # fmt: skip
        for _ in range(self.copies):
            self.send(Letter("events_api", payload))

    def send(self, letter: Letter) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._start, letter)

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Do it on the loop after so many seconds."""
        loop = self.loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(lambda: loop.call_later(seconds, what))

    def new_ticket(self) -> str:
        """Opens one connection, once."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    def refresh(self) -> None:
        """Ask every connection to come back, as Slack does every few hours."""
        for connection in list(self.connections):
            self._soon(connection)

    def _soon(self, connection: Connection) -> None:
        if self.loop is not None:
            asyncio.run_coroutine_threadsafe(_ask_back(connection.socket), self.loop).result(5)

    # On the loop

    def _start(self, letter: Letter) -> None:
        task = asyncio.ensure_future(self._deliver(letter))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, letter: Letter) -> None:
        reason, tries = "", 0
        retries = self.retries if letter.kind == "events_api" else ()
        while True:
            if self.events_url:
                reason = await self._post(letter, tries, reason)
            else:
                reason = await self._push(letter, tries, reason)
            if not reason or (reason != "disconnected" and tries >= len(retries)):
                return
            if reason != "disconnected":
                await asyncio.sleep(retries[tries])
                tries += 1
            elif letter.kind != "events_api":
                return
            else:
                await asyncio.sleep(0.05)  # until the connection's end is noticed

    async def _push(self, letter: Letter, attempt: int, reason: str) -> str:
        patience = None if letter.kind == "events_api" else PATIENCE
        try:
            await asyncio.wait_for(self._somebody(), patience)
        except TimeoutError:
            return "disconnected"
        if not self.connections:
            return "disconnected"
        self._turn += 1
        connection = self.connections[self._turn % len(self.connections)]
        return await connection.push(letter, attempt, reason)

    async def _somebody(self) -> None:
        async with self._arrived:
            await self._arrived.wait_for(lambda: self.connections or self.events_url)

    async def _post(self, letter: Letter, attempt: int, reason: str) -> str:
        kind, body = letter.body
        headers = signed(self.signing_secret, body) | {"Content-Type": kind}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as web:
                answer = await web.post(self.events_url, content=body, headers=headers)
        except httpx.TimeoutException:
            return "http_timeout"
        except httpx.HTTPError:
            return "connection_failed"
        if answer.is_success or answer.headers.get("x-slack-no-retry") == "1":
            return ""
        return "http_error"

    async def socket(self, socket: WebSocket) -> None:
        """One Socket Mode connection, from hello to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4401)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = Connection(socket)
        await socket.send_json(self._hello())
        self.connections.append(connection)
        try:
            async with self._arrived:
                self._arrived.notify_all()
            while True:
                said = json.loads(await socket.receive_text())
                connection.acknowledged(str(said.get("envelope_id", "")))
        except (WebSocketDisconnect, ValueError, RuntimeError):
            pass
        finally:
            self.connections.remove(connection)
            connection.lost()

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello", "num_connections": len(self.connections) + 1, "debug_info": debug,
            "connection_info": {"app_id": self.bot.app},
        }  # fmt: skip


async def _ask_back(socket: WebSocket) -> None:
    debug = {"host": "sandbox"}
    if socket.client_state is WebSocketState.CONNECTED:
        await socket.send_json(
            {"type": "disconnect", "reason": "refresh_requested", "debug_info": debug}
        )


def signed(secret: str, body: bytes, now: float | None = None) -> dict[str, str]:
    """Slack's signature, version 0: HMAC-SHA256 over "v0:timestamp:body"."""
    timestamp = str(int(time.time() if now is None else now))
    text = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def answers_challenge(url: str, secret: str) -> bool:
    """Does an app live there? Slack asks so before it sends events to an address."""
    challenge = secrets.token_hex(16)
    said = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
    body = json.dumps(said).encode()
    headers = signed(secret, body) | {"Content-Type": "application/json"}
    try:
        with httpx.Client(trust_env=False, timeout=PATIENCE) as web:
            answer = web.post(url, content=body, headers=headers)
    except httpx.HTTPError:
        return False
    return answer.is_success and challenge in answer.text
