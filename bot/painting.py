"""What the worker does with a request's id: read the plan, render it, keep and announce the result.

Run twice it does the same: what is painted already is not painted again, and a letter that was
written once is not written twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import ledger, mail, requests
from bot.requests import Found, Request, Shown
from bot.settings import read_settings
from bot.studio import Studio
from bot.wiring import open_studio
from inference import plugins
from inference.errors import AskerError, Cancelled, DeviceLost, ReshootError
from inference.nouns import EditPlan, Region, Variant
from inference.picture import Picture, decode, encode_jpeg, encode_mask, encode_png
from inference.proof import words
from inference.overlay import overlay
from inference.region import find
from inference.render import Take, render
from inference.sheet import labelled

log = logging.getLogger(__name__)

Report = Callable[[float], None]
Stop = Callable[[], bool]
PREVIEW_BYTES = 2_000_000
FINDING = 0.1  # the share of the whole that finding the region takes, for the progress bar


@dataclass(frozen=True)
class Painting:
    """A worker's hands: plugins stay loaded from job to job."""

    studio: Studio
    _warm: dict[tuple[str, str], Any] = field(default_factory=dict)

    def perform(self, job: str, subject: str, report: Report, cancelled: Stop) -> None:
        """Do one job of the queue's allow-list. Raises DeviceLost where the process is done for."""
        {"paint": self.paint, "finish": self.finish}[job](subject, report, cancelled)

    def paint(self, request_id: str, report: Report, cancelled: Stop) -> None:
        """Paint what is missing of a request's variants."""
        with self.studio.store.begin() as tx:
            requests.move(tx, request_id, (requests.QUEUED,), requests.PAINTING)
            request = requests.get(tx, request_id)
        if request is None or request.state != requests.PAINTING:
            return
        try:
            self._paint(request, _Progress(self.studio, request_id, report), cancelled)
        except (DeviceLost, SQLAlchemyError):
            raise  # the request is not to blame: it is painted again
        except Exception as error:
            self._fail(request, error)
        else:
            with self.studio.store.begin() as tx:
                requests.move(tx, request_id, (requests.PAINTING,), requests.SHOWN)

    def _paint(self, request: Request, progress: _Progress, cancelled: Stop) -> None:
        self._announce(request)
        missing = self._missing(request.plan)
        if not missing.seeds:
            return
        segmenter = self._plugin("segmenters", request.plan.segmenter)
        painter = self._plugin("painters", request.plan.painter)
        progress(0.0)  # models are loaded: from here on, silence means that something hangs
        golden = decode(self.studio.blobs.get(request.golden))
        region = self._region(request, golden, segmenter)
        progress(FINDING)
        rest = progress.part(FINDING, 1.0)
        for take in render(golden, missing, region, painter, rest, cancelled):
            self._keep(request, take)

    def _missing(self, plan: EditPlan) -> EditPlan:
        """The plan, but for the seeds that are painted already."""
        with self.studio.store.begin() as tx:
            done = {shown.variant.seed for shown in requests.variants_of(tx, plan.id)}
        return replace(plan, seeds=tuple(seed for seed in plan.seeds if seed not in done))

    def _announce(self, request: Request) -> None:
        """Letters for all there is: another campaign may have asked for the same plan before."""
        with self.studio.store.begin() as tx:
            if requests.region_of(tx, request.plan.id):
                _write(tx, request, "overlay", "overlay")
            for shown in requests.variants_of(tx, request.plan.id):
                _write(tx, request, "variant", f"variant-{shown.number}", number=shown.number)

    def _region(self, request: Request, golden: Picture, segmenter: Any) -> Region:
        plan, spec = request.plan, plugins.spec_of(request.plan.segmenter)
        rgb = golden.srgb()
        region = find(rgb, plan.region, plan.protect, segmenter, spec, plan.operation)
        found = Found(
            overlay=self.studio.blobs.put(encode_jpeg(overlay(rgb, region), 88)),
            mask=self.studio.blobs.put(encode_mask(region.alpha)),
            words=region.why,
            confidence=region.confidence,
        )
        with self.studio.store.begin() as tx:
            requests.keep_region(tx, plan.id, found)
        self._announce(request)
        return region

    def _keep(self, request: Request, take: Take) -> None:
        """The blobs first, then the variant and its letter in one transaction."""
        plan = request.plan
        number = plan.seeds.index(take.seed) + 1
        label = f"Variant {number} of {len(plan.seeds)} · preview"
        preview = encode_jpeg(labelled(take.picture.srgb(), label), 90, max_bytes=PREVIEW_BYTES)
        sha256 = self.studio.blobs.put(encode_png(take.picture))
        variant = Variant(sha256, plan.id, take.seed, take.proof)
        said = " ".join([words(take.proof, plan.region), *take.remarks])
        shown = Shown(number, variant, self.studio.blobs.put(preview), said)
        with self.studio.store.begin() as tx:
            _still_wanted(tx, request.id)
            requests.keep_variant(tx, shown)
            _write(tx, request, "variant", f"variant-{number}", number=number)

    def _fail(self, request: Request, error: Exception) -> None:
        """Say it in the thread, once: what the asker can mend as it is, the rest as ours."""
        if isinstance(error, AskerError):
            log.info("Request %s is refused: %s", request.id, error)
            text = str(error)
        else:
            log.error("Request %s failed", request.id, exc_info=error)
            known = isinstance(error, ReshootError)
            text = f"That is ours to mend: {error if known else 'the log says what went wrong.'}"
        give_up(self.studio, request.id, text)

    def finish(self, subject: str, report: Report, cancelled: Stop) -> None:  # noqa: ARG002
        """Turn an approved variant into its asset and hand it over, once."""
        request_id, _, variant = subject.partition("-")
        with self.studio.store.begin() as tx:
            request = requests.get(tx, request_id)
            if request and ledger.finish(tx, request_id, variant, variant):
                _write(tx, request, "asset", f"final-{variant[:16]}",
                       variant=variant, sha256=variant, final=True)  # fmt: skip

    def _plugin(self, kind: str, stamped: str) -> Any:
        spec = plugins.spec_of(stamped)
        if (kind, spec) not in self._warm:
            self._warm[kind, spec] = plugins.build(kind, spec)
        return self._warm[kind, spec]


