"""Migrations: tables come up to date by themselves, once, from whatever stood there."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.outbox import MailOutbox
from bot.store.tables import metadata

BEFORE_MIGRATIONS = """
CREATE TABLE feedback (
    id INTEGER NOT NULL PRIMARY KEY, case_id VARCHAR NOT NULL, entry_id VARCHAR NOT NULL, verdict VARCHAR NOT NULL,
    person VARCHAR NOT NULL, given_at FLOAT NOT NULL
)
"""
"""A table as version 0.1.0 made it."""


def test_the_migrations_make_the_tables_that_the_program_declares(database: Database) -> None:
    """Nobody changes `tables.py` without a migration, nor the other way round."""
    with database.begin("compare") as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, metadata)
    assert differences == []


def test_processes_that_start_together_migrate_once(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Each finds the tables complete, none fails, and every step ran once, as the log of one of them says."""
    caplog.set_level(logging.INFO)
    databases = [Database(database_url) for _ in range(4)]
    start = threading.Barrier(len(databases))
    failed: list[Exception] = []

    def begin(database: Database) -> None:
        start.wait()
        try:
            database.migrate()
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=begin, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].begin("look") as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        tables = set(inspect(connection).get_table_names())
    for database in databases:
        database.close()
    assert failed == []
    assert versions == ["0007"]
    assert [said for said in caplog.messages if "tables" in said] == [
        "The database's tables were brought up to date: 0001, 0002, 0003, 0004, 0005, 0006, 0007."
    ]
    assert {*metadata.tables, "alembic_version"} == tables


def test_a_database_from_before_migrations_keeps_its_rows(tmp_path: Path) -> None:
    """It is taken over as it stands: old rows stay, and what is new is added."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(BEFORE_MIGRATIONS))
        connection.execute(text("INSERT INTO feedback VALUES (1, 'c1', 'connect-7105', 'solved', 'U1', 5.0)"))
    engine.dispose()
    database = Database(url)
    with database.begin("look") as connection:
        (row,) = connection.execute(text("SELECT person, verdict, reason, team FROM feedback"))
    states = MailOutbox(database).states_of("c1")
    database.close()
    assert tuple(row) == ("U1", "solved", "", "")
    assert states == ()


def test_a_newer_database_is_left_alone(database: Database, database_url: str) -> None:
    """An older program says so in a sentence, and changes nothing."""
    with database.begin("pretend") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    older = Database(database_url)
    with pytest.raises(StoreError, match="made by a newer version of whyfailed"):
        older.migrate()
    older.close()
