"""A desk with the Slack front end in this process, and hands that paint in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.blobs import Blobs
from bot.painting import Painting
from bot.settings import Settings
from bot.store import open_store
from bot.studio import Studio
from handlers.settings import SlackSettings
from handlers.slack import running
from tests.test_story import InlineJobs

PATIENCE = 60.0


def wait_for(look: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What `look` returns once it is something."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.05)
    raise AssertionError("It did not come.")


@contextmanager
def open_studio(home: Path, port: int = 0, confirm: float = 0) -> Iterator[Studio]:
    """With `confirm`, people may look at a region for so many seconds before it is painted."""
    settings = Settings(home=home, port=port, confirm_seconds=confirm)
    store = open_store(settings.database)
    try:
        yield Studio(settings, store, Blobs(settings.blobs), InlineJobs())
    finally:
        store.close()


@contextmanager
def painter(studio: Studio) -> Iterator[None]:
    """Does what is waiting, as a worker would."""
    stop, painting = threading.Event(), Painting(studio)
    jobs = studio.queue
    assert isinstance(jobs, InlineJobs)

    def work() -> None:
        while not stop.wait(0.02):
            while jobs.waiting:
                painting.perform(*jobs.waiting.pop(0), lambda fraction: None, lambda: False)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


@dataclass(frozen=True)
class Front:
    """The front end at work."""

    studio: Studio
    settings: SlackSettings


@contextmanager
def open_front(
    home: Path, settings: SlackSettings, port: int = 0, confirm: float = 0
) -> Iterator[Front]:
    with open_studio(home, port, confirm) as studio, painter(studio), running(studio, settings):
        yield Front(studio, settings)
