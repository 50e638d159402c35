"""What a Web API method is: a function of its context and arguments, with the scope it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.local.app import App
from bot.local.arguments import Arguments
from bot.local.events import Events
from bot.local.files import Files
from bot.local.nouns import JSON
from bot.local.socket_mode import SocketMode
from bot.local.triggers import Triggers
from bot.local.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Context:
    """What methods work on."""

    workspace: Workspace
    app: App
    events: Events
    files: Files
    triggers: Triggers
    links: SocketMode
    address: str
    """Where this Slack is, such as `http://127.0.0.1:4100`."""


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method."""

    answer: Callable[[Context, Arguments], JSON]
    """Gives the answer without its `ok`; raises SlackError for Slack's errors."""
    scope: str | None = None
    """The bot scope it needs; None for no scope. `*:history` and `*:read` stand for that of the conversation's kind."""
    token: str = "bot"  # noqa: S105 (a kind of token, not one)
    """Which token it takes: `bot`, `app` or `none`."""
    tier: int | None = 3
    """Slack's rate limit tier, 1 to 4; None for posting, which is limited in each channel by itself."""
