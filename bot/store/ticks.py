"""Ticks: which steps of an answer are done, so that everyone in the thread reads the same."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from sqlalchemy import Connection, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.tables import ticks

ATTEMPTS = 3
"""Two presses in one view at once, both the first in it: the second finds the row with its next attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What one person's view of the checkboxes said when they pressed one of them."""

    case_id: str
    entry_id: str
    steps: range
    """The steps that these checkboxes are about; the first is 1."""
    before: frozenset[int]
    """Those that were ticked when the message was drawn."""
    after: frozenset[int]
    """Those that are ticked now, for this person."""
    team: str
    person: str
    at: float
    """When they pressed, by Slack's clock, in seconds since 1970."""


class Ticks:
    """Keeps ticks. Every method raises StoreError.

    Slack sends what is ticked in one person's view, not what was pressed. So each view is kept as it was last: who,
    what they saw drawn, what they made of it. What a view changes counts, the latest change of each step; what it
    shows as it was drawn says nothing, for others may have changed that meanwhile. Workers may take presses in any
    order.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, ticked: Ticked) -> None:
        """Store a view, unless a later state of it is stored already."""
        for _ in range(ATTEMPTS):
            try:
                with self._database.begin("keep a tick") as connection:
                    _keep(ticked, connection)
                return
            except IntegrityError:
                continue
        raise StoreError("The database could not keep a tick: the same view was kept at the same time.")

    def of_case(self, case_id: str, *, team: str) -> Mapping[str, frozenset[int]]:
        """The steps that are done in a workspace, by the entry that they belong to; entries without any are left out.

        What is ticked elsewhere under the same id is not about this case.
        """
        asked = select(ticks).where(ticks.c.case_id == case_id, ticks.c.team == team).order_by(ticks.c.ticked_at)
        with self._database.begin("read the ticks of a case") as connection:
            views = connection.execute(asked).mappings().all()
        done: dict[str, set[int]] = {}
        for view in views:
            before, after = _steps(view["before"]), _steps(view["after"])
            steps = done.setdefault(view["entry_id"], set())
            steps |= after - before
            steps -= before - after
        return {entry_id: frozenset(steps) for entry_id, steps in done.items() if steps}


def _keep(ticked: Ticked, connection: Connection) -> None:
    view = {
        "case_id": ticked.case_id,
        "entry_id": ticked.entry_id,
        "person": ticked.person,
        "first": ticked.steps.start,
        "before": _written(ticked.before & set(ticked.steps)),
    }
    made = {"after": _written(ticked.after & set(ticked.steps)), "ticked_at": ticked.at}
    is_it = and_(*(ticks.c[name] == value for name, value in view.items()), ticks.c.team == ticked.team)
    if connection.execute(select(ticks.c.ticked_at).where(is_it)).first() is None:
        connection.execute(insert(ticks).values(**view, **made, team=ticked.team))
    else:
        connection.execute(update(ticks).where(is_it, ticks.c.ticked_at < ticked.at).values(made))


def _written(steps: Set[int]) -> str:
    return ",".join(map(str, sorted(steps)))


def _steps(written: str) -> set[int]:
    return {int(step) for step in written.split(",") if step}
