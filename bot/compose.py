"""From what the database knows to what the desk says: pure but for reading."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from bot import batches, ledger, regions, requests
from bot.blobs import Blobs
from bot.campaign import Outcome
from bot.chat import Asset, Attachment, Note, Overlay, Post, Status, VariantCard
from bot.regions import Revision
from bot.requests import ASKING, FAILED, Request, Shown
from inference.instruction import describe
from inference.nouns import Boldness, Instruction, Operation
from inference.phrases.naming import listed


def compose(tx: Connection, blobs: Blobs, kind: str, payload: dict[str, Any]) -> Post | None:
    """The Post that a letter asks for; None where what it speaks of is gone."""
    if kind == "note":
        return Note(**payload)
    request = requests.get(tx, payload["request"])
    if request is None:
        return None
    if kind == "status":
        return status(tx, request)
    if kind in ("overlay", "mask"):
        revision = regions.get(tx, request.id, payload["revision"])
        draw = _shown_region if kind == "overlay" else _mask
        return draw(tx, blobs, request, revision) if revision and revision.found else None
    if kind == "sheet":
        return _sheet(blobs, request, payload)
    if kind == "variant":
        return card(tx, blobs, request, payload["number"], payload["plan"])
    return _asset(tx, blobs, request, payload)


def status(tx: Connection, request: Request) -> Status:
    """How far the request is."""
    return Status(
        request=request.id,
        understood=describe(instruction_of(request)),
        stage=request.state,
        done=len(requests.variants_of(tx, request.plan.id)),
        total=len(request.plan.seeds),
        fraction=request.fraction,
        detail=request.detail,
        choices=request.choices,
        rest=batches.waiting(tx, request),
        again=request.state == FAILED and request.plan.mask is not None,
    )


def instruction_of(request: Request) -> Instruction:
    """The instruction as a noun again, from its JSON."""
    raw = dict(request.instruction)
    raw["operation"] = Operation(raw["operation"])
    raw["boldness"] = Boldness(raw["boldness"])
    raw["protect"], raw["values"] = tuple(raw["protect"]), tuple(raw["values"])
    return Instruction(**raw)


def card(
    tx: Connection, blobs: Blobs, request: Request, number: int, plan: str
) -> VariantCard | None:
    """One variant with its votes so far; None where the region was corrected meanwhile."""
    if plan != request.plan.id:
        return None
    for shown in requests.variants_of(tx, plan):
        if shown.number == number:
            sha = shown.variant.sha256
            outcome = ledger.outcome_of(tx, request.id, sha)
            return _card(request, shown, outcome, blobs.get(shown.preview))
    return None


def cards_of(
    tx: Connection, request: Request, variant: str, outcome: Outcome
) -> VariantCard | None:
    """The same without its picture, for edits, which leave the picture as it is."""
    shown = requests.variant_of(tx, request, variant)
    return _card(request, shown, outcome, b"") if shown else None


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


def _shown_region(
    tx: Connection, blobs: Blobs, request: Request, revision: Revision
) -> Overlay | None:
    data = blobs.get(revision.found.overlay) if revision.found else b""
    return overlay(tx, request, revision, data)


def overlay(tx: Connection, request: Request, revision: Revision, picture: bytes) -> Overlay | None:
    """Where it would paint, or did; edits come without the picture."""
    found, wanted = revision.found, revision.wanted
    if found is None:
        return None
    alt = f"Where I paint: {request.plan.region}, shown on {request.golden_name}"
    name = f"region-{found.overlay[:6]}.jpg"
    return Overlay(
        request=request.id,
        picture=Attachment(picture, name, alt),
        words=" ".join(filter(None, [wanted.said, f"Where it is tinted I repaint. {found.words}"])),
        confidence=found.confidence,
        revision=revision.number,
        state=_overlay_state(tx, request, revision),
        seconds=round(found.seconds),
        by=revision.by,
        picks=found.picks,
        protect=found.offers,
        warnings=found.warnings,
    )


def _overlay_state(tx: Connection, request: Request, revision: Revision) -> str:
    newest = regions.latest(tx, request.id)
    if newest and newest.number > revision.number:
        return "replaced"
    if request.state != ASKING:
        return "settled" if revision.settled else "over"
    if revision.wanted.doubted:
        return "doubted"
    return "soon" if revision.found and revision.found.seconds else "waiting"


def _mask(_tx: Connection, blobs: Blobs, request: Request, revision: Revision) -> Asset | None:
    """For a designer: the mask as a file."""
    if revision.found is None:
        return None
    stem = request.golden_name.rpartition(".")[0] or request.golden_name
    name = f"{stem}-mask-{revision.found.mask[:6]}.png"
    alt = f"The mask of {request.plan.region}: white is to be changed, black stays"
    words = f"For the designer: the mask of *{request.plan.region}*. White is to be changed."
    file = Attachment(blobs.get(revision.found.mask), name, alt)
    return Asset(request.id, "", file, words, final=False)


def _sheet(blobs: Blobs, request: Request, payload: dict[str, Any]) -> Asset:
    """All values of a list side by side."""
    names = listed(payload["names"])
    stem = request.golden_name.rpartition(".")[0] or request.golden_name
    file = Attachment(
        blobs.get(payload["sha256"]),
        f"{stem}-all-{payload['sha256'][:6]}.jpg",
        f"Side by side: {names}",
    )
    words = f"All of your list, a row for each: {names}. Votes are under each variant above."
    return Asset(request.id, "", file, words, final=False)


def _asset(tx: Connection, blobs: Blobs, request: Request, payload: dict[str, Any]) -> Asset | None:
    shown = requests.variant_of(tx, request, payload["variant"])
    if shown is None:
        return None
    name = _file_name(request, shown, "final" if payload["final"] else "original", "png")
    file = Attachment(blobs.get(payload["sha256"]), name, describe(instruction_of(request)))
    words = _asset_words(tx, request, shown, payload["final"])
    return Asset(request.id, shown.variant.sha256, file, words, payload["final"])


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
