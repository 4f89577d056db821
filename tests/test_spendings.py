"""Budgets hold when many workers ask at once, and a picture is counted once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from bot import spendings
from bot.chat import Place
from bot.spendings import Budgets
from bot.store import open_store
from inference.errors import AskerError, OperatorError
from inference.offers import Offer

CENT = 10_000
HERE, THERE = Place("T", "C1", "1"), Place("T", "C2", "1")


@pytest.fixture
def store(tmp_path):
    made = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    yield made
    made.close()


def reserve(store, seed, place=HERE, micros=4 * CENT, budgets=Budgets(20 * CENT, 20 * CENT)):  # noqa: B008
    with store.begin() as tx:
        return spendings.reserve(tx, place, "plan", seed, Offer("m", "P", micros), budgets)


def spent(store):
    with store.begin() as tx:
        return spendings.today(tx, time.time()), spendings.spent_in(tx, HERE)


def test_many_at_once_never_pass_the_budget(store):
    def tried(seed):
        try:
            reserve(store, seed)
        except AskerError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(16))) == 5
    assert spent(store) == (20 * CENT, 20 * CENT)


def test_a_picture_asked_for_again_is_paid_again(store):
    first = reserve(store, 1)
    with store.begin() as tx:
        spendings.settle(tx, first)
    reserve(store, 1)
    assert spent(store) == (8 * CENT, 8 * CENT)


def test_what_was_not_painted_is_free_again(store):
    budgets = Budgets(4 * CENT, 4 * CENT)
    row = reserve(store, 1, budgets=budgets)
    with pytest.raises(AskerError, match=r"\$0\.04 is spent"):
        reserve(store, 1, budgets=budgets)
    with store.begin() as tx:
        spendings.release(tx, row)
    assert spent(store) == (0, 0)
    reserve(store, 2, budgets=budgets)


def test_a_new_day_has_its_budget_again_and_a_campaign_has_not(store):
    budgets = Budgets(4 * CENT, 8 * CENT)
    with time_machine.travel("2026-03-01T23:59:00Z") as clock:
        reserve(store, 1, budgets=budgets)
        clock.shift(120)
        reserve(store, 2, budgets=budgets)
        clock.shift(86_400)
        with pytest.raises(AskerError, match="campaign"):
            reserve(store, 3, budgets=budgets)


def test_each_campaign_has_its_own_budget_and_all_share_the_day(store):
    budgets = Budgets(10 * CENT, 4 * CENT)
    reserve(store, 1, budgets=budgets)
    with pytest.raises(AskerError, match="campaign"):
        reserve(store, 2, budgets=budgets)
    reserve(store, 3, THERE, budgets=budgets)
    with pytest.raises(AskerError, match="today"):
        reserve(store, 4, Place("T", "C3", "1"), budgets=budgets)


def test_no_budget_no_picture_unless_it_is_free(store):
    with pytest.raises(OperatorError, match="RESHOOT_BUDGET_PER_DAY"):
        reserve(store, 1, budgets=Budgets())
    reserve(store, 1, micros=0, budgets=Budgets())
    assert spent(store) == (0, 0)
