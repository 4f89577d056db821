"""Compares the database with the queue and calls the worker for what nobody is doing.

Redis may be wiped at any moment: this is what rebuilds it.
"""

from __future__ import annotations

from bot import ledger, requests
from bot.studio import Studio, finish_id


def reconcile(studio: Studio) -> None:
    """One round; `enqueue` ignores what is waiting or running."""
    with studio.store.begin() as tx:
        running = requests.running(tx)
        unfinished = ledger.unfinished(tx)
    for request in running:
        studio.call_again(requests.JOBS[request.state], request.id)
    for request_id, variant in unfinished:
        studio.call_again("finish", finish_id(request_id, variant))
