"""Each channel has a mode: who is answered there, who may change that, and how the others learn of it."""

from __future__ import annotations

import pytest
from desk import Desk, HandClock, Opener, action_ids, header
from telling import Transcript

FAILED = "The overnight run says Webex Connect error 7105 for all of them"
ANSWER = "Customer profile not found for this message"


def _watch(desk: Desk, mode: str = "watch", channel: str = "invitations") -> None:
    """Set a mode and wait until it is announced."""
    before = len(desk.slack.messages(channel))
    desk.slack.command("maya", channel, f"/whyfailed channel {mode}")
    desk.slack.wait_for(lambda: len(desk.slack.messages(channel)) > before)


def test_the_dialogue_about_modes_is_as_it_was_looked_at(desk: Desk) -> None:
    """Shown, set by a press, announced, watched, switched off, called all the same, asked for in direct messages."""
    told = Transcript(desk)
    told.types("maya", "invitations", "/whyfailed channel")
    (shown,) = desk.whispers("maya")
    told.presses("maya", shown, "channel_mode_watch")
    desk.slack.wait_for(lambda: "is watch" in desk.whispers("maya")[0].text)
    asked = told.says("tomas", "invitations", FAILED)
    desk.replies("invitations", asked)
    told.says("priya", "invitations", "Lunch at noon?")
    told.says("priya", "invitations", "Webex Connect error 7106 here as well", thread_ts=asked)
    told.types("priya", "invitations", "/whyfailed channel watch")
    desk.whispers("priya")
    told.types("priya", "invitations", "/whyfailed channel off")
    desk.whispers("priya", count=2)
    told.says("tomas", "invitations", f"@whyfailed {FAILED}")
    desk.whispers("tomas")
    told.says("tomas", "invitations", "and Webex Connect error 7107?", thread_ts=asked)
    told.types("tomas", "invitations", "/whyfailed channel mentions")
    desk.whispers("tomas", count=2)
    told.types("tomas", "lounge", "/whyfailed channel watch")
    desk.whispers("tomas", count=3)
    told.compare("channel_modes")


def test_a_change_is_announced_once(desk: Desk) -> None:
    """In the channel, with who, which mode, what it means and how to change back; a resend announces nothing."""
    delivery = desk.slack.command("maya", "invitations", "/whyfailed channel watch")
    desk.whispers("maya")
    desk.slack.redeliver(delivery, times=2)
    desk.finish()
    (announced,) = desk.slack.messages("invitations")
    (row,) = desk.rows("channel_modes")
    assert announced.text.startswith("<@U0MAYA> set my mode in this channel to watch.")
    assert "only where I am sure" in announced.text
    assert "To change it back: `/whyfailed channel mentions`." in announced.text
    assert (row["channel"], row["mode"], row["person"]) == ("C0INVITES", "watch", "U0MAYA")


def test_a_watched_channel_keeps_nothing_of_what_was_not_answered(desk: Desk) -> None:
    """Talk, doubtful questions and good news get silence, and leave neither a case, nor a text, nor who said it."""
    _watch(desk)
    for text in (
        "heliotrope lunch anyone?",
        "nobody got the survey since noon, heliotrope",
        "Invalid template, says the heliotrope",
        "7105",
        "Webex Connect: 7500 Delivered heliotrope",
    ):
        desk.slack.say("tomas", "invitations", text)
    desk.finish()
    assert len(desk.said()) == 2  # the announcement, and the answer to the command
    assert desk.rows("cases") + desk.rows("threads") == []
    assert {"closed"} == {row["state"] for row in desk.rows("claims") if row["surface"] == "watched"}
    assert "U0TOMAS" not in str(desk.rows("claims"))
    assert "heliotrope" not in str(desk.rows("claims"))


def test_a_watched_channel_answers_several_failures_and_then_follows(desk: Desk) -> None:
    """A log with two failures is answered in its thread, and its author may go on from there."""
    _watch(desk)
    log = "Webex Connect error 7105\nWebex Connect error 7106\nWebex Connect error 7105"
    ts = desk.slack.say("tomas", "invitations", log)
    desk.replies("invitations", ts)
    desk.slack.say("tomas", "invitations", "and Webex Connect error 7107?", thread_ts=ts)
    several, followed = desk.replies("invitations", ts, count=2)
    desk.finish()
    assert header(several) == "2 different failures in your text"
    assert header(followed) == desk.service.corpus["connect-7107"].title


