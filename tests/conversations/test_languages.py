"""Somebody asks in another language: what is known in it is answered, else they read politely what helps."""

from __future__ import annotations

import pytest
from desk import Desk, Opener, action_ids, header

SORRY = "Sorry, I only read English"


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("Fehler 7105 bei Webex Connect, was heißt das?", "connect-7105"),
        ("Warum kommt „Delivery Policy configured under Dispatch to be used to send invites is paused“?", "wxm-2.4.2"),
        ("なぜ Webex Connect error 7106 が出るのですか", "connect-7106"),
        ('Qu\'est-ce que DESTINATION_UNREACHABLE? {"failure": {"code": 14001}}', "bird-14001"),
    ],
)
def test_a_code_or_a_message_is_answered_in_any_language(open_desk: Opener, text: str, entry_id: str) -> None:
    """What stands around it does not matter."""
    desk = open_desk()
    ts = desk.slack.say("maya", "dm", text)
    (reply,) = desk.replies(desk.slack.dm_of("maya").id, ts)
    assert header(reply) == desk.service.corpus[entry_id].title


def test_another_language_is_told_what_helps(desk: Desk) -> None:
    """One sentence of regret, four things that work in any language, and the way to support."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Warum wurden unsere Einladungen nicht verschickt?")
    (reply,) = desk.replies("invitations", ts)
    desk.slack.command("priya", "lounge", "/whyfailed なぜ招待が送信されないのですか")
    (private,) = desk.whispers("priya")
    desk.finish()
    for told in (reply, private):
        assert header(told) == SORRY
        assert "`Webex Connect 7105`" in told.text
        assert "ask_support" in action_ids(told)
    assert len(desk.rows("cases")) == 2


def test_people_who_talk_in_another_language_are_left_alone(open_desk: Opener) -> None:
    """In a thread, what is not asked of us and holds nothing known gets no reply, in any language."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect error 7105")
    desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "danke, das schaue ich mir nachher an", thread_ts=ts)
    desk.finish()
    assert len(desk.said()) == 1
