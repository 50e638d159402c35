"""One way to the database: a transaction that brings the tables up to date first, and fails with one kind of error."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.errors import StoreError
from bot.store.engine import QUEUE_WAIT, REPEATABLE, connections_of, engine_of, file_of
from bot.store.line import Line
from bot.store.migrations import migrate, missing_steps

log = logging.getLogger(__name__)


class Database:
    """The database behind a URL. Nothing is opened before it is used, so that the program starts while it is down."""

    def __init__(self, url: str) -> None:
        """Raises SettingsError for a URL that is neither SQLite's nor PostgreSQL's, or without the latter's driver."""
        self._engine = engine_of(url)
        self._repeatable = self._engine.execution_options(**{REPEATABLE: True})
        self._line = Line(connections_of(self._engine))
        self._lock = threading.Lock()
        self._is_migrated = False

    def migrate(self) -> None:
        """Bring the tables up to date; the first transaction does it by itself. Raises StoreError."""
        if self._is_migrated:
            return
        if not self._lock.acquire(timeout=QUEUE_WAIT):
            raise StoreError("The database is still being opened. Look at DATABASE_URL and its disk.")
        try:
            if not self._is_migrated:
                with self._told("bring its tables up to date"):
                    file = file_of(self._engine.url)
                    if file is not None:
                        file.parent.mkdir(parents=True, exist_ok=True)
                        # SQLite gives the files beside it the same mode: what people asked is for its owner only.
                        file.touch(mode=0o600)
                    with self._engine.begin() as connection:
                        made = migrate(connection)
                self._is_migrated = True
                if made:
                    log.info("The database's tables were brought up to date: %s.", ", ".join(made))
        finally:
            self._lock.release()

    def missing_migrations(self) -> tuple[str, ...]:
        """The migrations that the tables still need, oldest first; makes none of them. Raises StoreError."""
        with self.look("tell how far its tables are") as connection:
            return missing_steps(connection)

    @contextmanager
    def look(self, purpose: str) -> Iterator[Connection]:
        """A transaction over the tables as they are, for whoever must not change them. Raises StoreError."""
        with self._told(purpose), self._turn(purpose), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def begin(self, purpose: str, *, is_repeatable: bool = False) -> Iterator[Connection]:
        """A transaction; `purpose` completes "The database could not …".

        One that `is_repeatable` may be lost in a power failure, for recovery makes it again.
        Raises StoreError where the database fails, and sqlalchemy's IntegrityError where a row exists already.
        """
        self.migrate()
        engine = self._repeatable if is_repeatable else self._engine
        with self._told(purpose), self._turn(purpose), engine.begin() as connection:
            yield connection

    def is_up(self) -> bool:
        """Whether it answers right now."""
        try:
            with self.begin("answer") as connection:
                connection.execute(text("SELECT 1"))
        except StoreError:
            return False
        return True

    def let_go_of_deleted(self) -> None:
        """Have deleted rows vanish from SQLite's write-ahead log too, unless somebody reads just now.

        PostgreSQL lets go of them by itself (postgresql.org, routine-vacuuming).
        """
        if self._engine.dialect.name != "sqlite":
            return
        purpose = "empty its write-ahead log"
        with self._told(purpose), self._turn(purpose), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            if driver is not None:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _turn(self, purpose: str) -> Iterator[None]:
        """Wait for a connection. Raises StoreError."""
        if not self._line.enter(within=QUEUE_WAIT):
            raise StoreError(
                f"The database could not {purpose}: others use it still. Look at DATABASE_URL and its disk."
            )
        try:
            yield
        finally:
            self._line.leave()

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
