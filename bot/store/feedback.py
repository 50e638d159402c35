"""Feedback: who said that an answer solved it or did not and why, and which entry was shown; silence never counts."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.errors import StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import feedback

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One press on Solved or Not solved."""

    entry_id: str
    """What was shown; empty for several failures at once."""
    verdict: Literal["solved", "not_solved"]
    reason: str
    """Why not, redacted; empty where none was given."""
    person: str


class Feedback:
    """Keeps every press on Solved and Not solved."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self.lost = 0
        """How many presses could not be stored since the start."""

    def keep(
        self,
        *,
        case_id: str,
        entry_id: str,
        verdict: Literal["solved", "not_solved"],
        team: str,
        person: str,
        reason: str = "",
    ) -> bool:
        """Store one press, with what the person said about it, redacted; False where the database did not take it.

        A reason that is given after the press joins it, and so does the same said once more, as by somebody who goes on
        with what another process left unfinished: what is one thing is counted once.
        """
        row: dict[str, object] = {"case_id": case_id, "entry_id": entry_id, "verdict": verdict}
        row |= {"team": team, "person": person, "reason": reason, "given_at": self._clock.now()}
        try:
            with self._database.begin("keep feedback") as connection:
                if not _said_before(row, connection):
                    connection.execute(insert(feedback).values(row))
        except StoreError as problem:
            with self._lock:
                self.lost += 1
            log.error("%s %s of case %s is not kept; %d lost.", problem, verdict, case_id, self.lost)
            return False
        return True

    def of_case(self, case_id: str, *, team: str) -> tuple[Given, ...]:
        """Every press on a case's answers in a workspace, oldest first; what others press there is not about it.

        Raises StoreError.
        """
        asked = select(*(feedback.c[name] for name in Given.__dataclass_fields__)).where(
            feedback.c.case_id == case_id, given_in(team)
        )
        with self._database.begin("read the feedback of a case") as connection:
            rows = connection.execute(asked.order_by(feedback.c.given_at, feedback.c.id)).mappings()
            return tuple(Given(**row) for row in rows)


def given_in(team: str) -> ColumnElement[bool]:
    """Whether a press is of this workspace; the first presses that were kept do not say of which they are."""
    return feedback.c.team.in_((team, ""))


def _said_before(row: dict[str, object], connection: Connection) -> bool:
    """Whether the same person's last press on the same answer said the same; then it has this reason, or this time."""
    of_theirs = [feedback.c[name] == row[name] for name in ("case_id", "entry_id", "team", "person")]
    latest = select(feedback.c.id, feedback.c.verdict, feedback.c.reason).where(*of_theirs)
    last = connection.execute(latest.order_by(feedback.c.given_at.desc(), feedback.c.id.desc()).limit(1)).first()
    if last is None or last.verdict != row["verdict"] or last.reason not in ("", row["reason"]):
        return False
    news = "given_at" if last.reason == row["reason"] else "reason"
    connection.execute(update(feedback).where(feedback.c.id == last.id).values({news: row[news]}))
    return True