def test_a_watched_channel_stays_out_of_threads_between_people_and_never_answers_bots(desk: Desk) -> None:
    """However sure the answer would be."""
    _watch(desk)
    ts = desk.slack.say("maya", "invitations", "who looks after the invitations tonight?")
    desk.slack.say("tomas", "invitations", FAILED, thread_ts=ts)
    desk.slack.say_as_bot("invitations", FAILED)
    desk.slack.say_as_bot("invitations", FAILED, thread_ts=ts)
    desk.finish()
    assert len(desk.said()) == 2


def test_a_mode_is_one_channels_own(desk: Desk) -> None:
    """What is watched here is left alone next door, and there a mention is answered as ever."""
    _watch(desk)
    desk.slack.say("tomas", "cx-programs", FAILED)
    asked = desk.slack.say("tomas", "cx-programs", f"@whyfailed {FAILED}")
    desk.replies("cx-programs", asked)
    desk.finish()
    assert len(desk.said()) == 3


def test_a_private_group_has_a_mode_as_well(desk: Desk) -> None:
    """`message.groups` is heard like `message.channels`."""
    _watch(desk, channel="partner-desk")
    (reply,) = desk.replies("partner-desk", desk.slack.say("tomas", "partner-desk", FAILED))
    assert header(reply) == ANSWER


def test_off_answers_nobody_and_says_so_once_to_who_calls(desk: Desk) -> None:
    """A mention, which comes twice, gets one private sentence; commands, shortcuts and direct messages still work."""
    _watch(desk, "off")
    ts = desk.slack.say("tomas", "invitations", f"@whyfailed {FAILED}")
    (told,) = desk.whispers("tomas")
    desk.slack.shortcut("tomas", ts, "why_failed")
    _, explained = desk.whispers("tomas", count=2)
    desk.slack.command("priya", "invitations", "/whyfailed 7105")
    (private,) = desk.whispers("priya")
    desk.finish()
    assert told.text.startswith("I am off in this channel.")
    assert "`/whyfailed`" in told.text
    assert [header(explained), header(private)] == [ANSWER, ANSWER]
    assert [reply for reply in desk.slack.messages("invitations", ts) if reply.by_app] == []
    assert "chat.postEphemeral" in [call.method for call in desk.slack.calls]
    assert len(desk.whispers("tomas")) == 2


def test_a_private_sentence_is_not_repeated_after_a_restart(open_desk: Opener) -> None:
    """Slack does not say whether it was seen, so the next round closes the claim."""
    desk = open_desk()
    _watch(desk, "off")
    desk.slack.fail_next("chat.postEphemeral", status=503)
    desk.slack.say("tomas", "invitations", f"@whyfailed {FAILED}")
    desk.slack.wait_for(lambda: any(call.method == "chat.postEphemeral" for call in desk.slack.calls))
    desk.finish()
    left = [row["state"] for row in desk.rows("claims") if row["surface"] == "mention"]
    desk.clock.ahead += 31
    after = open_desk(clock=desk.clock)
    after.finish()
    assert left == ["received"]
    assert [row["state"] for row in after.rows("claims") if row["surface"] == "mention"] == ["closed"]
    assert after.slack.ephemerals("tomas") == []


@pytest.mark.parametrize(("mode", "answers"), [("watch", 1), ("mentions", 0)])
def test_a_watched_message_that_was_not_answered_is_answered_if_the_channel_is_watched_still(
    open_desk: Opener, mode: str, answers: int
) -> None:
    """The next round goes by the mode as it is by then."""
    desk = open_desk()
    _watch(desk)
    desk.slack.fail_next("chat.postMessage", status=503)
    ts = desk.slack.say("tomas", "invitations", FAILED)
    posts = 2
    desk.slack.wait_for(lambda: [call.method for call in desk.slack.calls].count("chat.postMessage") == posts)
    desk.slack.command("maya", "invitations", f"/whyfailed channel {mode}")
    desk.whispers("maya", count=2)
    desk.finish()
    after = open_desk(clock=HandClock(ahead=31))
    after.slack.wait_for(lambda: "conversations.replies" in [call.method for call in after.slack.calls])
    after.finish()
    replies = [message for message in after.slack.messages("invitations", ts) if message.by_app]
    assert len(replies) == answers
    assert "received" not in {row["state"] for row in after.rows("claims")}


