"""One way to the database: a transaction that brings the tables up to date first, and fails with one kind of error."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.errors import StoreError
from bot.store.migrations import migrate

LOCK_WAIT = 2.0
"""Seconds to wait for another program's lock; shorter than the three within which Slack wants its acknowledgement."""


class Database:
    """The database behind a URL. Nothing is opened before it is used, so that the program starts while it is down."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        arguments: dict[str, Any] = {}
        if _is_sqlite(self._url):
            arguments["timeout"] = LOCK_WAIT
        # Values stay out of messages: an error's text ends in the log, and questions do not belong there.
        self._engine = create_engine(self._url, connect_args=arguments, hide_parameters=True)
        if _is_sqlite(self._url):
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_writing)
        self._lock = threading.Lock()
        self._is_migrated = False

    def migrate(self) -> None:
        """Bring the tables up to date; the first transaction does it by itself. Raises StoreError."""
        with self._lock:
            if self._is_migrated:
                return
            with self._told("bring its tables up to date"):
                if _is_sqlite(self._url) and self._url.database and self._url.database != ":memory:":
                    Path(self._url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
                with self._engine.begin() as connection:
                    migrate(connection)
            self._is_migrated = True

    @contextmanager
    def begin(self, purpose: str) -> Iterator[Connection]:
        """A transaction; `purpose` completes "The database could not …".

        Raises StoreError where the database fails, and sqlalchemy's IntegrityError where a row exists already.
        """
        self.migrate()
        with self._told(purpose), self._engine.begin() as connection:
            yield connection

    def is_up(self) -> bool:
        """Whether it answers right now."""
        try:
            with self.begin("answer") as connection:
                connection.execute(text("SELECT 1"))
        except StoreError:
            return False
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self, purpose: str) -> Iterator[None]:
        """Turn whatever a database can fail with into a StoreError."""
        try:
            yield
        except IntegrityError:
            raise
        except CommandError:
            raise StoreError(
                "The database was made by a newer version of whyfailed. Start that one, or name another DATABASE_URL."
            ) from None
        except (SQLAlchemyError, OSError) as problem:
            # The first line: PostgreSQL goes on with the row.
            cause = str(getattr(problem, "orig", None) or type(problem).__name__).partition("\n")[0].rstrip(".")
            raise StoreError(f"The database could not {purpose}: {cause}. Look at DATABASE_URL and its disk.") from None


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers beside one writer (sqlite.org/wal.html); every commit is synced, for a claim must last."""
    connection.isolation_level = None  # the driver begins no transaction of its own: _begin_writing does
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(LOCK_WAIT * 1000)}")
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """SQLite refuses the switch at once while another connection makes the same one, whatever its busy timeout is."""
    until = time.monotonic() + LOCK_WAIT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin_writing(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later is refused without any waiting.

    Source: docs.sqlalchemy.org, SQLite dialect, "Serializable isolation / Savepoints / Transactional DDL".
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")
