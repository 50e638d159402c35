"""A process ends between taking a question and answering it; the next one finishes, and nobody is answered twice."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from desk import Desk, HandClock, Opener, header, rows_of
from killable import address_of, killable
from sqlalchemy import create_engine, text

from bot.local.server import LoopbackSlack

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"


@pytest.mark.fault(
    "500, and the reply was posted all the same",
    part="Slack",
    sees="the answer",
    lost="nothing",
    recovers="the next round finds the reply in the thread, marks it and keeps its case",
)
def test_a_reply_whose_acknowledgement_was_lost_is_not_repeated(open_desk: Opener) -> None:
    """Slack posted the reply and its answer got lost: the next round finds it in the thread and marks it."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=500, after_the_fact=True)
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    left = [row["state"] for row in desk.rows("claims")]
    _next_round(open_desk).finish()
    after = _next_round(open_desk)
    after.slack.press("maya", reply.ts, "ask_support")
    form = after.form("maya")
    after.finish()
    assert left == ["received"]
    assert [("answered", reply.ts)] == [(row["state"], row["reply_ts"]) for row in _events(after)]
    assert [reply] == after.said()
    assert "Webex Connect error 7105" in str(form.content)
    assert _reads(after) == 1


@pytest.mark.fault(
    "500 or 503, and nothing was posted",
    part="Slack",
    sees="the answer, a minute late",
    lost="nothing",
    recovers="the next round reads the thread, finds no reply and answers",
)
def test_a_question_that_was_not_answered_is_answered_by_the_next_round(
    open_desk: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack took nothing: the next round reads the question from the thread and answers it, and the log says so."""
    caplog.set_level(logging.INFO)
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    ts = desk.slack.say("maya", "dm", "Webex Connect error 7105")
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.finish()
    after = _next_round(open_desk)
    (reply,) = after.replies(after.slack.dm_of("maya").id, ts)
    after.finish()
    (event,) = _events(after)
    assert header(reply) == ANSWER
    assert [reply] == after.said()
    assert _reads(after) == 1
    assert f"Event {event['event_id']} was left unfinished, and is taken over." in caplog.messages


def test_what_was_solved_is_counted_once_however_often_it_is_taken_up(open_desk: Opener) -> None:
    """It is kept before the reply goes out: whoever goes on with a reply that did not keeps it again, as one."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.fail_next("chat.postMessage", status=503)
    desk.slack.say("maya", "invitations", "thanks, that solved it", thread_ts=ts)
    desk.slack.wait_for(lambda: [call.method for call in desk.slack.calls].count("chat.postMessage") == 2)
    desk.finish()
    left = [(row["verdict"], row["person"]) for row in desk.rows("feedback")]
    after = _next_round(open_desk)
    _, closed = after.replies("invitations", ts, count=2)
    after.finish()
    assert left == [("solved", "U0MAYA")]
    assert closed.text.startswith("Good to hear that it is solved.")
    assert [(row["verdict"], row["person"]) for row in after.rows("feedback")] == left


def test_a_running_lease_is_left_alone(open_desk: Opener) -> None:
    """What another process is still working on is not taken over."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.finish()
    after = open_desk(clock=HandClock(ahead=20))
    after.finish()
    assert after.said() == []
    assert _reads(after) == 0


@pytest.mark.fault(
    "Slack is down when the thread is to be read",
    part="Slack",
    sees="the answer, a round later",
    lost="nothing within an hour",
    recovers="each round asks again; nothing is posted blindly",
)
def test_slack_that_cannot_be_asked_is_asked_in_the_next_round(open_desk: Opener) -> None:
    """Without the thread nothing is posted, for it might stand there already."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.finish()
    desk.slack.fail_next("conversations.replies", status=503)
    blind = open_desk(clock=HandClock(ahead=31))
    blind.slack.wait_for(lambda: _reads(blind) == 1)
    blind.finish()
    silent = blind.said()
    after = open_desk(clock=HandClock(ahead=62))
    (reply,) = after.replies("invitations", ts)
    after.finish()
    assert silent == []
    assert [reply] == after.said()


def test_after_an_hour_nobody_waits_any_more(open_desk: Opener) -> None:
    """A claim from long ago is left as it is."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.finish()
    after = open_desk(clock=HandClock(ahead=3_601))
    after.finish()
    assert after.said() == []
    assert [row["state"] for row in _events(after)] == ["received"]


@pytest.mark.fault(
    "`kill -9` while a private answer is on its way",
    part="The process",
    sees="the answer, or nothing",
    lost="that answer, for it is never repeated",
    recovers="the claim is closed; asking again works at once",
)
def test_what_only_its_asker_sees_is_never_repeated(open_desk: Opener) -> None:
    """A command whose answer may or may not have arrived is closed, not answered again."""
    desk = open_desk()
    desk.slack.command("maya", "invitations", "/whyfailed Webex Connect 7105")
    desk.whispers("maya")
    desk.finish()
    _change(desk.folder, "UPDATE claims SET state = 'received'")  # as if killed before it was marked
    after = _next_round(open_desk)
    after.finish()
    assert [row["state"] for row in _events(after)] == ["closed"]
    assert len(after.said()) == 1


def test_a_question_that_was_deleted_meanwhile_is_closed(open_desk: Opener) -> None:
    """There is nothing to answer any more."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.slack.actions.delete("maya", "invitations", ts)
    desk.finish()
    after = _next_round(open_desk)
    after.finish()
    assert [row["state"] for row in _events(after)] == ["closed"]
    assert after.said() == []


@pytest.mark.fault(
    "A worker wakes up after another has taken its question",
    part="The process",
    sees="one answer",
    lost="nothing",
    recovers="whoever lost the lease stays silent",
)
def test_whoever_lost_the_lease_does_not_post(open_desk: Opener, tmp_path: Path) -> None:
    """A worker that waited too long finds its claim taken by another and stays silent."""
    thief = _Thief(tmp_path)
    desk = open_desk(clock=thief)
    desk.slack.fail_next("chat.postMessage", retry_after=40)
    desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.status == 429 for call in desk.slack.calls))
    desk.finish()
    assert desk.said() == []
    assert [row["holder"] for row in _events(desk)] == ["another"]


