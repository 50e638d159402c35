"""Escalations: which case was handed to support, by whom, and where its state is shown; the mail is in the outbox."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from bot.errors import StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import escalations, outbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """One case handed to support with one mail."""

    message_id: str
    """The mail's Message-ID; its state is in the outbox under the same id."""
    case_id: str
    team: str
    channel: str
    thread_ts: str | None
    asker: str
    """Who asked the question."""
    sender: str
    """Who handed it to support."""
    notice_channel: str | None = None
    """Where the message stands that shows the state; None before it is posted."""
    notice_ts: str | None = None
    notice_state: str = ""
    """The state that it shows: queued, sent or failed; empty before it is posted."""


class Escalations:
    """Records escalations and finds them again."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, escalation: Escalation, connection: Connection) -> None:
        """Record it in the transaction that queues its mail.

        Raises sqlalchemy's IntegrityError where it is recorded already.
        """
        row = {name: getattr(escalation, name) for name in Escalation.__dataclass_fields__}
        connection.execute(insert(escalations).values(**row, recorded_at=self._clock.now()))

    def noticed(self, message_id: str, *, channel: str, ts: str, state: str) -> None:
        """The message stands there and shows this state. Where that cannot be kept, the log says so."""
        place = {"notice_channel": channel, "notice_ts": ts, "notice_state": state}
        try:
            with self._database.begin("keep where an escalation is shown") as connection:
                connection.execute(update(escalations).where(escalations.c.message_id == message_id).values(place))
        except StoreError as problem:
            log.error("%s The state of mail %s stays as it is shown.", problem, message_id)

    def of_mail(self, message_id: str) -> Escalation | None:
        """What a mail is about, or None where it was deleted meanwhile. Raises StoreError."""
        asked = select(*(escalations.c[name] for name in Escalation.__dataclass_fields__))
        with self._database.begin("read an escalation") as connection:
            row = connection.execute(asked.where(escalations.c.message_id == message_id)).mappings().first()
        return None if row is None else Escalation(**row)

    def not_shown(self, *, recorded: tuple[float, float]) -> tuple[str, ...]:
        """The Message-IDs of mails, recorded between these times, whose state is another than the one shown.

        Raises StoreError.
        """
        asked = (
            select(escalations.c.message_id)
            .join(outbox, outbox.c.message_id == escalations.c.message_id)
            .where(escalations.c.recorded_at.between(*recorded), escalations.c.notice_state != outbox.c.state)
            .order_by(escalations.c.recorded_at)
        )
        with self._database.begin("look for states that are not shown") as connection:
            return tuple(connection.execute(asked).scalars())

    def of_case(self, case_id: str) -> tuple[Escalation, ...]:
        """Every time a case was handed over, oldest first. Raises StoreError."""
        asked = select(*(escalations.c[name] for name in Escalation.__dataclass_fields__))
        with self._database.begin("read the escalations of a case") as connection:
            rows = connection.execute(
                asked.where(escalations.c.case_id == case_id).order_by(escalations.c.recorded_at)
            ).mappings()
            return tuple(Escalation(**row) for row in rows)
