"""Everything addressed to the bot gets exactly one reply, whatever Slack resends; nothing else gets any."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from desk import Desk, Opener, locked

ASKED = "@whyfailed Webex Connect error 7105"


UNADDRESSED: dict[str, dict[str, Any]] = {
    "another bot": {"bot_id": "B0OTHER", "user": "U0OTHER", "text": "<@U0WHYFAILED> error 7105"},
    "a classic bot": {"subtype": "bot_message", "text": "<@U0WHYFAILED> error 7105"},
    "ourselves": {"user": "U0WHYFAILED", "text": "<@U0WHYFAILED> Webex Connect error 7105"},
    "Slackbot": {"user": "USLACKBOT", "text": "<@U0WHYFAILED> Webex Connect error 7105"},
    "a join": {"subtype": "channel_join", "user": "U0MAYA", "text": "<@U0MAYA> has joined <@U0WHYFAILED>"},
    "an edit": {"subtype": "message_changed", "message": {"text": "<@U0WHYFAILED> 7105"}, "hidden": True},
    "an unfurl": {"subtype": "message_changed", "message": {"attachments": [{}]}, "hidden": True},
    "a deletion": {"subtype": "message_deleted", "hidden": True},
    "a mention added later": {"user": "U0MAYA", "text": "<@U0WHYFAILED> 7105", "edited": {"ts": "2.0"}},
    "an untagged question": {"user": "U0MAYA", "text": "Webex Connect error 7105"},
    "a thread that is not ours": {"user": "U0MAYA", "text": "Webex Connect error 7105", "thread_ts": "1.0"},
    "a reaction": {"type": "reaction_added", "user": "U0MAYA"},
}


def test_a_redelivered_event_is_answered_once(desk: Desk) -> None:
    """Slack's retries, before and after the reply, change nothing."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    mention, twin = desk.slack.deliveries[:2]
    desk.slack.redeliver(mention, times=2)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.redeliver(mention)
    desk.slack.redeliver(twin)
    desk.finish()
    assert [reply] == desk.said()
    assert [row["state"] for row in desk.rows("claims")] == ["answered"]


@pytest.mark.fault(
    "Slack sends an event again, after a restart too",
    part="Slack",
    sees="one answer",
    lost="nothing",
    recovers="the claim outlives the process",
)
def test_a_redelivered_event_is_answered_once_across_a_restart(open_desk: Opener) -> None:
    """The claim outlives the process."""
    before = open_desk()
    ts = before.slack.say("maya", "invitations", ASKED)
    (reply,) = before.replies("invitations", ts)
    before.finish()
    after = open_desk()
    for delivery in before.slack.deliveries[:2]:
        after.slack.redeliver(delivery)
    after.finish()
    assert [reply] == after.said()
    assert [reply.ts] == [row["reply_ts"] for row in after.rows("claims")]


def test_a_redelivered_press_counts_once(desk: Desk) -> None:
    """Two deliveries of one press are one press."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    press = desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: desk.slack.workspace.find(reply.channel, reply.ts).edited_ts)
    (again,) = desk.slack.redeliver(press)
    desk.slack.wait_for(lambda: again.is_over)
    desk.finish()
    assert again.acknowledged
    assert len(desk.rows("feedback")) == 1


def test_a_claim_is_written_before_the_acknowledgement_leaves(open_desk: Opener) -> None:
    """While another program holds the database, Slack hears nothing; once it lets go, the claim is there."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.settle()
    with locked(desk.folder):
        desk.slack.say("maya", "dm", "Webex Connect error 7106")
        delivery = desk.slack.deliveries[-1]
        too_early = desk.slack.workspace.wait_for(lambda: delivery.is_over, 0.2)
    desk.slack.wait_for(lambda: delivery.is_over)
    claimed = [row["event_id"] for row in desk.rows("claims")]
    assert not too_early
    assert delivery.payload["event_id"] in claimed


def test_what_is_not_addressed_to_us_is_acknowledged_and_gets_no_reply(open_desk: Opener) -> None:
    """Bots, joins, edits, unfurls and other people's talk: silence, without a claim and without a retry."""
    desk = open_desk()
    base = {"type": "message", "channel": "C0INVITES", "channel_type": "channel", "ts": "1.5"}
    taken = {what: desk.deliver({**base, **event}, event_id=what) for what, event in UNADDRESSED.items()}
    desk.finish()
    assert [what for what, delivery in taken.items() if not delivery.acknowledged] == []
    assert desk.said() == []
    assert desk.rows("claims") == []


def test_the_log_holds_neither_questions_nor_secrets(open_desk: Opener, caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level, after answers, presses and failures, no text and no token is in the log."""
    caplog.set_level(logging.DEBUG)
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", error="invalid_blocks")
    first = desk.slack.say("maya", "invitations", "@whyfailed heliotrope Webex Connect error 7105")
    desk.replies("invitations", first)
    second = desk.slack.say("maya", "invitations", "@whyfailed heliotrope Webex Connect error 7105")
    (reply,) = desk.replies("invitations", second)
    desk.hand_on("maya", reply, tried="heliotrope")
    desk.whispers("maya")
    desk.slack.command("maya", "invitations", "/whyfailed heliotrope")
    desk.whispers("maya", count=2)
    desk.finish()
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("bot.local"))
    assert "handed to support" in ours
    assert "maya@example.com" not in ours
    assert "heliotrope" not in ours
    for secret in (desk.slack.bot_token, desk.slack.app_token, desk.slack.signing_secret):
        assert secret not in ours
