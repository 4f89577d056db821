"""The database: migrations, leases, and rows that are written once."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from bot import lessons, mail, regions, releases, requests, timers
from bot.chat import Place
from bot.lessons import Lesson
from bot.regions import Found, Wanted
from bot.store import Store, drop_lease, open_store, take_lease
from bot.tables import metadata
from inference.errors import BadSettings
from inference.nouns import EditPlan, Operation

HERE = Place("T1", "C1", "1.0")
PLAN = EditPlan("0" * 64, Operation.REPLACE, "sky", ("logo",), "dusk", (1,), 0.9, "c@1", "c@1")
WANTED = Wanted("sky", ("logo", "hat"), "U1", "d" * 64, hold=True, said="Bigger.")
FOUND = Found("o" * 64, "m" * 64, "The sky.", 0.8, 2, ("face",), ("It is thin.",), 5.0)
POSTGRES = os.environ.get("RESHOOT_TEST_DATABASE_URL", "")  # a database that may be emptied


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that there is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    if not POSTGRES:
        pytest.skip("RESHOOT_TEST_DATABASE_URL names no PostgreSQL")
    store = open_store(POSTGRES)
    with store.begin() as tx:
        tx.execute(text("DROP SCHEMA public CASCADE"))
        tx.execute(text("CREATE SCHEMA public"))
    store.close()
    return POSTGRES


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


def test_migrations_build_exactly_the_schema_in_tables(store: Store) -> None:
    with store.begin() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_opening_a_migrated_database_again_changes_nothing(store: Store, url: str) -> None:
    again = open_store(url)
    assert set(inspect(again.engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    again.close()


def test_requests_that_an_older_reshoot_left_begin_once_more(url: str) -> None:
    engine = plain(url)
    migrate(engine, "0001")
    old = {
        **dict.fromkeys(("id", "team", "channel", "thread", "ts", "person", "sentence"), "x"),
        **dict.fromkeys(("golden", "golden_name", "plan_id", "detail"), "x"),
        **dict.fromkeys(("fraction", "created", "told", "told_at"), 0),
        "instruction": "{}",
        "plan": PLAN.to_json(),
        "state": "painting",
        "version": 1,
    }
    names, values = ", ".join(old), ", ".join(f":{name}" for name in old)
    with engine.begin() as tx:
        tx.execute(text(f"INSERT INTO requests ({names}) VALUES ({values})"), old)
    engine.dispose()
    store = open_store(url)
    with store.begin() as tx:
        request, revision = requests.get(tx, "x"), regions.latest(tx, "x")
        assert request is not None
        assert revision is not None
        assert (request.state, revision.wanted.phrase) == ("queued", "sky")
        assert revision.wanted.protect == ("logo",)
    store.close()


def plain(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def migrate(engine: Engine, to: str, by: Callable[[Config, str], None] = command.upgrade) -> None:
    """As an older version of us would have left it."""
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        by(config, to)


def test_migrations_can_be_taken_back_and_done_again(store: Store, url: str) -> None:
    engine = plain(url)
    for back in ("0001", "base"):
        migrate(engine, back, command.downgrade)
        migrate(engine, "head")
        with engine.begin() as tx:
            assert compare_metadata(MigrationContext.configure(tx), metadata) == []
    engine.dispose()


def test_processes_that_start_together_migrate_once(url: str) -> None:
    failures = []

    def start() -> None:
        try:
            open_store(url).close()
        except BadSettings as error:
            failures.append(error)

    threads = [Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////proc/nowhere/x.db"])
def test_an_unusable_database_is_the_operators_to_mend(url: str) -> None:
    with pytest.raises(BadSettings):
        open_store(url)


def test_a_password_is_not_shown_when_the_database_cannot_be_reached() -> None:
    with pytest.raises(BadSettings) as caught:
        open_store("postgresql://maya:hunter2@127.0.0.1:9/reshoot")
    assert "hunter2" not in str(caught.value)


def test_an_event_that_comes_twice_is_kept_once(store: Store) -> None:
    with store.begin() as tx:
        assert mail.receive(tx, "Ev1", {"n": 1})
        assert not mail.receive(tx, "Ev1", {"n": 2})
        assert mail.arrivals(tx) == [("Ev1", {"n": 1}, 0)]


def test_a_settled_event_keeps_its_key_but_not_its_words(store: Store) -> None:
    with store.begin() as tx:
        mail.receive(tx, "Ev1", {"text": "private"})
        mail.settle(tx, "Ev1")
        assert mail.arrivals(tx) == []
        assert not mail.receive(tx, "Ev1", {"text": "private"})


def test_an_event_is_given_up_after_the_most_tries(store: Store) -> None:
    with store.begin() as tx:
        mail.receive(tx, "Ev1", {})
        mail.defer(tx, "Ev1", mail.MOST_TRIES - 1, "no")
        assert mail.arrivals(tx) == []


def test_letters_of_a_thread_leave_in_the_order_they_were_written(store: Store) -> None:
    with store.begin() as tx:
        for key in ("a", "b"):
            mail.write(tx, HERE, "note", key, {"text": key})
        mail.write(tx, HERE._replace(thread="2.0"), "note", "c", {"text": "c"})
        first = mail.letters(tx)
        assert [letter.key for letter in first] == ["a", "c"]
        mail.returned(tx, first[0], "no", wait=60)
        assert [letter.key for letter in mail.letters(tx)] == ["c"], "b may not overtake a"
        mail.sent(tx, first[0], "9.9")
        assert [letter.key for letter in mail.letters(tx)] == ["b", "c"]


def test_a_letter_that_is_given_up_lets_the_next_one_pass(store: Store) -> None:
    with store.begin() as tx:
        for key in ("a", "b"):
            mail.write(tx, HERE, "note", key, {})
        (letter,) = mail.letters(tx)
        for tries in range(mail.MOST_TRIES):
            mail.returned(tx, mail.Letter(letter.id, "a", HERE, "note", {}, tries), "no")
        assert [letter.key for letter in mail.letters(tx)] == ["b"]


def test_a_lease_is_held_by_one_until_it_runs_out_or_is_dropped(store: Store) -> None:
    assert take_lease(store, "desk", "a", 60)
    assert take_lease(store, "desk", "a", 60)
    assert not take_lease(store, "desk", "b", 60)
    drop_lease(store, "desk", "a")
    assert take_lease(store, "desk", "b", -1)
    assert take_lease(store, "desk", "a", 60)


def test_a_revision_comes_back_as_it_was_kept(store: Store) -> None:
    with store.begin() as tx:
        assert regions.add(tx, "R1", 1, WANTED, "tap-1")
        assert not regions.add(tx, "R1", 2, WANTED, "tap-1"), "a tap that comes twice counts once"
        assert regions.came(tx, "tap-1")
    with store.begin() as tx:
        revision = regions.latest(tx, "R1")
        assert revision is not None
        assert (revision.wanted, revision.found, revision.settled) == (WANTED, None, False)
        regions.keep(tx, revision, FOUND)
        regions.narrow(tx, revision, "sky {+6}", ("logo",))
    with store.begin() as tx:
        revision = regions.get(tx, "R1", 1)
        assert revision is not None
        assert revision.found == FOUND
        assert (revision.wanted.phrase, revision.wanted.protect) == ("sky {+6}", ("logo",))
        assert regions.settle(tx, revision, "U2")
        assert not regions.settle(tx, revision, "U3"), "one person settles it"


def test_revisions_that_came_to_nothing_free_their_numbers_and_keys(store: Store) -> None:
    with store.begin() as tx:
        for number in (1, 2, 3):
            regions.add(tx, "R1", number, WANTED, f"tap-{number}")
        first, newest = regions.get(tx, "R1", 1), regions.latest(tx, "R1")
        assert first is not None
        assert newest is not None
        assert (newest.number, regions.found_before(tx, newest)) == (3, None)
        regions.keep(tx, first, FOUND)
        assert regions.found_before(tx, newest) == regions.get(tx, "R1", 1)
        regions.drop(tx, "R1", 2)
        assert regions.latest(tx, "R1") == regions.get(tx, "R1", 1)
        assert regions.add(tx, "R1", 2, WANTED, "tap-3")


def test_a_region_that_changed_is_shown_anew_until_people_were_told(store: Store) -> None:
    with store.begin() as tx:
        regions.add(tx, "R1", 1, WANTED, "tap-1")
        requests.keep_message(tx, HERE, "2.0", "overlay", "R1", "1", "F1")
        assert regions.untold(tx) == []
        regions.touch(tx, "R1")
        (showing,) = regions.untold(tx)
        assert (showing.revision.number, showing.place.channel, showing.ts) == (1, "C1", "2.0")
        regions.told(tx, showing.revision)
        assert regions.untold(tx) == []


def test_the_latest_lesson_on_a_golden_and_a_wish_counts(store: Store) -> None:
    first, second = Lesson("sky", (), "", "U1"), Lesson("sky {+6}", ("hat",), "d" * 64, "U2")
    with store.begin() as tx:
        assert lessons.recall(tx, "T1", PLAN) is None
        for lesson in (first, second):
            lessons.learn(tx, "T1", PLAN, lesson)
            assert lessons.recall(tx, "T1", PLAN) == lesson
        assert lessons.recall(tx, "T2", PLAN) is None
        assert lessons.recall(tx, "T1", replace(PLAN, region="hat")) is None


def test_timers_come_due_in_order_and_can_be_stopped_or_set_anew(store: Store) -> None:
    with store.begin() as tx:
        for seconds, subject in ((-1, "a"), (-2, "b"), (60, "c"), (-3, "d")):
            timers.start(tx, "settle", subject, seconds)
        timers.start(tx, "settle", "a", -9)
        timers.stop(tx, "settle", "d")
        timers.stop(tx, "other", "b")
        assert timers.due(tx) == [("settle", "a"), ("settle", "b")]


def test_a_release_counts_for_its_campaign_and_is_heard_once(store: Store) -> None:
    with store.begin() as tx:
        assert not releases.is_held(tx, HERE)
        assert releases.record(tx, HERE, "U1", "signed on May 1", "m1")
        assert not releases.record(tx, HERE, "U1", "signed on May 1", "m1")
        assert releases.is_held(tx, HERE)
        assert not releases.is_held(tx, HERE._replace(channel="C2"))
