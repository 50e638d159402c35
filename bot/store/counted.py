"""Counted: the rows that figures are counted from, of one workspace, a page at a time."""

from __future__ import annotations

import json
import logging
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, tuple_

from bot.figures.counting import DAY, Figures, figures_of
from bot.figures.rows import AskedCase, HandedOn, Rows, Verdict
from bot.store.database import Database
from bot.store.feedback import given_in
from bot.store.tables import cases, escalations, feedback

log = logging.getLogger(__name__)

PAGE = 500
"""Rows that one transaction reads: SQLite has one connection, and a claim must not wait for figures."""

MOST_COUNTED = 100_000
"""Cases of one workspace."""

MOST_AROUND = 1_000
"""Cases of one person and of their threads, after the oldest of those that are asked about."""

TRIES = ("example", "home-example")
"""Surfaces of cases in which somebody tried an example."""


class Counted:
    """Reads what is counted. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def workspaces(self, *, since: float) -> tuple[str, ...]:
        """The workspaces in which somebody asked something since then, by id."""
        asked = select(cases.c.team).where(cases.c.kept_at >= since, _is_no_try()).distinct().order_by(cases.c.team)
        with self._database.begin("read the workspaces") as connection:
            return tuple(connection.execute(asked).scalars())

    def figures(
        self, *, team: str, now: float, periods: Sequence[int], only_support: Container[str]
    ) -> tuple[Figures, ...]:
        """The figures of a workspace for each of `periods`, in days before `now`; see `figures_of`."""
        rows = self.rows(team=team, since=now - max(periods) * DAY)
        return tuple(figures_of(rows, now=now, days=days, only_support=only_support) for days in periods)

    def rows(self, *, team: str, since: float) -> Rows:
        """Everything of a workspace since then, in seconds since 1970; nothing of any other."""
        return self._rows_of(self._pages(team=team, since=since), team=team)

    def rows_around(self, case_ids: Sequence[str], *, person: str, team: str) -> Rows:
        """What became of these cases of a person is told by what they asked, and what was asked in the same threads."""
        these = cases.c.id.in_(case_ids)
        threads = select(cases.c.channel, cases.c.thread_ts).where(these, cases.c.thread_ts.is_not(None))
        around = or_(cases.c.asker == person, tuple_(cases.c.channel, cases.c.thread_ts).in_(threads))
        since = select(func.min(cases.c.kept_at)).where(these).scalar_subquery()
        asked = _CASES.where(cases.c.team == team, cases.c.kept_at >= since, _is_no_try(), around)
        with self._database.begin("read what became of somebody's cases") as connection:
            found = connection.execute(asked.order_by(cases.c.kept_at, cases.c.id).limit(MOST_AROUND)).mappings().all()
        return self._rows_of([found], team=team)

    def _rows_of(self, pages: Iterable[Sequence[RowMapping]], *, team: str) -> Rows:
        found: list[AskedCase] = []
        verdicts: list[Verdict] = []
        handed_on: list[HandedOn] = []
        for page in pages:
            found += map(_asked_case, page)
            ids = [row["id"] for row in page]
            verdicts += map(_verdict, self._about(ids, _VERDICTS.where(given_in(team))))
            handed_on += map(_handed_on, self._about(ids, _HANDED_ON.where(escalations.c.team == team)))
        return Rows(cases=tuple(found), verdicts=tuple(verdicts), handed_on=tuple(handed_on))

    def _pages(self, *, team: str, since: float) -> Iterator[Sequence[RowMapping]]:
        """The cases, oldest first; the newest only where there are more than anybody counts."""
        here = (cases.c.team == team, cases.c.kept_at >= since, _is_no_try())
        newest = select(cases.c.id).where(*here).order_by(cases.c.kept_at.desc(), cases.c.id.desc()).limit(MOST_COUNTED)
        with self._database.begin("read which cases there are") as connection:
            ids = connection.execute(newest).scalars().all()[::-1]
        if len(ids) == MOST_COUNTED:
            log.warning("Of workspace %s only the latest %d cases are counted.", team, MOST_COUNTED)
        for at in range(0, len(ids), PAGE):
            page = _CASES.where(cases.c.id.in_(ids[at : at + PAGE])).order_by(cases.c.kept_at, cases.c.id)
            with self._database.begin("read a page of cases") as connection:
                found = connection.execute(page).mappings().all()
            yield found

    def _about(self, case_ids: Sequence[str], asked: Select[Any]) -> Sequence[RowMapping]:
        """What another table has on these cases, oldest first."""
        with self._database.begin("read what became of cases") as connection:
            return connection.execute(asked.where(asked.selected_columns.case_id.in_(case_ids))).mappings().all()


_CASES = select(
    cases.c.id, cases.c.asker, cases.c.channel, cases.c.thread_ts, cases.c.kept_at, cases.c.diagnosis, cases.c.question
)
_VERDICTS = select(feedback.c.case_id, feedback.c.entry_id, feedback.c.verdict, feedback.c.given_at).order_by(
    feedback.c.given_at, feedback.c.id
)
_HANDED_ON = select(escalations.c.case_id, escalations.c.recorded_at).order_by(escalations.c.recorded_at)


def _is_no_try() -> ColumnElement[bool]:
    return cases.c.surface.not_in(TRIES)


def _asked_case(row: RowMapping) -> AskedCase:
    diagnosis = json.loads(row["diagnosis"])
    answered = [each for each in diagnosis["findings"] if each["decision"] == "answer" and each["matches"]]
    return AskedCase(
        id=row["id"],
        asker=row["asker"],
        channel=row["channel"],
        thread_ts=row["thread_ts"],
        at=row["kept_at"],
        decision=diagnosis["decision"],
        entries=tuple(each["matches"][0]["id"] for each in answered),
        question=row["question"],
    )


def _verdict(row: RowMapping) -> Verdict:
    return Verdict(
        case_id=row["case_id"],
        entry_id=row["entry_id"],
        is_solved=row["verdict"] == "solved",
        at=row["given_at"],
    )


def _handed_on(row: RowMapping) -> HandedOn:
    return HandedOn(case_id=row["case_id"], at=row["recorded_at"])
