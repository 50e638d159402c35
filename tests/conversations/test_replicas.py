"""Replicas: real processes on one real PostgreSQL answer each question once, whichever of them Slack reaches."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from desk import HandClock, Opener
from killable import address_of, killable, wait_for_line
from sqlalchemy import text
from until import until

from bot.local.server import LoopbackSlack
from bot.slack.scopes import SCOPES
from bot.store.database import Database
from bot.store.outbox import MailOutbox, OutboxMail
from bot.store.tables import metadata
from tests.mail_server import PASSWORD, USERNAME
from tests.mail_server import Opener as MailServerOpener
from tests.postgresql import PostgreSQL
from tests.searching import engine_for

ASKED = "@whyfailed Webex Connect error 7105"
Program = subprocess.Popen[str]
Starter = Callable[..., list[Program]]


@pytest.fixture
def url(postgresql: PostgreSQL) -> str:
    """An empty database."""
    return postgresql.new_database()


@pytest.fixture
def start(slack: LoopbackSlack, tmp_path: Path, url: str) -> Iterator[Starter]:
    """Starts processes at the same moment, on one database, and kills those that are left."""
    with ExitStack() as stack:

        def start_some(number: int = 2, *, at: LoopbackSlack = slack, **settings: str) -> list[Program]:
            programs = [
                stack.enter_context(killable(at, tmp_path, DATABASE_URL=url, **settings)) for _ in range(number)
            ]
            for program in programs:
                stack.callback(program.kill)
            return programs

        yield start_some


def rows(url: str, question: str) -> list[dict[str, Any]]:
    """What a query finds."""
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            return [dict(row) for row in connection.execute(text(question)).mappings()]
    finally:
        engine.dispose()


def replies(slack: LoopbackSlack, ts: str) -> int:
    """How many there are in a thread."""
    return len(slack.messages("invitations", ts)) - 1


@pytest.mark.fault(
    "One event reaches two processes at the same moment",
    part="The process",
    sees="one answer",
    lost="nothing",
    recovers="the claim is unique in the database: the second one finds it taken",
)
def test_an_event_delivered_to_two_processes_is_answered_once(slack: LoopbackSlack, start: Starter, url: str) -> None:
    """Twenty questions, each delivered to both at once: twenty answers, and both have worked."""
    programs = start()
    slack.connect_replicas([address_of(program) for program in programs], at_once=True)
    asked = [slack.say("maya", "invitations", ASKED) for _ in range(20)]
    until(lambda: all(replies(slack, ts) >= 1 for ts in asked))
    slack.settle(20)
    until(lambda: rows(url, "SELECT count(*) AS n FROM claims WHERE state = 'answered'") == [{"n": 20}])
    assert [replies(slack, ts) for ts in asked] == [1] * 20
    assert rows(url, "SELECT count(*) AS n FROM cases") == [{"n": 20}]
    assert all(delivery.acknowledged for delivery in slack.deliveries)


def test_over_two_links_a_resend_that_reaches_the_other_process_is_known(
    slack: LoopbackSlack, start: Starter, url: str
) -> None:
    """In Socket Mode Slack chooses the link; both processes have one, and each question is answered once."""
    for program in start(SLACK_APP_TOKEN=slack.app_token):
        wait_for_line(program, "Connected to Slack over Socket Mode")
    slack.connect()
    asked = [slack.say("maya", "invitations", ASKED) for _ in range(6)]
    until(lambda: all(replies(slack, ts) >= 1 for ts in asked))
    for delivery in slack.deliveries[:12]:
        slack.redeliver(delivery, times=2)
    slack.settle(20)
    until(lambda: rows(url, "SELECT count(*) AS n FROM claims WHERE state = 'answered'") == [{"n": 6}])
    assert [replies(slack, ts) for ts in asked] == [1] * 6


def test_processes_that_start_together_migrate_once(slack: LoopbackSlack, start: Starter, url: str) -> None:
    """On an empty database all come up without an error, every table is there, and one version is noted."""
    programs = start(3)
    addresses = [address_of(program) for program in programs]
    for program in programs:
        program.terminate()
    logs = [program.stderr.read() for program in programs if program.stderr is not None]
    tables = rows(url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    assert len(set(addresses)) == 3
    assert [log for log in logs if "ERROR" in log] == []
    assert {*metadata.tables, "alembic_version"} <= {row["table_name"] for row in tables}
    assert len(rows(url, "SELECT version_num FROM alembic_version")) == 1


def test_each_mail_is_sent_by_one_of_them(
    slack: LoopbackSlack, start: Starter, url: str, open_mail_server: MailServerOpener
) -> None:
    """Twelve mails wait when two processes start at the same moment: twelve are handed in, each once."""
    server = open_mail_server()
    database = Database(url)
    outbox = MailOutbox(database)
    with database.begin("queue mails") as connection:
        for number in range(12):
            outbox.add(mail_of(number), connection)
    database.close()
    programs = start(**mail_settings(server.port, server.ca_file))
    for program in programs:
        address_of(program)
    until(lambda: rows(url, "SELECT count(*) AS n FROM outbox WHERE state = 'sent'") == [{"n": 12}])
    for program in programs:
        program.terminate()
        program.wait(20)
    sent = Counter(str(server.wait_for_mail()["Message-ID"]) for _ in range(12))
    assert server.taken.empty()
    assert sent == Counter(mail_of(number).message_id for number in range(12))


def test_a_case_handed_on_under_two_processes_is_one_mail(
    slack: LoopbackSlack, start: Starter, url: str, open_mail_server: MailServerOpener
) -> None:
    """The press reaches one process, the modal the other, and support gets one mail."""
    server = open_mail_server()
    programs = start(**mail_settings(server.port, server.ca_file))
    slack.connect_replicas([address_of(program) for program in programs])
    ts = slack.say("maya", "invitations", ASKED)
    until(lambda: replies(slack, ts) == 1)
    slack.settle(20)
    message = slack.messages("invitations", ts)[1]
    slack.press("maya", message.ts, "ask_support")
    slack.wait_for(lambda: any(view.content.get("callback_id") for view in slack.views("maya")), 20)
    slack.submit("maya", slack.views("maya")[-1].id, {})
    mail = server.wait_for_mail(20)
    until(lambda: rows(url, "SELECT state FROM outbox") == [{"state": "sent"}])
    for program in programs:
        program.terminate()
        program.wait(20)
    assert "7105" in str(mail["Subject"]) + mail.as_string()
    assert server.taken.empty()


@pytest.mark.fault(
    "`kill -9` of one of two processes while it answers",
    part="The process",
    sees="the answer, a minute or so late",
    lost="nothing",
    recovers="the other one's next round takes the claim over, reads the thread and answers",
)
def test_the_claims_of_a_killed_process_are_taken_over_by_the_other(
    slack: LoopbackSlack, start: Starter, open_desk: Opener, url: str
) -> None:
    """The other runs already; when the lease is over its round answers what was not answered, once."""
    (program,) = start(1)
    other = open_desk(database_url=url, clock=HandClock())
    slack.connect(address_of(program))
    slack.fail_next("chat.postMessage", retry_after=50)
    ts = slack.say("maya", "invitations", ASKED)
    slack.wait_for(lambda: any(call.status == 429 for call in slack.calls), 20)
    slack.settle(20)
    program.kill()
    program.wait()
    other.service.support.recover()  # too early
    held = rows(url, "SELECT state FROM claims")
    other.clock.ahead += 31
    other.service.support.recover()
    until(lambda: replies(slack, ts) == 1)
    until(lambda: rows(url, "SELECT state FROM claims") == [{"state": "answered"}])
    other.service.support.recover()
    other.finish()
    assert held == [{"state": "received"}]
    assert replies(slack, ts) == 1


@pytest.mark.soak
@pytest.mark.fault(
    "`kill -9` of one of two processes under load",
    part="The process",
    sees="the answer; what the killed one was at, a minute or so late",
    lost="cases whose reply was out and whose record was not, until the next round",
    recovers="Slack's retries reach the other; its round takes over what was claimed and not answered",
)
def test_under_load_a_killed_process_costs_no_answer(
    start: Starter, url: str, record_property: Callable[[str, object], None]
) -> None:
    """Four hundred questions to two processes in turn, one killed in the middle: four hundred answers."""
    with LoopbackSlack(retry_delays=(0.0, 0.0, 0.0), scopes=SCOPES, generosity=0) as slack:
        programs = start(at=slack)
        slack.connect_replicas([address_of(program) for program in programs])
        began = time.monotonic()
        asked = []
        for number in range(400):
            asked.append(slack.say("maya", "invitations", ASKED))
            if number == 200:
                programs[0].kill()
        slack.settle(60)
        until(lambda: all(replies(slack, ts) >= 1 for ts in asked), within=180)
        until(lambda: rows(url, "SELECT DISTINCT state FROM claims") == [{"state": "answered"}], within=180)
        took = time.monotonic() - began
        said = Counter(replies(slack, ts) for ts in asked)
        programs[1].terminate()
        programs[1].wait(20)
    record_property("figure", f"400 questions, 400 answers, all recorded after {took:.0f} s")
    assert said == {1: 400}
    assert rows(url, "SELECT count(*) AS n FROM cases") == [{"n": 400}]


def mail_of(number: int) -> OutboxMail:
    """One of several mails."""
    return OutboxMail(
        message_id=f"<case-c{number}.1@desk.example>",
        case_id=f"c{number}",
        references=(),
        to="support@example.com",
        reply_to="maya@example.com",
        subject=f"Case c{number}",
        plain="Sample.",
        html="<p>Sample.</p>",
        created_at=time.time(),
    )


def mail_settings(port: int, ca_file: Path) -> dict[str, str]:
    """The settings of a mail server."""
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_USERNAME": USERNAME,
        "SMTP_PASSWORD": PASSWORD,
        "SMTP_FROM": "whyfailed@desk.example",
        "SMTP_CA_FILE": str(ca_file),
    }
