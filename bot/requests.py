"""Requests and what was painted for them."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.chat import Place
from bot.store import insert_once
from bot.tables import campaigns, messages, requests, threads, variants
from inference.nouns import EditPlan, Proof, Use, Variant

QUEUED, FINDING = "queued", "finding"
ASKING = "asking"  # people look at the region
READY, PAINTING, SHOWN = "ready", "painting", "shown"
FAILED, CANCELLED = "failed", "cancelled"
JOBS = {QUEUED: "find", FINDING: "find", READY: "paint", PAINTING: "paint"}
"""What a worker has to do in each state; in all others it is people's turn."""
OPEN = (*JOBS, ASKING)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for which plan where, and how far it is. `ts` is the asking message."""

    id: str
    place: Place
    ts: str
    person: str
    sentence: str
    instruction: dict[str, Any]
    golden: str
    golden_name: str
    width: int
    height: int
    plan: EditPlan
    state: str
    detail: str = ""
    choices: tuple[str, ...] = ()
    fraction: float = 0.0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A variant as people see it: `number` counts from 1, `preview` is a blob's sha256."""

    number: int
    variant: Variant
    preview: str
    words: str


def add(tx: Connection, request: Request) -> bool:
    """Keep a new request; False if that message has asked before."""
    raw = asdict(request) | request.place._asdict() | {"plan": request.plan.to_json()}
    del raw["place"]
    raw |= {
        "choices": list(request.choices),
        "plan_id": request.plan.id,
        "created": time.time(),
        "told": 0,
        "told_at": 0.0,
    }
    return insert_once(tx, requests, **raw)


def get(tx: Connection, request: str, *, lock: bool = False) -> Request | None:
    """With `lock`, others who want the lock wait until this transaction ends."""
    query = select(requests).where(requests.c.id == request)
    row = tx.execute(query.with_for_update() if lock else query).first()
    return _request(row) if row else None


def _request(row: Row[Any]) -> Request:
    return Request(
        id=row.id, place=Place(row.team, row.channel, row.thread), ts=row.ts, person=row.person,
        sentence=row.sentence, instruction=row.instruction, golden=row.golden,
        golden_name=row.golden_name, width=row.width, height=row.height,
        plan=EditPlan.from_json(row.plan), state=row.state, detail=row.detail,
        choices=tuple(row.choices), fraction=row.fraction, version=row.version,
    )  # fmt: skip


def move(
    tx: Connection,
    request: str,
    came_from: tuple[str, ...],
    to: str,
    detail: str | None = None,
    choices: tuple[str, ...] = (),
) -> bool:
    """Compare-and-set of the state; False if the request is not where it should come from.

    None leaves the detail as it is.
    """
    values: dict[str, Any] = {"state": to, "choices": list(choices)}
    if detail is not None:
        values["detail"] = detail
    statement = (
        update(requests)
        .where(requests.c.id == request, requests.c.state.in_(came_from))
        .values(**values, version=requests.c.version + 1)
    )
    return tx.execute(statement).rowcount == 1


def paint_within(tx: Connection, request: Request, mask: str, phrase: str) -> EditPlan:
    """The request's plan from now on: the same with this mask, a blob's sha256.

    Where a product is set down, the phrase says so to the pixel, and becomes the plan's region.
    """
    plan = replace(request.plan, mask=mask)
    plan = replace(plan, region=phrase) if plan.use is Use.PRODUCT else plan
    values = {"plan": plan.to_json(), "plan_id": plan.id}
    tx.execute(update(requests).where(requests.c.id == request.id).values(**values))
    return plan


def last_in(tx: Connection, place: Place) -> Request | None:
    """The thread's latest request that was not refused."""
    here = (requests.c.team == place.team) & (requests.c.channel == place.channel)
    row = tx.execute(
        select(requests)
        .where(here, requests.c.thread == place.thread, requests.c.state != FAILED)
        .order_by(requests.c.created.desc())
    ).first()
    return _request(row) if row else None


def advance(tx: Connection, request: str, fraction: float) -> None:
    """Note progress 0-1 for people to see."""
    values = {"fraction": fraction, "version": requests.c.version + 1}
    tx.execute(
        update(requests)
        .where(requests.c.id == request, requests.c.state.in_(JOBS))
        .values(**values)
    )


