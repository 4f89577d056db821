"""Keeps one warm child process at work: starts it, listens to it, stops it, replaces it."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from bot.child import Line
from inference.errors import OperatorError

STARTING = 300.0  # seconds; the first import of compiled plugins may take a minute
LOADING = 5.0  # times the stall time: before its first progress a job may load weights
GRACE = 2.0  # seconds from a polite stop to SIGKILL
STDERR = 2  # whatever a plugin prints belongs into the log
LOOK = 0.1  # seconds between looks at whether to stop


class End(Enum):
    """How a job ended."""

    DONE = auto()
    STOPPED = auto()
    AWAY = auto()
    FAILED = auto()
    DIED = auto()


ANSWERS = {
    "done": End.DONE,
    "cancelled": End.STOPPED,
    "away": End.AWAY,
    "failed": End.FAILED,
}


class ChildDiedError(Exception):
    """The child is gone; the message says how."""


@dataclass
class _Child:
    """A running child and our end of the line."""

    process: subprocess.Popen[bytes]
    line: Line
    heard: bytes = b""
    ready: bool = False

    def messages(self, wait: float) -> Iterator[dict[str, object]]:
        """What it says within `wait` seconds; ChildDiedError once it is gone."""
        readable, _, _ = select.select([self.line.socket], [], [], wait)
        if readable:
            data = self.line.socket.recv(65536)
            if not data:
                raise ChildDiedError(self.obituary())
            *lines, self.heard = (self.heard + data).split(b"\n")
            yield from (json.loads(line) for line in lines)
        elif self.process.poll() is not None:
            raise ChildDiedError(self.obituary())

    def obituary(self) -> str:
        """Its end in words, waiting a moment for it."""
        with suppress(subprocess.TimeoutExpired):
            code = self.process.wait(GRACE)
            return f"signal {-code}" if code < 0 else f"exit code {code}"
        return "it closed its line"

    def kill(self) -> None:
        """The whole session: what it started goes with it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.line.socket.close()


class Keeper:
    """`stall_s`: seconds without progress after which a painting child counts as hung."""

    def __init__(self, stall_s: float) -> None:
        self._stall = stall_s
        self._child: _Child | None = None
        self.cause = ""

    def start(self) -> None:
        """Begin to warm a child up, unless there is one; returns at once."""
        if self._child is None:
            self._child = _spawn()

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    def perform(self, job: str, subject: str, stop: Callable[[], bool]) -> End:
        """Have one job done. Once `stop()` is true the child is asked to stop, then killed."""
        return self._order({"do": [job, subject]}, stop)

    def bury(self, job: str, subject: str, reason: str) -> End:
        """Have people told that a job is given up."""
        return self._order({"bury": [job, subject, reason]}, lambda: False)

    def _order(self, order: dict[str, object], stop: Callable[[], bool]) -> End:
        child = self._warm(stop)
        if child is None:
            return End.STOPPED
        try:
            child.line.say(**order)
            return self._attend(child, stop)
        except (ChildDiedError, OSError) as error:
            self.cause = str(error)
            self.close()
            return End.DIED

    def _warm(self, stop: Callable[[], bool]) -> _Child | None:
        """A child that has said it is ready; None if we are to stop before it is."""
        for _ in range(2):  # one that died while idle is replaced; that is nobody's fault
            self.start()
            child = self._child
            try:
                if child is not None and self._is_ready(child, stop):
                    return child
                return None
            except (ChildDiedError, OSError) as error:
                self.cause = str(error)
                self.close()
        raise OperatorError(
            f"The painting process does not start ({self.cause}); its log says why."
        )

    def _is_ready(self, child: _Child, stop: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + STARTING
        wait = 0.0  # a look at an idle child, to see whether it still lives
        while True:
            for message in child.messages(wait):
                child.ready |= message["is_"] == "ready"
            if child.ready or stop():
                return child.ready
            if time.monotonic() > deadline:
                raise ChildDiedError(f"not ready after {STARTING:.0f} s")
            wait = LOOK

    def _attend(self, child: _Child, stop: Callable[[], bool]) -> End:
        """Listen until the job ends, however it does."""
        deadline = time.monotonic() + LOADING * self._stall
        stopping = False
        while True:
            for message in child.messages(LOOK):
                if message["is_"] == "lost":
                    raise ChildDiedError(str(message["why"]))
                if message["is_"] in ANSWERS:
                    return ANSWERS[str(message["is_"])]
                if not stopping:
                    deadline = time.monotonic() + self._stall
            if not stopping and stop():
                stopping, deadline = True, time.monotonic() + GRACE
                child.line.say(cancel=True)
            if time.monotonic() > deadline:
                return self._overdue(stopping)

    def _overdue(self, stopping: bool) -> End:
        self.close()
        self.cause = "" if stopping else "no progress for too long"
        return End.STOPPED if stopping else End.DIED


def _spawn() -> _Child:
    """A fresh interpreter in a session of its own: a forked one could not use an accelerator."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.child", str(theirs.fileno())],
            stdin=subprocess.DEVNULL, stdout=STDERR, stderr=STDERR,
            pass_fds=[theirs.fileno()], start_new_session=True,
        )  # fmt: skip
    return _Child(process, Line(ours))
