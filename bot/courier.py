"""Delivers: letters once each and in order per thread; status and votes by editing in place.

What people should see is in the database, with what they were last told; the courier closes the
gap. It may be killed anywhere: the next one goes on from the same rows.
"""

from __future__ import annotations

import logging
import time

from bot import ledger, mail, requests
from bot.campaign import Choice
from bot.chat import Chat, Place, Post
from bot.compose import cards_of, compose, status
from bot.ledger import Standing
from bot.mail import Letter
from bot.requests import Request
from bot.studio import Studio

log = logging.getLogger(__name__)

EDIT_EVERY = 2.5  # seconds between edits of one status: chat.update is rate-limited


def deliver(studio: Studio, chat: Chat) -> int:
    """One round; returns how many things were said."""
    with studio.store.begin() as tx:
        letters = mail.letters(tx)
        statuses = requests.untold(tx, time.time() - EDIT_EVERY)
        standings = ledger.untold(tx)
    said = sum(_send(studio, chat, letter) for letter in letters)
    said += sum(_retell(studio, chat, request, ts) for request, ts in statuses)
    return said + sum(_recount(studio, chat, standing) for standing in standings)


def _send(studio: Studio, chat: Chat, letter: Letter) -> bool:
    try:
        with studio.store.begin() as tx:
            post = compose(tx, studio.blobs, letter.kind, letter.payload)
        ts = chat.post(letter.place, post, letter.key) if post else ""
    except Exception as error:  # whatever a front end raises, the letter must not be lost
        _put_back(studio, letter, error)
        return False
    with studio.store.begin() as tx:
        mail.sent(tx, letter, ts)
        if ts and "request" in letter.payload:
            _remember(tx, letter, post, ts)
    if letter.kind == "variant" and ts:
        _seed(chat, letter.place, ts)
    return True


def _put_back(studio: Studio, letter: Letter, error: Exception) -> None:
    wait = float(getattr(error, "retry_after", 0.0))
    with studio.store.begin() as tx:
        kept = mail.returned(tx, letter, f"{type(error).__name__}: {error}", wait)
    level = logging.WARNING if kept else logging.ERROR
    log.log(level, "Could not post %s (%s): %s", letter.key, "kept" if kept else "dropped", error)


def _remember(tx: object, letter: Letter, post: Post | None, ts: str) -> None:
    variant = getattr(post, "variant", "")
    request = letter.payload["request"]
    requests.keep_message(tx, letter.place, ts, letter.kind, request, variant)  # type: ignore[arg-type]


def _seed(chat: Chat, place: Place, ts: str) -> None:
    """Two reactions to tap. A convenience: people can add them by hand, so failing is no matter."""
    for choice in Choice:
        try:
            chat.react(place, ts, choice.value)
        except Exception as error:
            log.warning("Could not seed %s: %s", choice.value, error)


def _retell(studio: Studio, chat: Chat, request: Request, ts: str) -> bool:
    with studio.store.begin() as tx:
        post = status(tx, request)
    if not _edited(chat, request.place, ts, post):
        return False
    with studio.store.begin() as tx:
        requests.told(tx, request)
    return True


def _recount(studio: Studio, chat: Chat, standing: Standing) -> bool:
    with studio.store.begin() as tx:
        request = requests.get(tx, standing.request)
        post = cards_of(tx, request, standing.variant, standing.outcome) if request else None
    if request is None or post is None:
        return False
    place = Place(standing.team, standing.channel, request.place.thread)
    if not _edited(chat, place, standing.ts, post):
        return False
    with studio.store.begin() as tx:
        ledger.told(tx, standing)
    return True


def _edited(chat: Chat, place: Place, ts: str, post: Post) -> bool:
    try:
        chat.edit(place, ts, post)
    except Exception as error:
        log.warning("Could not edit %s: %s", ts, error)
        return False
    return True
