"""The tables as they are now, in SQLAlchemy Core; `migrations/` makes them, and a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Written(TypeDecorator[str]):
    """What people wrote. NUL and half surrogates, which JSON can carry and a database refuses, become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is stored."""
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Moment(TypeDecorator[datetime]):
    """A time as slack_sdk's stores write it: in UTC, without saying so. What is read says so again."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC, whatever its zone."""
        return value if value is None or value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time with its zone, for slack_sdk would take it for local time."""
        return None if value is None else value.replace(tzinfo=UTC)


claims = Table(
    "claims",
    metadata,
    Column("event_id", String, primary_key=True, doc="Slack's event_id; of commands and presses the trigger_id"),
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String, doc="the thread's first message; NULL where there is no thread"),
    Column("ts", String, doc="the question's own ts, of an edit `TS@EDITED_TS`; NULL for commands and presses"),
    Column("asker", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("state", String, nullable=False, doc="received, answered or closed"),
    Column("holder", String, nullable=False, doc="who works on it; a new one each time somebody takes it"),
    Column("lease_until", Float, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("reply_ts", String),
    UniqueConstraint("team", "channel", "ts", name="one_claim_a_message"),
    Index("claims_by_lease", "state", "lease_until"),
    Index("claims_by_thread", "team", "channel", "thread_ts"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("question", Written, nullable=False, doc="Slack's markup undone, redacted"),
    Column("diagnosis", Written, nullable=False, doc="the contract's JSON, the decision in it, its quotes redacted"),
    Column("corpus_version", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String),
    Column("asker", String, nullable=False),
    Column("reply_ts", String),
    Column("kept_at", Float, nullable=False),
    Column("shown", String, nullable=False, server_default="", doc="the entry that people chose; empty for none"),
    Index("cases_by_thread", "team", "channel", "thread_ts"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("entry_id", String, nullable=False, doc="what was shown when the button was pressed; empty for several"),
    Column("verdict", String, nullable=False, doc="solved or not_solved"),
    Column("reason", Written, nullable=False, server_default="", doc="redacted; empty where none was given"),
    Column("team", String, nullable=False, server_default=""),
    Column("person", String, nullable=False),
    Column("given_at", Float, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("entry_id", String, primary_key=True, doc="the entry whose steps are ticked off"),
    Column("person", String, primary_key=True, doc="who ticked"),
    Column(
        "first", Integer, primary_key=True, autoincrement=False, doc="the first step of these boxes; others have own"
    ),
    Column("before", String, primary_key=True, doc="the steps that were ticked when the boxes were drawn, as 1,3"),
    Column("after", String, nullable=False, doc="the steps that are ticked in them now"),
    Column("team", String, nullable=False),
    Column("ticked_at", Float, nullable=False, doc="the last press in these boxes, by Slack's clock"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("message_id", String, primary_key=True, doc="the mail's Message-ID, in the outbox too"),
    Column("case_id", String, nullable=False, index=True),
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String),
    Column("asker", String, nullable=False, doc="who asked the question"),
    Column("sender", String, nullable=False, doc="who handed it to support"),
    Column("notice_channel", String, doc="where the message stands that shows the state; NULL before it is posted"),
    Column("notice_ts", String),
    Column("notice_state", String, nullable=False, server_default="", doc="the mail's state as that message shows it"),
    Column("recorded_at", Float, nullable=False),
)

channel_modes = Table(
    "channel_modes",
    metadata,
    Column("team", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("mode", String, nullable=False, doc="mentions, watch or off; a channel without a row is on mentions"),
    Column("person", String, nullable=False, doc="who set it; emptied when they are forgotten"),
    Column("set_at", Float, nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("team", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("thread_ts", String, primary_key=True),
    Column("person", String, nullable=False, doc="whom the bot talks with; empty where people talk among themselves"),
    Column("ts", String, nullable=False, doc="the message that decided it"),
    Column("changed_at", Float, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("message_id", String, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column(
        "reference_ids", String, nullable=False, doc="Message-IDs of earlier mails of the case, with spaces between"
    ),
    Column("recipient", String, nullable=False),
    Column("reply_to", Written, nullable=False, doc="the sender's address; emptied once the mail is sent"),
    Column("subject", Written, nullable=False, doc="redacted, as are plain and html; all emptied once sent"),
    Column("plain", Written, nullable=False),
    Column("html", Written, nullable=False),
    Column("state", String, nullable=False, doc="queued, sent or failed"),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("next_at", Float, nullable=False, doc="not to be taken before; whoever takes it puts it off by a lease"),
    Column("ended_at", Float, doc="when it was sent or given up"),
    Column("last_error", String, nullable=False),
    Index("outbox_by_due", "state", "next_at"),
)

slack_bots = Table(
    "slack_bots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", String, nullable=False, doc="the app's, as all columns here are slack_sdk's"),
    Column("app_id", String, nullable=False),
    Column("enterprise_id", String, doc="always NULL: a workspace is known by its own id"),
    Column("enterprise_name", String),
    Column("team_id", String, nullable=False),
    Column("team_name", Written),
    Column("bot_token", Text, nullable=False, doc="encrypted with INSTALLATION_KEYS"),
    Column("bot_id", String, nullable=False),
    Column("bot_user_id", String, nullable=False),
    Column("bot_scopes", String),
    Column("bot_refresh_token", Text),
    Column("bot_token_expires_at", Moment),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", Moment, nullable=False),
    Index("slack_bots_by_team", "client_id", "team_id", "installed_at"),
)
"""The workspaces that installed the app. Who installed it is not kept: no token of theirs is asked for."""

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String, nullable=False, index=True),
    Column("expire_at", Moment, nullable=False),
)
"""Installations on their way: a random word that comes back once, within minutes; nobody's."""
