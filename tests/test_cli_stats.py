"""`whyfailed stats`: what a support lead types, and what a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Diagnosis, Evidence, Finding, Match, Unknown
from bot.store.cases import Case, Cases
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.feedback import Feedback
from tests.conftest import Whyfailed

DAY = 86_400.0


class Earlier(SystemClock):
    """The machine's clock, so many days ago."""

    days = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return super().now() - self.days * DAY


@pytest.fixture
def url(tmp_path: Path, corpus: Corpus) -> str:
    """Two workspaces: in one an answer that was solved, an older one, and one that is not known; in the other one."""
    url = f"sqlite:///{tmp_path / 'whyfailed.db'}"
    database, clock = Database(url), Earlier()
    cases, feedback = Cases(database, corpus=corpus, clock=clock), Feedback(database, clock=clock)
    answered = Answered(
        Finding("answer", "7105", (Match(corpus["connect-7105"], 0.9, (Evidence("7105", "7105", "code"),)),))
    )

    def ask(case_id: str, diagnosis: Diagnosis, *, days_ago: float, team: str = "T0HERE") -> None:
        clock.days = days_ago
        case = Case(
            id=case_id,
            question=f"question {case_id}",
            diagnosis=diagnosis,
            corpus_version="v1",
            surface="mention",
            team=team,
            channel="C1",
            thread_ts=case_id,
            asker=f"U{case_id}",
        )
        cases.keep(case, reply_ts=None)

    ask("old", answered, days_ago=20)
    ask("new", answered, days_ago=2)
    feedback.keep(case_id="new", entry_id="connect-7105", verdict="solved", team="T0HERE", person="Unew")
    ask("riddle", Unknown(), days_ago=1)
    ask("elsewhere", Unknown(), days_ago=1, team="T0THERE")
    database.close()
    return url


def test_figures_are_printed_for_each_workspace(whyfailed: Whyfailed, url: str, corpus: Corpus) -> None:
    """A column for each period; the same rules as on the App Home."""
    done = whyfailed("stats", DATABASE_URL=url)
    here, _, there = done.stdout.decode().partition("Workspace T0THERE")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = [" ".join(line.split()) for line in here.splitlines()]
    assert lines[0] == "Workspace T0HERE"
    assert lines[2:11] == [
        "last 7 days last 30 days",
        "Asked 2 3",
        "Answered 1 2",
        "Asked back 0 0",
        "Unknown 1 1",
        "Solved, confirmed 1 1",
        "Solved, then contradicted 0 0",
        "Handed to support 0 0",
        "Open 1 2",
    ]
    assert "In the last 7 days: only support could solve: 0 of 1 answered (0%)." in lines
    assert f"2 {corpus['connect-7105'].title} (connect-7105)" in lines
    assert "- question riddle" in lines
    assert "question elsewhere" not in here
    assert "- question elsewhere" in there.splitlines()


def test_figures_are_one_object_for_programs(whyfailed: Whyfailed, url: str) -> None:
    """Of one workspace and so many days, where they are asked for."""
    done = whyfailed("stats", "--json", "--days", "14", "--workspace", "T0HERE", DATABASE_URL=url)
    found = json.loads(done.stdout)
    (workspace,) = found["workspaces"]
    (period,) = workspace["periods"]
    assert workspace["workspace"] == "T0HERE"
    assert {name: period[name] for name in ("days", "asked", "answered", "solved", "open", "only_support_share")} == {
        "days": 14,
        "asked": 2,
        "answered": 1,
        "solved": 1,
        "open": 1,
        "only_support_share": 0.0,
    }
    assert [(each["id"], each["count"]) for each in period["frequent"]] == [("connect-7105", 1)]
    assert [each["question"] for each in period["unknowns"]] == ["question riddle"]


def test_nothing_asked_is_said(whyfailed: Whyfailed, tmp_path: Path) -> None:
    """An empty database is no failure; a workspace in which nobody asked has noughts."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    assert whyfailed("stats", DATABASE_URL=url).stdout == b"Nobody asked anything in the last 30 days.\n"
    named = json.loads(whyfailed("stats", "--json", "--workspace", "T0NOBODY", DATABASE_URL=url).stdout)
    assert [period["asked"] for period in named["workspaces"][0]["periods"]] == [0, 0]


def test_what_is_wrong_is_said_in_a_sentence(whyfailed: Whyfailed, tmp_path: Path) -> None:
    """A database that cannot be opened, and a number of days that is none."""
    (tmp_path / "file").write_text("no folder")
    down = whyfailed("stats", DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    usage = whyfailed("stats", "--days", "0")
    assert (down.returncode, down.stdout) == (1, b"")
    assert down.stderr.decode().startswith("Error: The database could not ")
    assert b"Traceback" not in down.stderr
    assert usage.returncode == 2
