"""A request's region and its revisions: what was asked, what was found, what people settled on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, String, cast, delete, func, select, update

from bot.chat import Place
from bot.store import insert_once
from bot.tables import messages, regions, requests

DOUBTED = "You said that this was the wrong region. I looked again, and this is what I find."
"""What is said where people gave no other word for the region than that it was wrong."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: the phrase and what is locked whatever it covers.

    `drawing` is the sha256 of a picture that people drew on, or ""; `hold` says that it must not
    paint by itself, however sure it is; `said` tells people what `person` corrected.
    """

    phrase: str
    protect: tuple[str, ...]
    person: str
    drawing: str = ""
    hold: bool = False
    said: str = ""

    @property
    def doubted(self) -> bool:
        """People said that it is wrong, and not yet what is right."""
        return self.said == DOUBTED


@dataclass(frozen=True, slots=True)
class Found:
    """What the worker saw: `overlay` and `mask` are sha256 of blobs.

    `picks` numbered things are in it; `offers` are phrases that may be protected; it paints by
    itself `seconds` after people saw it, and waits for a tap where that is 0.
    """

    overlay: str
    mask: str
    words: str
    confidence: float
    picks: int = 0
    offers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Revision:
    """`found` is None until the worker has looked; `by` settled it, "" = it went on by itself."""

    request: str
    number: int
    wanted: Wanted
    found: Found | None
    settled: bool
    by: str
    version: int


class Showing(NamedTuple):
    """A revision, and the message that shows it."""

    revision: Revision
    place: Place
    ts: str
    media: str


def add(tx: Connection, request: str, number: int, wanted: Wanted, key: str) -> bool:
    """One more revision; False if `key`, the message or tap that asks for it, came before."""
    return insert_once(
        tx, regions, request=request, revision=number, key=key, person=wanted.person,
        said=wanted.said, phrase=wanted.phrase, protect=list(wanted.protect),
        drawing=wanted.drawing, hold=wanted.hold, overlay="", mask="", words="", confidence=0.0,
        picks=0, offers=[], warnings=[], seconds=0.0, settled=False, settled_by="", version=1,
        told=1,
    )  # fmt: skip


def came(tx: Connection, key: str) -> bool:
    """Did this message or tap ask for a revision before?"""
    return tx.execute(select(regions.c.key).where(regions.c.key == key)).first() is not None


def latest(tx: Connection, request: str) -> Revision | None:
    newest = select(func.max(regions.c.revision)).where(regions.c.request == request)
    return get(tx, request, tx.execute(newest).scalar() or 0)


def get(tx: Connection, request: str, number: int) -> Revision | None:
    row = tx.execute(select(regions).where(_at(request, number))).first()
    return _revision(row) if row else None


def found_before(tx: Connection, revision: Revision) -> Revision | None:
    """The latest one before it that came to a region."""
    mine = (regions.c.request == revision.request) & (regions.c.revision < revision.number)
    newest = select(func.max(regions.c.revision)).where(mine, regions.c.overlay != "")
    return get(tx, revision.request, tx.execute(newest).scalar() or 0)


def shown_in(tx: Connection, place: Place, most: int = 3) -> list[str]:
    """The pictures by which regions were shown in this thread, the latest first."""
    mine = [requests.c[name] == value for name, value in place._asdict().items()]
    pictures = (
        select(regions.c.overlay)
        .join(requests, requests.c.id == regions.c.request)
        .where(*mine, regions.c.overlay != "")
        .order_by(requests.c.created.desc(), regions.c.revision.desc())
        .limit(most)
    )
    return list(dict.fromkeys(tx.execute(pictures).scalars()))


def narrow(tx: Connection, revision: Revision, phrase: str, protect: tuple[str, ...]) -> None:
    """The worker worked out what a drawing, or a place for something new, comes to."""
    _set(tx, revision.request, revision.number, phrase=phrase, protect=list(protect))


def keep(tx: Connection, revision: Revision, found: Found) -> None:
    _set(
        tx, revision.request, revision.number, overlay=found.overlay, mask=found.mask,
        words=found.words, confidence=found.confidence, picks=found.picks,
        offers=list(found.offers), warnings=list(found.warnings), seconds=found.seconds,
    )  # fmt: skip


def drop(tx: Connection, request: str, since: int) -> None:
    """What came to nothing since that number; numbers and keys are free again."""
    nothing = (regions.c.request == request) & (regions.c.revision >= since)
    tx.execute(delete(regions).where(nothing))


def settle(tx: Connection, revision: Revision, by: str) -> bool:
    """Compare-and-set; False if it was settled before."""
    statement = (
        update(regions)
        .where(_at(revision.request, revision.number), regions.c.settled.is_(False))
        .values(settled=True, settled_by=by, version=regions.c.version + 1)
    )
    return tx.execute(statement).rowcount == 1


def touch(tx: Connection, request: str) -> None:
    """What people see of the request's regions is out of date."""
    mine = regions.c.request == request
    tx.execute(update(regions).where(mine).values(version=regions.c.version + 1))


def untold(tx: Connection) -> list[Showing]:
    """Revisions whose message shows an old state."""
    shows = (
        (messages.c.request == regions.c.request)
        & (messages.c.kind == "overlay")
        & (messages.c.variant == cast(regions.c.revision, String))
    )
    rows = tx.execute(
        select(regions, messages.c.team, messages.c.channel, messages.c.ts, messages.c.media)
        .join(messages, shows)
        .where(regions.c.told < regions.c.version)
    )
    return [Showing(_revision(r), Place(r.team, r.channel), r.ts, r.media) for r in rows]


def told(tx: Connection, revision: Revision) -> None:
    _set(tx, revision.request, revision.number, told=revision.version)


def _at(request: str, number: int) -> Any:
    return (regions.c.request == request) & (regions.c.revision == number)


def _set(tx: Connection, request: str, number: int, **values: Any) -> None:
    tx.execute(update(regions).where(_at(request, number)).values(**values))


def _revision(row: Row[Any]) -> Revision:
    wanted = Wanted(row.phrase, tuple(row.protect), row.person, row.drawing, row.hold, row.said)
    found = Found(
        row.overlay, row.mask, row.words, row.confidence, row.picks, tuple(row.offers),
        tuple(row.warnings), row.seconds,
    )  # fmt: skip
    return Revision(
        row.request, row.revision, wanted, found if row.overlay else None, row.settled,
        row.settled_by, row.version,
    )  # fmt: skip
