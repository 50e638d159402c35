"""Installations: in which workspaces the app is installed, with the token of each; slack_sdk's stores on our database.

Source: docs.slack.dev, tools/python-slack-sdk/oauth.
"""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Connection, Engine, MetaData, Table, delete, inspect, select, update

from bot.store.database import Database
from bot.store.sealing import Seal
from bot.store.tables import slack_bots, slack_oauth_states

sdk_log = logging.getLogger("bot.store.sdk")
"""What slack_sdk's stores log to: below ERROR it is rows and states."""
sdk_log.setLevel(logging.ERROR)

STATE_SECONDS = 600
"""For so long somebody may take to read what the app may do, and to allow it."""


@dataclass(frozen=True, slots=True)
class _Transactions:
    """What slack_sdk's stores use of an engine, so that they migrate first and fail as all of the store does."""

    database: Database
    purpose: str

    def begin(self) -> AbstractContextManager[Connection]:
        """A transaction. Raises StoreError."""
        return self.database.begin(self.purpose)

    connect = begin


def engine_for(database: Database, purpose: str) -> Engine:
    """Our database, as slack_sdk's stores take it; `purpose` completes "The database could not …"."""
    return cast(Engine, _Transactions(database, purpose))


class Installations(SQLAlchemyInstallationStore):
    """The bot's token of each workspace, sealed. Every method raises StoreError, and SettingsError where no key fits.

    A workspace is known by its own id, which no two have, also within an Enterprise Grid.
    """

    def __init__(self, database: Database, *, client_id: str, seal: Seal) -> None:
        self._database = database
        self._seal = seal
        super().__init__(
            client_id=client_id, engine=engine_for(database, "read or keep an installation"), logger=sdk_log
        )

    @classmethod
    def build_bots_table(cls, metadata: MetaData, table_name: str) -> Table:
        """Ours: slack_sdk's has no room for sealed tokens."""
        return slack_bots

    def save(self, installation: Installation) -> None:
        """Keep the bot's side; who installed it is nothing that we need."""
        self.save_bot(installation.to_bot())

    def save_bot(self, bot: Bot) -> None:
        """Keep a workspace's token in the place of any earlier one."""
        team = bot.team_id or ""
        sealed = Bot(**bot.to_dict_for_copying())
        sealed.enterprise_id = None
        sealed.bot_token = self._seal.closed(bot.bot_token, team=team)
        super().save_bot(sealed)
        is_earlier = (slack_bots.c.team_id == team, slack_bots.c.installed_at < sealed.to_dict()["installed_at"])
        with self._database.begin("let go of an earlier token") as connection:
            connection.execute(delete(slack_bots).where(slack_bots.c.client_id == self.client_id, *is_earlier))

    def find_bot(
        self, *, enterprise_id: str | None = None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot in a workspace, its token opened, or None where the app is not installed."""
        bot = super().find_bot(enterprise_id=None, team_id=team_id) if team_id else None
        if bot is not None:
            bot.bot_token = self._seal.opened(bot.bot_token, team=team_id or "")
        return bot

    def remove(self, team: str) -> None:
        """Forget a workspace's token."""
        self.delete_bot(enterprise_id=None, team_id=team)

    def count(self) -> int:
        """In how many workspaces it is installed."""
        asked = select(slack_bots.c.team_id).where(slack_bots.c.client_id == self.client_id).distinct()
        with self._database.begin("count installations") as connection:
            return len(connection.execute(asked).all())


def sealed_tokens(database: Database, *, client_id: str) -> tuple[tuple[str, str], ...]:
    """Each workspace where the app is installed, with its token as it is kept; changes no table. Raises StoreError."""
    asked = select(slack_bots.c.team_id, slack_bots.c.bot_token).where(slack_bots.c.client_id == client_id)
    with database.look("read the installations") as connection:
        if not inspect(connection).has_table(slack_bots.name):
            return ()
        rows = connection.execute(asked.order_by(slack_bots.c.installed_at)).all()
    latest = {row.team_id: row.bot_token for row in rows}
    return tuple(sorted(latest.items()))


def renew_seals(database: Database, seal: Seal) -> int:
    """Seal every token with the newest key; how many. Raises StoreError, and SettingsError where no key fits.

    One transaction: where one token cannot be opened, none is changed.
    """
    with database.begin("seal the tokens anew") as connection:
        rows = connection.execute(select(slack_bots).with_for_update()).mappings().all()
        for row in rows:
            renewed = seal.renewed(row["bot_token"], team=row["team_id"])
            connection.execute(update(slack_bots).where(slack_bots.c.id == row["id"]).values(bot_token=renewed))
    return len(rows)


class InstallationStates(SQLAlchemyOAuthStateStore):
    """The words that an installation's way through Slack begins and ends with, each good once."""

    def __init__(self, database: Database) -> None:
        super().__init__(
            expiration_seconds=STATE_SECONDS,
            engine=engine_for(database, "keep an installation's state"),
            logger=sdk_log,
        )

    @classmethod
    def build_oauth_states_table(cls, metadata: MetaData, table_name: str) -> Table:
        """Ours, which is migrated with all others."""
        return slack_oauth_states
