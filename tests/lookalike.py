"""A Slack look-alike that knows only part of the Web API, and shows no uploaded file in a block.

It checks little and remembers everything. Whatever it doesn't know is an unknown_method, or a plain
404 for files.info: both are seen in the wild.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

TOKEN, ME, TEAM, CHANNEL = "xoxb-lookalike", "UBOT", "T9", "C9"


@dataclass
class LookAlike:
    """`messages` in order; `files` by id; `calls` by method; `seen` is tokens by path."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    clock: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, **message: Any) -> str:
        ts = f"1700000000.{next(self.clock):06d}"
        self.messages.append({"ts": ts, **message})
        return ts

    def picture(self, name: str, data: bytes) -> dict[str, Any]:
        """A file of somebody's, as events describe it."""
        self.files[name] = {"id": name, "name": name, "data": data}
        url = f"{self.url}/files/{name}"
        return {"id": name, "name": name, "mimetype": "image/png", "url_private": url}

    # The Web API

    def auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"user_id": ME, "user": "reshoot", "team_id": TEAM, "team": "Look-alike"}

    def chat_postmessage(self, given: dict[str, Any]) -> dict[str, Any]:
        if "slack_file" in json.dumps(given.get("blocks") or []):
            return {"ok": False, "error": "invalid_blocks"}
        return {"channel": given["channel"], "ts": self.add(**given)}

    def chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        message = next(m for m in self.messages if m["ts"] == given["ts"])
        message.update({name: given[name] for name in ("text", "blocks") if name in given})
        return {"channel": given["channel"], "ts": given["ts"]}

    def reactions_add(self, given: dict[str, Any]) -> dict[str, Any]:
        message = next(m for m in self.messages if m["ts"] == given["timestamp"])
        message.setdefault("reactions", []).append(given["name"])
        return {}

    def files_getuploadurlexternal(self, given: dict[str, Any]) -> dict[str, Any]:
        known = f"F{next(self.clock)}"
        self.files[known] = {"id": known, "name": given["filename"], "data": b""}
        return {"file_id": known, "upload_url": f"{self.url}/upload/{known}"}

    def files_completeuploadexternal(self, given: dict[str, Any]) -> dict[str, Any]:
        files = [self.files[one["id"]] for one in _value(given["files"])]
        if channel := given.get("channel_id"):
            shown = [{"id": f["id"], "name": f["name"]} for f in files]
            text, thread = given.get("initial_comment", ""), given.get("thread_ts")
            self.add(user=ME, channel=channel, thread_ts=thread, text=text, files=shown)
        return {"files": [{"id": f["id"]} for f in files]}

    def conversations_replies(self, given: dict[str, Any]) -> dict[str, Any]:
        thread = given["ts"]
        found = [m for m in self.messages if thread in (m["ts"], m.get("thread_ts"))]
        return {"messages": found, "has_more": False}

    async def api(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.calls.append(method)
        known = getattr(self, method.replace(".", "_").lower(), None)
        if method == "files.info":
            return PlainTextResponse("Not Found", 404)
        if known is None:
            return JSONResponse({"ok": False, "error": "unknown_method"})
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        return JSONResponse({"ok": True, **known(await _given(request))})

    async def upload(self, request: Request) -> Response:
        self.files[request.path_params["known"]]["data"] = await request.body()
        return PlainTextResponse("OK")

    async def download(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response(status_code=401)
        return Response(self.files[request.path_params["known"]]["data"], media_type="image/png")


async def _given(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    return {name: _value(value) for name, value in (await request.form()).items()}


def _value(text: Any) -> Any:
    if isinstance(text, str) and text[:1] in ("[", "{"):
        return json.loads(text)
    return text


@contextmanager
def serving(site: Any) -> Iterator[str]:
    """Serve an ASGI application on loopback from a thread; its address."""
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(site, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        door.close()


@contextmanager
def open_lookalike() -> Iterator[LookAlike]:
    there = LookAlike()
    routes = [
        Route("/api/{method}", there.api, methods=["POST"]),
        Route("/upload/{known}", there.upload, methods=["POST"]),
        Route("/files/{known}", there.download),
    ]
    with serving(Starlette(routes=routes)) as there.url:
        yield there
