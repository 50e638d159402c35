"""Counted: the rows that figures are counted from, of one workspace, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select, tuple_

from bot.figures.counting import DAY, Figures, figures_of
from bot.figures.rows import AskedCase, HandedOn, Rows, Verdict
from bot.store.database import Database
from bot.store.tables import cases, escalations, feedback

PAGE = 500
"""Rows that one transaction reads: SQLite has one connection, and a claim must not wait for figures."""

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
        found: list[AskedCase] = []
        verdicts: list[Verdict] = []
        handed_on: list[HandedOn] = []
        for page in self._pages(team=team, since=since):
            found += map(_asked_case, page)
            ids = [row["id"] for row in page]
            verdicts += map(_verdict, self._about(ids, _VERDICTS.where(feedback.c.team.in_((team, "")))))
            handed_on += map(_handed_on, self._about(ids, _HANDED_ON.where(escalations.c.team == team)))
        return Rows(cases=tuple(found), verdicts=tuple(verdicts), handed_on=tuple(handed_on))

    def _pages(self, *, team: str, since: float) -> Iterator[Sequence[RowMapping]]:
        here = (cases.c.team == team, cases.c.kept_at >= since, _is_no_try())
        page = _CASES.where(*here).order_by(cases.c.kept_at, cases.c.id).limit(PAGE)
        after = page
        while True:
            with self._database.begin("read a page of cases") as connection:
                found = connection.execute(after).mappings().all()
            if found:
                yield found
            if len(found) < PAGE:
                return
            last = found[-1]
            after = page.where(tuple_(cases.c.kept_at, cases.c.id) > (last["kept_at"], last["id"]))

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
