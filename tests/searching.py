"""Searching a database from the outside: every column of every table, whatever the program says it has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, select


def engine_for(url: str) -> Engine:
    """An engine that is none of the program's."""
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def rows_in(url: str) -> list[tuple[str, dict[str, Any]]]:
    """Every row of every table that is really there, with its table's name."""
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            found = MetaData()
            found.reflect(connection)
            return [
                (table.name, dict(row))
                for table in found.sorted_tables
                for row in connection.execute(select(table)).mappings()
            ]
    finally:
        engine.dispose()


def places_of(words: list[str], url: str) -> list[tuple[str, str, str]]:
    """Where one of these words stands: table, column and word."""
    return [
        (table, column, word)
        for table, row in rows_in(url)
        for column, value in row.items()
        for word in words
        if word in str(value)
    ]
