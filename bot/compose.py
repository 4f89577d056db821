"""From what the database knows to what the desk says: pure but for reading."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from bot import ledger, requests
from bot.blobs import Blobs
from bot.campaign import Outcome
from bot.chat import Asset, Attachment, Note, Overlay, Post, Status, VariantCard
from bot.requests import PAINTING, Request, Shown
from inference.instruction import describe
from inference.nouns import Boldness, Instruction, Operation


def compose(tx: Connection, blobs: Blobs, kind: str, payload: dict[str, Any]) -> Post | None:
    """The Post that a letter asks for; None where what it speaks of is gone."""
    if kind == "note":
        return Note(**payload)
    request = requests.get(tx, payload["request"])
    if request is None:
        return None
    if kind == "status":
        return status(tx, request)
    if kind == "overlay":
        return _overlay(tx, blobs, request)
    if kind == "variant":
        return card(tx, blobs, request, payload["number"])
    return _asset(tx, blobs, request, payload)


def status(tx: Connection, request: Request) -> Status:
    """How far the request is."""
    return Status(
        request=request.id,
        understood=describe(instruction_of(request)),
        stage=_stage(tx, request),
        done=len(requests.variants_of(tx, request.plan.id)),
        total=len(request.plan.seeds),
        fraction=request.fraction,
        detail=request.detail,
    )


def _stage(tx: Connection, request: Request) -> str:
    """The request's state, with the first part of painting called by its name."""
    looking = request.state == PAINTING and requests.region_of(tx, request.plan.id) is None
    return "finding" if looking else request.state


def instruction_of(request: Request) -> Instruction:
    """The instruction as a noun again, from its JSON."""
    raw = dict(request.instruction)
    raw["operation"] = Operation(raw["operation"])
    raw["boldness"] = Boldness(raw["boldness"])
    raw["protect"], raw["values"] = tuple(raw["protect"]), tuple(raw["values"])
    return Instruction(**raw)


def card(tx: Connection, blobs: Blobs, request: Request, number: int) -> VariantCard | None:
    """One variant with its votes so far."""
    for shown in requests.variants_of(tx, request.plan.id):
        if shown.number == number:
            sha = shown.variant.sha256
            outcome = ledger.outcome_of(tx, request.id, sha)
            return _card(request, shown, outcome, blobs.get(shown.preview))
    return None


def cards_of(
    tx: Connection, request: Request, variant: str, outcome: Outcome
) -> VariantCard | None:
    """The same without its picture, for edits, which leave the picture as it is."""
    for shown in requests.variants_of(tx, request.plan.id):
        if shown.variant.sha256 == variant:
            return _card(request, shown, outcome, b"")
    return None


def _card(request: Request, shown: Shown, outcome: Outcome, preview: bytes) -> VariantCard:
    what = f"Variant {shown.number}: {describe(instruction_of(request))}"
    return VariantCard(
        request=request.id,
        variant=shown.variant.sha256,
        number=shown.number,
        total=len(request.plan.seeds),
        picture=Attachment(preview, _file_name(request, shown, "preview", "jpg"), what),
        proof=shown.variant.proof,
        words=shown.words,
        state=outcome.state.value,
        by=outcome.people,
    )


def _overlay(tx: Connection, blobs: Blobs, request: Request) -> Overlay | None:
    found = requests.region_of(tx, request.plan.id)
    if found is None:
        return None
    alt = f"Where I paint: {request.plan.region}, shown on {request.golden_name}"
    picture = Attachment(blobs.get(found.overlay), f"region-{found.overlay[:6]}.jpg", alt)
    words = f"Where it is tinted I repaint. {found.words}"
    return Overlay(request.id, picture, words, found.confidence)


def _asset(tx: Connection, blobs: Blobs, request: Request, payload: dict[str, Any]) -> Asset | None:
    for shown in requests.variants_of(tx, request.plan.id):
        if shown.variant.sha256 == payload["variant"]:
            name = _file_name(request, shown, "final" if payload["final"] else "original", "png")
            file = Attachment(blobs.get(payload["sha256"]), name, describe(instruction_of(request)))
            words = _asset_words(tx, request, shown, payload["final"])
            return Asset(request.id, shown.variant.sha256, file, words, payload["final"])
    return None


def _asset_words(tx: Connection, request: Request, shown: Shown, final: bool) -> str:
    if not final:
        return f"Variant {shown.number}, the full file. {shown.words}"
    outcome = ledger.outcome_of(tx, request.id, shown.variant.sha256)
    people = " and ".join(f"<@{person}>" for person in outcome.people)
    return f"Final: variant {shown.number}, approved by {people}. {shown.words}"


def _file_name(request: Request, shown: Shown, what: str, ending: str) -> str:
    """Different for different pictures, so that a name tells which one it is."""
    stem = request.golden_name.rpartition(".")[0] or request.golden_name
    return f"{stem}-{what}-{shown.number}-{shown.variant.sha256[:6]}.{ending}"
