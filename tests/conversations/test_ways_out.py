"""Slack does not take an answer where it was asked for: whoever asked gets it all the same, once, and reads why."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from desk import Desk, HandClock, Opener, action_ids, header

from bot.answers.redaction import Redactor
from bot.bootstrap import Knowledge
from bot.local.delivery import COMMAND, Delivery
from bot.local.nouns import Message

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"
SOLVED_FOR = "Solved, says <@U0MAYA>."


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("is_archived", "because it has been archived"),
        ("not_in_channel", "because I am not in it any more"),
        ("channel_not_found", "because I am not in it any more"),
    ],
)
def test_where_nothing_can_be_said_the_asker_gets_a_direct_message(desk: Desk, error: str, why: str) -> None:
    """A channel that is archived, or that we were removed from: the whole answer, with its buttons and the reason."""
    desk.slack.fail_next("chat.postMessage", error=error)
    desk.slack.say("maya", "invitations", ASKED)
    told = _direct(desk, "maya")
    desk.slack.press("maya", told.ts, "solved")
    desk.slack.wait_for(lambda: SOLVED_FOR in str(desk.now(told).blocks))
    desk.finish()
    assert why in told.text
    assert why in str(told.blocks[0])
    assert header(told) == ANSWER
    assert [desk.now(told)] == desk.said()
    assert [row["state"] for row in desk.rows("claims") if row["thread_ts"] is not None and row["ts"]] == ["answered"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("restricted_action", "because only some may post here"),
        ("restricted_action_read_only_channel", "because only some may post here"),
        ("restricted_action_thread_locked", "because it is locked"),
        ("thread_not_found", "because its first message is gone"),
    ],
)
def test_where_one_person_can_still_be_told_only_the_asker_is(desk: Desk, error: str, why: str) -> None:
    """A channel in which only some may post, a locked thread, a question that is gone: the answer is whispered."""
    desk.slack.fail_next("chat.postMessage", error=error)
    desk.slack.say("maya", "invitations", ASKED)
    (told,) = desk.whispers("maya")
    desk.finish()
    assert why in told.text
    assert header(told) == ANSWER
    assert "ask_support" in action_ids(told)
    assert [told] == desk.said()


def test_a_whisper_that_is_refused_becomes_a_direct_message(open_desk: Opener) -> None:
    """Neither for everyone nor for one in the channel: the direct message is left."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", error="restricted_action")
    desk.slack.fail_next("chat.postEphemeral", error="restricted_action")
    desk.slack.say("maya", "invitations", ASKED)
    told = _direct(desk, "maya")
    desk.finish()
    assert header(told) == ANSWER
    assert [told] == desk.said()


def test_an_archived_channel_is_no_place(open_desk: Opener) -> None:
    """Archived between the question and the answer, as Slack does it, without a fault that is made."""
    desk = open_desk()
    workspace = desk.slack.workspace
    invitations = workspace.channel("invitations")
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    workspace.set_channel(replace(invitations, is_archived=True))
    event = {"type": "app_mention", "user": "U0MAYA", "text": f"<@{desk.slack.app.bot_user}> Webex Connect error 7106"}
    desk.deliver({**event, "channel": invitations.id, "ts": "1795238400.000100", "event_ts": "1795238400.000100"})
    told = _direct(desk, "maya")
    desk.finish()
    assert "because it has been archived" in told.text


def test_who_cannot_be_reached_anywhere_costs_one_line(open_desk: Opener, caplog: pytest.LogCaptureFixture) -> None:
    """The direct message is refused as well: the log says so, and the claim is closed."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", error="not_in_channel")
    desk.slack.fail_next("chat.postMessage", error="messages_tab_disabled")
    desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: "gets no reply" in caplog.text)
    desk.finish()
    assert desk.said() == []
    assert "messages_tab_disabled" in caplog.text
    assert [row["state"] for row in desk.rows("claims")] == ["closed"]


@pytest.mark.parametrize("error", ["msg_too_long", "msg_blocks_too_long"])
def test_an_answer_that_is_too_long_comes_in_two_pieces(desk: Desk, error: str) -> None:
    """Slack's undocumented total is met: the rest stands right behind the first half, with nothing lost."""
    whole = _asked(desk)
    desk.slack.fail_next("chat.postMessage", error=error)
    ts = desk.slack.say("maya", "invitations", ASKED)
    first, rest = desk.replies("invitations", ts, count=2)
    desk.finish()
    assert header(first) == ANSWER
    assert [b["type"] for b in whole.blocks] == [b["type"] for b in (*first.blocks, *rest.blocks)]
    assert "ask_support" in action_ids(rest)
    assert whole.text.splitlines() == [*first.text.splitlines(), *rest.text.splitlines()]


