"""Feedback: who said that an answer solved it or did not, and which entry was shown; silence is never counted."""

from __future__ import annotations

import logging
import threading
from typing import Literal

from sqlalchemy import insert

from bot.errors import StoreError
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.tables import feedback

log = logging.getLogger(__name__)


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
        """Store one press, with what the person said about it, redacted; False where the database did not take it."""
        row = {"case_id": case_id, "entry_id": entry_id, "verdict": verdict}
        row |= {"team": team, "person": person, "reason": reason}
        try:
            with self._database.begin("keep feedback") as connection:
                connection.execute(insert(feedback).values(**row, given_at=self._clock.now()))
        except StoreError as problem:
            with self._lock:
                self.lost += 1
            log.error("%s %s of case %s is not kept; %d lost.", problem, verdict, case_id, self.lost)
            return False
        return True
