"""The one app that is installed in the loopback Slack: its ids, tokens, scopes, commands and shortcuts."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.local.nouns import Shortcut


@dataclass(frozen=True, slots=True)
class App:
    """What Slack knows of an app from its manifest and its installation."""

    app_id: str
    bot_id: str
    bot_user: str
    name: str
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    commands: tuple[str, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] | None = None
    """The bot's scopes; None for all of them."""

    def may(self, scope: str) -> bool:
        """Whether the app was given a scope."""
        return self.scopes is None or scope in self.scopes
