"""What the worker does with a request's id: read the plan, render it, keep and announce the result.

Run twice it does the same: what is painted already is not painted again, and a letter that was
written once is not written twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import ledger, mail, regions, releases, requests, sheets
from bot.finding import Finding
from bot.requests import Request, Shown
from bot.second import second_of
from bot.settings import read_settings
from bot.studio import Studio
from bot.wiring import open_studio
from inference import plugins
from inference.errors import (
    AskerError,
    BrokenPromise,
    Cancelled,
    DeviceLost,
    NotFound,
    ReshootError,
)
from inference.nouns import EditPlan, Region, Use, Variant
from inference.picture import decode, decode_mask, encode_jpeg, encode_png
from inference.proof import words
from inference.region import from_mask
from inference.render import Take, render
from inference.sheet import labelled

log = logging.getLogger(__name__)

Report = Callable[[float], None]
Stop = Callable[[], bool]
PREVIEW_BYTES = 2_000_000


@dataclass(frozen=True)
class Painting:
    """A worker's hands: plugins stay loaded from job to job."""

    studio: Studio
    _warm: dict[tuple[str, str], Any] = field(default_factory=dict)

    def perform(self, job: str, subject: str, report: Report, cancelled: Stop) -> None:
        """Do one job of the queue's allow-list. Raises DeviceLost where the process is done for."""
        work = {"find": self.find, "paint": self.paint, "finish": self.finish}
        work[job](subject, report, cancelled)

    def find(self, request_id: str, report: Report, cancelled: Stop) -> None:  # noqa: ARG002
        """Find the region and show it; paint at once where nobody is to be asked."""
        call = None
        with self._guard(request_id):
            call = Finding(self.studio, self._plugin)(request_id, report)
        self.studio.carry_out(call)

    def paint(self, request_id: str, report: Report, cancelled: Stop) -> None:
        """Paint what is missing of a request's variants."""
        with self.studio.store.begin() as tx:
            requests.move(tx, request_id, (requests.READY,), requests.PAINTING)
            request = requests.get(tx, request_id)
        if request is None or request.state != requests.PAINTING:
            return
        progress = _Progress(self.studio, request, report)
        with self._guard(request_id):
            self._paint(request, progress, cancelled)
        with self.studio.store.begin() as tx:
            if _is_wanted(tx, request):
                requests.move(tx, request_id, (requests.PAINTING,), requests.SHOWN)
        sheets.post(self.studio, request_id)

    @contextmanager
    def _guard(self, request_id: str) -> Iterator[None]:
        """Whatever is wrong with this request is said in its thread, and ends here."""
        try:
            yield
        except (DeviceLost, SQLAlchemyError):
            raise  # the request is not to blame: it is done again
        except Exception as error:
            self._fail(request_id, error)

    def _paint(self, request: Request, progress: _Progress, cancelled: Stop) -> None:
        self._check(request)
        self._announce(request)
        missing = self._missing(request.plan)
        if not missing.seeds:
            return
        painter = self._plugin("painters", request.plan.painter)
        progress(0.0)  # models are loaded: from here on, silence means that something hangs
        golden = decode(self.studio.blobs.get(request.golden))
        segmenter = self._segmenter(request.plan)
        for take in render(
            golden, missing, self._region(request), painter, progress, cancelled,
            **second_of(self.studio, request.plan, segmenter),
        ):  # fmt: skip
            self._keep(request, take)

    def _segmenter(self, plan: EditPlan) -> Any:
        """Only a product that is still to be cut out needs one here."""
        return self._plugin("segmenters", plan.segmenter) if plan.use is Use.PRODUCT else None

    def _check(self, request: Request) -> None:
        """Once more before painting: a correction may have made it about a person."""
        with self.studio.store.begin() as tx:
            releases.check(tx, request.place, request.plan, request.sentence)

    def _missing(self, plan: EditPlan) -> EditPlan:
        """The plan, but for the seeds that are painted already."""
        with self.studio.store.begin() as tx:
            done = {shown.variant.seed for shown in requests.variants_of(tx, plan.id)}
        return replace(plan, seeds=tuple(seed for seed in plan.seeds if seed not in done))

    def _announce(self, request: Request) -> None:
        """Letters for all there is: another campaign may have asked for the same plan before."""
        with self.studio.store.begin() as tx:
            for shown in requests.variants_of(tx, request.plan.id):
                _write_variant(tx, request, shown.number)

    def _region(self, request: Request) -> Region:
        """The mask that was settled, to the byte."""
        plan = request.plan
        if plan.mask is None:
            raise BrokenPromise("A request reached the painter before its region was settled.")
        return from_mask(decode_mask(self.studio.blobs.get(plan.mask)), plan.region)

    def _keep(self, request: Request, take: Take) -> None:
        """The blobs first, then the variant and its letter in one transaction."""
        plan = request.plan
        number = plan.seeds.index(take.seed) + 1
        label = f"Variant {number} of {len(plan.seeds)} · preview"
        preview = encode_jpeg(labelled(take.picture.srgb(), label), 90, max_bytes=PREVIEW_BYTES)
        sha256 = self.studio.blobs.put(encode_png(take.picture))
        variant = Variant(sha256, plan.id, take.seed, take.proof)
        said = " ".join([words(take.proof, self._named(request)), *take.remarks])
        shown = Shown(number, variant, self.studio.blobs.put(preview), said)
        with self.studio.store.begin() as tx:
            _still_wanted(tx, request)
            requests.keep_variant(tx, shown)
            _write_variant(tx, request, number)

    def _named(self, request: Request) -> str:
        """The region as it was asked for; "" where people made another of it."""
        with self.studio.store.begin() as tx:
            latest = regions.latest(tx, request.id)
        same = latest is not None and latest.wanted.phrase == request.plan.region
        return request.plan.region if same else ""

    def _fail(self, request_id: str, error: Exception) -> None:
        """Say it in the thread, once: what the asker can mend as it is, the rest as ours."""
        choices: tuple[str, ...] = ()
        if isinstance(error, AskerError):
            log.info("Request %s is refused: %s", request_id, error)
            text = str(error)
            choices = error.sees if isinstance(error, NotFound) else ()
        else:
            log.error("Request %s failed", request_id, exc_info=error)
            known = isinstance(error, ReshootError)
            text = f"That is ours to mend: {error if known else 'the log says what went wrong.'}"
        give_up(self.studio, request_id, text, choices)

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
    request: Request
    report: Report
    last: list[float] = field(default_factory=lambda: [0.0])

    def __call__(self, fraction: float) -> None:
        self.report(fraction)
        if time.monotonic() - self.last[0] < 1.0:
            return
        self.last[0] = time.monotonic()
        with self.studio.store.begin() as tx:
            _still_wanted(tx, self.request)
            requests.advance(tx, self.request.id, fraction)


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
    if job != "finish":
        give_up(_hands().studio, subject, f"That picture is too much for the painter: {reason}")
    else:  # the approved picture is whole and proven: better as it is than never
        _hands().finish(subject, lambda _: None, lambda: False)


def give_up(studio: Studio, request_id: str, text: str, choices: tuple[str, ...] = ()) -> None:
    """A request that can't be done: say why, and what would work, in its status."""
    with studio.store.begin() as tx:
        requests.move(tx, request_id, tuple(requests.JOBS), requests.FAILED, text, choices)


def _still_wanted(tx: Connection, request: Request) -> None:
    """Cancelled unless this is being painted: it was called off, corrected, or is done."""
    if not _is_wanted(tx, request):
        raise Cancelled


def _is_wanted(tx: Connection, request: Request) -> bool:
    now = requests.get(tx, request.id)
    same = now is not None and now.plan.id == request.plan.id
    return same and now is not None and now.state == requests.PAINTING


def _write_variant(tx: Connection, request: Request, number: int) -> None:
    plan = request.plan.id
    _write(tx, request, "variant", f"variant-{plan[:12]}-{number}", number=number, plan=plan)


def _write(tx: Any, request: Request, kind: str, key: str, **payload: Any) -> None:
    mail.write(tx, request.place, kind, f"{request.id}-{key}", {"request": request.id, **payload})
