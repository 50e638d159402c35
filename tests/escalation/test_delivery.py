"""Delivery: no mail is lost, none is sent twice without need, and a day is the longest that anybody waits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.escalation.delivery import GIVE_UP_AFTER, LEASE, Delivery, pause_after
from bot.escalation.folder import FolderMailer
from bot.escalation.smtp import MailServer as Account
from bot.escalation.smtp import SmtpMailer
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.outbox import MailOutbox, OutboxMail, SentState
from tests.conftest import ROOT
from tests.mail_server import HANG_UP, HOST, PASSWORD, USERNAME, MailServer, Opener
from tests.mails import MAIL

START = MAIL.created_at


class Desk:
    """An outbox, a clock that is put forward by hand, and what was told."""

    def __init__(self, database: Database, server: MailServer) -> None:
        self.outbox = MailOutbox(database)
        self.database = database
        self.time = START
        self.told: list[str] = []
        account = Account(
            host=HOST,
            port=server.port,
            tls="starttls",
            address="whyfailed@desk.example",
            username=USERNAME,
            password=PASSWORD,
            ca_file=server.ca_file,
        )
        self.delivery = Delivery(outbox=self.outbox, mailer=SmtpMailer(account), clock=self, changed=self.told.append)

    def now(self) -> float:
        """What was set."""
        return self.time

    def wait(self, seconds: float) -> None:
        """Nobody waits here."""

    def end(self) -> None:
        """Nobody waits here."""

    def queue(self, *mails: OutboxMail) -> None:
        """Put mails into the outbox."""
        with self.database.begin("queue mails") as connection:
            for mail in mails:
                self.outbox.add(mail, connection)

    def state(self) -> SentState:
        """How far the one mail is."""
        (state,) = self.outbox.states_of(MAIL.case_id)
        return state

    def next_round(self) -> None:
        """A round at the time at which the mail is due."""
        self.time = max(self.time, self.state().next_at)
        self.delivery.round()


def test_a_due_mail_is_sent_once(database: Database, open_mail_server: Opener) -> None:
    """It arrives as it was written, is told, and no later round sends it again."""
    server = open_mail_server()
    desk = Desk(database, server)
    desk.queue(MAIL)
    desk.delivery.round()
    desk.time += LEASE * 2
    desk.delivery.round()
    assert server.wait_for_mail()["Message-ID"] == MAIL.message_id
    assert server.taken.empty()
    assert desk.state().state == "sent"
    assert desk.told == [MAIL.message_id]


def test_a_server_that_cannot_now_is_asked_again_with_growing_pauses(
    database: Database, open_mail_server: Opener
) -> None:
    """Each pause is longer than the one before; when the server can, the mail arrives, and nobody was told before."""
    server = open_mail_server()
    server.answers += ["451 4.3.0 try again"] * 4
    desk = Desk(database, server)
    desk.queue(MAIL)
    pauses = []
    for _ in range(4):
        desk.next_round()
        pauses.append(desk.state().next_at - desk.time)
        assert desk.state().last_error == "The mail server does not take the mail at the moment (it answered 451)."
    assert desk.told == []
    desk.next_round()
    assert [30 <= pauses[0] < 41, 60 <= pauses[1] < 71, 120 <= pauses[2] < 131, 240 <= pauses[3] < 251] == [True] * 4
    assert server.wait_for_mail()["Message-ID"] == MAIL.message_id
    assert (desk.state().state, desk.state().attempts) == ("sent", 5)


def test_no_pause_is_longer_than_an_hour() -> None:
    """However often it was tried."""
    assert [pause_after(attempts) for attempts in (8, 30, 1_000, 100_000)] == [3_600.0] * 4


def test_a_mail_is_not_touched_before_its_pause_is_over(database: Database, open_mail_server: Opener) -> None:
    """Rounds come more often than attempts."""
    server = open_mail_server()
    server.answers.append("451 4.3.0 try again")
    desk = Desk(database, server)
    desk.queue(MAIL)
    desk.delivery.round()
    desk.time += 29
    desk.delivery.round()
    assert desk.state().attempts == 1


def test_after_a_day_it_is_given_up(database: Database, open_mail_server: Opener) -> None:
    """The last attempt is at the end of the day; then it is told, and the mail stays for whoever sends it by hand."""
    server = open_mail_server()
    server.answers += ["451 4.3.0 try again"] * 1_000
    desk = Desk(database, server)
    desk.queue(MAIL)
    while desk.state().state == "queued":
        desk.next_round()
        assert desk.time <= START + GIVE_UP_AFTER
    assert desk.time == START + GIVE_UP_AFTER
    assert desk.told == [MAIL.message_id]
    found = desk.outbox.find(MAIL.message_id)
    assert found is not None
    assert (found[0].plain, found[0].reply_to) == (MAIL.plain, MAIL.reply_to)
    assert 25 < found[1].attempts < 40
    assert found[1].last_error == "The mail server does not take the mail at the moment (it answered 451)."


def test_what_was_down_for_days_still_tries_once(database: Database, open_mail_server: Opener) -> None:
    """A mail that nobody tried for two days, because the program was off, is sent and not given up."""
    server = open_mail_server()
    desk = Desk(database, server)
    desk.queue(MAIL)
    desk.time += 2 * GIVE_UP_AFTER
    desk.delivery.round()
    assert desk.state().state == "sent"


def test_a_final_refusal_is_told_at_once(database: Database, open_mail_server: Opener) -> None:
    """Asking again for a day would only keep the asker waiting."""
    server = open_mail_server()
    server.answers_to_recipients.append("550 5.1.1 no such user")
    desk = Desk(database, server)
    desk.queue(MAIL)
    desk.delivery.round()
    assert desk.state().state == "failed"
    assert desk.state().last_error == "The mail server refuses the address of support for good (it answered 550)."
    assert desk.told == [MAIL.message_id]


@pytest.mark.fault(
    "The clock jumps by two hours, forwards or backwards, while a mail waits",
    part="The mail server",
    sees="*Queued*, then *Sent*",
    lost="nothing",
    recovers="what is due later than any pause is due now; only a clock ahead by a day gives up too early",
)
@pytest.mark.parametrize("jump", [7_200.0, -7_200.0])
def test_a_clock_that_jumps_does_not_keep_a_mail_waiting(
    database: Database, open_mail_server: Opener, jump: float
) -> None:
    """Put back, the mail does not wait for the old time to come again."""
    server = open_mail_server()
    server.answers.append("451 4.3.0 try later")
    desk = Desk(database, server)
    desk.queue(MAIL)
    desk.delivery.round()
    waiting = desk.state().state
    desk.time += jump
    desk.delivery.round()
    assert waiting == "queued"
    assert server.wait_for_mail()["Message-ID"] == MAIL.message_id
    assert (desk.state().state, desk.state().attempts) == ("sent", 2)


@pytest.mark.fault(
    "The mail server refuses one of several mails",
    part="The mail server",
    sees="*Not sent* for that one, *Sent* for the others",
    lost="nothing: the mail stays",
    recovers="each mail is tried for itself",
)
def test_one_refused_mail_does_not_hold_up_the_others(database: Database, open_mail_server: Opener) -> None:
    """Each mail is tried for itself."""
    server = open_mail_server()
    server.answers.append("554 5.7.1 looks like spam")
    desk = Desk(database, server)
    other = replace(MAIL, message_id="<case-c2.1@desk.example>", case_id="c2", created_at=START + 1)
    desk.queue(MAIL, other)
    desk.time += 1
    desk.delivery.round()
    assert server.wait_for_mail()["Message-ID"] == other.message_id
    assert desk.state().state == "failed"


@pytest.mark.fault(
    "The connection ends after DATA, so that the mail may be accepted twice",
    part="The mail server",
    sees="*Queued*, then *Sent*",
    lost="nothing",
    recovers="the mail goes again with the same Message-ID and the same bytes",
)
def test_a_connection_that_ends_after_data_repeats_the_same_mail(database: Database, open_mail_server: Opener) -> None:
    """Nobody knows whether it was taken; what comes a second time has the same Message-ID and the same bytes."""
    server = open_mail_server()
    server.answers.append(HANG_UP)
    desk = Desk(database, server)
    desk.queue(MAIL)
    desk.delivery.round()
    assert desk.state().last_error == "The mail server hung up."
    desk.next_round()
    first, second = server.wait_for_mail(), server.wait_for_mail()
    assert first.as_bytes() == second.as_bytes()
    assert server.taken.empty()
    assert desk.state().state == "sent"


@pytest.mark.fault(
    "`kill -9` between sending and marking",
    part="The mail server",
    sees="*Queued*, then *Sent*",
    lost="nothing",
    recovers="it goes once more, with the same Message-ID",
)
def test_killed_between_sending_and_marking_it_is_sent_once_more(
    database: Database, open_mail_server: Opener, tmp_path: Path
) -> None:
    """`kill -9`: nobody sends it as long as the lease lasts, then it goes once more with the same Message-ID."""
    server = open_mail_server()
    desk = Desk(database, server)
    desk.queue(MAIL)
    script, url = Path(__file__).with_name("killed_after_sending.py"), f"sqlite:///{tmp_path / 'whyfailed.db'}"
    process = subprocess.run(  # noqa: S603 (our own script)
        [sys.executable, str(script), url, str(server.port), str(server.ca_file)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    desk.time = SystemClock().now()
    desk.delivery.round()
    while_leased = desk.state()
    desk.time += LEASE
    desk.delivery.round()
    desk.time += LEASE
    desk.delivery.round()
    first, second = server.wait_for_mail(), server.wait_for_mail()
    assert process.returncode == -signal.SIGKILL
    assert (while_leased.state, while_leased.attempts) == ("queued", 1)
    assert first["Message-ID"] == second["Message-ID"] == MAIL.message_id
    assert server.taken.empty()
    assert (desk.state().state, desk.state().attempts) == ("sent", 2)


def test_a_process_that_ends_leaves_what_it_has_not_begun_to_others(
    database: Database, open_mail_server: Opener, tmp_path: Path
) -> None:
    """The mail that is being handed in is finished; the others are sent by another process, without waiting."""
    server = open_mail_server()
    server.released.clear()
    desk = Desk(database, server)
    mails = [replace(MAIL, message_id=f"<case-c{n}.1@desk.example>", case_id=f"c{n}") for n in range(3)]
    desk.queue(*mails)
    ending = threading.Thread(target=desk.delivery.round)
    ending.start()
    server.wait_until_asked()
    desk.delivery.stop()
    server.released.set()
    ending.join()
    first = server.wait_for_mail()["Message-ID"]
    is_last = server.taken.empty()
    other_database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    Desk(other_database, server).delivery.round()
    other_database.close()
    rest = {server.wait_for_mail()["Message-ID"] for _ in range(2)}
    assert is_last
    assert {first, *rest} == {mail.message_id for mail in mails}
    assert server.taken.empty()


def test_two_processes_send_a_mail_once(database: Database, open_mail_server: Opener, tmp_path: Path) -> None:
    """Whoever takes it has it."""
    server = open_mail_server()
    other_database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    desks = [Desk(database, server), Desk(other_database, server)]
    mails = [replace(MAIL, message_id=f"<case-c{n}.1@desk.example>", case_id=f"c{n}") for n in range(6)]
    desks[0].queue(*mails)
    threads = [threading.Thread(target=desk.delivery.round) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other_database.close()
    taken = sorted(server.wait_for_mail()["Message-ID"] for _ in mails)
    assert [mail.message_id for mail in mails] == taken
    assert server.taken.empty()


@pytest.mark.fault(
    "The mail server is slow",
    part="The mail server",
    sees="*Queued* for as long as it takes",
    lost="nothing",
    recovers="one thread waits for it, and no other",
)
def test_rounds_at_once_share_one_thread(database: Database, open_mail_server: Opener) -> None:
    """While one round waits for a slow server, another comes back at once, and its mail is sent by the first."""
    server = open_mail_server()
    server.released.clear()
    desk = Desk(database, server)
    desk.queue(MAIL)
    slow = threading.Thread(target=desk.delivery.round)
    slow.start()
    server.wait_until_asked()
    desk.queue(replace(MAIL, message_id="<case-c2.1@desk.example>", case_id="c2"))
    desk.delivery.round()
    while_slow = desk.state().state
    server.released.set()
    slow.join()
    assert while_slow == "queued"
    assert [server.wait_for_mail()["Message-ID"] for _ in range(2)] == [MAIL.message_id, "<case-c2.1@desk.example>"]


def test_a_folder_takes_each_mail_once(tmp_path: Path) -> None:
    """A repeat leaves the one file as it is, a draft that mail programs open, and nothing half written lies around."""
    folder = tmp_path / "mail"
    numbers = iter("12")
    mailer = FolderMailer(folder, new_id=lambda: next(numbers))
    mailer.send(MAIL)
    before = (folder / "case-c1.1.eml").read_bytes()
    mailer.send(MAIL)
    assert [folder / "case-c1.1.eml"] == list(folder.iterdir())
    assert (folder / "case-c1.1.eml").read_bytes() == before
    assert b"X-Unsent: 1" in before


def test_a_folder_that_takes_nothing_is_asked_again(database: Database, tmp_path: Path) -> None:
    """The reason names the setting; once the folder is there the mail is written."""
    (tmp_path / "taken").write_text("no folder")
    outbox, time = MailOutbox(database), [START]

    class At(SystemClock):
        def now(self) -> float:
            return time[0]

    delivery = Delivery(
        outbox=outbox,
        mailer=FolderMailer(tmp_path / "taken" / "mail", new_id=lambda: "1"),
        clock=At(),
        changed=lambda _: None,
    )
    with database.begin("queue a mail") as connection:
        outbox.add(MAIL, connection)
    delivery.round()
    (state,) = outbox.states_of("c1")
    (tmp_path / "taken").unlink()
    time[0] = state.next_at
    delivery.round()
    assert state.last_error.startswith("The folder of MAIL_DIR did not take the mail: ")
    assert [path.name for path in (tmp_path / "taken" / "mail").iterdir()] == ["case-c1.1.eml"]


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_mails_that_failed_together_do_not_return_together(attempts: int) -> None:
    """Pauses differ by some seconds."""
    assert len({pause_after(attempts) for _ in range(20)}) > 1
