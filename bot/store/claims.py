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

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import LeaseLostError, StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import claims

log = logging.getLogger(__name__)

LEASE_SECONDS = 30.0
OLDEST_RECOVERED = 3600.0
"""Seconds; nobody waits for an answer any more after an hour."""
SURE_SECONDS = 10.0
"""Seconds in which a lease of ours is not looked up again: nobody takes it before it has run out, and what is posted
meanwhile is out, or given up, after ten more."""
KEPT_IN_MEMORY = 50_000
"""Marks; a claim leaves up to two."""

# Statements stand here where every question needs them: to put one together takes longer than to run it.
_is_held = and_(
    claims.c.event_id == bindparam("held_event"),
    claims.c.holder == bindparam("by_holder"),
    claims.c.state == "received",
)
_TAKE = insert(claims)
_RENEW = update(claims).where(_is_held).values(lease_until=bindparam("until"))
_ANSWERED = update(claims).where(_is_held).values(state="answered", reply_ts=bindparam("with_reply"))
_CLOSED = update(claims).where(_is_held).values(state="closed", asker="")
_RELEASE = delete(claims).where(_is_held)


def _always(_connection: Connection | None) -> bool:
    """It is for us, whatever the database says."""
    return True


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
    """The question's own ts, of an edit `TS@EDITED_TS`; None for commands, shortcuts and presses."""
    asker: str
    surface: str
    holder: str = ""

    @property
    def question_ts(self) -> str | None:
        """The ts of the message that asks, edited or not."""
        return self.ts and self.ts.partition("@")[0]

    @property
    def edited_ts(self) -> str | None:
        """When the message was edited into what is asked, as Slack's stamp; None for a message as it was sent."""
        return (self.ts or "").partition("@")[2] or None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What came of a message before it was edited."""

    reply_ts: str | None
    """Our reply; None where there is none."""
    is_pending: bool
    """Whether it is still being answered."""
    is_superseded: bool
    """Whether it was edited again since."""


class Claims:
    """Takes, keeps and gives up claims; thread-safe. While the database is down they live in memory."""

    def __init__(self, database: Database, *, clock: Clock, new_id: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._lock = threading.Lock()
        self._let_go_of_one = threading.Condition(self._lock)
        self._marks: OrderedDict[str, None] = OrderedDict()
        self._held: dict[str, Claim] = {}
        self._leased_at: dict[str, float] = {}
        """When the lease of what is held was last written, by event."""
        self.lost = 0
        """How many claims are or were in memory only, since the start: they end with the process."""

    def take(self, claim: Claim, *, given: Callable[[Connection | None], bool] = _always) -> Claim | None:
        """The claim as ours from now on, or None where somebody has or had it: a retry, a twin, a repeated delivery.

        `given` says whether it is for us at all, in the same transaction; without a database, by what is remembered.
        """
        mine = replace(claim, holder=self._new_id())
        marks = _marks_of(claim)
        with self._lock:
            if any(mark in self._marks for mark in marks):
                return None
            self._remember(marks)
            self._held[mine.event_id] = mine
        now = self._clock.now()
        row = {name: getattr(mine, name) for name in Claim.__dataclass_fields__}
        row |= {"state": "received", "lease_until": now + LEASE_SECONDS, "received_at": now}
        try:
            with self._database.begin("keep a claim") as connection:
                is_ours = given(connection)
                if is_ours:
                    connection.execute(_TAKE, row)
        except IntegrityError:
            self._let_go(mine)
            return None
        except StoreError as problem:
            is_ours = given(None)
            if is_ours:
                with self._lock:
                    self.lost += 1
                log.error(
                    "%s The claim on event %s is kept in memory only, until this process ends.", problem, mine.event_id
                )
        else:
            self._note_lease(mine, now)
        if not is_ours:
            self._forget(mine)
            return None
        return mine

    def wait_for_message(self, edit: Claim, *, seconds: float) -> None:
        """Come back when this process is done with the message of an edit, or after `seconds`."""
        place = (edit.team, edit.channel, edit.question_ts)

        def is_done() -> bool:
            return all((claim.team, claim.channel, claim.ts) != place for claim in self._held.values())

        with self._lock:
            self._let_go_of_one.wait_for(is_done, seconds)

    def before_edit(self, edit: Claim, connection: Connection) -> Earlier | None:
        """What came of the message of an edit; None where it was never for us."""
        ts = edit.question_ts or ""
        found = connection.execute(
            select(claims.c.ts, claims.c.state, claims.c.reply_ts)
            .where(
                claims.c.team == edit.team,
                claims.c.channel == edit.channel,
                claims.c.event_id != edit.event_id,
                or_(claims.c.ts == ts, claims.c.ts.startswith(f"{ts}@", autoescape=True)),
            )
            .order_by(claims.c.received_at)
        ).all()
        if not found:
            return None
        return Earlier(
            reply_ts=next((row.reply_ts for row in found if row.reply_ts is not None), None),
            is_pending=any(row.ts == ts and row.state == "received" for row in found),
            is_superseded=any(row.ts > (edit.ts or "") for row in found),
        )

    def check_held(self, claim: Claim) -> None:
        """Be sure of the lease just before posting. Raises LeaseLostError when somebody else took the claim meanwhile.

        While the database is down nobody else can have taken it through it, so posting goes on.
        """
        now = self._clock.now()
        with self._lock:
            leased_at = self._leased_at.get(claim.event_id)
        if leased_at is not None and 0 <= now - leased_at < SURE_SECONDS:
            return
        try:
            with self._database.begin("renew a lease") as connection:
                renewed = connection.execute(_RENEW, {**_held_by(claim), "until": now + LEASE_SECONDS})
                if renewed.rowcount == 1:
                    self._note_lease(claim, now)
                    return
                taken = select(claims.c.event_id).where(claims.c.event_id == claim.event_id)
                if connection.execute(taken).first() is None:
                    return  # It was taken while the database was down.
        except StoreError as problem:
            log.error("%s Going on with event %s all the same.", problem, claim.event_id)
            return
        raise LeaseLostError(f"Event {claim.event_id} is answered by another worker; this one stops.")

    def renew(self) -> None:
        """Renew the lease of everything this process works on or has in its queue."""
        with self._lock:
            held = tuple(self._held.values())
        if not held:
            return
        try:
            with self._database.begin("renew leases") as connection:
                now = self._clock.now()
                until = now + LEASE_SECONDS
                renewed = [
                    claim
                    for claim in held
                    if connection.execute(_RENEW, {**_held_by(claim), "until": until}).rowcount == 1
                ]
        except StoreError as problem:
            log.error("%s %d leases were not renewed.", problem, len(held))
            return
        for claim in renewed:
            self._note_lease(claim, now)

    def answered(self, claim: Claim, *, reply_ts: str | None) -> None:
        """The reply is out; `reply_ts` is None for one that only the asker sees."""
        self._end(claim, lambda connection: self.mark_answered(claim, connection, reply_ts=reply_ts), "answered")

    def mark_answered(self, claim: Claim, connection: Connection, *, reply_ts: str | None) -> None:
        """The same in somebody's transaction, who lets go of it with `leave` once that is through."""
        connection.execute(_ANSWERED, {**_held_by(claim), "with_reply": reply_ts})

    def closed(self, claim: Claim) -> None:
        """There is nothing to say, or nobody to say it to; whose message it was is forgotten."""
        self._end(claim, lambda connection: connection.execute(_CLOSED, _held_by(claim)), "closed")

    def leave(self, claim: Claim) -> None:
        """Stop working on it; once the lease has expired a round of recovery takes what is not finished."""
        self._let_go(claim)

    def release(self, claim: Claim) -> None:
        """Nothing came of it, and whoever comes next may take it anew."""
        try:
            with self._database.begin("release a claim") as connection:
                connection.execute(_RELEASE, _held_by(claim))
        except StoreError as problem:
            log.error("%s The claim on event %s stays.", problem, claim.event_id)
        self._forget(claim)

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
        for claim in taken:
            self._note_lease(claim, now)
        return taken

    def _note_lease(self, claim: Claim, now: float) -> None:
        """Our lease on what we still hold was written at this time."""
        with self._lock:
            held = self._held.get(claim.event_id)
            if held is not None and held.holder == claim.holder:
                self._leased_at[claim.event_id] = now

    def _end(self, claim: Claim, end: Callable[[Connection], object], state: str) -> None:
        try:
            with self._database.begin("finish a claim", is_repeatable=True) as connection:
                end(connection)
        except StoreError as problem:
            log.error("%s Event %s was %s; a later round will notice.", problem, claim.event_id, state)
        self._let_go(claim)

    def _let_go(self, claim: Claim) -> None:
        with self._lock:
            if self._held.get(claim.event_id, claim).holder == claim.holder:
                self._held.pop(claim.event_id, None)
                self._leased_at.pop(claim.event_id, None)
                self._let_go_of_one.notify_all()

    def _forget(self, claim: Claim) -> None:
        self._let_go(claim)
        with self._lock:
            for mark in _marks_of(claim):
                self._marks.pop(mark, None)

    def _remember(self, marks: list[str]) -> None:
        for mark in marks:
            self._marks[mark] = None
        while len(self._marks) > KEPT_IN_MEMORY:
            self._marks.popitem(last=False)


def _held_by(claim: Claim) -> dict[str, str]:
    """What `_is_held` asks for."""
    return {"held_event": claim.event_id, "by_holder": claim.holder}


def _marks_of(claim: Claim) -> list[str]:
    marks = [f"event {claim.event_id}"]
    if claim.ts is not None:
        marks.append(f"message {claim.team} {claim.channel} {claim.ts}")
    return marks
