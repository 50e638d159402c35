"""Retention: what is old goes by itself, on the day it should."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest
from test_claims import CLAIM, HandClock
from test_ticks import TICKED

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Unknown
from bot.escalation.folder import FolderMailer
from bot.store.cases import Case, Cases
from bot.store.channel_modes import ChannelModes, Mode
from bot.store.claims import Claims
from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.escalations import Escalations
from bot.store.feedback import Feedback
from bot.store.outbox import MailOutbox
from bot.store.retention import DAY, Retention
from bot.store.threads import Thread, Threads
from bot.store.ticks import Ticks
from tests.mails import ESCALATION, MAIL
from tests.searching import rows_in

CASE = Case(
    id="c1",
    question="error 7105",
    diagnosis=Unknown(),
    corpus_version="v1",
    surface="mention",
    team="T1",
    channel="C1",
    thread_ts="5.1",
    asker="U1",
)


@pytest.fixture
def clock() -> HandClock:
    """The moment at which the mail of these tests is made, too."""
    return HandClock(MAIL.created_at)


def test_claims_go_after_a_day_and_everything_else_after_the_days_that_are_set(
    database: Database,
    database_url: str,
    corpus: Corpus,
    clock: HandClock,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    """A day before its time a row is there, and afterwards it is not; the log says how many went."""
    caplog.set_level(logging.INFO)
    claims = Claims(database, clock=clock, new_id=lambda: "me")
    claims.take(CLAIM)
    Cases(database, corpus=corpus, clock=clock).keep(CASE, reply_ts="5.2")
    Feedback(database, clock=clock).keep(case_id="c1", entry_id="", verdict="solved", team="T1", person="U1")
    Ticks(database).keep(replace(TICKED, at=clock.now()))
    escalations, outbox = Escalations(database, clock=clock), MailOutbox(database)
    with database.begin("escalate") as connection:
        escalations.record(ESCALATION, connection)
        outbox.add(MAIL, connection)
    retention = Retention(database, clock=clock, days=90, drafts=Drafts(tmp_path / "mail"))

    def left_after(seconds: float) -> set[str]:
        clock.time = MAIL.created_at + seconds
        retention.sweep()
        return {table for table, _ in rows_in(database_url)} - {"alembic_version"}

    kept = {"cases", "feedback", "ticks", "escalations", "outbox"}
    assert left_after(DAY) == kept | {"claims"}
    assert left_after(2 * DAY) == kept
    assert left_after(90 * DAY) == kept
    assert left_after(90 * DAY + 1) == set()
    told = [record.getMessage() for record in caplog.records if "Swept out" in record.getMessage()]
    assert told == [
        "Swept out after 90 days (claims after 25 hours): 1 claims.",
        "Swept out after 90 days (claims after 25 hours): 1 outbox, 1 escalations, 1 feedback, 1 ticks, 1 cases.",
    ]


def test_a_thread_knows_its_asker_for_as_long_as_its_case_is_kept(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """A follow-up after two days is answered, though the claim is gone; one after the days that are set is not."""
    thread = Thread(team="T1", channel="C1", thread_ts="5.1")
    with database.begin("ask") as connection:
        Threads(clock=clock).turn(thread, connection, ts="5.1", person="U1")
    known = []
    for days in (2, 89):
        clock.time += days * DAY
        Retention(database, clock=clock, days=90, drafts=Drafts(tmp_path / "mail")).sweep()
        with database.begin("ask") as connection:
            known.append(Threads(clock=clock).partner(thread, connection))
    assert known == ["U1", None]


def test_a_channels_mode_stays_and_who_set_it_goes(database: Database, clock: HandClock, tmp_path: Path) -> None:
    """A channel is not switched back by the calendar."""
    modes = ChannelModes(database, clock=clock)
    modes.set(Mode.OFF, team="T1", channel="C1", person="U1")
    clock.time += 91 * DAY
    Retention(database, clock=clock, days=90, drafts=Drafts(tmp_path / "mail")).sweep()
    found = modes.of(team="T1", channel="C1")
    assert (found.mode, found.person) == (Mode.OFF, "")


def test_without_a_database_the_sweep_waits_for_the_next_round(
    tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It costs one line in the log."""
    (tmp_path / "file").write_text("no folder")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    Retention(database, clock=clock, days=30, drafts=Drafts(tmp_path / "mail")).sweep()
    database.close()
    assert "What is older than 30 days stays until the next round." in caplog.text


def test_mails_that_were_written_as_files_go_on_the_same_day(database: Database, tmp_path: Path) -> None:
    """By the date in the mail, whatever has happened to the file since; also where no row knows it any more."""
    folder = tmp_path / "mail"
    FolderMailer(folder, new_id=lambda: "1").send(MAIL)
    (folder / ".case-c1.1.crashed.part").write_text("half a mail")
    (folder / "notes.eml").write_text("not ours")
    clock = HandClock(MAIL.created_at + 90 * DAY)
    retention = Retention(database, clock=clock, days=90, drafts=Drafts(folder))
    retention.sweep()
    before = sorted(path.name for path in folder.iterdir())
    clock.time += 1
    retention.sweep()
    after = sorted(path.name for path in folder.iterdir())
    clock.time = time.time() + 91 * DAY
    retention.sweep()
    assert before == [".case-c1.1.crashed.part", "case-c1.1.eml", "notes.eml"]
    assert after == [".case-c1.1.crashed.part", "notes.eml"]
    assert [path.name for path in folder.iterdir()] == ["notes.eml"]