def test_pieces_that_are_too_long_as_well_become_a_sentence(open_desk: Opener) -> None:
    """Nothing goes on without an end: a sentence with a reference id is short enough."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", error="msg_too_long", times=2)
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert reply.text.startswith("Something broke on my side")
    assert [reply] == desk.said()


def test_a_private_answer_whose_address_is_gone_becomes_a_direct_message(open_desk: Opener) -> None:
    """A response_url that Slack no longer takes (used up, expired): the answer comes as a direct message."""
    desk = open_desk()
    desk.slack.command("priya", "lounge", "/whyfailed help")
    desk.whispers("priya")
    (sent,) = [d for d in desk.slack.deliveries if d.kind == COMMAND]
    payload = {**sent.payload, "text": "Webex Connect error 7105", "trigger_id": "1.2.another"}
    gone = str(payload["response_url"]).rsplit("/", 1)[0] + "/gone"
    desk.slack.redeliver(Delivery(COMMAND, {**payload, "response_url": gone}))
    told = _direct(desk, "priya")
    desk.finish()
    assert told.text.startswith("I could not answer where you asked. Here is your answer.")
    assert header(told) == ANSWER


def test_a_message_that_cannot_be_changed_is_answered_beside(desk: Desk) -> None:
    """The pressed message is too old to change: whoever pressed is shown what they chose."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Request expired")
    (choice,) = desk.replies("invitations", ts)
    desk.slack.fail_next("chat.update", error="edit_window_closed")
    desk.slack.press("tomas", choice.ts, "choose_1")
    (told,) = desk.whispers("tomas")
    desk.finish()
    assert header(told) in {desk.service.corpus[entry].title for entry in _offered(choice)}
    assert choice.blocks == desk.now(choice).blocks


def test_a_change_that_is_too_long_is_shown_in_two_pieces(open_desk: Opener) -> None:
    """The first half takes the message's place, the presser gets the rest."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", "@whyfailed Request expired")
    (choice,) = desk.replies("invitations", ts)
    desk.slack.fail_next("chat.update", error="msg_too_long")
    desk.slack.press("tomas", choice.ts, "choose_1")
    (rest,) = desk.whispers("tomas")
    desk.finish()
    assert header(desk.now(choice)) != header(choice)
    assert "solved" in action_ids(rest)


@pytest.mark.parametrize("action", ["choose_1", "ask_support"])
def test_a_press_that_breaks_inside_is_told_with_a_reference(
    open_desk: Opener, caplog: pytest.LogCaptureFixture, action: str
) -> None:
    """Slack fails in a way that nothing is made for: the presser reads a sentence, the log has its reference."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", "@whyfailed Request expired")
    (choice,) = desk.replies("invitations", ts)
    desk.slack.fail_next("*", error="fatal_error", times=4)
    desk.slack.press("tomas", choice.ts, action)
    (told,) = desk.whispers("tomas")
    desk.finish()
    assert told.text.startswith("Something broke on my side")
    reference = told.text.split("`")[1]
    assert reference in caplog.text
    assert caplog.records[-1].levelno >= logging.INFO


def test_a_modal_that_breaks_inside_says_so_with_a_reference(
    open_desk: Opener, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    """What was typed stays in the modal, above it the sentence; nothing is sent."""
    breaks: list[Exception] = []

    def redactor() -> Redactor:
        if breaks:
            raise breaks[0]
        return Redactor()

    desk = open_desk(knowledge=replace(knowledge, redactor=redactor))
    reply = _asked(desk)
    desk.slack.press("maya", reply.ts, "ask_support")
    form = desk.form("maya")
    breaks.append(ArithmeticError("heliotrope"))
    desk.slack.submit("maya", form.id, {"tried": "everything"})
    desk.slack.wait_for(lambda: desk.form("maya").errors)
    told = str(desk.form("maya").errors["title"])
    desk.finish()
    assert told.startswith("Something broke on my side")
    assert told.removesuffix(".").split()[-1] in caplog.text
    assert "heliotrope" not in caplog.text
    assert desk.mails() == []


def test_a_busy_slack_is_waited_for_on_every_surface(open_desk: Opener) -> None:
    """429 with Retry-After: a direct message, a mention and a press are each answered after the wait, once."""
    desk = open_desk(clock=HandClock())
    desk.slack.fail_next("chat.postMessage", retry_after=3, times=2)
    dm = desk.slack.dm_of("maya").id
    direct = desk.slack.say("maya", "dm", "Webex Connect error 7105")
    (reply,) = desk.replies(dm, direct)
    desk.slack.fail_next("chat.update", retry_after=2)
    desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: SOLVED_FOR in str(desk.now(reply).blocks))
    desk.finish()
    assert desk.clock.waited == [3.0, 3.0, 2.0]
    assert len(desk.said()) == 1


def _asked(desk: Desk) -> Message:
    (reply,) = desk.replies("invitations", desk.slack.say("maya", "invitations", ASKED))
    return reply


def _direct(desk: Desk, person: str) -> Message:
    """The one thing that stands in somebody's direct messages, once it does."""
    dm = desk.slack.dm_of(person).id
    desk.slack.wait_for(lambda: desk.slack.workspace.messages(dm))
    (told,) = desk.slack.workspace.messages(dm)
    return told


def _offered(choice: Message) -> list[str]:
    return [str(block["accessory"]["value"]).split("|")[1] for block in choice.blocks if "accessory" in block]
