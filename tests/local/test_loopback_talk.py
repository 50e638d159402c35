"""What becomes of messages: edits, deletions, unfurls, other bots, reactions, and an agent's status."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from test_loopback_page import asked, seen

from bot.local.nouns import SlackError
from bot.local.server import LoopbackSlack


def test_edit_is_message_changed(slack: LoopbackSlack) -> None:
    """An edit on the page is told with the message before and after, and marked."""
    ts = slack.say("maya", "invitations", "erorr 7105 & @tomas")
    assert 'aria-label="Edit message" rows="1">erorr 7105 &amp; @tomas</textarea>' in asked(slack, "/")[1]
    edit = {"as": "maya", "in": "C0INVITES", "ts": ts, "text": "error 7105"}
    assert asked(slack, "/do/edit", edit)[0] == 200
    event = slack.deliveries[-1].event
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["previous_message"]["text"], event["message"]["text"]) == (
        "erorr 7105 &amp; <@U0TOMAS>",
        "error 7105",
    )
    assert event["message"]["edited"]["user"] == "U0MAYA"
    assert "error 7105 (edited)" in seen(slack, "/")


def test_only_ones_own_message_is_edited_and_deleted(slack: LoopbackSlack) -> None:
    """Another's message stays as it is, and its menu offers neither."""
    ts = slack.say("maya", "invitations", "mine")
    assert asked(slack, "/do/edit", {"as": "tomas", "in": "C0INVITES", "ts": ts, "text": "yours"})[0] == 409
    assert asked(slack, "/do/delete", {"as": "tomas", "in": "C0INVITES", "ts": ts})[0] == 409
    assert "Delete message" not in seen(slack, "/?as=tomas")


def test_deletion_is_message_deleted(slack: LoopbackSlack) -> None:
    """A message taken back is told as message_deleted; one with a thread leaves a mark."""
    ts = slack.say("maya", "invitations", "oops")
    slack.actions.delete("maya", "invitations", ts)
    assert (slack.deliveries[-1].event["subtype"], slack.deliveries[-1].event["deleted_ts"]) == ("message_deleted", ts)
    started = slack.say("maya", "invitations", "thread")
    slack.say("tomas", "invitations", "reply", started)
    slack.actions.delete("maya", "invitations", started)
    event = slack.deliveries[-1].event
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert "This message was deleted." in seen(slack, "/")


def test_unfurl_is_a_hidden_change(slack: LoopbackSlack) -> None:
    """What Slack finds behind a link comes as message_changed, without an edited mark."""
    ts = slack.say("maya", "invitations", "see https://example.com/batch")
    slack.actions.unfurl("invitations", ts, title="Batch 7", text="3 failed")
    event = slack.deliveries[-1].event
    assert (event["subtype"], "edited" in event["message"]) == ("message_changed", False)
    assert event["message"]["attachments"][0]["from_url"] == "https://example.com/batch"
    assert "example.com Batch 7 3 failed" in seen(slack, "/")


def test_other_bot_has_no_user(slack: LoopbackSlack) -> None:
    """Another app's post is a bot_message with its own bot_id, and no mention in it is told as such."""
    slack.say_as_bot("invitations", "<@U0WHYFAILED> 12 dispatches failed")
    events = [delivery.event for delivery in slack.deliveries]
    assert [(event["type"], event["subtype"], event["bot_id"]) for event in events] == [
        ("message", "bot_message", "B0MONITOR")
    ]
    assert ("user" in events[0], "client_msg_id" in events[0]) == (False, False)
    assert "Delivery monitor APP" in seen(slack, "/")


def test_reaction_is_shown_and_taken_back(slack: LoopbackSlack) -> None:
    """A reaction counts its people, and a second press takes one's own back."""
    ts = slack.say("maya", "invitations", "solved")
    for person in ("maya", "tomas"):
        asked(slack, "/do/react", {"as": person, "in": "C0INVITES", "ts": ts, "name": "tada"})
    assert 'aria-pressed="true" aria-label="tada, 2"' in asked(slack, "/?as=tomas")[1]
    assert 'aria-pressed="false" aria-label="tada, 2"' in asked(slack, "/?as=priya")[1]
    asked(slack, "/do/react", {"as": "tomas", "in": "C0INVITES", "ts": ts, "name": "tada"})
    assert 'aria-label="tada, 1"' in asked(slack, "/")[1]


