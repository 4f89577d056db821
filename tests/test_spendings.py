"""Budgets hold when many workers ask at once, and a picture is counted once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import spendings
from bot.chat import Place
from bot.spendings import Budgets
from bot.store import open_store
from inference.errors import AskerError, OperatorError

CENT = 10_000
HERE, THERE = Place("T", "C1", "1"), Place("T", "C2", "1")


@pytest.fixture
def store(tmp_path):
    made = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    yield made
    made.close()


def reserve(store, seed, place=HERE, micros=4 * CENT, budgets=Budgets(20 * CENT, 20 * CENT)):  # noqa: B008
    with store.begin() as tx:
        spendings.reserve(tx, place, "plan", seed, "m", micros, budgets)


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


def test_a_picture_done_again_is_counted_once(store):
    for _ in range(3):
        reserve(store, 1)
    with store.begin() as tx:
        spendings.settle(tx, "plan", 1)
    reserve(store, 1)
    assert spent(store) == (4 * CENT, 4 * CENT)


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
