"""Somebody shares what only they saw: in the channel, in a thread, once; and hears where that is not possible."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import Desk, Opener, action_ids, elements, header

from bot.local.nouns import Message

ANSWER = "Customer profile not found for this message"
INVITE = "I cannot share this here, because I am not in this conversation: invite me with"


def test_an_answer_to_a_command_is_shared_in_the_channel(desk: Desk) -> None:
    """Everyone sees the answer, redacted, with the name of who shared it; two presses post it once."""
    desk.slack.command("priya", "invitations", "/whyfailed Webex Connect error 7105 for ann@example.com")
    (private,) = desk.whispers("priya")
    desk.slack.press("priya", private.ts, "share_channel")
    desk.slack.press("priya", private.ts, "share_channel")
    told = desk.whispers("priya", count=3)[1:]
    desk.finish()
    (shared,) = desk.slack.messages("invitations")
    assert header(shared) == ANSWER
    assert "Shared by <@U0PRIYA>" in str(shared.blocks)
    assert shared.text.startswith("Shared by <@U0PRIYA>\n")
    assert "ann@example.com" not in str(shared)
    assert shared.thread_ts is None
    assert (shared.metadata or {})["event_payload"]["case_id"] == _case_id(private)
    assert action_ids(shared)[:4] == ["tick", "solved", "not_solved", "ask_support"]
    assert "share_channel" not in action_ids(shared)
    assert sorted(message.text[:5] for message in told) == ["Done.", "This "]


def test_the_shortcuts_answer_is_shared_in_the_thread(desk: Desk) -> None:
    """Below the message that it explains, as the bot."""
    ts = desk.slack.say("maya", "invitations", "we got Webex Connect error 7105 all night")
    desk.slack.shortcut("tomas", ts, "why_failed")
    (private,) = desk.whispers("tomas")
    assert action_ids(private)[-1] == "share_thread"
    desk.slack.press("tomas", private.ts, "share_thread")
    (shared,) = desk.replies("invitations", ts)
    desk.whispers("tomas", count=2)
    desk.finish()
    assert header(shared) == ANSWER
    assert "Shared by <@U0TOMAS>" in str(shared.blocks)
    assert shared.thread_ts == ts


def test_a_shared_answer_keeps_the_name_when_it_is_marked(desk: Desk) -> None:
    """Whoever presses Solved changes what is marked, not who shared it."""
    desk.slack.command("priya", "invitations", "/whyfailed Webex Connect error 7105")
    (private,) = desk.whispers("priya")
    desk.slack.press("priya", private.ts, "share_channel")
    desk.whispers("priya", count=2)
    (shared,) = desk.slack.messages("invitations")
    desk.slack.press("maya", shared.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says <@U0MAYA>." in str(_now(desk, shared).blocks))
    desk.finish()
    assert "Shared by <@U0PRIYA>" in str(_now(desk, shared).blocks)


def test_a_private_answer_can_be_shared_after_a_choice(desk: Desk) -> None:
    """What is shared is what is shown; the thread is still known after the message was replaced."""
    ts = desk.slack.say("maya", "invitations", "Request expired")
    desk.slack.shortcut("tomas", ts, "why_failed")
    (choice,) = desk.whispers("tomas")
    entry_id = elements(choice)[1]["value"].split("|")[1]
    desk.slack.press("tomas", choice.ts, "choose_2")
    desk.slack.wait_for(lambda: "solved" in action_ids(desk.slack.ephemerals("tomas")[0]))
    desk.slack.press("tomas", choice.ts, "share_thread")
    (shared,) = desk.replies("invitations", ts)
    desk.finish()
    assert desk.service.corpus[entry_id].title == header(shared)


def test_a_command_is_shared_where_the_bot_is_no_member(desk: Desk) -> None:
    """Slack lets a press be answered in the channel; the shared answer can be marked there as well."""
    desk.slack.command("priya", "lounge", "/whyfailed Webex Connect 7105")
    (private,) = desk.whispers("priya")
    desk.slack.press("priya", private.ts, "share_channel")
    desk.whispers("priya", count=2)
    (shared,) = desk.slack.messages("lounge")
    assert header(shared) == ANSWER
    assert "Shared by <@U0PRIYA>" in str(shared.blocks)
    desk.slack.press("maya", shared.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says <@U0MAYA>." in str(_now(desk, shared).blocks))
    desk.finish()
    assert len(desk.slack.messages("lounge")) == 1


def test_a_thread_in_which_the_bot_may_not_post_asks_for_an_invitation(desk: Desk) -> None:
    """The presser hears why and what to do; once the bot is invited, the same press works."""
    ts = desk.slack.say("maya", "lounge", "we got Webex Connect error 7105 all night")
    desk.slack.shortcut("tomas", ts, "why_failed")
    (private,) = desk.whispers("tomas")
    desk.slack.press("tomas", private.ts, "share_thread")
    _, told = desk.whispers("tomas", count=2)
    assert told.text.startswith(INVITE)
    workspace = desk.slack.workspace
    lounge = workspace.channel("lounge")
    workspace.set_channel(replace(lounge, members=lounge.members | {desk.slack.app.bot_user}))
    desk.slack.press("tomas", private.ts, "share_thread")
    (shared,) = desk.replies("lounge", ts)
    desk.finish()
    assert header(shared) == ANSWER


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("is_archived", "because the channel is archived: unarchive it"),
        ("restricted_action", "because only some may post: ask a workspace admin"),
        ("thread_not_found", "because the message is gone"),
    ],
)
def test_other_reasons_are_told_in_their_own_words(error: str, expected: str, open_desk: Opener) -> None:
    """One sentence, to the presser, with what to do."""
    desk = open_desk()
    desk.slack.command("priya", "invitations", "/whyfailed Webex Connect 7105")
    (private,) = desk.whispers("priya")
    desk.slack.fail_next("chat.postMessage", error=error)
    desk.slack.press("priya", private.ts, "share_channel")
    _, told = desk.whispers("priya", count=2)
    desk.finish()
    assert expected in told.text
    assert desk.slack.messages("invitations") == []


def test_what_broke_can_be_shared_again(open_desk: Opener) -> None:
    """Slack did not answer: the presser hears it, and the next press shares the answer."""
    desk = open_desk()
    desk.slack.command("priya", "invitations", "/whyfailed Webex Connect 7105")
    (private,) = desk.whispers("priya")
    desk.slack.fail_next("chat.postMessage", status=503)
    desk.slack.press("priya", private.ts, "share_channel")
    _, told = desk.whispers("priya", count=2)
    desk.slack.press("priya", private.ts, "share_channel")
    desk.whispers("priya", count=3)
    desk.finish()
    assert told.text.startswith("Something broke on my side")
    assert len(desk.slack.messages("invitations")) == 1


def test_a_restart_does_not_share_twice(open_desk: Opener) -> None:
    """That an answer was shared outlives the process."""
    before = open_desk()
    before.slack.command("priya", "invitations", "/whyfailed Webex Connect 7105")
    (private,) = before.whispers("priya")
    before.slack.press("priya", private.ts, "share_channel")
    before.whispers("priya", count=2)
    before.finish()
    after = open_desk()
    after.slack.press("priya", private.ts, "share_channel")
    told = after.whispers("priya", count=3)[-1]
    after.finish()
    assert told.text.startswith("This answer is shared already")
    assert len(after.slack.messages("invitations")) == 1


def _case_id(message: Message) -> str:
    return next(element["value"] for element in elements(message) if "value" in element).partition("|")[0]


def _now(desk: Desk, message: Message) -> Message:
    return desk.slack.workspace.find(message.channel, message.ts)
