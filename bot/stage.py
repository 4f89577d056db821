"""Everything on this machine: a Redis of its own, a database, a workspace, `serve` and `worker`.

Each is a real process (the workspace a real server) that talks to the others as in production.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.embedded import embedded_server
from bot.sandbox.server import Sandbox
from inference.errors import OperatorError
from inference.models.folder import folder


class StepError(OperatorError):
    """The demo could not go on; the message says where to look."""


def new_home(out: Path) -> Path:
    """A folder of its own for each run, so that two demos never meet."""
    out.mkdir(parents=True, exist_ok=True)
    for number in range(1, 10_000):
        home = out / f"run-{number}"
        try:
            home.mkdir()
        except FileExistsError:
            continue
        return home.absolute()
    raise StepError(f"{out} is full of earlier runs; delete them.")


@dataclass(frozen=True, slots=True)
class Stage:
    """What runs: the workspace, and the processes by name with their log files."""

    home: Path
    sandbox: Sandbox
    processes: dict[str, subprocess.Popen[bytes]]

    def check(self) -> None:
        """StepError if a process has left."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                tail = (self.home / f"{name}.log").read_text(errors="replace").splitlines()[-8:]
                words = f"`reshoot {name}` ended with {process.returncode}. Its last words:"
                raise StepError("\n".join([words, *tail]))


@contextmanager
def open_stage(
    home: Path, port: int = 0, say: Callable[[str], None] = lambda _: None, **variables: str
) -> Iterator[Stage]:
    """Start all of it, telling `say` each step; end every process on leaving.

    `variables` are set for `serve` and `worker` besides those that make them meet.
    """
    with ExitStack() as stack:
        redis_url = stack.enter_context(embedded_server(home / "redis"))
        say("Redis, on a socket of its own")
        sandbox = stack.enter_context(Sandbox(port=port))
        say(f"A Slack workspace on this machine: {sandbox.url}")
        environment = _environment(home, redis_url, sandbox) | variables
        processes = {
            name: stack.enter_context(_process(name, home, environment))
            for name in ("serve", "worker")
        }
        say("The front end (Socket Mode) and a worker")
        yield Stage(home, sandbox, processes)


def _environment(home: Path, redis_url: str, sandbox: Sandbox) -> dict[str, str]:
    """For our processes: nothing of the operator's own workspace may leak in but the weights."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "RESHOOT_"))}
    return kept | {
        "RESHOOT_HOME": str(home),
        "RESHOOT_MODELS": str(folder()),
        "RESHOOT_REDIS_URL": redis_url,
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
    }


@contextmanager
def _process(
    name: str, home: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """`reshoot NAME` in a session of its own, so that Ctrl-C reaches us first; ended on leaving."""
    command = [sys.executable, "-m", "bot", name]
    with (home / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask, then insist; the session's id is the process's, so that its children go with it."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait(5)
