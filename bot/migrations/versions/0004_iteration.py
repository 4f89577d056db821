"""which request another one follows from, and which of its variants"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

COLUMNS = ("parent", "parent_variant")


def upgrade() -> None:
    with op.batch_alter_table("requests") as batch:
        for name in COLUMNS:
            kind = sa.String(length=64)
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    with op.batch_alter_table("requests") as batch:
        for name in COLUMNS:
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("requests") as batch:
        for name in COLUMNS:
            batch.drop_column(name)
