"""A question that is edited within the hour has its answer brought up to date where it stands, once."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk, HandClock, Opener, header
from telling import Transcript

from bot.local.nouns import Message

ASKED = "@whyfailed Webex Connect error 7105"
EDITED = "@whyfailed Webex Connect error 7106"
ANSWER = "Customer profile not found for this message"
OTHER = "Channel is not configured in Webex Connect"
MARK = "Updated after your edit."


def _updates(desk: Desk) -> int:
    return [call.method for call in desk.slack.calls].count("chat.update")


def _changed(desk: Desk, reply: Message) -> Message:
    """The reply, once it has changed."""
    desk.slack.wait_for(lambda: desk.now(reply) != reply)
    return desk.now(reply)


def _edit_of(desk: Desk, ts: str, text: str, *, seconds: float, edited: bool = True) -> dict[str, Any]:
    """A message_changed event by hand, so many seconds after the message."""
    before = {"type": "message", "user": "U0MAYA", "ts": ts, "text": "<@U0WHYFAILED> Webex Connect error 7105"}
    mark = {"edited": {"user": "U0MAYA", "ts": f"{float(ts) + seconds:.6f}"}} if edited else {}
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "C0INVITES",
        "channel_type": "channel",
        "ts": f"{float(ts) + seconds:.6f}",
        "message": {**before, "text": text, **mark},
        "previous_message": before,
    }


def test_the_dialogue_about_edits_is_as_it_was_looked_at(desk: Desk) -> None:
    """Another code, a mere full stop, the mention taken out, and the mention put into what nobody was asked."""
    told = Transcript(desk)
    ts = told.says("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    told.edits("maya", "invitations", ts, EDITED)
    _changed(desk, reply)
    told.edits("maya", "invitations", ts, f"{EDITED}.")
    told.edits("maya", "invitations", ts, "Webex Connect error 7107")
    other = told.says("tomas", "invitations", "Webex Connect error 7107")
    told.edits("tomas", "invitations", other, "@whyfailed Webex Connect error 7107")
    desk.replies("invitations", other)
    told.compare("edits")


def test_the_answer_is_brought_up_to_date_in_place(desk: Desk) -> None:
    """In a channel and in direct messages: no second reply, a mark that says why, and the case is the new question."""
    dm = desk.slack.dm_of("maya").id
    asked = {"invitations": desk.slack.say("maya", "invitations", ASKED), "dm": desk.slack.say("maya", "dm", ASKED)}
    for channel, ts in asked.items():
        (reply,) = desk.replies(dm if channel == "dm" else channel, ts)
        desk.slack.actions.edit("maya", channel, ts, EDITED)
        changed = _changed(desk, reply)
        assert header(changed) == OTHER
        assert changed.text.startswith(f"{MARK}\n{OTHER}")
        assert MARK in str(changed.blocks)
    desk.finish()
    assert len(desk.said()) == 2
    assert {"Webex Connect error 7106"} == {row["question"] for row in desk.rows("cases")}
    assert all("connect-7106" in row["diagnosis"] for row in desk.rows("cases"))


def test_each_edit_counts_and_the_last_one_stands(desk: Desk) -> None:
    """Edited twice, delivered twice and out of order: the answer is the last edit's."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.actions.edit("maya", "invitations", ts, "@whyfailed Webex Connect error 7203")
    first = desk.slack.deliveries[-1]
    for code in (7107, 7106):
        desk.slack.actions.edit("maya", "invitations", ts, f"@whyfailed Webex Connect error {code}")
    desk.slack.wait_for(lambda: OTHER in str([call for call in desk.slack.calls if call.method == "chat.update"][-1:]))
    desk.slack.settle()
    updates = _updates(desk)
    for delivery in (first, *[each for each in desk.slack.deliveries if each.event.get("hidden")]):
        desk.slack.redeliver(delivery)
    desk.finish()
    assert header(desk.now(reply)) == OTHER
    assert _updates(desk) == updates
    assert len(desk.said()) == 1


def test_a_solved_mark_goes_with_the_answer_that_it_was_about_and_the_edit_mark_stays(desk: Desk) -> None:
    """After a press under the new answer its reader still sees that it follows an edit."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says" in desk.now(reply).text)
    desk.slack.actions.edit("maya", "invitations", ts, EDITED)
    desk.slack.wait_for(lambda: header(desk.now(reply)) == OTHER)
    unmarked = desk.now(reply).text
    desk.slack.press("maya", reply.ts, "solved")
    desk.slack.wait_for(lambda: "Solved, says" in desk.now(reply).text)
    assert "Solved, says" not in unmarked
    assert MARK in desk.now(reply).text


@pytest.mark.parametrize(
    "after", ["<@U0WHYFAILED>  Webex Connect  error 7105 ", "Webex Connect error 7105", "Webex Connect error 7106"]
)
def test_an_edit_that_asks_nothing_new_changes_nothing(open_desk: Opener, after: str) -> None:
    """Other spaces, or a mention taken out: the answer stands, and Slack is not called."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.deliver(_edit_of(desk, ts, after, seconds=5))
    desk.finish()
    assert [reply] == desk.said()
    assert _updates(desk) == 0
    assert len(desk.rows("claims")) == 1


