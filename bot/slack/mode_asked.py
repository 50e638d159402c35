"""ModeAsked: `/whyfailed channel`, or a press on one of the modes that it shows; payload in, meaning out. Pure.

Source: docs.slack.dev, interactivity/implementing-slash-commands and reference/interaction-payloads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.asked import Silence, Surface
from bot.slack.inbox import team_of
from bot.store.channel_modes import Mode
from bot.store.claims import Claim

SET_MODE = re.compile(r"^channel_mode_(?:mentions|watch|off)$")
"""The action_ids of the buttons that set a mode."""

_COMMAND = re.compile(r"channel(?:\s+(?:(?:set|mode|to)\s+)*(\w+))?", re.IGNORECASE)
_MODES: Mapping[str, Mode | None] = {
    **{mode.value: mode for mode in Mode},
    "mention": Mode.MENTIONS,
    "watching": Mode.WATCH,
    "on": None,
    "mode": None,
    "modes": None,
    "help": None,
}
"""What may follow `/whyfailed channel`; another word is a question, such as `channel blocked`, or no mode at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeAsked:
    """Somebody asks for a channel's mode, or sets it."""

    mode: Mode | None
    """The mode to set; None to show the one that is set."""
    team: str
    channel: str
    person: str
    is_dm: bool
    """Whether it is a direct message with us, or between two people."""
    is_press: bool
    """Whether it was pressed in what shows the mode, which then is shown anew."""
    event_id: str
    response_url: str

    @property
    def claim(self) -> Claim:
        """The claim to take before this is acknowledged."""
        return Claim(
            event_id=self.event_id,
            team=self.team,
            channel=self.channel,
            thread_ts=None,
            ts=None,
            asker=self.person,
            surface=Surface.PRESS if self.is_press else Surface.COMMAND,
        )


def read_mode_command(body: Mapping[str, Any]) -> ModeAsked | None:
    """What `/whyfailed channel …` asks; None for any other text."""
    typed = _COMMAND.fullmatch((body.get("text") or "").strip())
    if typed is None or (typed[1] or "mode").lower() not in _MODES:
        return None
    return ModeAsked(
        mode=_MODES[(typed[1] or "mode").lower()],
        team=team_of(body),
        channel=body["channel_id"],
        person=body["user_id"],
        is_dm=body["channel_id"].startswith("D") or body.get("channel_name") == "directmessage",
        is_press=False,
        event_id=body["trigger_id"],
        response_url=body["response_url"],
    )


def unknown_mode(text: str) -> str | None:
    """The word that stands where `/whyfailed channel` has its mode, in a text that asks nothing; None for none."""
    typed = _COMMAND.fullmatch(text.strip())
    return typed[1] if typed is not None else None


def read_mode_press(body: Mapping[str, Any]) -> ModeAsked | Silence:
    """Which mode was pressed."""
    action = (body.get("actions") or [{}])[0]
    value, channel = action.get("value"), (body.get("container") or {}).get("channel_id")
    if value not in set(Mode) or not channel:
        return Silence.MALFORMED
    return ModeAsked(
        mode=Mode(value),
        team=team_of(body),
        channel=channel,
        person=body["user"]["id"],
        is_dm=channel.startswith("D"),
        is_press=True,
        event_id=body["trigger_id"],
        response_url=body["response_url"],
    )
