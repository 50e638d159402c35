"""Feedback: who said that an answer solved it or did not, and which entry was shown; silence is never counted."""

from __future__ import annotations

import logging
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

    def keep(self, *, case_id: str, entry_id: str, verdict: Literal["solved", "not_solved"], person: str) -> bool:
        """Store one press; False where the database did not take it."""
        row = {"case_id": case_id, "entry_id": entry_id, "verdict": verdict, "person": person}
        try:
            with self._database.begin("keep feedback") as connection:
                connection.execute(insert(feedback).values(**row, given_at=self._clock.now()))
        except StoreError as problem:
            log.error("%s %s of case %s is not kept.", problem, verdict, case_id)
            return False
        return True
