"""Retention: what is kept goes after a while by itself, claims as soon as Slack resends nothing any more."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from sqlalchemy import delete, update

from bot.errors import StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.tables import (
    cases,
    channel_modes,
    claims,
    escalations,
    feedback,
    outbox,
    slack_oauth_states,
    threads,
    ticks,
)

log = logging.getLogger(__name__)

DAY = 86_400.0
"""Seconds."""

CLAIMS_KEPT = DAY + 3_600.0
"""Seconds. Slack resends an event three times within six minutes and, where Delayed Events are switched on, hourly for
a day (docs.slack.dev, apis/events-api); the hour more is for its clock and ours."""


class Retention:
    """Sweeps out what is older than it may get."""

    def __init__(self, database: Database, *, clock: Clock, days: int, drafts: Drafts) -> None:
        self._database = database
        self._clock = clock
        self._days = days
        self._drafts = drafts

    def sweep(self) -> None:
        """Delete what is too old. Where the database is down the log says so, and the next round does it."""
        now = self._clock.now()
        oldest = now - self._days * DAY
        aged = (
            (outbox, outbox.c.created_at, oldest),
            (escalations, escalations.c.recorded_at, oldest),
            (feedback, feedback.c.given_at, oldest),
            (ticks, ticks.c.ticked_at, oldest),
            (cases, cases.c.kept_at, oldest),
            (threads, threads.c.changed_at, oldest),
            (claims, claims.c.received_at, now - CLAIMS_KEPT),
        )
        try:
            with self._database.begin("sweep out what is old") as connection:
                gone = {
                    table.name: connection.execute(delete(table).where(since < limit)).rowcount
                    for table, since, limit in aged
                }
                # A channel keeps its mode for as long as it has one; only who set it is forgotten.
                set_long_ago = channel_modes.c.set_at < oldest
                connection.execute(update(channel_modes).where(set_long_ago).values(person=""))
                is_over = slack_oauth_states.c.expire_at < datetime.fromtimestamp(now, UTC)
                connection.execute(delete(slack_oauth_states).where(is_over))
        except StoreError as problem:
            log.error("%s What is older than %d days stays until the next round.", problem, self._days)
            return
        try:
            gone["drafts"] = self._drafts.sweep(oldest)
        except StoreError as problem:
            log.error("%s Mails in it that are older than %d days stay until the next round.", problem, self._days)
        if any(gone.values()):
            self._database.let_go_of_deleted()
            told = ", ".join(f"{count} {name}" for name, count in gone.items() if count)
            log.info("Swept out after %d days (claims after 25 hours): %s.", self._days, told)
