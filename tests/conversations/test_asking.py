"""Somebody asks: in a channel, a direct message, a thread, by command and by shortcut."""

from __future__ import annotations

from desk import Desk, action_ids, header

ASKED = "@whyfailed Webex Connect error 7105"
ANSWER = "Customer profile not found for this message"


def test_a_mention_gets_one_reply_in_its_thread(desk: Desk) -> None:
    """A question in a channel, which arrives as app_mention and as message, is answered once, in its thread."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.finish()
    assert header(reply) == ANSWER
    assert reply.text.startswith(ANSWER)
    assert reply.thread_ts == ts
    assert action_ids(reply)[:4] == ["tick", "solved", "not_solved", "ask_support"]
    assert [reply] == desk.said()
    assert [delivery.event["type"] for delivery in desk.slack.deliveries[:2]] == ["app_mention", "message"]


def test_everything_is_acknowledged_at_the_first_attempt(desk: Desk) -> None:
    """Slack has no reason to send anything twice, what does not concern us included."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.open_home("maya")
    desk.slack.command("maya", "invitations", "/whyfailed 7105")
    desk.whispers("maya")
    desk.finish()
    assert [True] * len(desk.slack.deliveries) == [delivery.acknowledged for delivery in desk.slack.deliveries]
    assert {1} == {len(delivery.attempts) for delivery in desk.slack.deliveries}


def test_a_direct_message_gets_one_reply(desk: Desk) -> None:
    """In a direct message nobody has to be mentioned; several lines and code blocks are read."""
    log = 'Our log says this:\n```\n{"code": "7105",\n "description": "Customer profile not found"}\n```\nWhat now?'
    dm = desk.slack.dm_of("tomas").id
    asked = [desk.slack.say("tomas", "dm", pasted) for pasted in ("Webex Connect error 7105", log)]
    replies = [reply for ts in asked for reply in desk.replies(dm, ts)]
    desk.finish()
    assert [header(reply) for reply in replies] == [ANSWER, ANSWER]
    assert len(desk.said()) == 2


def test_a_command_is_answered_to_the_asker_only(desk: Desk) -> None:
    """`/whyfailed TEXT` works where the bot is no member, and nobody else sees it."""
    desk.slack.command("priya", "lounge", "/whyfailed Webex Connect 7105")
    (reply,) = desk.whispers("priya")
    desk.finish()
    assert header(reply) == ANSWER
    assert [reply] == desk.said()
    assert "chat.postMessage" not in [call.method for call in desk.slack.calls]


def test_help_says_what_can_be_asked(desk: Desk) -> None:
    """`/whyfailed help` gets examples."""
    desk.slack.command("priya", "invitations", "/whyfailed help")
    (reply,) = desk.whispers("priya")
    assert header(reply) == "Paste an error, get the remedy"


def test_the_shortcut_explains_somebody_elses_message_to_the_presser(desk: Desk) -> None:
    """ "Why did this fail?" reads the message it was chosen on, and only the presser sees the answer."""
    ts = desk.slack.say("maya", "lounge", "we got Webex Connect error 7105 all night")
    desk.slack.shortcut("tomas", ts, "why_failed")
    (reply,) = desk.whispers("tomas")
    desk.finish()
    assert header(reply) == ANSWER
    assert [reply] == desk.said()


def test_the_askers_follow_up_is_read_with_what_the_thread_knows(desk: Desk) -> None:
    """Without a mention, the asker's next message in the thread tells the open meanings apart."""
    ts = desk.slack.say("maya", "invitations", "@whyfailed Request expired")
    (first,) = desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "the code next to it is 7019", thread_ts=ts)
    _, second = desk.replies("invitations", ts, count=2)
    desk.finish()
    assert "choose_1" in action_ids(first)
    assert header(second) == desk.service.corpus["connect-7019"].title
    assert [first, second] == desk.said()


def test_small_talk_and_other_people_in_the_thread_are_left_alone(desk: Desk) -> None:
    """A follow-up in which we find nothing, and anybody else's message, get no reply."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    (reply,) = desk.replies("invitations", ts)
    desk.slack.say("maya", "invitations", "thanks a lot, lunch?", thread_ts=ts)
    desk.slack.say("tomas", "invitations", "we had Webex Connect error 7106 once", thread_ts=ts)
    desk.slack.say("tomas", "invitations", "Webex Connect error 7106")
    desk.finish()
    assert [reply] == desk.said()


def test_another_person_is_answered_in_the_thread_when_they_mention_us(desk: Desk) -> None:
    """Whoever mentions us in a thread gets a reply there, and may follow up from then on."""
    ts = desk.slack.say("maya", "invitations", ASKED)
    desk.replies("invitations", ts)
    desk.slack.say("tomas", "invitations", "@whyfailed and Webex Connect error 7106?", thread_ts=ts)
    desk.replies("invitations", ts, count=2)
    desk.slack.say("tomas", "invitations", "and Webex Connect error 7107?", thread_ts=ts)
    replies = desk.replies("invitations", ts, count=3)
    desk.finish()
    expected = [desk.service.corpus[f"connect-{code}"].title for code in ("7105", "7106", "7107")]
    assert expected == [header(reply) for reply in replies]
    assert len(desk.said()) == 3


def test_a_mention_without_a_question_gets_a_sentence(desk: Desk) -> None:
    """Nothing, only emoji and `help` are answered with what can be asked."""
    told = {
        "@whyfailed": "I am here.",
        "@whyfailed  ": "I am here.",
        "@whyfailed :wave: :tada:": "There is no text in this",
        "@whyfailed help": "Paste an error, get the remedy",
    }
    for typed, beginning in told.items():
        (reply,) = desk.replies("invitations", desk.slack.say("maya", "invitations", typed))
        assert reply.text.startswith(beginning), typed


def test_forty_thousand_characters_are_answered(desk: Desk) -> None:
    """The longest text that Slack sends gets its reply like any other."""
    ts = desk.slack.say("maya", "dm", "help")
    dm = desk.slack.dm_of("maya").id
    pasted = "Webex Connect error 7105 for a customer\n" * 1_000
    event = {"type": "message", "user": "U0MAYA", "channel": dm, "channel_type": "im", "text": pasted[:40_000]}
    desk.deliver({**event, "ts": "1.5", "thread_ts": ts})
    answers = desk.replies(dm, ts, count=2)
    desk.finish()
    assert ANSWER in [header(reply) for reply in answers]
    assert len(desk.said()) == 2


def test_hostile_text_rings_nobody(desk: Desk) -> None:
    """What a user wrote comes back as plain text, never as a mention, a link or markup."""
    ts = desk.slack.say(
        "maya", "invitations", "@whyfailed <!channel> *error* 7105 from Webex Connect @here mail a@b.example"
    )
    (reply,) = desk.replies("invitations", ts)
    assert "<!" not in str(reply.blocks)
    assert "<!" not in reply.text
    assert "a@b.example" not in str(reply)
