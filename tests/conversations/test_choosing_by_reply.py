"""A choice takes a plain reply in its thread, in the words in which people pick."""

from __future__ import annotations

import pytest
from desk import Desk, header


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
