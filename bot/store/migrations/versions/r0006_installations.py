"""The workspaces that installed the app, and installations on their way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of slack_sdk's stores, with room for encrypted tokens."""
    op.create_table(
        "slack_bots",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("client_id", sa.String, nullable=False),
        sa.Column("app_id", sa.String, nullable=False),
        sa.Column("enterprise_id", sa.String),
        sa.Column("enterprise_name", sa.String),
        sa.Column("team_id", sa.String, nullable=False),
        sa.Column("team_name", sa.Text),
        sa.Column("bot_token", sa.Text, nullable=False),
        sa.Column("bot_id", sa.String, nullable=False),
        sa.Column("bot_user_id", sa.String, nullable=False),
        sa.Column("bot_scopes", sa.String),
        sa.Column("bot_refresh_token", sa.Text),
        sa.Column("bot_token_expires_at", sa.DateTime),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("installed_at", sa.DateTime, nullable=False),
    )
    op.create_index("slack_bots_by_team", "slack_bots", ["client_id", "team_id", "installed_at"])
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("expire_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_slack_oauth_states_state", "slack_oauth_states", ["state"])
