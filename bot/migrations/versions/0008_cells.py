"""the values of a list, each with the request that paints it"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "cells",
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("lead", "position", name=op.f("pk_cells")),
    )
    op.create_index("ix_cells_request", "cells", ["request"])


def downgrade() -> None:
    op.drop_table("cells")
