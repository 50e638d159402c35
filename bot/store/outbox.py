"""The outbox: mails to support, kept until they are sent or given up, so that a crash loses none and doubles no case.

queued ──mark_sent()──> sent        emptied but for its ids
   │  ├──give_up()────> failed      kept whole, for whoever sends it by hand; queue_again() tries it for another day
   │  └──postpone()──┐
   └── take_due() <──┘ puts it off by a lease; after a crash it is due again when the lease has run out
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.tables import outbox

log = logging.getLogger(__name__)

MailState = Literal["queued", "sent", "failed"]

MOST_AT_ONCE = 10
"""Mails; so few that all of them are sent before their lease runs out."""

FURTHEST = 4_000.0
"""Seconds; no lease and no pause is longer. A mail that is due later was put off before the clock was put back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMail:
    """A mail to support, worded and redacted."""

    message_id: str
    """The Message-ID with its angle brackets, the same each time this mail is sent (RFC 5322, 3.6.4)."""
    case_id: str
    references: tuple[str, ...] = ()
    """The Message-IDs of the case's earlier mails, oldest first."""
    to: str
    reply_to: str
    """The sender's own address; empty where none is known."""
    subject: str
    plain: str
    html: str
    created_at: float
    """Seconds since 1970."""
    attempts: int = 0
    """How often it was taken to be sent, this time included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentState:
    """How far a mail has come."""

    message_id: str
    state: MailState
    attempts: int
    created_at: float
    next_at: float
    last_error: str


class MailOutbox:
    """Queues mails and says which are due; thread-safe, and safe with several processes on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._unmarked: dict[str, float] = {}

    def add(self, mail: OutboxMail, connection: Connection) -> None:
        """Queue a mail, due at once, in the transaction that records why; `Database.begin` gives the connection.

        Raises sqlalchemy's IntegrityError where a mail with this message_id is there already.
        """
        row = {name: getattr(mail, name) for name in ("message_id", "case_id", "reply_to", "subject", "plain", "html")}
        row |= {"reference_ids": " ".join(mail.references), "recipient": mail.to, "created_at": mail.created_at}
        row |= {"state": "queued", "attempts": mail.attempts, "next_at": mail.created_at, "last_error": ""}
        connection.execute(insert(outbox).values(row))

    def take_due(self, now: float, lease: float) -> tuple[OutboxMail, ...]:
        """The mails to send now, longest due first; nobody else gets them for `lease` seconds.

        Empty where the database is down, which the log says.
        """
        is_due = (outbox.c.state == "queued", or_(outbox.c.next_at <= now, outbox.c.next_at > now + FURTHEST))
        try:
            self._mark_remembered()
            with self._database.begin("look for mails to send") as connection:
                due = select(outbox).where(*is_due).order_by(outbox.c.next_at, outbox.c.created_at).limit(MOST_AT_ONCE)
                # On SQLite the transaction itself keeps others out, and the clause is left out.
                taken = connection.execute(due.with_for_update(skip_locked=True)).mappings().all()
                ids = [row["message_id"] for row in taken]
                connection.execute(
                    update(outbox)
                    .where(outbox.c.message_id.in_(ids))
                    .values(next_at=now + lease, attempts=outbox.c.attempts + 1)
                )
        except StoreError as problem:
            log.error("%s Mails wait for the next round.", problem)
            return ()
        # The rows were read before this attempt was counted.
        return tuple(replace(mail, attempts=mail.attempts + 1) for mail in map(_mail_of, taken))

    def mark_sent(self, message_id: str, now: float) -> None:
        """The mail server took it. What it said is dropped; the ids stay, for the case's next mail to refer to.

        While the database is down this process remembers, so that it does not send the mail again.
        """
        with self._lock:
            self._unmarked[message_id] = now
        try:
            self._mark_remembered()
        except StoreError as problem:
            log.error("%s Mail %s was sent; a later round marks it.", problem, message_id)

    def postpone(self, message_id: str, next_at: float, reason: str) -> None:
        """It did not work; try again at `next_at`. `reason` is for people: no address, no text of the mail."""
        self._change(message_id, "put a mail off", next_at=next_at, last_error=reason)

    def give_up(self, message_id: str, now: float, reason: str) -> None:
        """It will not work any more."""
        self._change(message_id, "give a mail up", state="failed", ended_at=now, last_error=reason)

    def queue_again(self, message_id: str, now: float) -> bool:
        """Try a mail that was given up for another day, from now on. False where it was not. Raises StoreError."""
        was_given_up = (outbox.c.message_id == message_id, outbox.c.state == "failed")
        fresh = {
            "state": "queued",
            "attempts": 0,
            "created_at": now,
            "next_at": now,
            "last_error": "",
            "ended_at": None,
        }
        with self._database.begin("queue a mail again") as connection:
            return connection.execute(update(outbox).where(*was_given_up).values(fresh)).rowcount == 1

    def find(self, message_id: str) -> tuple[OutboxMail, SentState] | None:
        """A mail, emptied where it is sent, and how far it has come; None where it was deleted. Raises StoreError."""
        with self._database.begin("read a mail") as connection:
            row = connection.execute(select(outbox).where(outbox.c.message_id == message_id)).mappings().first()
        if row is None:
            return None
        return _mail_of(row), SentState(**{name: row[name] for name in SentState.__dataclass_fields__})

    def states_of(self, case_id: str) -> tuple[SentState, ...]:
        """How far the mails of a case are, oldest first. Raises StoreError."""
        names = SentState.__dataclass_fields__
        asked = select(*(outbox.c[name] for name in names)).where(outbox.c.case_id == case_id)
        with self._database.begin("read the mails of a case") as connection:
            rows = connection.execute(asked.order_by(outbox.c.created_at, outbox.c.message_id)).mappings().all()
        return tuple(SentState(**row) for row in rows)

    def _change(self, message_id: str, purpose: str, **values: object) -> None:
        still_queued = (outbox.c.message_id == message_id, outbox.c.state == "queued")
        try:
            with self._database.begin(purpose) as connection:
                connection.execute(update(outbox).where(*still_queued).values(**values))
        except StoreError as problem:
            log.error("%s Mail %s is due again when its lease has run out.", problem, message_id)

    def _mark_remembered(self) -> None:
        """Mark what was sent, now or while the database was down."""
        with self._lock:
            unmarked = dict(self._unmarked)
        if not unmarked:
            return
        with self._database.begin("mark mails as sent") as connection:
            for message_id, sent_at in unmarked.items():
                connection.execute(
                    update(outbox)
                    .where(outbox.c.message_id == message_id)
                    .values(state="sent", ended_at=sent_at, last_error="", reply_to="", subject="", plain="", html="")
                )
        with self._lock:
            for message_id in unmarked:
                self._unmarked.pop(message_id, None)


def _mail_of(row: RowMapping) -> OutboxMail:
    """The mail as it is kept."""
    same = ("message_id", "case_id", "reply_to", "subject", "plain", "html", "created_at", "attempts")
    return OutboxMail(
        **{name: row[name] for name in same},
        references=tuple(row["reference_ids"].split()),
        to=row["recipient"],
    )
