"""Depths: how much work lies in the database, for whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import claims, outbox

CLAIM_STATES = ("received", "answered", "closed")
MAIL_STATES = ("queued", "sent", "failed")


@dataclass(frozen=True, slots=True)
class Depths:
    """Numbers of rows, by state; every state is there, also with none."""

    claims: Mapping[str, int]
    mails: Mapping[str, int]
    oldest_mail: float
    """Seconds that the oldest queued mail waits; 0 where none does."""


def depths_of(database: Database, clock: Clock) -> Depths:
    """What lies there now. Raises StoreError."""
    with database.begin("count what it holds") as connection:
        oldest = connection.execute(select(func.min(outbox.c.created_at)).where(outbox.c.state == "queued")).scalar()
        return Depths(
            claims=_by_state(connection, claims, CLAIM_STATES),
            mails=_by_state(connection, outbox, MAIL_STATES),
            oldest_mail=0.0 if oldest is None else max(0.0, clock.now() - oldest),
        )


def _by_state(connection: Connection, table: Table, states: tuple[str, ...]) -> dict[str, int]:
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return {**dict.fromkeys(states, 0), **{str(state): int(number) for state, number in rows}}
