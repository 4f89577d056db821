"""Takes events out of the inbox and hands them to the front end, until each is dealt with."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeAlias

from bot import mail
from bot.studio import Studio, TooEarlyError

log = logging.getLogger(__name__)

Dispatch: TypeAlias = Callable[[dict[str, Any]], None]


def take_in(studio: Studio, dispatch: Dispatch) -> int:
    """One round; returns how many events were dealt with."""
    with studio.store.begin() as tx:
        arrivals = mail.arrivals(tx)
    return sum(_handle(studio, dispatch, *arrival) for arrival in arrivals)


def _handle(studio: Studio, dispatch: Dispatch, key: str, body: dict[str, Any], tries: int) -> bool:
    try:
        dispatch(body)
    except Exception as error:  # an event must survive whatever a handler raises
        expected = isinstance(error, TooEarlyError)
        level = logging.INFO if expected else logging.WARNING
        log.log(level, "Event %s will be tried again: %s: %s", key, type(error).__name__, error)
        with studio.store.begin() as tx:
            mail.defer(tx, key, tries, f"{type(error).__name__}: {error}")
        return False
    with studio.store.begin() as tx:
        mail.settle(tx, key)
    return True
