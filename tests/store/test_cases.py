"""Cases: what is kept of a question, and how it comes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import read_corpus
from bot.diagnosis.diagnosis import (
    Answered,
    Choice,
    Diagnosis,
    Evidence,
    Finding,
    Match,
    Remark,
    Several,
    Unknown,
)
from bot.store.cases import Case, Cases
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.redacted import redacted
from bot.store.threads import Thread, Threads


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The real corpus."""
    return read_corpus(knowledge_folder())[0]


def _finding(corpus: Corpus, *ids: str) -> Finding:
    evidence = (Evidence("7105 for a@b.example", "7105", "code"),)
    matches = tuple(Match(corpus[entry_id], 0.9, evidence) for entry_id in ids)
    remark = Remark("code-not-listed", {"code": "a@b.example", "product": "Webex Connect"})
    return Finding("answer" if len(ids) == 1 else "choose", "error 7105 for a@b.example", matches, 2, (remark,))


def _diagnoses(corpus: Corpus) -> list[Diagnosis]:
    one, two = _finding(corpus, "connect-7105"), _finding(corpus, "connect-7105", "connect-7106")
    remark = Remark("statuses", {"counts": "2 x Delivered (7500)"})
    unread = Remark("file-not-read", {"file": "a@b.example.png", "reason": "picture"})
    unknowns = [Unknown(), Unknown(remark), Unknown(None, (unread,)), Unknown(remark, (unread, unread))]
    return [Answered(one), Choice(two), Several((one, two), (remark,)), *unknowns]


def _case(diagnosis: Diagnosis) -> Case:
    return Case(
        id="c1",
        question="error 7105",
        diagnosis=diagnosis,
        corpus_version="v1",
        surface="mention",
        team="T1",
        channel="C1",
        thread_ts="5.1",
        asker="U1",
    )


@pytest.mark.parametrize("number", range(7))
def test_a_case_comes_back_as_it_was_kept(corpus: Corpus, database: Database, number: int) -> None:
    """Each kind of diagnosis survives a restart."""
    case = _case(_diagnoses(corpus)[number])
    Cases(database, corpus=corpus, clock=SystemClock()).keep(case, reply_ts="5.2")
    later = Cases(database, corpus=corpus, clock=SystemClock())
    found = later.find("c1", team="T1")
    in_thread = later.latest_in_thread(team="T1", channel="C1", thread_ts="5.1")
    assert found == replace(case, reply_ts="5.2")
    assert in_thread == found


@pytest.mark.parametrize("number", range(7))
def test_no_piece_of_a_text_is_kept_unredacted(corpus: Corpus, number: int) -> None:
    """Excerpts, quotes and the codes in remarks are redacted; entries, counts and confidences stay."""
    diagnosis = _diagnoses(corpus)[number]
    kept = redacted(diagnosis, lambda text: text.replace("a@b.example", "[email 1]"))
    assert "a@b.example" not in str(kept)
    assert type(diagnosis) is type(kept)
    assert str(diagnosis).replace("a@b.example", "[email 1]") == str(kept)


def test_a_case_kept_twice_is_one_case(corpus: Corpus, database: Database) -> None:
    """Recovery may come across a case that was kept already."""
    case = _case(Unknown())
    cases = Cases(database, corpus=corpus, clock=SystemClock())
    cases.keep(case, reply_ts=None)
    cases.keep(case, reply_ts="5.2")
    with database.begin("count") as connection:
        replies = [row[0] for row in connection.execute(text("SELECT reply_ts FROM cases"))]
    assert replies == ["5.2"]
    assert cases.lost == 0


def test_what_is_written_along_with_a_case_is_written_with_it_or_not_at_all(corpus: Corpus, database: Database) -> None:
    """Whoever hears that it was not writes it by itself: the case was there already."""
    case, thread = _case(Unknown()), Thread(team="T1", channel="C1", thread_ts="5.1")
    cases, threads = Cases(database, corpus=corpus, clock=SystemClock()), Threads(clock=SystemClock())
    told = [
        cases.keep(case, reply_ts="5.2", along=partial(threads.turn, thread, ts="5.1", person=person))
        for person in ("U1", "U2")
    ]
    with database.begin("look") as connection:
        partner = Threads(clock=SystemClock()).partner(thread, connection)
    assert (told, partner) == ([True, False], "U1")


def test_the_last_question_of_a_thread_is_its_context(corpus: Corpus, database: Database) -> None:
    """A thread remembers its newest case, in memory and after a restart; other threads do not mix in."""
    cases = Cases(database, corpus=corpus, clock=SystemClock())
    for number, thread_ts in enumerate(("5.1", "5.1", "6.1")):
        cases.keep(replace(_case(Unknown()), id=f"c{number}", thread_ts=thread_ts), reply_ts=None)
    later = Cases(database, corpus=corpus, clock=SystemClock())
    found = [keeper.latest_in_thread(team="T1", channel="C1", thread_ts="5.1") for keeper in (cases, later)]
    nothing = later.latest_in_thread(team="T1", channel="C1", thread_ts="7.1")
    assert [case.id for case in found if case is not None] == ["c1", "c1"]
    assert nothing is None


def test_what_is_chosen_while_a_case_is_stored_is_not_forgotten(corpus: Corpus, database: Database) -> None:
    """Somebody may press as soon as the reply is out, before, while and after its row is written."""
    cases, later = (Cases(database, corpus=corpus, clock=SystemClock()) for _ in range(2))
    meeting = Barrier(2)

    def choose(case: Case) -> None:
        meeting.wait()
        cases.show(case, "connect-7106")

    names = [f"c{number}" for number in range(30)]
    long_to_write = Several((_finding(corpus, "connect-7105", "connect-7106"),) * 200)
    with ThreadPoolExecutor(1) as presser:
        for name in names:
            case = replace(_case(long_to_write), id=name)
            cases.expect(case)
            pressed = presser.submit(choose, case)
            meeting.wait()
            cases.keep(case, reply_ts="5.2")
            pressed.result()
    found = [keeper.find(name, team="T1") for keeper in (cases, later) for name in names]
    assert [case.shown for case in found if case is not None] == ["connect-7106"] * 60


def test_a_case_is_found_in_its_own_workspace_only(corpus: Corpus, database: Database) -> None:
    """Whoever has its id from elsewhere finds nothing, neither stored nor in memory."""
    keeper, later = (Cases(database, corpus=corpus, clock=SystemClock()) for _ in range(2))
    keeper.keep(_case(Unknown()), reply_ts=None)
    keeper.expect(replace(_case(Unknown()), id="c2"))
    assert [keeper.find(name, team="T2") for name in ("c1", "c2")] == [None, None]
    assert later.find("c1", team="T2") is None
    assert later.find("c1", team="") is None
    assert None not in [keeper.find(name, team="T1") for name in ("c1", "c2")]


def test_a_case_that_cannot_be_stored_is_counted_and_still_found(
    corpus: Corpus, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It costs the case's life after a restart, which the log says."""
    (tmp_path / "file").write_text("no folder")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'cases.db'}")
    cases = Cases(database, corpus=corpus, clock=SystemClock())
    cases.keep(_case(Unknown()), reply_ts=None)
    found, other = cases.find("c1", team="T1"), cases.find("c2", team="T1")
    database.close()
    assert found is not None
    assert other is None
    assert cases.lost == 1
    assert "Case c1 is not stored; 1 lost since the start." in caplog.text
