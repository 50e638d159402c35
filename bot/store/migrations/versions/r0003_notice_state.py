"""Escalations remember which state their notice shows, so that a state that was not shown is shown later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add a column."""
    op.add_column("escalations", sa.Column("notice_state", sa.String, nullable=False, server_default=""))
