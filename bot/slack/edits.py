"""Edits in, meaning out: which `message_changed` events are somebody's edit of a question. Pure.

Source: docs.slack.dev, reference/events/message/message_changed. An unfurl and a reply count come the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.asked import Silence
from bot.slack.mentions import is_called, without_mention

Payload = Mapping[str, Any]

EDITED_WITHIN = 3_600.0
"""Seconds after its message; later nobody waits for the answer any more, and people have read the one that stands."""


def silence_of_edit(event: Payload, *, bot_user: str) -> Silence | None:
    """Why a `message_changed` event is no edit that we act on; None where it is one."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    edited_ts = _edited_ts(message)
    if not edited_ts or edited_ts == _edited_ts(before):
        return Silence.NOT_A_MESSAGE
    if not message.get("ts"):
        return Silence.MALFORMED
    if float(edited_ts) - float(message["ts"]) > EDITED_WITHIN:
        return Silence.LATE_EDIT
    text, text_before = message.get("text") or "", before.get("text") or ""
    if before and is_called(text_before, bot_user) and not is_called(text, bot_user) and not _is_direct(event):
        return Silence.TAKEN_BACK
    is_same = _words(text, bot_user) == _words(text_before, bot_user)
    if before and is_same and is_called(text, bot_user) == is_called(text_before, bot_user):
        return Silence.SAME_TEXT
    return None


def message_of_edit(event: Payload) -> tuple[Payload, str]:
    """The message as it stands now, with its place, as an event would bring it; and when it was edited."""
    message = {name: value for name, value in event["message"].items() if name != "edited"}
    place = {name: event[name] for name in ("channel", "channel_type") if name in event}
    return {**message, **place}, _edited_ts(event["message"])


def _edited_ts(message: Payload) -> str:
    return str((message.get("edited") or {}).get("ts") or "")


def _is_direct(event: Payload) -> bool:
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def _words(text: str, bot_user: str) -> list[str]:
    return without_mention(text, bot_user).split()
