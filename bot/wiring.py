"""From settings to one frozen Studio."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.blobs import Blobs
from bot.queue import Queue
from bot.settings import Settings, job_key
from bot.store import open_store
from bot.studio import Studio


@contextmanager
def open_studio(settings: Settings) -> Iterator[Studio]:
    """Open the store (migrating it), the blobs and the queue; close them on leaving."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = open_store(settings.database)
    try:
        queue = Queue(settings.redis_url, job_key(settings))
        yield Studio(settings, store, Blobs(settings.blobs), queue)
    finally:
        store.close()
