"""Channels get a mode, and threads remember whom the bot talks with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add two tables; a thread in which one person alone has asked so far goes on with them."""
    op.create_table(
        "channel_modes",
        sa.Column("team", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("set_at", sa.Float, nullable=False),
    )
    op.create_table(
        "threads",
        sa.Column("team", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("thread_ts", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
    )
    op.execute(
        "INSERT INTO threads (team, channel, thread_ts, person, ts, changed_at) "
        "SELECT team, channel, thread_ts, CASE WHEN COUNT(DISTINCT asker) = 1 THEN MAX(asker) ELSE '' END, "
        "thread_ts, MAX(kept_at) FROM cases WHERE thread_ts IS NOT NULL GROUP BY team, channel, thread_ts"
    )
