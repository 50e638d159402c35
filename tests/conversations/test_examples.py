"""Somebody does not know what to ask: every example of the help and of the greeting runs on a press."""

from __future__ import annotations

from desk import Desk, action_ids, header

from bot.answers.examples import EXAMPLES

TITLES = {"code": "connect-7105", "message": "wxm-2.4.2", "response": "bird-14001"}
NAMES = ["example_1", "example_2", "example_3"]


def test_the_helps_examples_are_answered_to_the_presser(desk: Desk) -> None:
    """As if they had been typed: each is answered, ephemerally, and can be shared in the channel."""
    desk.slack.command("priya", "lounge", "/whyfailed help")
    (told,) = desk.whispers("priya")
    assert action_ids(told) == [*NAMES, "open_paste", "delete_kept"]
    for number, (name, example) in enumerate(zip(NAMES, EXAMPLES, strict=True), 2):
        desk.slack.press("priya", told.ts, name)
        answer = desk.whispers("priya", count=number)[-1]
        assert header(answer) == desk.service.corpus[TITLES[example.name]].title
        assert "share_channel" in action_ids(answer)
    desk.finish()
    assert len(desk.said()) == 4


def test_the_greetings_examples_are_answered_in_its_thread(desk: Desk) -> None:
    """Only the presser sees the answer, beside the greeting, and can share it there."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed")
    (greeting,) = desk.replies("invitations", ts)
    assert action_ids(greeting) == [*NAMES, "open_paste"]
    desk.slack.press("tomas", greeting.ts, "example_1")
    (answer,) = desk.whispers("tomas")
    assert header(answer) == desk.service.corpus["connect-7105"].title
    assert answer.thread_ts == ts
    desk.slack.press("tomas", answer.ts, "share_thread")
    _, shared = desk.replies("invitations", ts, count=2)
    desk.finish()
    assert "Shared by <@U0TOMAS>" in str(shared.blocks)
    assert desk.slack.ephemerals("maya") == []