def touch(tx: Connection, request: str) -> None:
    """People should see it anew."""
    values = {"version": requests.c.version + 1}
    tx.execute(update(requests).where(requests.c.id == request).values(**values))


def running(tx: Connection) -> list[Request]:
    """Those that a worker has something to do for."""
    rows = tx.execute(select(requests).where(requests.c.state.in_(JOBS)))
    return [_request(row) for row in rows]


def untold(tx: Connection, not_since: float) -> list[tuple[Request, str]]:
    """(request, its status message) where people see an old state, told before `not_since`."""
    status = (messages.c.request == requests.c.id) & (messages.c.kind == "status")
    rows = tx.execute(
        select(requests, messages.c.ts.label("status_ts"))
        .join(messages, status)
        .where(requests.c.told < requests.c.version, requests.c.told_at < not_since)
    )
    return [(_request(row), row.status_ts) for row in rows]


def told(tx: Connection, request: Request) -> None:
    values = {"told": request.version, "told_at": time.time()}
    tx.execute(update(requests).where(requests.c.id == request.id).values(**values))


def keep_variant(tx: Connection, shown: Shown) -> None:
    insert_once(
        tx, variants, plan_id=shown.variant.plan, number=shown.number, seed=shown.variant.seed,
        sha256=shown.variant.sha256, preview=shown.preview, words=shown.words,
        proof=asdict(shown.variant.proof),
    )  # fmt: skip


def variants_of(tx: Connection, plan: str) -> list[Shown]:
    """In the order of their numbers."""
    rows = tx.execute(
        select(variants).where(variants.c.plan_id == plan).order_by(variants.c.number)
    )
    return [_shown(row) for row in rows]


def variant_of(tx: Connection, request: Request, sha256: str) -> Shown | None:
    """By its hash: also one that was painted before the region was corrected."""
    rows = tx.execute(select(variants).where(variants.c.sha256 == sha256)).all()
    ours = [row for row in rows if row.plan_id == request.plan.id] or rows
    return _shown(ours[0]) if ours else None


def _shown(row: Row[Any]) -> Shown:
    variant = Variant(row.sha256, row.plan_id, row.seed, Proof.from_dict(row.proof))
    return Shown(row.number, variant, row.preview, row.words)


def keep_message(
    tx: Connection, place: Place, ts: str, kind: str, request: str, variant: str, media: str
) -> None:
    insert_once(
        tx, messages, team=place.team, channel=place.channel, ts=ts, kind=kind, request=request,
        variant=variant, media=media,
    )  # fmt: skip


def shown_at(tx: Connection, place: Place, ts: str) -> tuple[str, str] | None:
    """(request, variant) that this message shows, if it shows one."""
    here = (messages.c.team == place.team) & (messages.c.channel == place.channel)
    shows = messages.c.kind.in_(("variant", "picture"))
    row = tx.execute(
        select(messages.c.request, messages.c.variant).where(here, messages.c.ts == ts, shows)
    ).first()
    return (row.request, row.variant) if row else None


def open_campaign(tx: Connection, place: Place, person: str) -> bool:
    return insert_once(
        tx, campaigns, team=place.team, channel=place.channel, opened_by=person,
        opened=time.time(), policy={},
    )  # fmt: skip


def policy_of(tx: Connection, place: Place) -> dict[str, Any] | None:
    """The campaign's policy as kept; None if the channel is no campaign."""
    here = (campaigns.c.team == place.team) & (campaigns.c.channel == place.channel)
    row = tx.execute(select(campaigns.c.policy).where(here)).first()
    return dict(row.policy) if row else None


def keep_golden(tx: Connection, place: Place, golden: str, name: str) -> None:
    """The thread is about this golden from now on; the first one stays."""
    insert_once(tx, threads, golden=golden, name=name, **place._asdict())


def golden_of(tx: Connection, place: Place) -> tuple[str, str] | None:
    """(sha256, name) of the golden this thread is about."""
    here = (threads.c.team == place.team) & (threads.c.channel == place.channel)
    row = tx.execute(select(threads).where(here, threads.c.thread == place.thread)).first()
    return (row.golden, row.name) if row else None