@dataclass(frozen=True)
class _Progress:
    """Tells the supervisor at every step, and the database at most once a second.

    Raises Cancelled once the database says that nobody wants the pictures any more.
    """

    studio: Studio
    request: str
    report: Report
    last: list[float] = field(default_factory=lambda: [0.0])

    def __call__(self, fraction: float) -> None:
        self.report(fraction)
        if time.monotonic() - self.last[0] < 1.0:
            return
        self.last[0] = time.monotonic()
        with self.studio.store.begin() as tx:
            _still_wanted(tx, self.request)
            requests.advance(tx, self.request, fraction)

    def part(self, start: float, end: float) -> Report:
        """Progress 0-1 of a part, as a share of the whole."""
        return lambda fraction: self(start + (end - start) * fraction)


@cache
def _hands() -> Painting:
    """This process's Painting, made at its first job and kept until the process ends."""
    return Painting(ExitStack().enter_context(open_studio(read_settings())))


def perform(job: str, subject: str, report: Report, cancelled: Stop) -> None:
    """What the worker's child calls for each job."""
    _hands().perform(job, subject, report, cancelled)


def bury(job: str, subject: str, reason: str) -> None:
    """A job that killed its worker twice: tell the people, never try it again."""
    log.error("%s of %s is given up: %s", job, subject, reason)
    if job == "paint":
        give_up(_hands().studio, subject, f"That picture is too much for the painter: {reason}")
    else:  # the approved picture is whole and proven: better as it is than never
        _hands().finish(subject, lambda _: None, lambda: False)


def give_up(studio: Studio, request_id: str, text: str) -> None:
    """A request that can't be done: say why in its status, which people see."""
    with studio.store.begin() as tx:
        requests.move(tx, request_id, requests.RUNNING, requests.FAILED, text)


def _still_wanted(tx: Connection, request_id: str) -> None:
    """Cancelled unless the request is being painted: it was called off, or another is done."""
    request = requests.get(tx, request_id)
    if request is None or request.state != requests.PAINTING:
        raise Cancelled


def _write(tx: Any, request: Request, kind: str, key: str, **payload: Any) -> None:
    mail.write(tx, request.place, kind, f"{request.id}-{key}", {"request": request.id, **payload})
