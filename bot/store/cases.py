"""Cases: what was asked and what was found, redacted, so that presses, follow-ups and support can come back to it."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Diagnosis
from bot.diagnosis.wire import from_json, to_json
from bot.errors import StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import cases

log = logging.getLogger(__name__)

KEPT_IN_MEMORY = 500
"""Cases; enough for a press that comes before the case is stored, or while the database is down."""

_NEVER = 1e12
"""Seconds since 1970, further off than any case."""

KEEP_ATTEMPTS = 3
"""A database that is busy gets another chance: the reply is out, and nobody waits for its case."""

_KEEP = insert(cases)


def _nothing(_connection: Connection) -> None:
    """Nothing else to write along with a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with its diagnosis, both redacted."""

    id: str
    question: str
    """As the diagnosis read it, Slack's markup and escapes undone."""
    diagnosis: Diagnosis
    corpus_version: str
    surface: str
    team: str
    channel: str
    thread_ts: str | None
    asker: str
    reply_ts: str | None = None
    """The bot's reply; None for one that only the asker saw."""
    shown: str = ""
    """The id of the entry that people chose, which the reply shows now; empty where it shows what it said first."""


@dataclass(slots=True)
class _Recent:
    """A case in memory."""

    case: Case
    at: float
    is_stored: bool = False
    """Whether the database has it, or had it until somebody deleted it."""


