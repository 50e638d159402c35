"""The tables, as SQLAlchemy Core declares them; the only place that names columns."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

claims = Table(
    "claims",
    metadata,
    Column("event_id", String, primary_key=True, doc="Slack's event_id; of commands and presses the trigger_id"),
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String, doc="the thread's first message; NULL where there is no thread"),
    Column("ts", String, doc="the question's own ts; NULL for commands and presses"),
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
    Column("question", Text, nullable=False, doc="Slack's markup undone, redacted"),
    Column("diagnosis", Text, nullable=False, doc="the contract's JSON, its quotes redacted"),
    Column("corpus_version", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("team", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String),
    Column("asker", String, nullable=False),
    Column("reply_ts", String),
    Column("kept_at", Float, nullable=False),
    Index("cases_by_thread", "team", "channel", "thread_ts"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("entry_id", String, nullable=False, doc="what was shown when the button was pressed; empty for several"),
    Column("verdict", String, nullable=False, doc="solved or not_solved"),
    Column("person", String, nullable=False),
    Column("given_at", Float, nullable=False),
)
