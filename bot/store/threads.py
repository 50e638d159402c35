"""Threads: whom the bot is talking with in a thread of its own, kept from the events that arrive anyway.

Slack lets some apps read a thread once a minute (docs.slack.dev, apis/web-api/rate-limits), so none is ever read to
find this out. Only bare ids are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.clock import Clock
from bot.store.tables import threads

KEPT_IN_MEMORY = 5_000
"""Threads; for while the database is down."""

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
        known = self._find(thread, connection)
        if known is not None and float(ts) < float(known.ts):
            return
        if connection is not None:
            row = {"person": person, "ts": ts, "changed_at": self._clock.now()}
            key = {"team": thread.team, "channel": thread.channel, "thread_ts": thread.thread_ts}
            change = update(threads).where(_is(thread)).values(row)
            if known is None or connection.execute(change).rowcount == 0:
                try:
                    with connection.begin_nested():
                        connection.execute(insert(threads).values(**key, **row))
                except IntegrityError:  # two messages began the thread in the same moment
                    connection.execute(change)
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
        row = connection.execute(select(threads.c.person, threads.c.ts).where(_is(thread))).first()
        return None if row is None else _Talk(row.person, row.ts, is_stored=True)


def _is(thread: Thread) -> ColumnElement[bool]:
    return and_(
        threads.c.team == thread.team,
        threads.c.channel == thread.channel,
        threads.c.thread_ts == thread.thread_ts,
    )
