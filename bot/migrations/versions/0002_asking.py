"""asking people about the region: its revisions, what they taught us, and timers"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_table("regions")  # the pictures of what was found; found again where it matters
    with op.batch_alter_table("requests") as batch:
        batch.add_column(sa.Column("choices", sa.JSON(), nullable=False, server_default="[]"))
        for side in ("width", "height"):  # of goldens nobody measured; steps are shares of it
            batch.add_column(sa.Column(side, sa.Integer(), nullable=False, server_default="1080"))
    with op.batch_alter_table("requests") as batch:
        for name in ("choices", "width", "height"):
            batch.alter_column(name, server_default=None)
    _regions()
    _lessons()
    _timers()
    _look_again()


def downgrade() -> None:
    for table in ("regions", "lessons", "timers"):
        op.drop_table(table)
    with op.batch_alter_table("requests") as batch:
        for name in ("choices", "width", "height"):
            batch.drop_column(name)
    op.create_table(
        "regions",
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("overlay", sa.String(length=64), nullable=False),
        sa.Column("mask", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_regions")),
    )


def _regions() -> None:
    op.create_table(
        "regions",
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("protect", sa.JSON(), nullable=False),
        sa.Column("drawing", sa.String(length=64), nullable=False),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.Column("overlay", sa.String(length=64), nullable=False),
        sa.Column("mask", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("picks", sa.Integer(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request", "revision", name=op.f("pk_regions")),
        sa.UniqueConstraint("key", name=op.f("uq_regions_key")),
    )


def _lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("golden", sa.String(length=64), nullable=False),
        sa.Column("wish", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("protect", sa.JSON(), nullable=False),
        sa.Column("drawing", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("team", "golden", "wish", name=op.f("pk_lessons")),
    )


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_timers")),
    )
    op.create_index("ix_timers_due", "timers", ["due"])


def _look_again() -> None:
    """Requests that were under way begin once more, with a region to find."""
    tx = op.get_bind()
    names = ("id", "person", "plan", "state")
    requests = sa.table("requests", *map(sa.column, names))
    columns = (
        "request", "revision", "key", "person", "said", "phrase", "drawing", "overlay",
        "mask", "words", "confidence", "picks", "seconds", "settled_by", "version", "told",
    )  # fmt: skip
    booleans = [sa.column(name, sa.Boolean) for name in ("hold", "settled")]
    lists = [sa.column(name, sa.JSON) for name in ("protect", "offers", "warnings")]
    regions = sa.table("regions", *map(sa.column, columns), *booleans, *lists)
    waiting = sa.select(requests).where(requests.c.state.in_(("queued", "painting")))
    for row in tx.execute(waiting).all():
        plan = json.loads(row.plan)
        fresh = {
            **dict.fromkeys(("said", "drawing", "overlay", "mask", "words", "settled_by"), ""),
            **{name: [] for name in ("offers", "warnings")},
            **dict.fromkeys(("confidence", "picks", "seconds"), 0),
            **dict.fromkeys(("hold", "settled"), False),
            **dict.fromkeys(("revision", "version", "told"), 1),
        }
        asked = {"phrase": plan["region"], "protect": plan["protect"], "person": row.person}
        where = {"request": row.id, "key": f"ask-{row.id}"}
        tx.execute(sa.insert(regions).values(**fresh, **asked, **where))
        tx.execute(sa.update(requests).where(requests.c.id == row.id).values(state="queued"))
