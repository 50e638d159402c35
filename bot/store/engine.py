"""The engine behind a URL: SQLite as a file beside the program, or PostgreSQL; neither makes Slack wait."""

from __future__ import annotations

import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.errors import SettingsError
from bot.sockets import has_something_to_read

LOCK_WAIT = 1.2
"""Seconds to wait for another program's lock."""

QUEUE_WAIT = 1.6
"""Seconds to wait for our other threads; with the lock less than the three that Slack waits for an acknowledgement."""

CONNECT_WAIT = 2
"""Seconds to wait for a server that does not answer; the least that PostgreSQL's client library takes."""

CONNECTIONS = 4
"""To PostgreSQL, for each process. Threads wait in line for them (line.py) rather than open more: to open one takes
PostgreSQL longer than all that a question asks of it."""

UNTRIED = 5.0
"""Seconds that a connection to PostgreSQL may rest before it is tried as it is taken."""

REPEATABLE = "whyfailed_repeatable"
"""The execution option of a transaction that recovery makes again where a power failure takes it."""

POSTGRESQL = "postgresql+psycopg"
SPELLED_OTHERWISE = ("postgresql", "postgres")
"""How administrators and hosts write it, without the driver."""


def engine_of(url: str) -> Engine:
    """The engine; nothing is opened yet. Raises SettingsError where the driver is missing or the kind is another."""
    address = make_url(url)
    if address.drivername in SPELLED_OTHERWISE:
        address = address.set(drivername=POSTGRESQL)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.drivername == POSTGRESQL:
        return _postgresql(address)
    raise SettingsError(f"DATABASE_URL names {address.drivername}. Name sqlite:///FILE or postgresql://HOST/DATABASE.")


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for a server, for memory, and for a file: URI."""
    file = url.database
    if url.get_backend_name() != "sqlite" or not file or file == ":memory:" or file.startswith("file:"):
        return None
    return Path(file).expanduser()


def connections_of(engine: Engine) -> int:
    """How many threads can use it at a time."""
    return cast(QueuePool, engine.pool).size()


def _sqlite(url: URL) -> Engine:
    # Threads take turns with the one connection (line.py); for SQLite's own lock they would poll, and under load some
    # would never get it. Values stay out of messages: an error's text ends in the log.
    engine = create_engine(
        url,
        connect_args={"timeout": LOCK_WAIT, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=QUEUE_WAIT,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_writing)
    return engine


def _postgresql(url: URL) -> Engine:
    milliseconds = int(LOCK_WAIT * 1000)
    arguments = {
        "connect_timeout": CONNECT_WAIT,
        "tcp_user_timeout": milliseconds,
        "options": f"-c lock_timeout={milliseconds}",
    }
    try:
        engine = create_engine(
            url,
            connect_args=arguments,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=QUEUE_WAIT,
            hide_parameters=True,
        )
    except ModuleNotFoundError:
        raise SettingsError(
            "DATABASE_URL names PostgreSQL, and its driver is not installed: pip install 'whyfailed[postgresql]'."
        ) from None
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_try_again, engine.dialect))
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    """From now on it rests."""
    record.info["used"] = time.monotonic()


def _try_again(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A server that was restarted broke the connections in the pool: one that rested for long, or on which something
    came in, is tried. Each time, as `pool_pre_ping` does, that would ask the server twice more for every question.

    Raises DisconnectionError, for which the pool makes a new connection.
    """
    used = record.info.get("used")
    if used is None:
        return
    try:
        if time.monotonic() - used > UNTRIED or has_something_to_read(connection.fileno()):
            dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        raise DisconnectionError from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers beside one writer (sqlite.org/wal.html).

    What is deleted is overwritten, so that it is gone from the file too (sqlite.org/pragma.html, secure_delete).
    """
    connection.isolation_level = None  # the driver begins no transaction of its own: _begin_writing does
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(LOCK_WAIT * 1000)}")
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """SQLite refuses the switch at once while another connection makes the same one, whatever its busy timeout is."""
    until = time.monotonic() + LOCK_WAIT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin_writing(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later is refused without any waiting.

    Source: docs.sqlalchemy.org, SQLite dialect, "Serializable isolation / Savepoints / Transactional DDL".
    A commit is synced, so that it outlasts a power failure, unless it is `REPEATABLE`: a sync takes longer than all
    else about it (sqlite.org/pragma.html, synchronous; nothing is lost when only the process dies).
    """
    sync = "NORMAL" if connection.get_execution_options().get(REPEATABLE) else "FULL"
    if connection.info.get("sync") != sync:
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA synchronous={sync}")
        cursor.close()
        connection.info["sync"] = sync
    connection.exec_driver_sql("BEGIN IMMEDIATE")
