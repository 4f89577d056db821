"""The clerks inside `serve`: intake, courier, alarm, reconciler, under one database lease.

Many `serve` processes may stand side by side; the one that holds the lease runs the clerks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from bot.alarm import ring
from bot.chat import Chat
from bot.courier import Rest, deliver
from bot.intake import Dispatch, take_in
from bot.reconciler import reconcile
from bot.store import drop_lease, new_holder, take_lease
from bot.studio import Studio

log = logging.getLogger(__name__)

LEASE, RENEW = 15.0, 5.0
QUICK, SLOW = 0.15, 3.0  # seconds between looks: at the mail, and at the queue
LAST_WORDS = 2.0  # seconds for a clerk to finish; the next desk goes on from the same rows


@contextmanager
def open_desk(studio: Studio, chat: Chat, dispatch: Dispatch) -> Iterator[None]:
    """Run the clerks in threads until the block is left."""
    stop, ours, holder = threading.Event(), threading.Event(), new_holder()
    rest: Rest = {}
    rounds: list[tuple[str, float, Callable[[], object]]] = [
        ("intake", QUICK, lambda: take_in(studio, dispatch)),
        ("courier", QUICK, lambda: deliver(studio, chat, rest)),
        ("alarm", QUICK, lambda: ring(studio)),
        ("reconciler", SLOW, lambda: reconcile(studio)),
    ]
    with ExitStack() as threads:
        _start(threads, "lease", _keep_lease, studio, holder, stop, ours)
        for name, pause, work in rounds:
            _start(threads, name, _run, name, pause, work, stop, ours)
        threads.callback(stop.set)
        yield
    drop_lease(studio.store, "desk", holder)


def _start(threads: ExitStack, name: str, target: Callable[..., None], *args: object) -> None:
    thread = threading.Thread(target=target, args=args, name=f"desk-{name}", daemon=True)
    thread.start()
    threads.callback(thread.join, LAST_WORDS)


def _keep_lease(studio: Studio, holder: str, stop: threading.Event, ours: threading.Event) -> None:
    while not stop.is_set():
        try:
            held = take_lease(studio.store, "desk", holder, LEASE)
        except Exception as error:
            log.warning("Could not renew the desk's lease: %s", error)
            held = False
        (ours.set if held else ours.clear)()
        stop.wait(RENEW)


def _run(
    name: str,
    pause: float,
    work: Callable[[], object],
    stop: threading.Event,
    ours: threading.Event,
) -> None:
    while not stop.is_set():
        if not ours.wait(0.5):
            continue
        try:
            work()
        except Exception:  # a clerk never goes home; the next round may fare better
            log.exception("The %s stumbled", name)
            stop.wait(SLOW)
        stop.wait(pause)