def test_the_mode_outlives_a_restart(open_desk: Opener) -> None:
    """It stands in the database."""
    before = open_desk()
    _watch(before)
    before.finish()
    after = open_desk()
    (reply,) = after.replies("invitations", after.slack.say("tomas", "invitations", FAILED))
    assert header(reply) == ANSWER


def test_where_the_bot_is_no_member_it_says_how_to_invite_it(desk: Desk) -> None:
    """Asked for or set: nothing is set where nobody would be told."""
    for typed in ("/whyfailed channel", "/whyfailed channel watch"):
        desk.slack.command("priya", "lounge", typed)
    told = desk.whispers("priya", count=2)
    desk.finish()
    assert {"I am not in this channel, so I hear nothing here and there is no mode to set."} == {
        each.text.split(" Invite")[0] for each in told
    }
    assert all("`/invite @whyfailed`" in each.text for each in told)
    assert desk.rows("channel_modes") == []


def test_direct_messages_have_no_modes(desk: Desk) -> None:
    """Whatever is asked for."""
    for typed in ("/whyfailed channel", "/whyfailed channel off"):
        desk.slack.command("priya", desk.slack.dm_of("priya").id, typed)
    told = desk.whispers("priya", count=2)
    (reply,) = desk.replies(desk.slack.dm_of("priya").id, desk.slack.say("priya", "dm", FAILED))
    assert all(each.text.startswith("Direct messages have no modes") for each in told)
    assert header(reply) == ANSWER


@pytest.mark.parametrize("typed", ["channel not configured", "channel blocked", "channels"])
def test_a_question_about_a_channel_is_a_question(open_desk: Opener, typed: str) -> None:
    """Only the modes' own words follow `channel`; an error message that begins so is answered."""
    desk = open_desk()
    desk.slack.command("priya", "invitations", f"/whyfailed {typed}")
    (reply,) = desk.whispers("priya")
    desk.finish()
    assert "My mode in this channel" not in reply.text
    assert any(action_id in action_ids(reply) for action_id in ("solved", "ask_support"))
    assert desk.rows("channel_modes") == []


@pytest.mark.parametrize("typed", ["channel foo", "channel mode wathc"])
def test_a_mode_that_there_is_not_is_named_with_those_that_there_are(open_desk: Opener, typed: str) -> None:
    """As any command says what is wrong with its words; nothing is changed, and it is no question that was unknown."""
    desk = open_desk()
    desk.slack.command("priya", "invitations", f"/whyfailed {typed}")
    (told,) = desk.whispers("priya")
    desk.finish()
    assert told.text.startswith(f"There is no mode “{typed.rpartition(' ')[2]}”, so nothing was changed.")
    assert [line.split(":")[0] for line in told.text.splitlines() if line.startswith("•")] == [
        "• mentions",
        "• watch",
        "• off",
    ]
    assert desk.rows("channel_modes") + desk.rows("cases") == []


def test_a_mode_that_could_not_be_announced_is_told_to_who_set_it(open_desk: Opener) -> None:
    """Whether it was posted is not known, so it is not posted again."""
    desk = open_desk()
    desk.slack.fail_next("chat.postMessage", status=503)
    desk.slack.command("maya", "invitations", "/whyfailed channel watch")
    (told,) = desk.whispers("maya")
    desk.finish()
    assert "I could not announce it" in told.text
    assert [row["mode"] for row in desk.rows("channel_modes")] == ["watch"]


def test_where_the_bot_may_not_post_the_mode_stays(open_desk: Opener) -> None:
    """A change that nobody would learn of is taken back."""
    desk = open_desk()
    _watch(desk)
    desk.slack.fail_next("chat.postMessage", error="restricted_action")
    desk.slack.command("priya", "invitations", "/whyfailed channel off")
    (told,) = desk.whispers("priya")
    desk.finish()
    assert told.text.startswith("I may not post in this channel")
    assert [(row["mode"], row["person"]) for row in desk.rows("channel_modes")] == [("watch", "U0MAYA")]
