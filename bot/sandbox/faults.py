"""What goes wrong on demand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call fails: `kind` is "ratelimited" (429, Retry-After), "server_error" (500, before
    anything is done), "lost_answer" (done, but the answer breaks off), or an error of Slack's."""

    kind: str
    retry_after: int = 1


@dataclass(slots=True)
class Faults:
    """The next calls of a method that fail, and `refuse_slack_files`: image blocks with an
    uploaded file are refused, as in workspaces where that does not work."""

    refuse_slack_files: bool = False
    _planned: dict[str, list[Fault]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, method: str, fault: Fault, times: int) -> None:
        with self._lock:
            self._planned.setdefault(method, []).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The fault of this call, if it is to have one."""
        with self._lock:
            waiting = self._planned.get(method)
            return waiting.pop(0) if waiting else None
