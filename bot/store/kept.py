"""What is kept of a person or of a workspace: counted, handed out, deleted without a trace in any table or file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, and_, delete, false, func, null, or_, select, update

from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.tables import (
    Written,
    cases,
    channel_modes,
    claims,
    escalations,
    feedback,
    metadata,
    outbox,
    slack_bots,
    slack_oauth_states,
    threads,
    ticks,
)

GONE = "[deleted]"
"""What stands in other people's texts where the id of somebody stood who wanted to be forgotten."""

DRAFTS = "drafts"
"""What mails are called that lie in MAIL_DIR as files, beside the names of tables."""

DELETED = (outbox, escalations, feedback, ticks, cases, threads, slack_bots)
"""Tables whose rows go; mails before the escalations that say whose they are. Of claims bare ids stay, and a channel's
mode stays without who set it."""


_PEOPLE = {
    claims: ("asker",),
    cases: ("asker",),
    feedback: ("person",),
    ticks: ("person",),
    escalations: ("asker", "sender"),
    channel_modes: ("person",),
    threads: ("person",),
}
"""The columns that say whose a row is; a mail is its escalation's, an installation its workspace's."""

KEPT = tuple(table for table in metadata.sorted_tables if table is not slack_oauth_states)
"""Tables with rows that are somebody's."""

SECRET = frozenset({slack_bots.c.bot_token, slack_bots.c.bot_refresh_token})
"""What opens a workspace to whoever holds it: never handed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """A person, a workspace, or a person in one workspace. At least one of them is given."""

    user: str | None = None
    team: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """What must not be found any more: the person's id, or the workspace's where no person is named."""
        return tuple(filter(None, (self.user or self.team,)))


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one table that belong to somebody."""

    table: str
    rows: int
    oldest: float | None
    """Seconds since 1970; None where there are no rows."""


class Keeping:
    """Answers for what is kept. Every method raises StoreError."""

    def __init__(self, database: Database, *, drafts: Drafts) -> None:
        self._database = database
        self._drafts = drafts

    def show(self, whose: Whose) -> tuple[Kept, ...]:
        """How many rows each table has of them, and since when; the mails that were written as files come last."""
        with self._database.begin("count what is kept") as connection:
            return self._counted(whose, connection)

    def export(self, whose: Whose) -> Iterator[Mapping[str, Any]]:
        """Every row of theirs, with the name of its table."""
        for table in KEPT:
            # Read whole: whoever takes the rows may take their time, and the database waits for nobody.
            with self._database.begin("hand out what is kept") as connection:
                shown = (column for column in table.columns if column not in SECRET)
                asked = select(*shown).where(_belongs(table, whose)).order_by(*table.primary_key.columns)
                rows = connection.execute(asked).mappings().all()
            for row in rows:
                yield {"table": table.name, **{name: _plain(value) for name, value in row.items()}}
        with self._database.begin("hand out what is kept") as connection:
            drafts = self._drafts.of(_mails_of(whose, connection))
        for draft in drafts:
            yield {"table": DRAFTS, "file": draft.name, "written_at": draft.written_at, "content": draft.content}

    def delete(self, whose: Whose) -> tuple[Kept, ...]:
        """Take out all of it, mails that wait to be sent included; what went. Nothing goes where something fails.

        A claim loses whatever says whose it was, and keeps the ids without which a message that Slack sends again
        would be answered again. Ids of theirs in other people's texts are struck out.
        """
        with self._database.begin("delete what is kept") as connection:
            gone, mails = self._counted(whose, connection), _mails_of(whose, connection)
            for table in DELETED:
                connection.execute(delete(table).where(_belongs(table, whose)))
            connection.execute(update(claims).where(_belongs(claims, whose)).values(_bared(whose)))
            of_modes = _belongs(channel_modes, whose)
            if whose.user is None:
                connection.execute(delete(channel_modes).where(of_modes))
            else:
                connection.execute(update(channel_modes).where(of_modes).values(person=""))
            for name in whose.ids:
                _strike_out(name, connection)
            # Last, for a file does not come back where the rows do.
            self._drafts.delete(mails)
            for name in whose.ids:
                self._drafts.strike_out(_mention_of(name), GONE)
        self._database.let_go_of_deleted()
        return gone

    def _counted(self, whose: Whose, connection: Connection) -> tuple[Kept, ...]:
        counted = ((table.name, *connection.execute(_count_of(table, whose)).one()) for table in KEPT)
        rows = (Kept(name, number, _plain(oldest)) for name, number, oldest in counted)
        drafts = self._drafts.of(_mails_of(whose, connection))
        oldest = min((draft.written_at for draft in drafts), default=None)
        return (*rows, Kept(DRAFTS, len(drafts), oldest))


def _mails_of(whose: Whose, connection: Connection) -> tuple[str, ...]:
    """The Message-IDs of the mails that are theirs."""
    asked = select(escalations.c.message_id).where(_belongs(escalations, whose))
    return tuple(connection.execute(asked).scalars())


def _count_of(table: Table, whose: Whose) -> Any:
    return select(func.count(), func.min(_since(table))).select_from(table).where(_belongs(table, whose))


def _plain(value: Any) -> Any:
    """A time as everywhere here: in seconds since 1970."""
    return value.timestamp() if isinstance(value, datetime) else value


def _since(table: Table) -> ColumnElement[Any]:
    names = (
        "kept_at", "given_at", "ticked_at", "recorded_at", "created_at", "received_at", "set_at", "changed_at",
        "installed_at",
    )  # fmt: skip
    return next(table.c[name] for name in names if name in table.c)


def _belongs(table: Table, whose: Whose) -> ColumnElement[bool]:
    """Whether a row is theirs. A mail is its escalation's; an escalation is the asker's as well as the sender's."""
    if table is outbox:
        return outbox.c.message_id.in_(select(escalations.c.message_id).where(_belongs(escalations, whose)))
    if table is slack_bots:
        return false() if whose.user is not None else slack_bots.c.team_id == whose.team
    people = _PEOPLE[table]
    conditions = []
    if whose.user is not None:
        conditions.append(or_(*(table.c[name] == whose.user for name in people)))
    if whose.team is not None:
        # Rows from before workspaces were noted name none.
        conditions.append(table.c.team.in_([whose.team, ""] if whose.user is not None else [whose.team]))
    return and_(*conditions) if conditions else false()


def _bared(whose: Whose) -> dict[str, Any]:
    """The values of a claim that is only ids any more; of a workspace that goes not even the conversation's."""
    if whose.user is not None:
        return {"asker": ""}
    return {"asker": "", "team": "", "channel": "", "thread_ts": null(), "ts": null(), "reply_ts": null()}


def _mention_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Z0-9]){re.escape(name)}(?![A-Z0-9])")


def _strike_out(name: str, connection: Connection) -> None:
    """Take an id out of every text that is left, such as a question by somebody else that mentions the person."""
    mentioned = _mention_of(name)
    for table in (table for table in KEPT if table is not slack_bots):
        keys = list(table.primary_key.columns)
        texts = [column for column in table.columns if isinstance(column.type, String | Written) and column not in keys]
        for column in texts:
            found = connection.execute(select(*keys, column).where(column.contains(name, autoescape=True))).all()
            for *key, said in found:
                is_row = and_(*(column_of_key == value for column_of_key, value in zip(keys, key, strict=True)))
                connection.execute(update(table).where(is_row).values({column: mentioned.sub(GONE, said)}))
