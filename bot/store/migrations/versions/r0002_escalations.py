"""Escalations and the outbox of their mails; feedback learns its workspace and a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add two tables and two columns."""
    op.create_table(
        "escalations",
        sa.Column("message_id", sa.String, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread_ts", sa.String),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("notice_channel", sa.String),
        sa.Column("notice_ts", sa.String),
        sa.Column("recorded_at", sa.Float, nullable=False),
    )
    op.create_index("ix_escalations_case_id", "escalations", ["case_id"])
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False),
        sa.Column("reference_ids", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("reply_to", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("plain", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("next_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.Column("last_error", sa.String, nullable=False),
    )
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])
    op.create_index("outbox_by_due", "outbox", ["state", "next_at"])
    op.add_column("feedback", sa.Column("team", sa.String, nullable=False, server_default=""))
    op.add_column("feedback", sa.Column("reason", sa.Text, nullable=False, server_default=""))
