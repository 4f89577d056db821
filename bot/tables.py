"""The schema. Times are seconds since the epoch; JSON columns hold nouns as plain objects."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str, primary_key: bool = False) -> Column[str]:
    return Column(name, String(64), nullable=False, primary_key=primary_key)


# What came in, before it is acknowledged; `due` is NULL once it is done with.
inbox = Table(
    "inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("received", Float, nullable=False),
    Column("due", Float),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Index("ix_inbox_due", "due"),
)

# What is to be said; `due` is NULL once it was said (then `ts` is its message) or given up.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(255), nullable=False, unique=True),
    _id("team"),
    _id("channel"),
    _id("thread"),
    Column("kind", String(16), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("due", Float),
    Column("tries", Integer, nullable=False, default=0),
    Column("ts", String(64), nullable=False, default=""),
    Column("error", Text, nullable=False, default=""),
    Index("ix_outbox_due", "due"),
)

campaigns = Table(
    "campaigns",
    metadata,
    _id("team", primary_key=True),
    _id("channel", primary_key=True),
    _id("opened_by"),
    Column("opened", Float, nullable=False),
    Column("policy", JSON, nullable=False),
)

# Releases of people in the pictures, as somebody in the campaign recorded them. Append-only.
releases = Table(
    "releases",
    metadata,
    Column("key", String(255), primary_key=True),
    _id("team"),
    _id("channel"),
    _id("person"),
    Column("said", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("ix_releases_team_channel", "team", "channel"),
)

# Which golden a thread is about.
threads = Table(
    "threads",
    metadata,
    _id("team", primary_key=True),
    _id("channel", primary_key=True),
    _id("thread", primary_key=True),
    _id("golden"),
    Column("name", Text, nullable=False),
)

# `version` counts the changes people should see, `told` the last one they saw.
requests = Table(
    "requests",
    metadata,
    _id("id", primary_key=True),
    _id("team"),
    _id("channel"),
    _id("thread"),
    _id("ts"),
    _id("person"),
    Column("sentence", Text, nullable=False),
    Column("instruction", JSON, nullable=False),
    _id("golden"),
    Column("golden_name", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    _id("plan_id"),
    Column("plan", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False, default=""),
    Column("choices", JSON, nullable=False),
    Column("fraction", Float, nullable=False, default=0.0),
    Column("created", Float, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("told", Integer, nullable=False, default=0),
    Column("told_at", Float, nullable=False, default=0.0),
    UniqueConstraint("team", "channel", "ts"),
    Index("ix_requests_state", "state"),
    Index("ix_requests_plan_id", "plan_id"),
)

# What a request's region is, and was: each correction is one more revision. The phrase and the
# protected phrases decide the mask; `overlay` is empty until the worker has looked. `seconds` is
# after how long it paints by itself, 0 = it waits for a tap.
regions = Table(
    "regions",
    metadata,
    _id("request", primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("key", String(255), nullable=False, unique=True),
    _id("person"),
    Column("said", Text, nullable=False, default=""),
    Column("phrase", Text, nullable=False),
    Column("protect", JSON, nullable=False),
    _id("drawing"),
    Column("hold", Boolean, nullable=False),
    _id("overlay"),
    _id("mask"),
    Column("words", Text, nullable=False, default=""),
    Column("confidence", Float, nullable=False, default=0.0),
    Column("picks", Integer, nullable=False, default=0),
    Column("offers", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("settled", Boolean, nullable=False, default=False),
    _id("settled_by"),
    Column("version", Integer, nullable=False, default=1),
    Column("told", Integer, nullable=False, default=1),
)

# What people settled on for a golden and a wish: the next ask begins there.
lessons = Table(
    "lessons",
    metadata,
    _id("team", primary_key=True),
    _id("golden", primary_key=True),
    _id("wish", primary_key=True),
    Column("phrase", Text, nullable=False),
    Column("protect", JSON, nullable=False),
    _id("drawing"),
    _id("person"),
)

# The values of a list in one sentence. The lead is the request that painted the first of them.
cells = Table(
    "cells",
    metadata,
    _id("lead", primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    _id("request"),
    Index("ix_cells_request", "request"),
)

# What happens by itself, and when.
timers = Table(
    "timers",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("due", Float, nullable=False),
    Index("ix_timers_due", "due"),
)

variants = Table(
    "variants",
    metadata,
    _id("plan_id", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("seed", Integer, nullable=False),
    _id("sha256"),
    _id("preview"),
    Column("proof", JSON, nullable=False),
    Column("words", Text, nullable=False),
)

# Which message shows which variant of which request: votes arrive by (team, channel, ts).
# `media` is what the chat calls the picture in it, which an edit must name again.
messages = Table(
    "messages",
    metadata,
    _id("team", primary_key=True),
    _id("channel", primary_key=True),
    _id("ts", primary_key=True),
    _id("kind"),
    _id("request"),
    _id("variant"),
    _id("media"),
    Index("ix_messages_request", "request"),
)

# Append-only. `cast` is false where a vote was taken back.
verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(255), nullable=False, unique=True),
    _id("request"),
    _id("variant"),
    _id("person"),
    Column("choice", String(16), nullable=False),
    Column("cast", Boolean, nullable=False),
    Column("at", Float, nullable=False),
    Index("ix_verdicts_request_variant", "request", "variant"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _id("request", primary_key=True),
    _id("variant", primary_key=True),
    Column("state", String(16), nullable=False),
    Column("people", JSON, nullable=False),
    Column("asset", String(64), nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
    Column("told", Integer, nullable=False, default=0),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Float, nullable=False),
)
