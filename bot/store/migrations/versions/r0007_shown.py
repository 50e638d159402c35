"""What people chose in a case, so that what is said next in its thread is about that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing was chosen so far that is known of."""
    op.add_column("cases", sa.Column("shown", sa.String, nullable=False, server_default=""))
