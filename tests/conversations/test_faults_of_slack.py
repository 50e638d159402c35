"""Slack fails in the ways it has: each costs time at most, and no question is answered twice."""

from __future__ import annotations

import pytest
from desk import HandClock, Opener, header

from bot.local.faults import Fault
from bot.local.server import LoopbackSlack

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"
HOUR = 3_600.0


@pytest.mark.fault(
    "Half of Slack's answer arrives, the reply stands",
    part="Slack",
    sees="the answer",
    lost="nothing",
    recovers="the next round finds the reply in the thread, marks it and keeps its case",
)
def test_half_an_answer_is_no_reason_to_reply_twice(open_desk: Opener) -> None:
    """Whether the call took effect is not known then; the thread tells."""
    desk = open_desk()
    desk.slack.faults.order("chat.postMessage", Fault(half_sent=True))
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    after.slack.wait_for(lambda: after.rows("claims")[0]["state"] == "answered")
    after.finish()
    assert [reply] == after.said()
    assert [row["reply_ts"] for row in after.rows("cases")] == [reply.ts]


@pytest.mark.fault(
    "The bot's token is revoked",
    part="Slack",
    sees="nothing, until there is a new token",
    lost="nothing within an hour; questions older than that stay unanswered",
    recovers="with the new token, the next round answers what was asked meanwhile",
)
def test_a_revoked_token_delays_answers_until_there_is_another(
    open_desk: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says what Slack says; with a token that works the question is answered once."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", error="token_revoked")
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.finish()
    silent = desk.said()
    after = open_desk(clock=HandClock(ahead=31))
    (reply,) = after.replies("invitations", ts)
    after.finish()
    assert silent == []
    assert "Slack did not do chat.postMessage: token_revoked." in caplog.text
    assert header(reply) == ANSWER
    assert [reply] == after.said()


@pytest.mark.fault(
    "Slack ends the Socket Mode link (`disconnect`)",
    part="Slack",
    sees="the answer",
    lost="nothing",
    recovers="another link is opened by itself; what was sent in between is sent again",
)
def test_a_link_that_slack_ends_is_opened_again(slack: LoopbackSlack, open_socket_desk: Opener) -> None:
    """A question right after it is answered, once."""
    desk = open_socket_desk()
    links = _links(slack)
    slack.socket_mode.disconnect()
    slack.wait_for(lambda: _links(slack) > links, 15)
    slack.socket_mode.wait_for_link(15)
    ts = slack.say("maya", "invitations", ASKED)
    slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 2, 15)
    desk.finish()
    assert [header(reply) for reply in desk.said()] == [ANSWER]


@pytest.mark.fault(
    "The clock jumps by two hours, forwards or backwards, while an answer waits",
    part="The process",
    sees="the answer",
    lost="nothing",
    recovers="leases go by the new time; only a clock ahead by all of RETENTION_DAYS deletes too early",
)
@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR], ids=["forwards", "backwards"])
def test_a_clock_that_jumps_changes_nothing_for_who_waits(open_desk: Opener, jump: float) -> None:
    """Another process looks on meanwhile and does not take the question; it is answered once."""

    class Jumping(HandClock):
        def wait(self, seconds: float) -> None:
            super().wait(seconds + jump)

    desk = open_desk(clock=Jumping())
    desk.slack.fail_next("chat.postMessage", retry_after=7)
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    for ahead in (0.0, 31.0, jump):
        open_desk(clock=HandClock(ahead=ahead)).finish()
    assert header(reply) == ANSWER
    assert [reply] == desk.said()
    assert [row["state"] for row in desk.rows("claims")] == ["answered"]


def _links(slack: LoopbackSlack) -> int:
    return len([call for call in slack.calls if call.method == "apps.connections.open"])
