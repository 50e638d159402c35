"""Threads: whom the bot is talking with in a thread of its own, kept from the events that arrive anyway.

Slack lets some apps read a thread once a minute (docs.slack.dev, apis/web-api/rate-limits), so none is ever read to
find this out. Only bare ids are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, select, text

from bot.store.clock import Clock
from bot.store.tables import threads

KEPT_IN_MEMORY = 5_000
"""Threads; for while the database is down."""

_FIND = select(threads.c.person, threads.c.ts).where(
    and_(*(threads.c[name] == bindparam(name) for name in ("team", "channel", "thread_ts")))
)
_TURN = text(
    "INSERT INTO threads (team, channel, thread_ts, person, ts, changed_at)"
    " VALUES (:team, :channel, :thread_ts, :person, :ts, :changed_at)"
    " ON CONFLICT (team, channel, thread_ts)"
    " DO UPDATE SET person = excluded.person, ts = excluded.ts, changed_at = excluded.changed_at"
    " WHERE CAST(excluded.ts AS DOUBLE PRECISION) >= CAST(threads.ts AS DOUBLE PRECISION)"
)
"""As both databases understand it (sqlite.org/lang_upsert.html; postgresql.org, sql-insert): one statement, whoever
else begins the thread in the same moment."""

NOBODY = ""
"""Whom the bot talks with where people talk among themselves, or where the asker said that it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread's place."""

    team: str
    channel: str
    thread_ts: str


@dataclass(frozen=True, slots=True)
class _Talk:
    person: str
    ts: str
    """The message that decided it."""
    is_stored: bool


class Threads:
    """Keeps whom a thread's talk is with; thread-safe.

    Each method takes the transaction of whoever decides something by it, so that a message costs one; without one,
    while the database is down, it goes by what this process remembers.
    """

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: OrderedDict[Thread, _Talk] = OrderedDict()

    def partner(self, thread: Thread, connection: Connection | None) -> str | None:
        """Whom the bot talks with, `NOBODY` where that is over; None for a thread in which it was never asked."""
        talk = self._find(thread, connection)
        return None if talk is None else talk.person

    def turn(self, thread: Thread, connection: Connection | None, *, ts: str, person: str) -> None:
        """From the message `ts` on the talk is with this person; a message before the last turn changes nothing."""
        with self._lock:
            recent = self._recent.get(thread)
        is_known_here_only = recent is not None and (connection is None or not recent.is_stored)
        if recent is not None and is_known_here_only and float(ts) < float(recent.ts):
            return
        if connection is not None:
            row = {"person": person, "ts": ts, "changed_at": self._clock.now()}
            if connection.execute(_TURN, {**_key_of(thread), **row}).rowcount == 0:
                return
        with self._lock:
            self._recent[thread] = _Talk(person, ts, is_stored=connection is not None)
            self._recent.move_to_end(thread)
            while len(self._recent) > KEPT_IN_MEMORY:
                self._recent.popitem(last=False)

    def _find(self, thread: Thread, connection: Connection | None) -> _Talk | None:
        """The database has the last word, but for a turn that it could not be told."""
        with self._lock:
            recent = self._recent.get(thread)
        if connection is None or (recent is not None and not recent.is_stored):
            return recent
        row = connection.execute(_FIND, _key_of(thread)).first()
        return None if row is None else _Talk(row.person, row.ts, is_stored=True)


def _key_of(thread: Thread) -> dict[str, str]:
    return {"team": thread.team, "channel": thread.channel, "thread_ts": thread.thread_ts}
