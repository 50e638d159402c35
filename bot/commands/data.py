"""`whyfailed data`: what is kept of a person or a workspace, counted, handed out or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import BinaryIO

import click

from bot.commands.output import write_json
from bot.settings import read_store_settings
from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.kept import Keeping, Kept, Whose

NAMES = {
    "cases": "questions with their answers",
    "feedback": "presses on Solved or Not solved",
    "ticks": "presses on the steps of an answer",
    "escalations": "cases handed to support",
    "outbox": "mails to support",
    "drafts": "mails to support as files in MAIL_DIR",
    "threads": "threads in which the bot talks with somebody",
    "channel_modes": "channel modes that somebody set",
    "claims": "events taken, without their text",
    "slack_bots": "installations of the app",
}
"""What each table holds, as people call it."""


def whose(user: str | None, workspace: str | None) -> Whose:
    """Whose data is meant. Raises UsageError where nobody is named."""
    if not user and not workspace:
        raise click.UsageError("Name a person with --user or a workspace with --workspace, by their Slack ids.")
    return Whose(user=user or None, team=workspace or None)


def show(of: Whose) -> None:
    """Prints how much is kept, and since when. Raises StoreError."""
    with _keeping() as keeping:
        _print(keeping.show(of))


def export(of: Whose, stream: BinaryIO) -> None:
    """Writes every row as a line of JSON. Raises StoreError."""
    with _keeping() as keeping:
        for row in keeping.export(of):
            write_json(stream, row)


def delete(of: Whose, *, is_sure: bool) -> bool:
    """Deletes after a question, and prints what went; false where the answer was no. Raises StoreError."""
    with _keeping() as keeping:
        if not is_sure:
            _print(keeping.show(of))
            if not click.confirm("Delete all of this? It cannot be undone"):
                click.echo("Nothing was deleted.")
                return False
        gone = keeping.delete(of)
    click.echo("Deleted, but for the bare ids of events that Slack may send again; they go within 26 hours.")
    _print(gone)
    return True


def migrate() -> None:
    """Brings the tables up to date. Raises StoreError."""
    with closing(Database(read_store_settings().database_url)) as database:
        database.migrate()
    click.echo("The tables are up to date.")


def _print(kept: tuple[Kept, ...]) -> None:
    rows = {each.table: each for each in kept}
    for table, name in NAMES.items():
        found = rows[table]
        since = "" if found.oldest is None else f", since {datetime.fromtimestamp(found.oldest, UTC):%Y-%m-%d}"
        click.echo(f"{found.rows:6} {name}{since}")


@contextmanager
def _keeping() -> Iterator[Keeping]:
    settings = read_store_settings()
    with closing(Database(settings.database_url)) as database:
        yield Keeping(database, drafts=Drafts(settings.mail_dir))
