"""The database, which is the truth: connections, migrations, leases, and two ways to write once."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from bot.tables import leases
from inference.errors import BadSettings

MIGRATION_LOCK = 7_240_911  # any number will do, as long as every version of us uses the same


@dataclass(frozen=True, slots=True)
class Store:
    """Hands out transactions; thread-safe. Open it with `open_store`."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed on leaving, rolled back on an exception."""
        with self.engine.begin() as tx:
            yield tx

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Connect, and bring the schema up to date; BadSettings where the database can't be used."""
    try:
        engine = _engine(url)
        _migrate(engine)
    except (SQLAlchemyError, ImportError, OSError) as error:
        shown = url.rpartition("@")[2]
        raise BadSettings(
            f"RESHOOT_DATABASE_URL does not lead to a usable database ({shown}): "
            f"{str(error).splitlines()[0]}"
        ) from error
    return Store(engine)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(_with_psycopg(url), pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 15})
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _with_psycopg(url: str) -> str:
    """A plain postgresql:// means psycopg 3, the driver of our `postgres` extra."""
    head, colon, rest = url.partition(":")
    return f"postgresql+psycopg{colon}{rest}" if head in ("postgres", "postgresql") else url


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_immediate
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_immediate(connection: Connection) -> None:
    """Take SQLite's write lock at once: a read that upgrades later fails without waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    """Run the migrations in one transaction, one process at a time."""
    from alembic import command  # imported here: half a second that most processes don't need
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def insert_once(tx: Connection, table: Table, **values: Any) -> bool:
    """Insert unless a row with one of its unique keys is there; True if it was inserted."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    kept = {"preserve_rowcount": True}  # PostgreSQL's is lost where a key is returned
    return tx.execute(statement, execution_options=kept).rowcount == 1


def take_lease(store: Store, name: str, holder: str, seconds: float) -> bool:
    """Take or renew a lease; False while somebody else's is running."""
    now = time.time()
    with store.begin() as tx:
        if insert_once(tx, leases, name=name, holder=holder, until=now + seconds):
            return True
        free = or_(leases.c.holder == holder, leases.c.until < now)
        renewed = (
            update(leases)
            .where(leases.c.name == name, free)
            .values(holder=holder, until=now + seconds)
        )
        return tx.execute(renewed).rowcount == 1


def drop_lease(store: Store, name: str, holder: str) -> None:
    """Give a lease back early, so that a successor need not wait."""
    mine = (leases.c.name == name) & (leases.c.holder == holder)
    with store.begin() as tx:
        tx.execute(update(leases).where(mine).values(until=0.0))


def new_holder() -> str:
    """A name for this process in leases."""
    return secrets.token_hex(8)
