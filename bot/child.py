"""The process that paints: it loads plugins once and does one job after the other.

Started by bot/keeper.py as `python -m bot.child FD`. It speaks JSON lines over that socket, so that
whatever a plugin prints can't be taken for an answer. When the socket closes, its parent is gone,
and it ends at once, in the middle of painting if need be.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from inference.errors import Cancelled, DeviceLost

log = logging.getLogger("bot.child")


class Line:
    """One end of the talk: JSON objects, one a line. `say` is thread-safe."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._lock = threading.Lock()

    def say(self, **message: Any) -> None:
        """OSError where nobody listens any more."""
        with self._lock:
            self.socket.sendall(json.dumps(message).encode() + b"\n")


class Child:
    """Obeys `{"do": [job, subject]}`, `{"bury": [job, subject, reason]}` and `{"cancel": true}`."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.orders: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.cancelled = threading.Event()

    def serve(self) -> None:
        threading.Thread(target=self._listen, name="parent", daemon=True).start()
        from bot import painting  # seconds, and the parent shall see us working on it

        self._say(is_="ready")
        while True:
            self._say(is_=self._obey(painting, self.orders.get()))

    def _listen(self) -> None:
        """Take orders as they come: a cancel must be heard while the main thread paints."""
        try:
            with self.line.socket.makefile() as lines:
                for text in lines:
                    self._hear(json.loads(text))
        finally:  # closed, or reset by a parent that was killed with our words unread
            _leave()

    def _hear(self, order: dict[str, Any]) -> None:
        if "cancel" in order:
            self.cancelled.set()
        else:
            self.cancelled.clear()
            self.orders.put(order)

    def _obey(self, painting: Any, order: dict[str, Any]) -> str:
        """ "done", "cancelled", "away" (the database; the job is not to blame) or "failed"."""
        if "bury" in order:
            return _answer(lambda: painting.bury(*order["bury"]))
        report, stop = self._report, self.cancelled.is_set
        return _answer(lambda: painting.perform(*order["do"], report, stop))

    def _report(self, fraction: float) -> None:
        self._say(is_="progress", fraction=fraction)

    def _say(self, **message: Any) -> None:
        """Never raises: inside a job, a parent that is gone would look like the job's fault."""
        try:
            self.line.say(**message)
        except OSError:
            _leave()


def _answer(act: Callable[[], None]) -> str:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        act()
    except Cancelled:
        return "cancelled"
    except DeviceLost:
        raise
    except SQLAlchemyError as error:
        log.error("The database is away: %s", error)
        return "away"
    except Exception:
        log.exception("A job failed")
        return "failed"
    return "done"


def _leave() -> None:
    """End this process and whatever it started, even inside a long call into C."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def main() -> None:
    from bot.logs import to_stderr

    to_stderr()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = socket.socket(fileno=int(sys.argv[1]))
    end.set_inheritable(False)
    line = Line(end)
    try:
        Child(line).serve()
    except DeviceLost as error:
        line.say(is_="lost", why=f"the accelerator is lost: {error}")
    except BaseException:
        log.exception("The painting process failed")
    _leave()


if __name__ == "__main__":
    main()
