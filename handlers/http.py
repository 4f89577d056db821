"""Slack's events and taps over HTTP, and a health check."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.starlette.handler import to_starlette_response
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inference.errors import BadSettings

EVENTS = "/slack/events"
LARGEST = 1_000_000  # bytes of a payload; Slack's stay far below
GOODBYE = 3  # seconds for requests under way when we are told to end


def site(app: App, secret: str) -> Starlette:
    """`/slack/events` for everything Slack sends, signed; `/healthz` for whoever watches us."""

    verifier = SignatureVerifier(secret)

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return JSONResponse({"error": "too large"}, 413)
        if not _is_signed(request, body, verifier):
            return JSONResponse({"error": "invalid request"}, 401)
        try:
            payload = BoltRequest(body=body.decode(), headers=dict(request.headers.items()))
        except ValueError:
            return JSONResponse({"error": "unreadable"}, 400)
        return to_starlette_response(await run_in_threadpool(app.dispatch, payload))

    async def healthz(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse({"ok": True})

    return Starlette(routes=[Route(EVENTS, events, methods=["POST"]), Route("/healthz", healthz)])


async def _body(request: Request) -> bytes | None:
    """The request's body; None if it is larger than anything Slack sends."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            return None
    return bytes(data)


def _is_signed(request: Request, body: bytes, verifier: SignatureVerifier) -> bool:
    """Verified before Bolt parses anything: Bolt and the SDK stumble over what they can't read
    (a timestamp that is no number, a signature beyond ASCII) instead of refusing it."""
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    readable = stamp.isascii() and stamp.isdigit() and len(stamp) < 16 and signature.isascii()
    try:
        return readable and verifier.is_valid(body.decode(), stamp, signature)
    except UnicodeDecodeError:
        return False


@contextmanager
def listening(app: App, secret: str, host: str, port: int) -> Iterator[int]:
    """Serve it from a thread until the block is left; gives the port (a free one for 0)."""
    try:
        door = socket.create_server((host, port))
    except OSError as error:
        raise BadSettings(
            f"RESHOOT_PORT: can't listen on {host}:{port} ({error.strerror or error})."
        ) from error
    config = uvicorn.Config(
        site(app, secret), log_config=None, access_log=False, lifespan="off",
        timeout_graceful_shutdown=GOODBYE,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([door],), name="http", daemon=True)
    thread.start()
    try:
        yield int(door.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(GOODBYE + 1)
        door.close()
