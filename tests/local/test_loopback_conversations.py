"""A Bolt app that talks with people through the loopback Slack, over signed HTTP and over Socket Mode."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from tiny_app import TinyApp, connected

from bot.local.server import LoopbackSlack


def test_mention_is_answered_in_its_thread(slack: LoopbackSlack, app: TinyApp) -> None:
    """A mention reaches the app as app_mention and as message, with one ts, two event ids and Slack's escapes."""
    ts = slack.say("maya", "invitations", "@whyfailed why <failed> & @tomas?")
    thread = slack.wait_for(lambda: slack.messages("invitations", ts)[1:])
    assert [message.text for message in thread] == ["You said <@U0WHYFAILED> why &lt;failed&gt; &amp; <@U0TOMAS>?"]
    slack.settle()
    about_it = [body for body in app.heard if body["event"]["ts"] == ts]
    assert sorted(body["event"]["type"] for body in about_it) == ["app_mention", "message"]
    assert len({body["event_id"] for body in about_it}) == 2


def test_direct_message_is_answered(slack: LoopbackSlack, app: TinyApp) -> None:
    """A direct message comes as message with channel_type im, and no app_mention beside it."""
    slack.say("maya", "dm", "hello @whyfailed")
    dm = slack.dm_of("maya").id
    slack.wait_for(lambda: len(slack.messages(dm)) == 2)
    assert slack.messages(dm)[1].text == "You wrote hello <@U0WHYFAILED>"
    assert {body["event"]["channel_type"] for body in app.heard} == {"im"}


def test_command_is_answered_to_the_asker_only(slack: LoopbackSlack, app: TinyApp) -> None:
    """A slash command's answer comes by response_url and only the asker sees it."""
    delivery = slack.command("maya", "invitations", "/whyfailed 7105 & more")
    seen = slack.wait_for(lambda: slack.ephemerals("maya"))
    assert [message.text for message in seen] == ["Only you asked: 7105 &amp; more"]
    assert (slack.ephemerals("tomas"), slack.messages("invitations")) == ([], [])
    slack.settle()
    assert delivery.acknowledged


def test_button_replaces_the_message(slack: LoopbackSlack, app: TinyApp) -> None:
    """A press on a button can replace the message it stands in."""
    ts = slack.say("maya", "invitations", "@whyfailed help")
    answer = slack.wait_for(lambda: slack.messages("invitations", ts)[1:])[0]
    slack.press("tomas", answer.ts, "solved")
    slack.wait_for(lambda: slack.messages("invitations", ts)[1].text == "Solved, says <@U0TOMAS>")
    assert slack.messages("invitations", ts)[1].blocks == ()


def test_menu_choice_is_answered_to_the_chooser(slack: LoopbackSlack, app: TinyApp) -> None:
    """A choice in a menu reaches the app with the option chosen."""
    ts = slack.say("maya", "invitations", "@whyfailed help")
    answer = slack.wait_for(lambda: slack.messages("invitations", ts)[1:])[0]
    slack.choose("priya", answer.ts, "which", "two")
    seen = slack.wait_for(lambda: slack.ephemerals("priya"))
    assert [message.text for message in seen] == ["Chose two"]


def test_shortcut_works_where_the_app_is_no_member(slack: LoopbackSlack, app: TinyApp) -> None:
    """A message shortcut carries the message, and its response_url works in a channel without the app."""
    ts = slack.say("tomas", "lounge", "Error 7105")
    slack.shortcut("maya", ts, "why_failed")
    seen = slack.wait_for(lambda: slack.ephemerals("maya"))
    assert [(message.channel, message.text) for message in seen] == [("C0LOUNGE", "About: Error 7105")]


def test_modal_shows_errors_and_then_closes(slack: LoopbackSlack, app: TinyApp) -> None:
    """A modal that the app opens is submitted, sent back with an error under its field, and then taken."""
    slack.command("maya", "invitations", "/whyfailed form")
    view = slack.wait_for(lambda: slack.views("maya"))[0]
    slack.submit("maya", view.id, {"note": ""})
    slack.wait_for(lambda: slack.views("maya")[0].errors)
    assert slack.views("maya")[0].errors == {"note": "Write something."}
    slack.submit("maya", view.id, {"note": "It fails since noon."})
    slack.wait_for(lambda: not slack.views("maya"))
    dm = slack.dm_of("maya").id
    slack.wait_for(lambda: [message.text for message in slack.messages(dm)] == ["Noted: It fails since noon."])


def test_home_is_published_when_opened(slack: LoopbackSlack, app: TinyApp) -> None:
    """Opening the Home tab tells the app, which publishes a view."""
    slack.open_home("priya")
    home = slack.wait_for(lambda: slack.workspace.home("U0PRIYA"))
    assert home.content["blocks"][0]["text"]["text"] == "Welcome"


def test_redelivered_event_has_the_same_id(slack: LoopbackSlack, app: TinyApp) -> None:
    """Slack's re-send carries the event_id of the first delivery, and Bolt answers it again: nobody deduplicates."""
    ts = slack.say("maya", "invitations", "@whyfailed help")
    slack.wait_for(lambda: slack.messages("invitations", ts)[1:])
    slack.settle()
    mention = next(delivery for delivery in slack.deliveries if delivery.event["type"] == "app_mention")
    slack.redeliver(mention, times=2)
    slack.wait_for(lambda: len(slack.messages("invitations", ts)) == 4)
    ids = [body["event_id"] for body in app.heard if body["event"]["type"] == "app_mention"]
    assert ids == [mention.payload["event_id"]] * 3


def test_metadata_comes_back_when_asked_for(slack: LoopbackSlack, app: TinyApp, client: WebClient) -> None:
    """conversations.replies gives an answer's metadata only with include_all_metadata."""
    ts = slack.say("maya", "invitations", "@whyfailed help")
    slack.wait_for(lambda: slack.messages("invitations", ts)[1:])
    with_it = client.conversations_replies(channel="C0INVITES", ts=ts, oldest=ts, include_all_metadata=True)
    without = client.conversations_replies(channel="C0INVITES", ts=ts)
    event_id = next(body["event_id"] for body in app.heard if body["event"]["type"] == "app_mention")
    assert with_it["messages"][1]["metadata"]["event_payload"] == {"event_id": event_id}
    assert "metadata" not in without["messages"][1]


def test_reconnects_when_told_to() -> None:
    """After a disconnect message the app opens another link, and goes on hearing."""
    with LoopbackSlack() as slack, connected(slack, "socket"):
        slack.socket_mode.disconnect()
        assert slack.wait_for(lambda: len([c for c in slack.calls if c.method == "apps.connections.open"]) == 2, 15)
        slack.connect()
        slack.say("maya", "dm", "still there?")
        slack.wait_for(lambda: len(slack.messages(slack.dm_of("maya").id)) == 2)


def test_command_without_acknowledgement_is_told_to_the_asker() -> None:
    """A command that the app does not acknowledge in time shows operation_timeout, as Slack does."""
    with LoopbackSlack(ack_seconds=0.2) as slack, connected(slack, "http") as app:
        app.held.clear()
        slack.command("maya", "invitations", "/whyfailed x")
        seen = slack.wait_for(lambda: slack.ephemerals("maya"))
        app.held.set()
        assert seen[0].text == "`/whyfailed` failed with the error “operation_timeout”"


def test_unsigned_port_taken_is_a_sentence(slack: LoopbackSlack) -> None:
    """A port in use is named, with what to do about it."""
    with pytest.raises(OSError, match=f"Port {slack.port} on 127.0.0.1 is in use by another program. Stop that"):
        LoopbackSlack(port=slack.port)
