"""The worker's first job for a request: find the region, and show people where it would paint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import regions, requests, settling
from bot.regions import Found, Revision, Wanted
from bot.requests import FINDING, QUEUED, Request
from bot.settling import Call
from bot.studio import Studio
from inference import complexity, placement, plugins, region, scribble
from inference.nouns import Alpha, Operation, Pixels, Region
from inference.overlay import overlay
from inference.phrase import Noun, parse
from inference.picture import decode, encode_jpeg, encode_mask
from inference.segmenters import boxes

DRAWING, KEPT = "drawing", "kept drawing"
"""What the phrase calls the strokes that change, and the ones that keep."""
OFFERS = ("face", "hair", "hands", "text", "person", "subject")
"""What is worth protecting, where the segmenter sees it."""
LONGER = 3.0  # times the patience where the edge is hard: people have more to look at


@dataclass(frozen=True, slots=True)
class Finding:
    """Finds until nothing new is asked: people correct while it works."""

    studio: Studio
    plugin: Callable[[str, str], Any]

    def __call__(self, request_id: str, report: Callable[[float], None]) -> Call | None:
        """What is to be done next, where it need not wait for people."""
        call = None
        while step := self._next(request_id):
            request, revision = step
            segmenter = self.plugin("segmenters", request.plan.segmenter)
            report(0.0)  # models are loaded: from here on, silence means that something hangs
            call = self._find(request, revision, segmenter)
        return call

    def _next(self, request_id: str) -> tuple[Request, Revision] | None:
        with self.studio.store.begin() as tx:
            requests.move(tx, request_id, (QUEUED,), FINDING)
            request = requests.get(tx, request_id)
            revision = regions.latest(tx, request_id)
        looking = request is not None and request.state == FINDING
        return (request, revision) if request and revision and looking else None

    def _find(self, request: Request, revision: Revision, segmenter: Any) -> Call | None:
        rgb = decode(self.studio.blobs.get(request.golden)).srgb()
        given = self._given(rgb, revision.wanted, segmenter)
        wanted = _placed(rgb, request, _drawn(revision.wanted, given), segmenter)
        found = _look(rgb, request, wanted, segmenter, given)
        kept = self._keep(rgb, wanted, found, segmenter)
        settings = self.studio.settings
        with self.studio.store.begin() as tx:
            regions.narrow(tx, revision, wanted.phrase, wanted.protect)
            shown = settling.show(tx, request, revision, kept)
            at_once = shown and settings.confirm_seconds == 0 and _may_go_on(wanted, found)
            latest = regions.latest(tx, request.id)
            return settling.settle(tx, request, latest, "") if at_once and latest else None

    def _given(self, rgb: Pixels, wanted: Wanted, segmenter: Any) -> dict[str, Alpha]:
        """What people drew, as masks by name."""
        if not wanted.drawing:
            return {}
        marked = decode(self.studio.blobs.get(wanted.drawing)).srgb()
        made = scribble.mask(rgb, marked)
        if made is not None:
            return {region.MADE: made}
        marks = scribble.grown(rgb, scribble.read(rgb, marked), segmenter)
        named = {DRAWING: marks.change, KEPT: marks.keep}
        return {name: alpha for name, alpha in named.items() if alpha is not None}

    def _keep(self, rgb: Pixels, wanted: Wanted, found: Region, segmenter: Any) -> Found:
        """The pictures into the blobs."""
        warnings = complexity.warnings(rgb, found)
        patience = self.studio.settings.confirm_seconds * (LONGER if warnings else 1)
        return Found(
            overlay=self.studio.blobs.put(encode_jpeg(overlay(rgb, found), 88)),
            mask=self.studio.blobs.put(encode_mask(found.alpha)),
            words=found.why,
            confidence=found.confidence,
            picks=len(found.instances),
            offers=_offers(rgb, wanted, segmenter),
            warnings=warnings,
            seconds=patience if _may_go_on(wanted, found) else 0.0,
        )


def _look(
    rgb: Pixels, request: Request, wanted: Wanted, segmenter: Any, given: Mapping[str, Alpha]
) -> Region:
    plan = request.plan
    spec = plugins.spec_of(plan.segmenter)
    return region.find(
        rgb, wanted.phrase, wanted.protect, segmenter, spec, plan.operation, given=given
    )


def _may_go_on(wanted: Wanted, found: Region) -> bool:
    """By itself: people corrected it to what they want, or it is sure enough."""
    return not wanted.hold and (bool(wanted.said) or found.confidence >= region.UNSURE)


def _drawn(wanted: Wanted, given: Mapping[str, Alpha]) -> Wanted:
    """A fresh drawing in the phrase: red is the region, green stays locked."""
    fresh = [noun for noun in (DRAWING, region.MADE) if noun in given]
    phrase = next((noun for noun in fresh if noun not in wanted.phrase), wanted.phrase)
    kept = KEPT in given and KEPT not in wanted.protect
    return replace(
        wanted, phrase=phrase, protect=(*wanted.protect, KEPT) if kept else wanted.protect
    )


def _placed(rgb: Pixels, request: Request, wanted: Wanted, segmenter: Any) -> Wanted:
    """Something new has nothing to be found: a box where it would stand."""
    simple = isinstance(parse(wanted.phrase), Noun)
    drawn = wanted.phrase in (DRAWING, region.MADE)
    here = simple and not drawn and not boxes.read(wanted.phrase)
    if request.plan.operation is not Operation.ADD or not here:
        return wanted
    spec = plugins.spec_of(request.plan.segmenter)
    box = placement.place(rgb, wanted.phrase, request.plan.prompt, segmenter, spec)
    return replace(wanted, phrase=box)


def _offers(rgb: Pixels, wanted: Wanted, segmenter: Any) -> tuple[str, ...]:
    sees = segmenter.sees(rgb) if hasattr(segmenter, "sees") else ()
    asked = {wanted.phrase, *wanted.protect}
    return tuple(word for word in OFFERS if word in sees and word not in asked)