def test_an_edit_that_means_the_same_keeps_the_answer_as_it_is(desk: Desk) -> None:
    """A typo mended: the message stays, with what was pressed under it; the case holds the words as they are now."""
    ts = desk.slack.say("maya", "invitations", f"{ASKED} pleese help")
    (reply,) = desk.replies("invitations", ts)
    desk.slack.actions.edit("maya", "invitations", ts, f"{ASKED} please help")
    desk.finish()
    assert [reply] == desk.said()
    assert [row["question"] for row in desk.rows("cases")] == ["Webex Connect error 7105 please help"]


def test_an_edit_counts_for_an_hour(desk: Desk) -> None:
    """A minute before, the answer follows; a second after, it stands."""
    early, late = (desk.slack.say("maya", "invitations", ASKED) for _ in range(2))
    (first,), (second,) = desk.replies("invitations", early), desk.replies("invitations", late)
    text = "<@U0WHYFAILED> Webex Connect error 7106"
    desk.deliver(_edit_of(desk, late, text, seconds=3_601), event_id="EvLate")
    desk.deliver(_edit_of(desk, early, text, seconds=3_540), event_id="EvEarly")
    _changed(desk, first)
    desk.finish()
    assert header(desk.now(first)) == OTHER
    assert [second] == [desk.now(second)]


def test_an_unfurl_is_no_edit(desk: Desk) -> None:
    """What Slack adds to a message is not what its author wrote, before and after an edit."""
    ts = desk.slack.say("maya", "invitations", f"{ASKED} https://status.example.com/7106")
    (reply,) = desk.replies("invitations", ts)
    desk.slack.actions.unfurl("invitations", ts, title="Webex Connect error 7106")
    desk.slack.settle()
    untouched = desk.now(reply)
    desk.slack.actions.edit("maya", "invitations", ts, f"{EDITED} https://status.example.com/7106")
    changed = _changed(desk, reply)
    desk.slack.actions.unfurl("invitations", ts, title="Webex Connect error 7107")
    desk.finish()
    assert untouched == reply
    assert [changed] == desk.said()
    assert _updates(desk) == 1


def test_an_edited_follow_up_has_its_own_answer_changed(desk: Desk) -> None:
    """In a thread the context is what was asked before it, not itself."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Webex Connect code 7010")
    desk.replies("invitations", ts)
    follow_up = desk.slack.say("maya", "invitations", "for the profile api", ts)
    _, answer = desk.replies("invitations", ts, count=2)
    desk.slack.actions.edit("maya", "invitations", follow_up, "for the transaction status api")
    changed = _changed(desk, answer)
    desk.finish()
    assert header(answer) == desk.service.corpus["connect-7010-source-ip"].title
    assert header(changed) == desk.service.corpus["connect-7010-service-provider-exception"].title
    assert len(desk.said()) == 2


def test_talk_that_is_edited_stays_talk(desk: Desk) -> None:
    """What nobody asked us, or what we left alone, is not answered for being edited without a mention."""
    untagged = desk.slack.say("maya", "invitations", "lunch?")
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    thanks = desk.slack.say("maya", "invitations", "thanks", ts)
    desk.slack.settle()
    for message in (untagged, thanks):
        desk.slack.actions.edit("maya", "invitations", message, "Webex Connect error 7106")
    desk.finish()
    assert [reply] == desk.said()


def test_in_a_channel_that_is_off_an_edit_changes_nothing(desk: Desk) -> None:
    """Off is off."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.command("maya", "invitations", "/whyfailed channel off")
    desk.whispers("maya")
    desk.slack.actions.edit("maya", "invitations", ts, EDITED)
    desk.finish()
    assert desk.now(reply) == reply
    assert len(desk.slack.ephemerals("maya")) == 1


def test_an_edit_that_slack_did_not_take_is_brought_in_by_the_next_round(open_desk: Opener) -> None:
    """Once, with the text as it stands by then."""
    desk = open_desk()
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.fail_next("chat.update", status=503)
    desk.slack.actions.edit("maya", "invitations", ts, EDITED)
    desk.slack.wait_for(lambda: _updates(desk) == 1)
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    changed = _changed(after, reply)
    after.finish()
    assert header(changed) == OTHER
    assert [changed] == after.said()
    assert {"answered"} == {row["state"] for row in after.rows("claims")}
    assert _updates(after) == 2


def test_an_edit_while_the_question_is_still_being_answered_waits_for_the_answer(open_desk: Opener) -> None:
    """Slack takes no reply at first: the next round answers the question as it is, and the edit adds no second one."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.slack.wait_for(lambda: any(call.method == "chat.postMessage" for call in desk.slack.calls))
    desk.slack.actions.edit("maya", "invitations", ts, EDITED)
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    (reply,) = after.replies("invitations", ts)
    after.finish()
    last = open_desk(clock=HandClock(ahead=90))
    last.finish()
    assert header(last.now(reply)) == OTHER
    assert len(last.said()) == 1
    assert {"answered"} == {row["state"] for row in last.rows("claims")}