@pytest.mark.fault(
    "`kill -9` after the claim, before or while the reply is posted",
    part="The process",
    sees="the answer, at the next start",
    lost="nothing within an hour",
    recovers="the next round reads the thread: it marks the reply that stands there, or answers",
)
def test_a_kill_between_claim_and_reply_ends_in_one_reply(
    slack: LoopbackSlack, open_desk: Opener, tmp_path: Path
) -> None:
    """A process is killed with one reply posted and unmarked, and one not posted: the next one answers each once."""
    with killable(slack, tmp_path) as program:
        slack.connect(address_of(program))
        slack.fail_next("chat.postMessage", delay=60)
        first = slack.say("maya", "invitations", ASKED)
        slack.wait_for(lambda: len(slack.messages("invitations", first)) == 2, 15)
        slack.fail_next("chat.postMessage", status=503, delay=60)
        second = slack.say("maya", "invitations", ASKED)
        slack.wait_for(lambda: len([call for call in slack.calls if call.method == "chat.postMessage"]) == 2, 15)
        slack.settle()
        program.kill()
        program.wait()
    assert all(delivery.acknowledged for delivery in slack.deliveries)
    assert [row["state"] for row in rows_of(tmp_path, "claims")] == ["received", "received"]
    assert len(slack.messages("invitations", second)) == 1

    after = _next_round(open_desk)
    (reply,) = after.replies("invitations", second)
    after.finish()
    assert header(reply) == ANSWER
    assert [len(slack.messages("invitations", ts)) for ts in (first, second)] == [2, 2]
    assert [row["state"] for row in _events(after)] == ["answered", "answered"]


class _Thief(HandClock):
    """A clock during whose waits another process takes every claim."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def wait(self, seconds: float) -> None:
        """Comes back once the claims are gone."""
        super().wait(seconds)
        _change(self.folder, "UPDATE claims SET holder = 'another'")


def _next_round(open_desk: Opener) -> Desk:
    """The program started again, once the leases have run out."""
    return open_desk(clock=HandClock(ahead=31))


def _events(desk: Desk) -> list[dict[str, object]]:
    return [row for row in desk.rows("claims") if row["surface"] != "press"]


def _reads(desk: Desk) -> int:
    return len([call for call in desk.slack.calls if call.method == "conversations.replies"])


def _change(folder: Path, statement: str) -> None:
    """Do something to a desk's database behind its back."""
    engine = create_engine(f"sqlite:///{folder / 'whyfailed.db'}")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
