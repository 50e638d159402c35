"""The outbox: no mail is lost, none is taken by two, and what is sent is not kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.escalations import Escalations
from bot.store.outbox import MOST_AT_ONCE, MailOutbox, OutboxMail
from tests.mails import ESCALATION, MAIL, NOW

LEASE = 60.0


def queued(database: Database, *mails: OutboxMail) -> MailOutbox:
    """An outbox with these mails in it."""
    outbox = MailOutbox(database)
    with database.begin("queue mails") as connection:
        for mail in mails:
            outbox.add(mail, connection)
    return outbox


@contextmanager
def other_process(url: str) -> Iterator[MailOutbox]:
    """The outbox as another process has it."""
    database = Database(url)
    try:
        yield MailOutbox(database)
    finally:
        database.close()


def test_a_mail_is_recorded_with_its_escalation_or_not_at_all(database: Database) -> None:
    """Both are there after the transaction; a repeat of it leaves both as they were."""
    outbox, escalations = MailOutbox(database), Escalations(database, clock=SystemClock())
    with database.begin("escalate") as connection:
        escalations.record(ESCALATION, connection)
        outbox.add(MAIL, connection)

    def repeat() -> None:
        with database.begin("escalate again") as connection:
            escalations.record(replace(ESCALATION, message_id="<another@desk.example>"), connection)
            outbox.add(MAIL, connection)

    with pytest.raises(IntegrityError):
        repeat()
    assert escalations.of_case("c1") == (ESCALATION,)
    assert [state.state for state in outbox.states_of("c1")] == ["queued"]


def test_a_due_mail_is_taken_whole_and_by_one(database: Database, database_url: str) -> None:
    """It comes as it was queued, its attempt counted; nobody else gets it while the lease runs."""
    mail = replace(MAIL, references=("<one@desk.example>", "<two@desk.example>"))
    outbox = queued(database, mail)
    with other_process(database_url) as other:
        assert outbox.take_due(NOW - 1, LEASE) == ()
        assert outbox.take_due(NOW, LEASE) == (replace(mail, attempts=1),)
        assert other.take_due(NOW + LEASE - 1, LEASE) == ()
        assert outbox.take_due(NOW + LEASE - 1, LEASE) == ()


def test_of_many_at_once_each_mail_is_taken_by_one(database: Database, database_url: str) -> None:
    """Workers of several processes share out what is due."""
    mails = [replace(MAIL, message_id=f"<{number}@desk.example>") for number in range(3 * MOST_AT_ONCE)]
    queued(database, *mails)
    start = threading.Barrier(3)
    taken: list[str] = []

    def work() -> None:
        with other_process(database_url) as outbox:
            start.wait()
            while due := outbox.take_due(NOW, LEASE):
                taken.extend(mail.message_id for mail in due)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail.message_id for mail in mails) == sorted(taken)


def test_after_a_crash_a_mail_is_due_again(database: Database, database_url: str) -> None:
    """A process that took it and died delays it by the lease; the next sends the same Message-ID."""
    queued(database, MAIL).take_due(NOW, LEASE)
    with other_process(database_url) as after:
        (again,) = after.take_due(NOW + LEASE, LEASE)
    assert replace(MAIL, attempts=2) == again


def test_what_is_sent_is_not_kept(database: Database) -> None:
    """Nothing of the mail's content outlives its sending; its ids do, for the case's next mail to refer to."""
    outbox = queued(database, MAIL)
    outbox.take_due(NOW, LEASE)
    outbox.mark_sent(MAIL.message_id, NOW + 1)
    with database.begin("look") as connection:
        (row,) = connection.execute(text("SELECT * FROM outbox")).mappings()
    (state,) = outbox.states_of("c1")
    assert (state.state, state.attempts, state.last_error) == ("sent", 1, "")
    assert "7105" not in str(dict(row))
    assert "maya" not in str(dict(row))
    assert outbox.take_due(NOW + 10 * LEASE, LEASE) == ()


def test_a_mail_that_is_put_off_waits_and_one_that_is_given_up_stays_whole(database: Database) -> None:
    """The reason and the number of attempts are told; after giving up nobody takes it."""
    outbox = queued(database, MAIL)
    outbox.take_due(NOW, LEASE)
    outbox.postpone(MAIL.message_id, NOW + 300, "The mail server is busy.")
    assert outbox.take_due(NOW + 299, LEASE) == ()
    (mail,) = outbox.take_due(NOW + 300, LEASE)
    (waiting,) = outbox.states_of("c1")
    outbox.give_up(MAIL.message_id, NOW + 301, "The mail server refuses the recipient.")
    (given_up,) = outbox.states_of("c1")
    assert mail == replace(MAIL, attempts=2)
    assert (waiting.state, waiting.last_error) == ("queued", "The mail server is busy.")
    assert (given_up.state, given_up.last_error) == ("failed", "The mail server refuses the recipient.")
    assert outbox.take_due(NOW + 10_000, LEASE) == ()


def test_a_mail_sent_while_the_database_is_away_is_not_sent_again(tmp_path: Path) -> None:
    """This process remembers it, and marks it when the database is back."""
    file = tmp_path / "whyfailed.db"
    database = Database(f"sqlite:///{file}")
    outbox = queued(database, MAIL)
    outbox.take_due(NOW, LEASE)
    database.close()
    away = file.rename(tmp_path / "away.db")
    file.mkdir()
    outbox.mark_sent(MAIL.message_id, NOW + 1)
    while_away = outbox.take_due(NOW + 2 * LEASE, LEASE)
    file.rmdir()
    away.rename(file)
    assert while_away == ()
    assert outbox.take_due(NOW + 2 * LEASE, LEASE) == ()
    assert [state.state for state in outbox.states_of("c1")] == ["sent"]
    database.close()


def test_an_escalation_knows_where_its_state_is_shown(database: Database) -> None:
    """The worker finds the message to change by the mail's id."""
    escalations = Escalations(database, clock=SystemClock())
    with database.begin("escalate") as connection:
        escalations.record(ESCALATION, connection)
    escalations.noticed(MAIL.message_id, channel="C1", ts="5.9", state="queued")
    shown = replace(ESCALATION, notice_channel="C1", notice_ts="5.9", notice_state="queued")
    assert escalations.of_mail(MAIL.message_id) == shown
    assert escalations.of_mail("<unknown@desk.example>") is None
