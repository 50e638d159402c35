"""`whyfailed data`: what an administrator types when somebody asks what is kept of them, or wants it gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.commands.data import NAMES
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Unknown
from bot.store.cases import Case, Cases
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.installations import Installations
from bot.store.kept import DRAFTS, KEPT
from bot.store.sealing import Seal
from bot.store.ticks import Ticked, Ticks
from tests.conftest import Whyfailed


@pytest.fixture
def url(tmp_path: Path, corpus: Corpus) -> str:
    """A database with one question each of two people."""
    url = f"sqlite:///{tmp_path / 'whyfailed.db'}"
    database = Database(url)
    cases = Cases(database, corpus=corpus, clock=SystemClock())
    for case_id, person in (("c1", "U0MAYA"), ("c2", "U0TOMAS")):
        case = Case(
            id=case_id,
            question=f"error 7105 of {case_id}",
            diagnosis=Unknown(),
            corpus_version="v1",
            surface="mention",
            team="T0HERE",
            channel="C1",
            thread_ts=None,
            asker=person,
        )
        cases.keep(case, reply_ts=None)
    database.close()
    return url


def test_what_is_kept_is_shown(whyfailed: Whyfailed, url: str) -> None:
    """Counts in words, for a person and for a workspace; no token is needed."""
    person = whyfailed("data", "show", "--user", "U0MAYA", DATABASE_URL=url)
    everyone = whyfailed("data", "show", "--workspace", "T0HERE", DATABASE_URL=url)
    assert person.stdout.decode().startswith("     1 questions with their answers, since 20")
    assert "     0 mails to support\n" in person.stdout.decode()
    assert everyone.stdout.decode().startswith("     2 questions with their answers, since 20")


def test_a_press_on_a_step_is_counted_too(whyfailed: Whyfailed, url: str) -> None:
    """Whoever did nothing but tick a step off is not told that nothing is kept of them."""
    database = Database(url)
    seen = {"steps": range(1, 3), "before": frozenset[int](), "after": frozenset({1})}
    Ticks(database).keep(Ticked(case_id="c1", entry_id="wxm-2.1.1", team="T0HERE", person="U0PRIYA", at=0.0, **seen))
    database.close()
    shown = whyfailed("data", "show", "--user", "U0PRIYA", DATABASE_URL=url)
    assert "     1 presses on the steps of an answer, since 1970-01-01\n" in shown.stdout.decode()
    assert set(NAMES) == {*(table.name for table in KEPT), DRAFTS}


def test_what_is_kept_is_exported_line_by_line(whyfailed: Whyfailed, url: str) -> None:
    """Every row of the person as JSON, with its table."""
    done = whyfailed("data", "export", "--user", "U0MAYA", DATABASE_URL=url)
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"table": "cases", "id": "c1", "question": "error 7105 of c1"}.items() <= row.items()


@pytest.mark.parametrize(("answer", "left"), [(b"n\n", 1), (b"y\n", 0), (b"", 1)])
def test_a_deletion_is_asked_for_once_more(whyfailed: Whyfailed, url: str, answer: bytes, left: int) -> None:
    """Anything but yes deletes nothing, and the exit status says so."""
    done = whyfailed("data", "delete", "--user", "U0MAYA", given=answer, DATABASE_URL=url)
    after = whyfailed("data", "export", "--workspace", "T0HERE", DATABASE_URL=url).stdout
    assert b"Delete all of this? It cannot be undone [y/N]" in done.stdout
    assert (left > 0) == (done.returncode != 0)
    assert after.count(b"U0MAYA") == left
    assert after.count(b"U0TOMAS") == 1


def test_a_script_deletes_without_being_asked(whyfailed: Whyfailed, url: str) -> None:
    """`--yes` is the answer; what went is told."""
    done = whyfailed("data", "delete", "--workspace", "T0HERE", "--yes", DATABASE_URL=url)
    assert done.returncode == 0
    assert b"     2 questions with their answers" in done.stdout
    assert whyfailed("data", "export", "--workspace", "T0HERE", DATABASE_URL=url).stdout == b""


def test_somebody_must_be_named(whyfailed: Whyfailed, url: str) -> None:
    """Neither everything nor nothing is taken for an answer."""
    done = whyfailed("data", "delete", "--yes", DATABASE_URL=url)
    assert done.returncode == 2
    assert b"Name a person with --user or a workspace with --workspace" in done.stderr


def test_a_database_that_is_down_is_told(whyfailed: Whyfailed, tmp_path: Path) -> None:
    """One sentence, and exit status 1."""
    (tmp_path / "file").write_text("no folder")
    url = f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}"
    done = whyfailed("data", "show", "--user", "U0MAYA", DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: The database could not bring its tables up to date: ")


def test_tables_are_brought_up_to_date_by_hand(whyfailed: Whyfailed, tmp_path: Path) -> None:
    """For who wants it done before the program starts; done twice it changes nothing."""
    url = f"sqlite:///{tmp_path / 'new' / 'whyfailed.db'}"
    said = [whyfailed("data", "migrate", DATABASE_URL=url).stdout for _ in range(2)]
    assert said == [b"The tables are up to date.\n"] * 2
    assert (tmp_path / "new" / "whyfailed.db").is_file()


def test_keys_are_made_and_changed_by_hand(whyfailed: Whyfailed, tmp_path: Path) -> None:
    """`new-key` prints a key; with it in front `rotate-keys` says how many tokens are sealed with it."""
    old, new = (whyfailed("data", "new-key").stdout.decode().strip() for _ in range(2))
    url = f"sqlite:///{tmp_path / 'whyfailed.db'}"
    database = Database(url)
    bot = {"team_id": "T1", "bot_token": "xoxb-1", "bot_id": "B1", "bot_user_id": "U1"}
    Installations(database, client_id="1.2", seal=Seal([old])).save(Installation(app_id="A1", user_id="U2", **bot))
    database.close()
    done = whyfailed("data", "rotate-keys", DATABASE_URL=url, INSTALLATION_KEYS=f"{new},{old}")
    wrong = whyfailed("data", "rotate-keys", DATABASE_URL=url, INSTALLATION_KEYS=old)
    none = whyfailed("data", "rotate-keys", DATABASE_URL=url)
    assert done.stdout == b"1 token(s) are encrypted with the first key now; the other keys can go.\n"
    assert (wrong.returncode, none.returncode) == (1, 1)
    assert b"The token of workspace T1 cannot be opened." in wrong.stderr
    assert b"INSTALLATION_KEYS is missing." in none.stderr
