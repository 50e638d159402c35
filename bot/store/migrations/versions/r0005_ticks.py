"""Steps that are ticked off: one row for each person and each state of the boxes in which they ticked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "ticks",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("entry_id", sa.String, primary_key=True),
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("before", sa.String, primary_key=True),
        sa.Column("after", sa.String, nullable=False),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("ticked_at", sa.Float, nullable=False),
    )
