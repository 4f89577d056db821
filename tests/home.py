"""A home of models on this machine: a real HTTP server that can misbehave as real ones do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Home:
    """What it serves by path, how it misbehaves, and what it was asked: (path, range, token)."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    token: str = ""  # needed for every file, where it is set
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)  # bytes after which the next answers break off
    pause: float = 0.0  # seconds between chunks
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def requests(self, path: str) -> list[str]:
        """The ranges that were asked of this path, "" for all of it."""
        return [ranged for asked, ranged, _ in self.asked if asked == path]

    def hub(
        self, repository: str, commit: str, files: dict[str, bytes], large: dict[str, str]
    ) -> None:
        """Serve files as a model hub does; `large` are the sums of those it tells sums of."""
        siblings = [
            {"rfilename": name, "size": len(data)}
            | ({"lfs": {"sha256": large[name], "size": len(data)}} if name in large else {})
            for name, data in files.items()
        ]
        about = json.dumps({"sha": commit, "siblings": siblings}).encode()
        for revision in ("main", commit):
            self.files[f"/api/models/{repository}/revision/{revision}"] = about
        for name, data in files.items():
            self.files[f"/{repository}/resolve/{commit}/{name}"] = data


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        home: Home = self.server.home  # type: ignore[attr-defined]
        path, ranged = self.path.partition("?")[0], self.headers.get("Range", "")
        token = self.headers.get("Authorization", "")
        home.asked.append((path, ranged, token))
        if path in home.redirects:
            self._send(302, b"", {"Location": home.redirects[path]})
        elif path in home.status or path not in home.files:
            self._send(home.status.get(path, 404), b"no")
        elif home.token and "/resolve/" in path and token != f"Bearer {home.token}":
            self._send(403 if token else 401, b"gated")
        else:
            self._file(home, home.files[path], ranged)

    def _file(self, home: Home, data: bytes, ranged: str) -> None:
        start = int(ranged[len("bytes=") : -1]) if ranged and home.ranges else 0
        if start and start >= len(data):
            self._send(416, b"")
        elif start:
            whole = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._send(206, data[start:], {"Content-Range": whole})
        else:
            self._send(200, data)

    def _send(self, status: int, data: bytes, more: dict[str, str] | None = None) -> None:
        home: Home = self.server.home  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        is_file = status in (200, 206) and not self.path.startswith("/api/")
        if is_file and home.cuts:
            self.wfile.write(data[: home.cuts.pop(0)])
            self.close_connection = True
            return
        for at in range(0, len(data), 1 << 16):
            self.wfile.write(data[at : at + (1 << 16)])
            time.sleep(home.pause if is_file else 0)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that was killed is no news."""


@contextmanager
def serving() -> Iterator[Home]:
    """A home that answers until the block ends."""
    server = _Server(("127.0.0.1", 0), _Answers)
    home = Home(f"http://127.0.0.1:{server.server_port}")
    server.home = home  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield home
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