def test_mention_of_an_absent_app_is_told_to_the_asker(slack: LoopbackSlack) -> None:
    """Where the app is no member, Slackbot says so to whoever mentions it, and the app hears nothing."""
    slack.say("maya", "lounge", "@whyfailed hello?")
    assert slack.deliveries == []
    assert "they’re not in this channel" in slack.ephemerals("maya")[0].text


def test_text_beyond_a_message_is_refused(slack: LoopbackSlack) -> None:
    """A message takes 40,000 characters."""
    assert slack.say("maya", "invitations", "x" * 40_000)
    with pytest.raises(SlackError, match="msg_too_long"):
        slack.say("maya", "invitations", "x" * 40_001)


def test_examples_mention_the_app_in_a_channel() -> None:
    """A question to press is one that the app hears: with a mention in a channel, none where it is no member."""
    with LoopbackSlack(examples=["Why 7105?"]) as slack:
        assert 'data-example="@whyfailed Why 7105?"' in asked(slack, "/?in=invitations")[1]
        assert 'data-example="Why 7105?"' in asked(slack, "/?in=dm")[1]
        assert "Why 7105?" not in seen(slack, "/?in=lounge")


def test_status_is_shown_until_the_app_posts(slack: LoopbackSlack, client: WebClient) -> None:
    """A session that is processing says so in its thread, with its title, until an answer stands there."""
    ts = slack.say("maya", "dm", "why?")
    dm = slack.dm_of("maya").id
    thread = f"/?in=dm&thread={ts}"
    session = {"channel_id": dm, "thread_ts": ts}
    client.api_call("agents.sessions.setStatus", json={**session, "status": "processing", "title": "Reading the log"})
    assert "whyfailed is working on it: Reading the log…" in seen(slack, thread)
    client.api_call("agents.sessions.rename", json={**session, "title": "Error 7105"})
    assert "Error 7105" in seen(slack, thread)
    client.chat_postMessage(channel=dm, thread_ts=ts, text="Because.")
    assert "is working on it" not in seen(slack, thread)


def test_status_ends_after_two_minutes() -> None:
    """A status that nobody ends goes by itself."""
    now = [1_800_000_000.0]
    with LoopbackSlack(clock=lambda: now[0]) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        dm = slack.dm_of("maya").id
        client.api_call("agents.sessions.setStatus", json={"channel_id": dm, "status": "processing"})
        assert "is working on it" in seen(slack, "/?in=dm")
        now[0] += 121
        assert "is working on it" not in seen(slack, "/?in=dm")


def test_suggested_prompts_are_offered(slack: LoopbackSlack, client: WebClient) -> None:
    """What the app suggests stands above the message box of its direct messages; four at most."""
    dm = slack.dm_of("maya").id
    prompts = [{"title": "Explain 7105", "message": "What is 7105?"}]
    client.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=prompts)
    assert 'data-example="What is 7105?">Explain 7105</button>' in asked(slack, "/?in=dm")[1]
    answer = client.api_call
    with pytest.raises(Exception, match="invalid_arguments"):
        answer("assistant.threads.setSuggestedPrompts", json={"channel_id": dm, "prompts": prompts * 5})


def test_prompts_for_a_thread_are_not_shown(slack: LoopbackSlack, client: WebClient) -> None:
    """What apps did before agent_view is taken without an error, and nobody sees the prompts."""
    dm = slack.dm_of("maya").id
    ts = slack.say("maya", "dm", "hello")
    prompts = [{"title": "Explain 7105", "message": "What is 7105?"}]
    answer = client.assistant_threads_setSuggestedPrompts(channel_id=dm, thread_ts=ts, prompts=prompts)
    assert answer["ok"] is True
    assert "Explain 7105" not in asked(slack, "/?in=dm")[1]
