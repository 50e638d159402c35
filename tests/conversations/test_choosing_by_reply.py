"""A choice takes a plain reply in its thread, in the words in which people pick."""

from __future__ import annotations

import pytest
from desk import Desk, Opener, header


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("the second one", "connect-7010-source-ip"),
        ("2", "connect-7010-source-ip"),
        ("b", "connect-7010-source-ip"),
        ("it was the ip", "connect-7010-source-ip"),
        ("the profile one", "connect-7010-source-ip"),
        ("source ip", "connect-7010-source-ip"),
        ("transaction status", "connect-7010-service-provider-exception"),
    ],
)
def test_a_plain_reply_picks_a_meaning(desk: Desk, reply: str, expected: str) -> None:
    """By place, number, API or message; the answer follows in the thread, and the choice stays."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed code 7010")
    (choice,) = desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", reply, thread_ts=ts)
    _, answer = desk.replies("invitations", ts, count=2)
    assert desk.service.corpus[expected].title == header(answer)
    assert "Its number will do, too." in str(choice.blocks)


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("still the same after step 1", "2. Ask your network team whether that outgoing address changed lately"),
        ("no, the other one", "Service provider raised an exception"),
        ("it was the provider", "Service provider raised an exception"),
    ],
)
def test_what_is_said_after_a_press_is_about_what_was_pressed(desk: Desk, said: str, seen: str) -> None:
    """The thread knows which meaning somebody chose with the button, and what else it had offered."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed code 7010")
    (choice,) = desk.replies("invitations", ts)
    chosen = desk.service.corpus["connect-7010-source-ip"].title
    desk.slack.press("maya", choice.ts, "choose_2")
    desk.slack.wait_for(lambda: header(desk.now(choice)) == chosen)
    desk.slack.say("maya", "invitations", said, thread_ts=ts)
    _, after = desk.replies("invitations", ts, count=2)
    assert seen in after.text


def test_thanks_after_a_press_solve_what_was_pressed(desk: Desk) -> None:
    """The record says which meaning solved it."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed code 7010")
    (choice,) = desk.replies("invitations", ts)
    chosen = desk.service.corpus["connect-7010-source-ip"].title
    desk.slack.press("maya", choice.ts, "choose_2")
    desk.slack.wait_for(lambda: header(desk.now(choice)) == chosen)
    desk.slack.say("maya", "invitations", "thanks, that was it", thread_ts=ts)
    desk.replies("invitations", ts, count=2)
    desk.finish()
    assert [(row["verdict"], row["entry_id"]) for row in desk.rows("feedback")] == [
        ("solved", "connect-7010-source-ip")
    ]


def test_a_choice_outlives_a_restart(open_desk: Opener) -> None:
    """Another process knows it from the database."""
    before = open_desk()
    ts = before.slack.say("maya", "invitations", "@whyfailed code 7010")
    (choice,) = before.replies("invitations", ts)
    before.slack.press("maya", choice.ts, "choose_2")
    before.finish()
    after = open_desk()
    after.slack.say("maya", "invitations", "still the same after step 1", thread_ts=ts)
    _, onward = after.replies("invitations", ts, count=2)
    assert "2. Ask your network team" in onward.text
