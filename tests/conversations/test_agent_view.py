"""The agent view: a greeting with prompts, what we are at, and direct messages all the same where there is none."""

from __future__ import annotations

import logging
import threading

import pytest
from desk import Desk, HandClock, Opener, header

from bot.answers.examples import PROMPTS
from bot.local.nouns import Message

STATUS = "agents.sessions.setStatus"
DAY = 86_400.0


def test_the_first_opening_is_greeted_once(desk: Desk) -> None:
    """A greeting with four prompts; opening the tab again says nothing more, also when Slack tells of it twice."""
    first = desk.slack.open_messages("maya")
    (greeting,) = _greetings(desk)
    desk.slack.wait_for(lambda: desk.slack.workspace.prompts(greeting.channel))
    desk.slack.redeliver(first)
    desk.slack.open_messages("maya")
    desk.finish()
    prompts = desk.slack.workspace.prompts(greeting.channel)
    assert greeting.text.startswith("Hello. I tell you why an invitation or a message failed")
    assert [{"title": p.title, "message": p.message} for p in PROMPTS] == list(prompts)
    assert [greeting] == desk.said()


def test_every_prompt_is_answered(desk: Desk) -> None:
    """What the prompts ask has an answer: a walk, a code, a message, and what can be asked."""
    dm = desk.slack.dm_of("maya").id
    asked = [desk.slack.say("maya", "dm", prompt.message) for prompt in PROMPTS]
    titles = [header(desk.replies(dm, ts)[0]) for ts in asked]
    corpus = desk.service.corpus
    assert [
        "Where did the invitations stop?",
        corpus["connect-7105"].title,
        corpus["wxm-2.4.2"].title,
        "Paste an error, get the remedy",
    ] == titles


def test_an_opening_on_another_day_is_not_greeted_again(open_desk: Opener) -> None:
    """The mark of the greeting is gone by then; the conversation itself tells that there was one."""
    before = open_desk()
    before.slack.open_messages("maya")
    _greetings(before)
    before.finish()
    after = open_desk(clock=HandClock(ahead=2 * DAY))
    after.slack.wait_for(lambda: after.rows("claims") == [])
    after.slack.open_messages("maya")
    after.finish()
    assert len(after.said()) == 1
    assert "conversations.history" in [call.method for call in after.slack.calls[-5:]]


def test_opening_home_is_no_opening_of_messages(desk: Desk) -> None:
    """The Home tab has an event of the same name, which greets nobody."""
    desk.slack.open_home("maya")
    desk.finish()
    assert desk.said() == []


def test_the_status_goes_from_processing_to_active_to_closed(desk: Desk) -> None:
    """A question shows that we are at it, its answer that we are done, Solved that the session is over."""
    dm = desk.slack.dm_of("maya").id
    ts = desk.slack.say("maya", "dm", "Webex Connect error 7105")
    (reply,) = desk.replies(dm, ts)
    desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: desk.slack.workspace.session(dm, ts).status == "closed")
    desk.finish()
    calls = [call.arguments for call in desk.slack.calls if call.method == STATUS]
    assert [call["status"] for call in calls] == ["processing", "active", "closed"]
    assert {(dm, ts)} == {(call["channel_id"], call["thread_ts"]) for call in calls}


def test_channels_have_no_status(desk: Desk) -> None:
    """A mention in a channel is nobody's session."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    desk.replies("invitations", ts)
    desk.finish()
    assert STATUS not in [call.method for call in desk.slack.calls]


@pytest.mark.parametrize("error", ["unknown_method", "not_allowed"])
def test_without_the_agent_view_a_direct_message_is_answered(
    open_desk: Opener, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    """Slack refuses the status and the prompts: the greeting and every answer stand, no line in the log, one try."""
    caplog.set_level(logging.INFO)
    desk = open_desk()
    desk.slack.fail_next(STATUS, error=error, times=9)
    desk.slack.fail_next("assistant.threads.setSuggestedPrompts", error=error)
    desk.slack.open_messages("maya")
    _greetings(desk)
    dm = desk.slack.dm_of("maya").id
    first = desk.slack.say("maya", "dm", "Webex Connect error 7105")
    desk.replies(dm, first)
    desk.slack.wait_for(lambda: STATUS in [call.method for call in desk.slack.calls])
    second = desk.slack.say("maya", "dm", "Webex Connect error 7106")
    desk.replies(dm, second)
    desk.finish()
    assert len(desk.said()) == 3
    assert [call.method for call in desk.slack.calls if call.method == STATUS] == [STATUS]
    assert error not in caplog.text


def test_a_status_that_has_to_wait_delays_no_answer(open_desk: Opener) -> None:
    """Slack asks to wait before the status; the answer is there while that wait still lasts."""
    answered = threading.Event()

    class Holding(HandClock):
        def wait(self, seconds: float) -> None:
            assert answered.wait(30)
            super().wait(seconds)

    desk = open_desk(clock=Holding())
    desk.slack.fail_next(STATUS, retry_after=7)
    dm = desk.slack.dm_of("maya").id
    ts = desk.slack.say("maya", "dm", "Webex Connect error 7105")
    (reply,) = desk.replies(dm, ts)
    answered.set()
    desk.finish()
    assert [reply] == desk.said()
    assert desk.slack.workspace.session(dm, ts).status == "active"


@pytest.mark.parametrize("kind", ["agent_session_stopped", "app_context_changed"])
def test_what_needs_no_reply_is_acknowledged(desk: Desk, kind: str) -> None:
    """Slack tells what somebody looks at, and that they stopped waiting: acknowledged at once, and nothing is said."""
    dm = desk.slack.dm_of("maya").id
    event = {"type": kind, "user": "U0MAYA", "channel": dm, "thread_ts": "1.000100", "event_ts": "1.000200"}
    delivery = desk.deliver(event)
    desk.finish()
    assert len(delivery.attempts) == 1
    assert desk.said() == []
    assert desk.rows("claims") == []


def _greetings(desk: Desk) -> list[Message]:
    dm = desk.slack.dm_of("maya").id
    desk.slack.wait_for(lambda: desk.slack.workspace.messages(dm))
    return desk.slack.workspace.messages(dm)
