"""What payloads mean, as far as it shows in no conversation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.asked import Asked, Pressed, Silence, Surface
from bot.slack.inbox import bot_user_of, read_command, read_event, read_example, read_press, read_shortcut
from bot.slack.mode_asked import read_mode_command, read_mode_press

BOT = "U0BOT"


def _event(**changes: Any) -> dict[str, Any]:
    event = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "5.1", "text": "hi"}
    return {"team_id": "T1", "event_id": "Ev1", "event": {**event, **changes}}


def test_a_mention_and_its_twin_read_the_same() -> None:
    """The app_mention and the message of one text claim the same message, whichever comes first."""
    text = f"<@{BOT}> error 7105"
    twin = read_event(_event(text=text), bot_user=BOT)
    mention = read_event(_event(type="app_mention", text=text, channel_type=None), bot_user=BOT)
    assert isinstance(twin, Asked)
    assert twin == mention
    assert (twin.text, twin.surface, twin.ts, twin.thread_ts) == ("error 7105", Surface.MENTION, "5.1", "5.1")


@pytest.mark.parametrize("text", [f"why? <@{BOT}>", f"<@{BOT}|whyfailed> why?", f"<@{BOT}> why? <@{BOT}>"])
def test_our_name_is_no_part_of_the_question(text: str) -> None:
    """Wherever we are mentioned, and however Slack spells it."""
    asked = read_event(_event(text=text), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert asked.text == "why?"


def test_other_peoples_names_stay() -> None:
    """Only our own mention is taken out, and only it calls us."""
    untagged = read_event(_event(text="<@U2> error 7105"), bot_user=BOT)
    assert isinstance(untagged, Asked)
    assert untagged.surface is Surface.WATCHED
    asked = read_event(_event(text=f"<@{BOT}> ask <@U2>"), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert asked.text == "ask <@U2>"


@pytest.mark.parametrize("changes", [{"channel_type": "im"}, {"channel": "D1", "channel_type": None}])
def test_in_a_direct_message_nobody_needs_to_mention_us(changes: dict[str, Any]) -> None:
    """Every text in our DM is addressed to us, in threads too."""
    for thread_ts in (None, "4.0"):
        asked = read_event(_event(**changes, thread_ts=thread_ts), bot_user=BOT)
        assert isinstance(asked, Asked)
        assert (Surface.DM, thread_ts or "5.1") == (asked.surface, asked.thread_ts)


def test_a_group_direct_message_is_a_channel() -> None:
    """Among several people we speak only when we are mentioned, or asked to watch."""
    asked = read_event(_event(channel_type="mpim", channel="G1"), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert asked.surface is Surface.WATCHED


def test_an_untagged_message_in_a_thread_may_be_a_follow_up() -> None:
    """Whether it is one depends on who asked there; without a text it is none."""
    asked = read_event(_event(thread_ts="4.0"), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert asked.surface is Surface.FOLLOW_UP
    assert read_event(_event(thread_ts="4.0", text=""), bot_user=BOT) is Silence.NO_TEXT
    first = read_event(_event(thread_ts="5.1"), bot_user=BOT)
    assert isinstance(first, Asked)
    assert first.surface is Surface.WATCHED


def _edit(text: str, before: str = f"<@{BOT}> error 7105", *, seconds: float = 9.0, **changes: Any) -> dict[str, Any]:
    """A message_changed event, so many seconds after its message."""
    message = {"type": "message", "user": "U1", "ts": "5.1", "text": before}
    edited = {**message, "text": text, "edited": {"user": "U1", "ts": f"{5.1 + seconds:.1f}"}}
    return _event(subtype="message_changed", user=None, message=edited, previous_message=message, **changes)


def test_an_edit_reads_as_its_message_does_now() -> None:
    """The claim is the edit's own; the question is the message's."""
    asked = read_event(_edit(f"<@{BOT}> error 7106"), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert (asked.text, asked.surface, asked.ts, asked.asker) == ("error 7106", Surface.MENTION, "5.1", "U1")
    assert (asked.edited_ts, asked.claim.ts) == ("14.1", "5.1@14.1")


@pytest.mark.parametrize(
    ("edit", "silence"),
    [
        (_edit(f"error  7105 <@{BOT}>"), Silence.SAME_TEXT),
        (_edit("error 7106"), Silence.TAKEN_BACK),
        (_edit(f"<@{BOT}> error 7106", seconds=3_601), Silence.LATE_EDIT),
        (_event(subtype="message_changed", message={"ts": "5.1", "text": "x", "user": "U1"}), Silence.NOT_A_MESSAGE),
        (_event(subtype="message_changed", message={"edited": {"ts": "9.0"}, "text": "x"}), Silence.MALFORMED),
        (_event(subtype="message_changed"), Silence.NOT_A_MESSAGE),
    ],
)
def test_an_edit_that_asks_nothing_new_is_silence(edit: dict[str, Any], silence: Silence) -> None:
    """Other spaces, the mention taken out, too late, an unfurl, and what is no message at all."""
    assert read_event(edit, bot_user=BOT) is silence


def test_in_a_direct_message_an_edit_needs_no_mention() -> None:
    """A mention taken out of a direct message takes nothing back."""
    asked = read_event(_edit("error 7106", channel="D1", channel_type="im"), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert asked.surface is Surface.DM


@pytest.mark.parametrize(
    ("typed", "mode"),
    [("channel", None), ("channel watch", "watch"), ("Channel  OFF", "off"), ("channel mode mentions", "mentions")],
)
def test_the_command_about_a_channel_names_its_mode(typed: str, mode: str | None) -> None:
    """With a mode it sets, without one it shows."""
    asked = read_mode_command(_command(typed))
    assert asked is not None
    assert (asked.mode, asked.channel, asked.person) == (mode, "C1", "U1")


@pytest.mark.parametrize("typed", ["channel not configured", "channel blocked", "7105", "", "watch", "a channel off"])
def test_any_other_command_is_a_question(typed: str) -> None:
    """An error message may begin with the word."""
    assert read_mode_command(_command(typed)) is None


@pytest.mark.parametrize("action", [{}, {"value": "loud"}, {"value": None}])
def test_a_press_on_no_mode_is_malformed(action: dict[str, Any]) -> None:
    """Only the three modes can be set."""
    assert read_mode_press(_press(action)) is Silence.MALFORMED


def _command(typed: str) -> dict[str, Any]:
    return {
        "text": typed,
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": "9",
        "response_url": "https://hooks.example/1",
    }


def test_a_press_carries_its_case_and_entry() -> None:
    """Buttons and menu options hold `case|entry`; the number of the button does not matter."""
    body = _press({"action_id": "choose_3", "value": "c1|wxm-2.1"})
    menu = _press({"action_id": "choose", "selected_option": {"value": "c1|wxm-2.1"}})
    for pressed in (read_press(body), read_press(menu)):
        assert isinstance(pressed, Pressed)
        assert (pressed.action, pressed.case_id, pressed.entry_id) == ("choose", "c1", "wxm-2.1")
        assert pressed.audience == "thread"


@pytest.mark.parametrize(
    "action",
    [{}, {"action_id": "unsolved", "value": "c|e"}, {"action_id": "solved"}, {"action_id": "solved", "value": "c"}],
)
def test_a_press_that_is_not_ours_is_malformed(action: dict[str, Any]) -> None:
    """Other names, and values without a case, are not acted on."""
    assert read_press(_press(action)) is Silence.MALFORMED


def test_commands_and_shortcuts_are_private() -> None:
    """Both are answered to the asker only, through their response_url."""
    command = {
        "text": "  7105 ",
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": "9",
        "response_url": "https://hooks.example/1",
    }
    shortcut = {
        "message": {"text": "7105"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "user": {"id": "U1"},
        "trigger_id": "9",
        "response_url": "https://hooks.example/1",
    }
    for asked in (read_command(command), read_shortcut(shortcut, bot_user=BOT)):
        assert (asked.text, asked.asker, asked.event_id, asked.ts, asked.thread_ts) == ("7105", "U1", "9", None, None)
        assert asked.surface.audience == "only-you"


def test_our_own_id_stands_in_the_envelope() -> None:
    """Slack names the bot user with every event; without it somebody has to be asked."""
    assert (
        bot_user_of({"authorizations": [{"user_id": "U9", "is_bot": False}, {"user_id": BOT, "is_bot": True}]}) == BOT
    )
    assert bot_user_of({}) is None


@given(st.text(max_size=80))
def test_any_text_that_mentions_us_is_a_question(text: str) -> None:
    """Whatever stands around our name, it is read, and our name is gone from it."""
    asked = read_event(_event(text=f"{text}<@{BOT}>{text}"), bot_user=BOT)
    assert isinstance(asked, Asked)
    assert f"<@{BOT}>" not in asked.text


def _press(action: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "username": "maya"},
        "container": {"type": "message", "channel_id": "C1", "message_ts": "5.1", "is_ephemeral": False},
        "actions": [action],
        "trigger_id": "9",
        "response_url": "https://hooks.example/1",
    }


def test_a_press_on_an_example_that_is_gone_asks_nothing() -> None:
    """A help from before an example was renamed is told apart from a question."""
    assert read_example({"actions": [{"action_id": "example_1", "value": "renamed"}]}) is Silence.MALFORMED
