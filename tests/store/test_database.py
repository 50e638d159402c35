"""Which databases there are, how they are named, and what is said where one cannot be used."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from bot.errors import SettingsError, StoreError
from bot.store.database import Database
from bot.store.engine import CONNECTIONS
from tests.postgresql import PostgreSQL

COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT max(i) FROM n"
"""Some milliseconds of work in the database."""

WITHOUT_A_DRIVER = """
import sys
sys.modules["psycopg"] = None
from bot.errors import SettingsError
from bot.store.database import Database
from bot.store.engine import CONNECTIONS
try:
    Database("postgresql://desk.example/whyfailed")
except SettingsError as problem:
    print(problem)
"""


def test_sqlite_writes_ahead_and_syncs(tmp_path: Path) -> None:
    """Readers beside one writer, a commit that lasts, and deleted rows overwritten, in a folder that is made."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'whyfailed.db'}")
    with database.begin("look") as connection:
        names = ("journal_mode", "synchronous", "secure_delete")
        settings = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in names}
    database.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_what_recovery_makes_again_is_not_synced(tmp_path: Path) -> None:
    """It costs no sync; the next transaction is synced as all others, and with it what stands before it."""
    database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    settings = []
    for is_repeatable in (True, False, True, False):
        with database.begin("look", is_repeatable=is_repeatable) as connection:
            settings.append(connection.execute(text("PRAGMA synchronous")).scalar())
    database.close()
    assert settings == [1, 2, 1, 2]


def test_who_waits_for_sqlite_is_served_in_turn(tmp_path: Path) -> None:
    """Eight threads that come back at once: nobody has a fourth turn before everybody had one."""
    database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    database.migrate()
    turns: list[int] = []
    start = Barrier(8)

    def work(number: int) -> None:
        start.wait()
        for _ in range(10):
            with database.begin("count") as connection:
                turns.append(number)
                connection.execute(text(COUNTING))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    database.close()
    last_begins = max(turns.index(number) for number in range(8))
    assert max(Counter(turns[:last_begins]).values()) <= 3


def test_a_transaction_that_does_not_end_lets_the_others_fail(tmp_path: Path) -> None:
    """They hear so before Slack stops waiting, and the next one goes through."""
    database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    with (
        database.begin("take its time"),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(StoreError, match=r"The database could not answer here: others use it still\."),
    ):
        pool.submit(_begin, database, "answer here").result()
    assert database.is_up()
    database.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_named_as_administrators_do(postgresql: PostgreSQL, scheme: str) -> None:
    """The driver need not be named."""
    database = Database(postgresql.new_database().replace("postgresql", scheme, 1))
    assert database.is_up()
    database.close()


def test_another_kind_of_database_is_refused() -> None:
    """Nobody finds out only when the first case is not kept."""
    with pytest.raises(SettingsError, match=r"DATABASE_URL names mysql\. Name sqlite:///FILE or postgresql://HOST"):
        Database("mysql://desk.example/whyfailed")


def test_a_missing_driver_is_named_with_what_to_install() -> None:
    """PostgreSQL's driver is an extra of the package."""
    done = subprocess.run(  # noqa: S603 - this interpreter with the code above
        [sys.executable, "-c", WITHOUT_A_DRIVER], capture_output=True, text=True, check=True, timeout=60
    )
    assert "pip install 'whyfailed[postgresql]'" in done.stdout


def test_postgresql_that_was_restarted_is_used_again(postgresql: PostgreSQL) -> None:
    """While it is down that is said; afterwards connections are made anew, and nothing has to be restarted here."""
    database = Database(postgresql.new_database())
    before = database.is_up()
    postgresql.stop()
    try:
        with pytest.raises(StoreError, match=r"The database could not be asked: .* Look at DATABASE_URL"):
            _ask(database)
    finally:
        postgresql.start()
    assert (before, database.is_up()) == (True, True)
    database.close()


def test_postgresql_that_was_restarted_between_two_questions_costs_nothing(postgresql: PostgreSQL) -> None:
    """However short that was: the connections that it broke are found out before one is used."""
    database = Database(postgresql.new_database())
    _ask(database)
    postgresql.stop()
    postgresql.start()
    _ask(database)
    assert database.is_up()
    database.close()


def test_many_threads_share_a_few_connections_to_postgresql(postgresql: PostgreSQL) -> None:
    """To open one more takes longer than to wait for one."""
    database = Database(postgresql.new_database())
    database.migrate()
    start = Barrier(16)

    def work(_number: int) -> int:
        start.wait()
        with database.begin("tell who serves") as connection:
            return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())

    with ThreadPoolExecutor(16) as pool:
        servers = [server for _ in range(4) for server in pool.map(work, range(16))]
    database.close()
    assert len(servers) == 64
    assert len(set(servers)) <= CONNECTIONS


def test_an_error_tells_no_values(database: Database) -> None:
    """What a statement was to store stays out of the message, and so out of the log."""
    with pytest.raises(StoreError, match=r"no_such_table|no such table") as told:
        _ask(database, "INSERT INTO no_such_table VALUES (:value)", value="heliotrope")
    assert "heliotrope" not in str(told.value)


def _ask(database: Database, statement: str = "SELECT 1", **values: str) -> None:
    with database.begin("be asked") as connection:
        connection.execute(text(statement), values)


def _begin(database: Database, purpose: str) -> None:
    with database.begin(purpose):
        pass
