"""Delivers: letters once each and in order per thread; status and votes by editing in place.

What people should see is in the database, with what they were last told; the courier closes the
gap. It may be killed anywhere: the next one goes on from the same rows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection

from bot import ledger, mail, regions, requests, settling
from bot.campaign import Choice
from bot.chat import CannotEditError, Chat, NotPostedError, Overlay, Place, Post, Posted
from bot.compose import cards_of, compose, overlay, status
from bot.ledger import Standing
from bot.mail import Letter
from bot.regions import Showing
from bot.requests import Request
from bot.studio import Studio

log = logging.getLogger(__name__)

T = TypeVar("T")

EDIT_EVERY = 2.5  # seconds between edits of one status: chat.update is rate-limited
EDIT_AGAIN = 5.0  # seconds to leave a message alone whose edit failed
Rest: TypeAlias = dict[str, float]
"""When (monotonic) the message with this ts may be edited again. It may be lost."""


def deliver(studio: Studio, chat: Chat, rest: Rest | None = None) -> int:
    """One round; returns how many things were said."""
    rest = {} if rest is None else rest
    with studio.store.begin() as tx:
        letters = mail.letters(tx)
        statuses = requests.untold(tx, time.time() - EDIT_EVERY)
        standings = ledger.untold(tx)
        showings = regions.untold(tx)
    said = sum(_send(studio, chat, letter) for letter in letters)
    said += sum(_retell(studio, chat, rest, request, ts) for request, ts in statuses)
    said += sum(_redraw(studio, chat, rest, showing) for showing in showings)
    return said + sum(_recount(studio, chat, rest, standing) for standing in standings)


def _send(studio: Studio, chat: Chat, letter: Letter) -> bool:
    try:
        with studio.store.begin() as tx:
            post = compose(tx, studio.blobs, letter.kind, letter.payload)
            mail.hand_over(tx, letter)
        posted = _post(chat, letter, post) if post else Posted("")
    except Exception as error:  # whatever a front end raises, the letter must not be lost
        _put_back(studio, letter, error)
        return False
    with studio.store.begin() as tx:
        mail.sent(tx, letter, posted.ts)
        if post and "request" in letter.payload:
            _remember(tx, letter, post, posted)
    return True


def _post(chat: Chat, letter: Letter, post: Post) -> Posted:
    """Posted and seeded, so that a courier killed in between seeds when it comes back."""
    posted = chat.post(letter.place, post, letter.key, again=letter.unanswered)
    if letter.kind == "variant":
        _seed(chat, letter.place, posted.picture or posted.ts)
    return posted


def _put_back(studio: Studio, letter: Letter, error: Exception) -> None:
    refused = isinstance(error, NotPostedError)
    wait = error.retry_after if isinstance(error, NotPostedError) else 0.0
    why = f"{'' if refused else mail.UNANSWERED}{type(error).__name__}: {error}"
    with studio.store.begin() as tx:
        kept = mail.returned(tx, letter, why, wait)
    level = logging.WARNING if kept else logging.ERROR
    log.log(level, "Could not post %s (%s): %s", letter.key, "kept" if kept else "dropped", why)


def _remember(tx: Connection, letter: Letter, post: Post, posted: Posted) -> None:
    request, variant = letter.payload["request"], getattr(post, "variant", "")
    if isinstance(post, Overlay):
        variant = str(post.revision)
        settling.seen(tx, request, post.revision)
    for ts, kind in ((posted.ts, letter.kind), (posted.picture, "picture")):
        if ts:
            requests.keep_message(tx, letter.place, ts, kind, request, variant, posted.media)


def _seed(chat: Chat, place: Place, ts: str) -> None:
    """Two reactions to tap. A convenience: people can add them by hand, so failing is no matter."""
    for choice in Choice:
        try:
            chat.react(place, ts, choice.value)
        except Exception as error:
            log.warning("Could not seed %s: %s", choice.value, error)


def _retell(studio: Studio, chat: Chat, rest: Rest, request: Request, ts: str) -> bool:
    with studio.store.begin() as tx:
        post = status(tx, request)
    said = _edited(chat, rest, request.place, ts, post)
    return said and _noted(studio, requests.told, request)


def _redraw(studio: Studio, chat: Chat, rest: Rest, showing: Showing) -> bool:
    with studio.store.begin() as tx:
        request = requests.get(tx, showing.revision.request)
        post = overlay(tx, request, showing.revision, b"") if request else None
    if request is None or post is None:
        return False
    place = showing.place._replace(thread=request.place.thread)
    said = _edited(chat, rest, place, showing.ts, post, showing.media)
    return said and _noted(studio, regions.told, showing.revision)


def _recount(studio: Studio, chat: Chat, rest: Rest, standing: Standing) -> bool:
    with studio.store.begin() as tx:
        request = requests.get(tx, standing.request)
        post = cards_of(tx, request, standing.variant, standing.outcome) if request else None
    if request is None or post is None:
        return False
    place = Place(standing.team, standing.channel, request.place.thread)
    said = _edited(chat, rest, place, standing.ts, post, standing.media)
    return said and _noted(studio, ledger.told, standing)


def _noted(studio: Studio, told: Callable[[Connection, T], None], what: T) -> bool:
    """People see it as it is now."""
    with studio.store.begin() as tx:
        told(tx, what)
    return True


def _edited(chat: Chat, rest: Rest, place: Place, ts: str, post: Post, media: str = "") -> bool:
    """True once there is nothing left to do about it."""
    if time.monotonic() < rest.get(ts, 0.0):
        return False
    try:
        chat.edit(place, ts, post, media)
    except CannotEditError as error:
        log.warning("Message %s stays as it is: %s", ts, error)
    except Exception as error:
        wait = max(EDIT_AGAIN, float(getattr(error, "retry_after", 0.0)))
        rest[ts] = time.monotonic() + wait
        log.warning("Could not edit %s, again in %.0f s: %s", ts, wait, error)
        return False
    rest.pop(ts, None)
    return True