class Cases:
    """Keeps cases and finds them again; a database that is down costs the case, not the answer.

    The database has the last word: what was deleted there is not found here any more, whoever deleted it.
    """

    def __init__(self, database: Database, *, corpus: Corpus, clock: Clock) -> None:
        self._database = database
        self._corpus = corpus
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: OrderedDict[str, _Recent] = OrderedDict()
        self.lost = 0
        """How many cases could not be stored since the start."""

    def expect(self, case: Case) -> None:
        """Hold a case in memory while its reply is on the way: somebody may press a button before it is stored."""
        with self._lock:
            self._hold(case)

    def keep(self, case: Case, *, reply_ts: str | None, along: Callable[[Connection], None] = _nothing) -> bool:
        """Store a case once its reply is out. Where that fails it is counted and logged.

        `along` is written in the same transaction; False where it was not, for the case was there already, or failed.
        """
        case = self._with_reply(case, reply_ts)
        row = {name: getattr(case, name) for name in Case.__dataclass_fields__}
        row |= {"diagnosis": json.dumps(to_json(case.diagnosis, with_times=True)), "kept_at": self._clock.now()}
        is_new = True
        try:
            self._insert(row, along)
        except IntegrityError:
            is_new = False
            self._change(case, {"reply_ts": case.reply_ts}, otherwise=f"Case {case.id} stays without its reply.")
        except StoreError as problem:
            with self._lock:
                self.lost += 1
            log.error("%s Case %s is not stored; %d lost since the start.", problem, case.id, self.lost)
            return False
        with self._lock:
            now = case
            if (recent := self._recent.get(case.id)) is not None:
                recent.is_stored = True
                now = recent.case
        if now.shown != case.shown:  # somebody pressed while the row was on its way, and found none to change
            self._store_shown(case, now.shown)
        return is_new

    def show(self, case: Case, entry_id: str) -> None:
        """Keep what people chose to see of a case; empty for what it said first. What fails is logged."""
        if case.shown == entry_id:
            return
        with self._lock:
            if (recent := self._recent.get(case.id)) is not None:
                recent.case = replace(recent.case, shown=entry_id)
        self._store_shown(case, entry_id)

    def find(self, case_id: str, *, team: str) -> Case | None:
        """The case with this id, or None where it was not stored, or was deleted, or the database is down.

        None as well where it is another workspace's: ids travel in buttons and forms.
        """

        def is_wanted(recent: _Recent) -> bool:
            return (recent.case.id, recent.case.team) == (case_id, team)

        try:
            row = self._first(f"read case {case_id!r}", cases.c.id == case_id, cases.c.team == team)
        except StoreError as problem:
            log.error("%s", problem)
            return self._remembered(is_wanted)
        if row is not None:
            return self._read(row)
        return self._remembered(lambda recent: is_wanted(recent) and not recent.is_stored)

    def replace(self, case: Case) -> None:
        """Store what a case is since its question was edited; it counts as asked when it was. What fails is logged."""
        self.expect(case)
        row = {"question": case.question, "diagnosis": json.dumps(to_json(case.diagnosis))}
        row |= {"corpus_version": case.corpus_version, "shown": case.shown}
        if not self._change(case, row, otherwise=f"Case {case.id} stays as it was before its question was edited."):
            return
        with self._lock:
            if case.id in self._recent:
                self._recent[case.id].is_stored = True

    def behind(self, *, team: str, channel: str, reply_ts: str) -> Case | None:
        """The case that one of our replies is about, or None."""

        def is_it(recent: _Recent) -> bool:
            case = recent.case
            return (case.team, case.channel, case.reply_ts) == (team, channel, reply_ts)

        it = (cases.c.team == team, cases.c.channel == channel, cases.c.reply_ts == reply_ts)
        try:
            row = self._first("read a reply's case", *it)
        except StoreError as problem:
            log.error("%s", problem)
            return self._remembered(is_it)
        return (
            self._remembered(lambda recent: is_it(recent) and not recent.is_stored) if row is None else self._read(row)
        )

    def latest_in_thread(self, *, team: str, channel: str, thread_ts: str | None, before: str = "") -> Case | None:
        """What was last asked in a thread, or where that is None in the conversation; before the case of this id."""

        def is_here(recent: _Recent) -> bool:
            case = recent.case
            is_place = (case.team, case.channel) == (team, channel) and thread_ts in (None, case.thread_ts)
            return is_place and case.id != before

        here = [cases.c.team == team, cases.c.channel == channel]
        if thread_ts is not None:
            here.append(cases.c.thread_ts == thread_ts)
        if before:
            asked_at = select(cases.c.kept_at).where(cases.c.id == before).scalar_subquery()
            here.append(cases.c.kept_at < func.coalesce(asked_at, _NEVER))
        try:
            row = self._first("read a thread's case", *here)
        except StoreError as problem:
            log.error("%s", problem)
            return self._remembered(is_here)
        since = 0.0 if row is None else row["kept_at"]
        newer = self._remembered(lambda recent: is_here(recent) and not recent.is_stored and recent.at > since)
        return newer or (None if row is None else self._read(row))

    def _with_reply(self, case: Case, reply_ts: str | None) -> Case:
        """The case with its reply and with what was chosen before it was stored; memory knows both from now on."""
        with self._lock:
            recent = self._recent.get(case.id)
            case = replace(case, reply_ts=reply_ts, shown=case.shown if recent is None else recent.case.shown)
            self._hold(case)
        return case

    def _hold(self, case: Case) -> None:
        """Keep a case in memory, with the lock held, and let the oldest go."""
        self._recent[case.id] = _Recent(case, self._clock.now())
        while len(self._recent) > KEPT_IN_MEMORY:
            self._recent.popitem(last=False)

    def _remembered(self, is_wanted: Callable[[_Recent], bool]) -> Case | None:
        """The newest case in memory that is wanted."""
        with self._lock:
            return next((recent.case for recent in reversed(self._recent.values()) if is_wanted(recent)), None)

    def _insert(self, row: dict[str, object], along: Callable[[Connection], None]) -> None:
        """Raises StoreError when it did not work any time, and IntegrityError where the case is there already."""
        for attempt in range(1, KEEP_ATTEMPTS + 1):
            try:
                # A reply that others see is found again by recovery, which keeps its case then.
                with self._database.begin("keep a case", is_repeatable=row["reply_ts"] is not None) as connection:
                    connection.execute(_KEEP, row)
                    along(connection)
                return
            except StoreError:
                if attempt == KEEP_ATTEMPTS:
                    raise

    def _store_shown(self, case: Case, entry_id: str) -> None:
        otherwise = f"What is said next in the thread of case {case.id} may miss what was chosen."
        self._change(case, {"shown": entry_id}, otherwise=otherwise)

    def _change(self, case: Case, values: Mapping[str, object], *, otherwise: str) -> bool:
        """Write into a case's row; where that fails, log what is so `otherwise`, and say False."""
        try:
            with self._database.begin("change a case") as connection:
                is_it = (cases.c.id == case.id, cases.c.team == case.team)
                connection.execute(update(cases).where(*is_it).values(values))
        except StoreError as problem:
            log.error("%s %s", problem, otherwise)
            return False
        return True

    def _first(self, purpose: str, *conditions: ColumnElement[bool]) -> RowMapping | None:
        """The newest row; raises StoreError."""
        with self._database.begin(purpose) as connection:
            found = connection.execute(select(cases).where(*conditions).order_by(cases.c.kept_at.desc()).limit(1))
            return found.mappings().first()

    def _read(self, row: RowMapping) -> Case:
        values = {name: row[name] for name in Case.__dataclass_fields__}
        return Case(**{**values, "diagnosis": from_json(json.loads(row["diagnosis"]), self._corpus)})
