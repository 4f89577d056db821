"""A painter of another distribution that behaves as its argument says; and a desk with workers.

Everything here is real: the Redis, the database, the worker process and its child.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot import requests
from bot.chat import FakeChat, Place, VariantCard
from bot.courier import deliver
from bot.studio import Ask, Studio
from tests.test_story import golden_png

PAINTER = """
import os, signal, sys, time
import numpy as np
from inference.errors import Cancelled, DeviceLost

class Moody:
    native = None

    def __init__(self, mood):
        self.mood = mood

    def __call__(self, cut, prompt, seeds, progress, cancel):
        print("moody paints", flush=True)
        for number, seed in enumerate(seeds):
            with open(os.environ["MOODY_LOG"], "a") as log:
                log.write(f"{os.getpid()} {seed}\\n")
            getattr(self, self.mood)(cancel)
            progress((number + 1) / len(seeds))
            yield np.full_like(cut.rgb, seed % 256)

    def quick(self, cancel):
        pass

    def slow(self, cancel):
        for _ in range(6):
            time.sleep(0.1)
            if cancel():
                raise Cancelled

    def deaf(self, cancel):
        time.sleep(600)

    def deadly(self, cancel):
        os.kill(os.getpid(), signal.SIGKILL)

    def once(self, cancel):
        with open(os.environ["MOODY_LOG"]) as log:
            if len(log.readlines()) == 1:
                raise DeviceLost("fell off the bus")

    def buggy(self, cancel):
        raise ZeroDivisionError("a secret of the painter's")

class Half:
    def __call__(self, rgb, phrase):
        alpha = np.zeros(rgb.shape[:2], np.uint8)
        alpha[:, : rgb.shape[1] // 2] = 255
        return alpha
"""


def install(site: Path) -> None:
    """Put the painter where an installed distribution would be."""
    (site / "moody.py").write_text(PAINTER)
    info = site / "moody-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moody\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[reshoot.painters]\nmoody = moody:Moody\n[reshoot.segmenters]\nmoody = moody:Half\n"
    )


@dataclass
class Desk:
    """A studio without a chat side, and the workers that a test starts."""

    home: Path
    studio: Studio
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def ask(self, sentence: str = "swap background to plain teal x2") -> str:
        ts = str(time.monotonic())
        place = Place("T1", "C1", ts)
        return self.studio.ask(Ask(place, ts, "maya", sentence, golden_png(), "mug.png"))

    def worker(self, *flags: str) -> subprocess.Popen[bytes]:
        with (self.home / "worker.log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "bot", "worker", *flags],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.workers.append(started)
        return started

    def state(self, request: str) -> str:
        return self._get(request).state

    def detail(self, request: str) -> str:
        return self._get(request).detail

    def _get(self, request: str) -> requests.Request:
        with self.studio.store.begin() as tx:
            found = requests.get(tx, request)
        assert found is not None
        return found

    def painted(self, request: str) -> int:
        plan = self._get(request).plan.id
        with self.studio.store.begin() as tx:
            return len(requests.variants_of(tx, plan))

    def begun(self) -> list[tuple[int, int]]:
        """(process id, seed) of each picture that was begun, in order."""
        log = Path(self.environment["MOODY_LOG"])
        lines = log.read_text().splitlines() if log.exists() else []
        return [(int(pid), int(seed)) for pid, seed in map(str.split, lines)]

    def cards(self) -> list[int]:
        """The numbers of the variants that people see."""
        chat = FakeChat()
        while deliver(self.studio, chat):
            pass
        return [card.number for card in chat.of(VariantCard)]

    def wait(self, what: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            log = (self.home / "worker.log").read_text()
            assert time.monotonic() < deadline, f"it did not happen; the worker's log:\n{log}"
            time.sleep(0.05)

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()
        for pid, _ in self.begun():
            assert gone(pid), "a child outlived its worker"


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def gone(pid: int, seconds: float = 20) -> bool:
    """Does the process end by itself?"""
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{pid}").exists()
