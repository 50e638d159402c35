"""Claims, cases and feedback. A database from before there were migrations has them already, and is taken over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables that are not there."""
    op.create_table(
        "claims",
        sa.Column("event_id", sa.String, primary_key=True),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread_ts", sa.String),
        sa.Column("ts", sa.String),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("surface", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("lease_until", sa.Float, nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("reply_ts", sa.String),
        sa.UniqueConstraint("team", "channel", "ts", name="one_claim_a_message"),
        if_not_exists=True,
    )
    op.create_index("claims_by_lease", "claims", ["state", "lease_until"], if_not_exists=True)
    op.create_index("claims_by_thread", "claims", ["team", "channel", "thread_ts"], if_not_exists=True)
    op.create_table(
        "cases",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("diagnosis", sa.Text, nullable=False),
        sa.Column("corpus_version", sa.String, nullable=False),
        sa.Column("surface", sa.String, nullable=False),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread_ts", sa.String),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("reply_ts", sa.String),
        sa.Column("kept_at", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_index("cases_by_thread", "cases", ["team", "channel", "thread_ts"], if_not_exists=True)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False),
        sa.Column("entry_id", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("given_at", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_feedback_case_id", "feedback", ["case_id"], if_not_exists=True)
