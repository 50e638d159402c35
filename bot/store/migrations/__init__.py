"""Brings a database's tables up to date, step by step, each step once, however many processes start together."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, text

HERE = Path(__file__).parent

ADVISORY_LOCK = 7_105_249
"""Any number that nobody else takes on this database (postgresql.org, explicit-locking, advisory locks)."""

_one_at_a_time = threading.Lock()
"""Alembic keeps the migration that is running in a module of its own, one for the whole process."""

logging.getLogger("alembic").setLevel(logging.WARNING)


def migrate(connection: Connection) -> tuple[str, ...]:
    """Run the steps that are missing, within the transaction that the connection is in; which these were.

    Raises alembic's CommandError where the database was made by a newer version of the program.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's transaction is the only one that writes already.
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
    missing = missing_steps(connection)
    if missing:
        config = _config()
        config.attributes["connection"] = connection
        with _one_at_a_time:
            command.upgrade(config, "head")
    return missing


def missing_steps(connection: Connection) -> tuple[str, ...]:
    """The steps that `migrate` would run, oldest first. Raises CommandError where the database is a newer version's."""
    made = MigrationContext.configure(connection).get_current_revision()
    try:
        steps = [step.revision for step in ScriptDirectory.from_config(_config()).iterate_revisions("head", made)]
    except RevisionError as unknown:
        raise CommandError(str(unknown)) from None
    return tuple(reversed(steps))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config
