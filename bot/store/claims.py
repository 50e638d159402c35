"""Claims: who answers which event, so that everything addressed to the bot gets exactly one reply.

received ──answered(reply_ts)──> answered
    │  ├────closed()──────────> closed      silence was right
    │  └────release()─────────> gone        it did not work, and may be tried again
    └── lease expired: the next round takes it, and only its new holder posts
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, delete, insert, select, true, union_all, update
from sqlalchemy.exc import IntegrityError

from bot.errors import LeaseLostError, StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import cases, claims

log = logging.getLogger(__name__)

LEASE_SECONDS = 30.0
OLDEST_RECOVERED = 3600.0
"""Seconds; nobody waits for an answer any more after an hour."""
KEPT_IN_MEMORY = 50_000
"""Marks; a claim leaves up to three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to answer one event. Never holds the text."""

    event_id: str
    """Slack's event_id; of commands, shortcuts and presses the trigger_id."""
    team: str
    channel: str
    thread_ts: str | None
    """The thread's first message, which may be the question itself; None where there is no thread."""
    ts: str | None
    """The question's own ts; None for commands, shortcuts and presses."""
    asker: str
    surface: str
    holder: str = ""


class Claims:
    """Takes, keeps and gives up claims; thread-safe. While the database is down they live in memory."""

    def __init__(self, database: Database, *, clock: Clock, new_id: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._lock = threading.Lock()
        self._marks: OrderedDict[str, None] = OrderedDict()
        self._held: dict[str, Claim] = {}
        self.lost = 0
        """How many claims are or were in memory only, since the start: they end with the process."""

    def take(self, claim: Claim) -> Claim | None:
        """The claim as ours from now on, or None where somebody has or had it: a retry, a twin, a repeated delivery."""
        mine = replace(claim, holder=self._new_id())
        with self._lock:
            marks = _marks_of(claim)
            if any(mark in self._marks for mark in marks):
                return None
            self._remember(marks)
            self._held[mine.event_id] = mine
        now = self._clock.now()
        row = {name: getattr(mine, name) for name in Claim.__dataclass_fields__}
        row |= {"state": "received", "lease_until": now + LEASE_SECONDS, "received_at": now}
        try:
            with self._database.begin("keep a claim") as connection:
                connection.execute(insert(claims).values(row))
        except IntegrityError:
            self._let_go(mine)
            return None
        except StoreError as problem:
            with self._lock:
                self.lost += 1
            log.error(
                "%s The claim on event %s is kept in memory only, until this process ends.", problem, mine.event_id
            )
        if mine.ts is not None:
            with self._lock:
                self._remember([_asker_mark(mine.team, mine.channel, mine.thread_ts, mine.asker)])
        return mine

    def check_held(self, claim: Claim) -> None:
        """Renew the lease just before posting. Raises LeaseLostError when somebody else took the claim meanwhile.

        While the database is down nobody else can have taken it through it, so posting goes on.
        """
        try:
            with self._database.begin("renew a lease") as connection:
                row = connection.execute(
                    select(claims.c.holder, claims.c.state).where(claims.c.event_id == claim.event_id)
                ).one_or_none()
                if row is None:
                    return  # It was taken while the database was down.
                renewed = connection.execute(
                    update(claims).where(_is_held(claim)).values(lease_until=self._clock.now() + LEASE_SECONDS)
                )
        except StoreError as problem:
            log.error("%s Going on with event %s all the same.", problem, claim.event_id)
            return
        if renewed.rowcount != 1:
            raise LeaseLostError(f"Event {claim.event_id} is answered by another worker; this one stops.")

    def renew(self) -> None:
        """Renew the lease of everything this process works on or has in its queue."""
        with self._lock:
            held = tuple(self._held.values())
        if not held:
            return
        try:
            with self._database.begin("renew leases") as connection:
                for claim in held:
                    connection.execute(
                        update(claims).where(_is_held(claim)).values(lease_until=self._clock.now() + LEASE_SECONDS)
                    )
        except StoreError as problem:
            log.error("%s %d leases were not renewed.", problem, len(held))

    def answered(self, claim: Claim, *, reply_ts: str | None) -> None:
        """The reply is out; `reply_ts` is None for one that only the asker sees."""
        self._end(claim, state="answered", reply_ts=reply_ts)

    def closed(self, claim: Claim) -> None:
        """There is nothing to say, or nobody to say it to."""
        self._end(claim, state="closed", reply_ts=None)

    def leave(self, claim: Claim) -> None:
        """Stop working on it; once the lease has expired a round of recovery takes it."""
        self._let_go(claim)

    def release(self, claim: Claim) -> None:
        """Nothing came of it, and whoever comes next may take it anew."""
        try:
            with self._database.begin("release a claim") as connection:
                connection.execute(delete(claims).where(_is_held(claim)))
        except StoreError as problem:
            log.error("%s The claim on event %s stays.", problem, claim.event_id)
        self._let_go(claim)
        with self._lock:
            for mark in _marks_of(claim):
                self._marks.pop(mark, None)

    def take_expired(self) -> tuple[Claim, ...]:
        """Take over what somebody started and did not finish, by one atomic update; ours from now on.

        What this process still works on is left alone, should its leases have run out because the database was down.
        """
        now, holder = self._clock.now(), self._new_id()
        with self._lock:
            working = list(self._held)
        is_expired = and_(
            claims.c.state == "received",
            claims.c.lease_until < now,
            claims.c.received_at > now - OLDEST_RECOVERED,
            claims.c.event_id.not_in(working),
        )
        try:
            with self._database.begin("look for unfinished claims") as connection:
                connection.execute(
                    update(claims).where(is_expired).values(holder=holder, lease_until=now + LEASE_SECONDS)
                )
                rows = connection.execute(
                    select(*(claims.c[name] for name in Claim.__dataclass_fields__))
                    .where(claims.c.holder == holder)
                    .order_by(claims.c.received_at)
                )
                taken = tuple(Claim(**row) for row in rows.mappings())
        except StoreError as problem:
            log.error("%s Trying again in the next round.", problem)
            return ()
        with self._lock:
            self._held |= {claim.event_id: claim for claim in taken}
        return taken

    def has_asked(self, *, team: str, channel: str, thread_ts: str, person: str) -> bool:
        """Whether this person asked the bot in this thread and was not met with silence."""
        with self._lock:
            if _asker_mark(team, channel, thread_ts, person) in self._marks:
                return True
        # Claims are gone after a day; what was answered then stands among the cases.
        tables = ((claims, and_(claims.c.ts.is_not(None), claims.c.state != "closed")), (cases, true()))
        asked = union_all(
            *(
                select(table.c.asker).where(
                    table.c.team == team,
                    table.c.channel == channel,
                    table.c.thread_ts == thread_ts,
                    table.c.asker == person,
                    besides,
                )
                for table, besides in tables
            )
        )
        try:
            with self._database.begin("look up a thread's asker") as connection:
                return connection.execute(asked.limit(1)).first() is not None
        except StoreError as problem:
            log.error("%s A message in a thread was not read.", problem)
            return False

    def _end(self, claim: Claim, *, state: str, reply_ts: str | None) -> None:
        try:
            with self._database.begin("finish a claim") as connection:
                connection.execute(update(claims).where(_is_held(claim)).values(state=state, reply_ts=reply_ts))
        except StoreError as problem:
            log.error("%s Event %s was %s; a later round will notice.", problem, claim.event_id, state)
        self._let_go(claim)

    def _let_go(self, claim: Claim) -> None:
        with self._lock:
            if self._held.get(claim.event_id, claim).holder == claim.holder:
                self._held.pop(claim.event_id, None)

    def _remember(self, marks: list[str]) -> None:
        for mark in marks:
            self._marks[mark] = None
        while len(self._marks) > KEPT_IN_MEMORY:
            self._marks.popitem(last=False)


def _is_held(claim: Claim) -> ColumnElement[bool]:
    return and_(claims.c.event_id == claim.event_id, claims.c.holder == claim.holder, claims.c.state == "received")


def _marks_of(claim: Claim) -> list[str]:
    marks = [f"event {claim.event_id}"]
    if claim.ts is not None:
        marks.append(f"message {claim.team} {claim.channel} {claim.ts}")
    return marks


def _asker_mark(team: str, channel: str, thread_ts: str | None, person: str) -> str:
    return f"asker {team} {channel} {thread_ts} {person}"
