"""OwnCases: what one person asked and how far each of it is, for their App Home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from sqlalchemy import RowMapping, Select, select

from bot.figures.counting import became_of
from bot.store.counted import TRIES, Counted
from bot.store.database import Database
from bot.store.feedback import given_in
from bot.store.outbox import MailState
from bot.store.tables import cases, escalations, feedback, outbox

MOST_SHOWN = 10
MOST_LOOKED_AT = 200
"""Cases of one person; who has asked more sees the latest."""

CaseState: TypeAlias = Literal["open", "solved", "contradicted", "queued", "sent", "failed"]
"""`open`, `solved`, or with support and its latest mail `queued`, `sent` or `failed`. Whichever came last holds; what
was solved and came back is `contradicted`, by the rule of the figures, and open again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """One question of the person."""

    id: str
    question: str
    """Redacted."""
    asked_at: float
    """Seconds since 1970."""
    state: CaseState
    channel: str
    reply_ts: str | None
    """The bot's reply; None for one that only the asker saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Somebody's cases."""

    latest: tuple[OwnCase, ...] = ()
    """Those that are not solved first, each group with the latest first."""
    solved: int = 0
    with_support: int = 0
    open: int = 0


class OwnCases:
    """Reads one person's cases."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted = Counted(database)

    def of(self, person: str, *, team: str) -> Own:
        """The cases of a person in a workspace. Raises StoreError."""
        mine = select(cases.c.id, cases.c.question, cases.c.kept_at, cases.c.channel, cases.c.reply_ts).where(
            cases.c.team == team, cases.c.asker == person, cases.c.surface.not_in(TRIES)
        )
        with self._database.begin("read somebody's cases") as connection:
            found = connection.execute(mine.order_by(cases.c.kept_at.desc()).limit(MOST_LOOKED_AT)).mappings().all()
            ids = [row["id"] for row in found]
            verdicts = connection.execute(_verdicts_on(ids, team=team)).mappings().all()
            mails = connection.execute(_mails_of(ids)).mappings().all()
        as_said = [_own(row, verdicts, mails) for row in found]
        came_back = self._contradicted([each.id for each in as_said if each.state == "solved"], person, team=team)
        all_of_them = [replace(each, state="contradicted") if each.id in came_back else each for each in as_said]
        counts = Counter(each.state for each in all_of_them)
        return Own(
            latest=tuple(sorted(all_of_them, key=lambda each: each.state == "solved")[:MOST_SHOWN]),
            solved=counts["solved"],
            with_support=counts["queued"] + counts["sent"] + counts["failed"],
            open=counts["open"] + counts["contradicted"],
        )

    def _contradicted(self, solved: Sequence[str], person: str, *, team: str) -> frozenset[str]:
        """Those of the solved cases that are not solved after all, as support leads count them."""
        if not solved:
            return frozenset()
        became = became_of(self._counted.rows_around(solved, person=person, team=team))
        return frozenset(case_id for case_id in solved if became.get(case_id) == "contradicted")


def _verdicts_on(ids: Sequence[str], *, team: str) -> Select[tuple[str, str, float]]:
    asked = select(feedback.c.case_id, feedback.c.verdict, feedback.c.given_at)
    return asked.where(feedback.c.case_id.in_(ids), given_in(team)).order_by(feedback.c.given_at, feedback.c.id)


def _mails_of(ids: Sequence[str]) -> Select[tuple[str, str, float]]:
    """Each time a case was handed on, and how far that mail is."""
    return (
        select(escalations.c.case_id, outbox.c.state, escalations.c.recorded_at)
        .join(outbox, outbox.c.message_id == escalations.c.message_id)
        .where(escalations.c.case_id.in_(ids))
        .order_by(escalations.c.recorded_at)
    )


def _own(row: RowMapping, verdicts: Sequence[RowMapping], mails: Sequence[RowMapping]) -> OwnCase:
    verdict = next((each for each in reversed(verdicts) if each["case_id"] == row["id"]), None)
    mail = next((each for each in reversed(mails) if each["case_id"] == row["id"]), None)
    return OwnCase(
        id=row["id"],
        question=row["question"],
        asked_at=row["kept_at"],
        state=_state_of(verdict, mail),
        channel=row["channel"],
        reply_ts=row["reply_ts"],
    )


def _state_of(verdict: RowMapping | None, mail: RowMapping | None) -> CaseState:
    handed_on_at = 0.0 if mail is None else mail["recorded_at"]
    if verdict is not None and verdict["verdict"] == "solved" and handed_on_at <= verdict["given_at"]:
        return "solved"
    if mail is None:
        return "open"
    state: MailState = mail["state"]
    return state
