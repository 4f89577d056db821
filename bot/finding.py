"""The worker's first job for a request: find the region, and show people where it would paint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot import purse, regions, requests, settling
from bot.aim import Drawing, Finder, aim, set_down
from bot.regions import Found, Revision, Wanted
from bot.requests import FINDING, QUEUED, Request
from bot.second import second_of
from bot.settling import Call
from bot.studio import Studio
from inference import complexity, correction, plugins, region
from inference.correction import Act, Correction
from inference.errors import AskerError
from inference.nouns import Pixels, Region
from inference.overlay import overlay
from inference.picture import decode, encode_jpeg, encode_mask

OFFERS = ("face", "hair", "hands", "text", "person", "subject")
"""What is worth protecting, where it is seen."""
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
            try:
                call = self._find(request, revision, segmenter)
            except AskerError as error:
                if not self._went_on(request, revision, error):
                    raise
        return call

    def _went_on(self, request: Request, revision: Revision, error: AskerError) -> bool:
        """A correction that can't be done leaves the region as it was, and people are told.

        False for the first revision: then the request itself can't be done.
        """
        with self.studio.store.begin() as tx:
            newest = regions.latest(tx, request.id)
            if newest and newest.number > revision.number:
                return True
            return settling.take_back(tx, request, revision, str(error))

    def _next(self, request_id: str) -> tuple[Request, Revision] | None:
        with self.studio.store.begin() as tx:
            requests.move(tx, request_id, (QUEUED,), FINDING)
            request = requests.get(tx, request_id)
            revision = regions.latest(tx, request_id)
        looking = request is not None and request.state == FINDING
        return (request, revision) if request and revision and looking else None

    def _find(self, request: Request, revision: Revision, segmenter: Any) -> Call | None:
        rgb = decode(self.studio.blobs.get(request.golden)).srgb()
        finder = Finder(segmenter, plugins.spec_of(request.plan.segmenter))
        wanted, drawn = revision.wanted, self._drawing(revision.wanted)
        asked = replace(request.plan, region=wanted.phrase, protect=wanted.protect)
        plan, found = aim(rgb, asked, finder, drawn)
        if product := second_of(self.studio, plan, segmenter).get("product"):
            plan, found, rgb = set_down(rgb, plan, found, product)
        offer = purse.priced(self.studio.settings, plan.painter)
        goes_on = _may_go_on(wanted, found) and not offer  # what costs money waits for a tap
        said = self.studio.purse(request.place).said(offer, len(plan.seeds)) if offer else ""
        kept = self._keep(rgb, wanted, found, segmenter, goes_on, said)
        settings = self.studio.settings
        with self.studio.store.begin() as tx:
            regions.narrow(tx, revision, plan.region, plan.protect)
            shown = settling.show(tx, request, revision, kept)
            at_once = shown and settings.confirm_seconds == 0 and goes_on
            latest = regions.latest(tx, request.id)
            return settling.settle(tx, request, latest, "") if at_once and latest else None

    def _drawing(self, wanted: Wanted) -> Drawing | None:
        if not wanted.drawing:
            return None
        return Drawing(self.studio.blobs.get(wanted.drawing), "your drawing")

    def _keep(
        self, rgb: Pixels, wanted: Wanted, found: Region, segmenter: Any, goes_on: bool, said: str
    ) -> Found:
        """The pictures into the blobs; `said` is what painting will cost."""
        warnings = complexity.warnings(rgb, found)
        patience = self.studio.settings.confirm_seconds * (LONGER if warnings else 1)
        return Found(
            overlay=self.studio.blobs.put(encode_jpeg(overlay(rgb, found), 88)),
            mask=self.studio.blobs.put(encode_mask(found.alpha)),
            words=" ".join(filter(None, (found.why, said))),
            confidence=found.confidence,
            picks=len(found.instances),
            offers=_offers(rgb, wanted, segmenter),
            warnings=warnings,
            seconds=patience if goes_on else 0.0,
        )


def _may_go_on(wanted: Wanted, found: Region) -> bool:
    """By itself: people corrected it to what they want, or it is sure enough."""
    return not wanted.hold and (bool(wanted.said) or found.confidence >= region.UNSURE)


def _offers(rgb: Pixels, wanted: Wanted, segmenter: Any) -> tuple[str, ...]:
    """What else is seen: worth protecting, or for who doubts the region, all that it could be."""
    sees = segmenter.sees(rgb) if hasattr(segmenter, "sees") else ()
    asked = {wanted.phrase, *wanted.protect}
    worth = filter(_may_be_meant, sees) if wanted.doubted else filter(sees.__contains__, OFFERS)
    return tuple(word for word in worth if word not in asked)


def _may_be_meant(phrase: str) -> bool:
    """Whether the words of its button are understood."""
    bare = phrase.removeprefix("the ")
    return correction.read(f"only the {bare}") == (Correction(Act.INSTEAD, bare),)
