"""A painter that must be paid: each picture's price is reserved before, and settled after it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot import spendings
from bot.chat import Place
from bot.settings import Settings
from bot.spendings import Budgets
from bot.store import Store, open_store
from inference import plugins
from inference.nouns import Cut, EditPlan, Pixels
from inference.offers import Offer, Unpaid, offer_of

COMMAND_LINE = Place("", "command line")
"""The campaign of who works without a chat."""


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose money it is: a campaign's, within the operator's budgets."""

    store: Store
    budgets: Budgets
    place: Place

    def said(self, offer: Offer, pictures: int) -> str:
        """What people hear before anything is painted."""
        with self.store.begin() as tx:
            return spendings.in_words(tx, offer, pictures, self.budgets)


@contextmanager
def paid(settings: Settings, plan: EditPlan, painter: Any) -> Iterator[Any]:
    """For the command line: the painter, with a purse in its hand where it takes money."""
    offer = priced(settings, plan.painter)
    if offer is None:
        yield painter
        return
    with closing(open_store(settings.database)) as store:
        yield Paid(painter, Purse(store, Budgets.of(settings), COMMAND_LINE), plan, offer)


def priced(settings: Settings, stamped: str) -> Offer | None:
    """What the painter takes; OperatorError where it could not paint, for want of a key, a price
    or a budget. None for one that runs here."""
    offer = offer_of(stamped)
    if offer:
        Budgets.of(settings).check(offer)
    return offer


@dataclass(frozen=True)
class Paid:
    """`painter`, asked for one picture at a time."""

    painter: Any
    purse: Purse
    plan: EditPlan
    offer: Offer

    @property
    def __signature__(self) -> inspect.Signature:
        """It hears what the painter hears."""
        return inspect.signature(self.painter)

    @property
    def price(self) -> str:
        """What all of the plan's pictures will cost, in words."""
        return self.purse.said(self.offer, len(self.plan.seeds))

    @property
    def native(self) -> Any:
        return self.painter.native

    @property
    def remarks(self) -> Any:
        return getattr(self.painter, "remarks", None)

    def __call__(
        self, cut: Cut, prompt: str, seeds: Sequence[int], **offers: Any
    ) -> Iterator[Pixels]:
        """As the painter; also AskerError where a budget would be passed."""
        report = offers.pop("progress", None)
        for done, seed in enumerate(seeds):
            if report:
                offers["progress"] = _part(report, done / len(seeds), 1 / len(seeds))
            yield self._one(cut, prompt, seed, offers)

    def _one(self, cut: Cut, prompt: str, seed: int, offers: dict[str, Any]) -> Pixels:
        """Only what was not painted for sure is released: the rest may be billed."""
        store, place = self.purse.store, self.purse.place
        with store.begin() as tx:
            row = spendings.reserve(tx, place, self.plan.id, seed, self.offer, self.purse.budgets)
        try:
            (fresh,) = plugins.call(self.painter, cut, prompt, (seed,), **offers)
        except Unpaid:
            with store.begin() as tx:
                spendings.release(tx, row)
            raise
        with store.begin() as tx:
            spendings.settle(tx, row)
        return np.asarray(fresh)


def _part(report: Any, start: float, length: float) -> Any:
    return lambda share: report(start + length * share)
