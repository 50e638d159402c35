"""The database is locked, full, read-only or down: an answer is given, once, and the log says what is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from desk import Desk, Opener, header, locked
from sqlalchemy import Engine, event
from until import until

from bot.local.nouns import Message
from tests.postgresql import PostgreSQL
from tests.searching import rows_in

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"
ACKNOWLEDGED_WITHIN = 3.0
"""Seconds that Slack waits before it sends an event again."""

Figure = Callable[[str, object], None]


@pytest.mark.fault(
    "Another program holds SQLite's lock and does not let go",
    part="The database",
    sees="the answer, a few seconds late",
    lost="the cases of that time, and untagged follow-ups in threads from before a restart; counted or said in the log",
    recovers="the next question is kept as soon as the lock is gone",
)
def test_a_locked_database_delays_the_answer_by_seconds(open_desk: Opener, record_property: Figure) -> None:
    """Started under the lock or not: acknowledged within Slack's three seconds, follow-ups as well, and said once."""
    before = open_desk()
    ts = before.slack.say("maya", "invitations", ASKED)
    before.replies("invitations", ts)
    before.finish()
    desk = open_desk()
    with locked(desk.folder):
        asked = time.monotonic()
        second = desk.slack.say("maya", "invitations", ASKED)
        _replies(desk, second)
        seconds = time.monotonic() - asked
        desk.slack.say("maya", "invitations", "and Webex Connect error 7106?", thread_ts=second)
        _replies(desk, second, count=2)
        desk.slack.settle(15)
        until(lambda: desk.service.lost()["cases"] == 2)
    third = desk.slack.say("maya", "invitations", ASKED)
    _replies(desk, third)
    desk.finish()
    slowest = max(attempt.seconds for delivery in desk.slack.deliveries for attempt in delivery.attempts)
    record_property("figure", f"acknowledged within {slowest:.1f} s, answered within {seconds:.1f} s")
    assert slowest < ACKNOWLEDGED_WITHIN
    assert len(desk.said()) == 4
    assert [ts, third] == [row["thread_ts"] for row in sorted(desk.rows("cases"), key=lambda row: row["kept_at"])]
    assert desk.service.lost()["cases"] == 2


@pytest.mark.fault(
    "The disk is full",
    part="The database",
    sees="the answer",
    lost="cases and presses that find no room; counted at /healthz and in the log",
    recovers="the next question is kept as soon as there is room",
)
def test_a_full_disk_costs_cases_and_no_answer(
    open_desk: Opener, caplog: pytest.LogCaptureFixture, record_property: Figure
) -> None:
    """SQLite finds no page any more (PRAGMA max_page_count): every question is answered, the losses are counted."""
    desk = open_desk()
    first = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", first)
    desk.slack.settle()
    with _full_disk():
        desk.service.database.close()
        asked = [desk.slack.say("maya", "invitations", f"{ASKED} {'tomorrow ' * 200}{n}") for n in range(12)]
        answers = [_replies(desk, ts)[0] for ts in asked]
        desk.slack.redeliver(desk.slack.deliveries[-1])
        desk.slack.settle(15)
        until(lambda: desk.service.lost()["cases"] > 0)
    desk.service.database.close()
    last = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", last)
    desk.finish()
    lost = desk.service.lost()["cases"]
    record_property("figure", f"{len(asked)} questions, {len(asked)} answers, {lost} cases not kept")
    assert {header(answer) for answer in answers} == {ANSWER}
    assert len(desk.said()) == 14
    assert "database or disk is full" in caplog.text
    assert f"{lost} lost since the start" in caplog.text
    assert last in [row["thread_ts"] for row in desk.rows("cases")]


@pytest.mark.fault(
    "The database is read-only",
    part="The database",
    sees="the answer",
    lost="what would have been kept; counted at /healthz and in the log",
    recovers="what was kept before is there when it can be written again",
)
def test_a_read_only_database_costs_cases_and_no_answer(open_desk: Opener, caplog: pytest.LogCaptureFixture) -> None:
    """Answers go out once, resends included; afterwards what was kept before is there."""
    before = open_desk()
    first = before.slack.say("maya", "invitations", ASKED)
    before.replies("invitations", first)
    before.finish()
    desk = open_desk(database_url=f"sqlite:///file:{before.folder / 'whyfailed.db'}?mode=ro&uri=true")
    second = desk.slack.say("tomas", "invitations", ASKED)
    _replies(desk, second)
    desk.slack.redeliver(desk.slack.deliveries[-1])
    desk.slack.settle(15)
    desk.finish()
    assert len(desk.said()) == 2
    assert "readonly database" in caplog.text
    assert desk.service.lost()["cases"] == 1
    assert [row["thread_ts"] for row in desk.rows("cases")] == [first]


@pytest.mark.fault(
    "PostgreSQL is stopped, and started again",
    part="The database",
    sees="the answer",
    lost="the cases of that time; counted at /healthz and in the log",
    recovers="connections are made anew by themselves; what was claimed before is not answered again",
)
def test_a_stopped_postgresql_costs_cases_and_no_answer(
    open_desk: Opener, postgresql: PostgreSQL, record_property: Figure
) -> None:
    """Before, during and after: each question is answered once, and a resend of the first is still known."""
    url = postgresql.new_database()
    desk = open_desk(database_url=url)
    first = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", first)
    desk.slack.settle()
    until(lambda: "answered" in [row.get("state") for _, row in rows_in(url)])
    mention = desk.slack.deliveries[0]
    postgresql.stop()
    try:
        asked = time.monotonic()
        desk.slack.redeliver(mention)
        second = desk.slack.say("maya", "invitations", ASKED)
        _replies(desk, second)
        seconds = time.monotonic() - asked
        desk.slack.settle(15)
        until(lambda: desk.service.lost()["cases"] == 1)
        down = desk.service.health()["store"]
    finally:
        postgresql.start()
    third = desk.slack.say("maya", "invitations", ASKED)
    _replies(desk, third)
    desk.finish()
    record_property("figure", f"answered within {seconds:.2f} s while it is down")
    assert len(desk.said()) == 3
    assert str(down).startswith("down")
    assert sorted([first, third]) == sorted(row["thread_ts"] for table, row in rows_in(url) if table == "cases")
    assert desk.service.health()["store"] == "up"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_processes_on_one_database_answer_once(
    open_desk: Opener, request: pytest.FixtureRequest, kind: str
) -> None:
    """Deliveries that reach two processes at the same time are one question, on either database."""
    changes = {} if kind == "sqlite" else {"database_url": request.getfixturevalue("postgresql").new_database()}
    one, _ = open_desk(**changes), open_desk(**changes)
    asked = [one.slack.say("maya", "invitations", ASKED) for _ in range(5)]
    for ts in asked:
        one.replies("invitations", ts)
    one.slack.settle()
    for delivery in one.slack.deliveries[:10]:
        one.slack.redeliver(delivery)
    one.finish()
    assert len(one.said()) == 5


def _replies(desk: Desk, thread_ts: str, *, count: int = 1) -> list[Message]:
    """What the bot says in a thread, within the time that a database in trouble may cost."""

    def said() -> list[Message]:
        return [message for message in desk.slack.messages("invitations", thread_ts) if message.by_app]

    desk.slack.wait_for(lambda: len(said()) >= count, 20)
    return said()


@contextmanager
def _full_disk() -> Iterator[None]:
    """New connections to SQLite find no page beyond those that the file has."""

    def limit(connection: object, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1").close()  # type: ignore[attr-defined]  # sqlite3's own connection

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)
