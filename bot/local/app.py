"""The one app that is installed in the loopback Slack: its ids, tokens, scopes, commands and shortcuts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.local.nouns import Shortcut

LONGEST_COMMAND = 32
LONGEST_SHORTCUT = 24
MOST_COMMANDS = 50
MOST_SHORTCUTS = 5
"""Shortcuts on messages."""


class Installation:
    """Whether the app is in a workspace, and with which token."""

    def __init__(self) -> None:
        self.is_there = True
        self.bot_token = _new_token()
        self.dead: dict[str, str] = {}
        """Tokens of before, with what Slack says of them."""

    def put_in(self) -> None:
        """Somebody installs the app: a token that works stays the same, as in Slack."""
        self.is_there = True
        if self.bot_token in self.dead:
            self.bot_token = _new_token()

    def take_out(self) -> None:
        """Somebody removes it."""
        self.is_there = False
        self.dead[self.bot_token] = "account_inactive"

    def revoke(self) -> None:
        """Its token goes; the app stays where it is."""
        self.dead[self.bot_token] = "token_revoked"


def _new_token() -> str:
    return f"xoxb-loopback-{secrets.token_hex(12)}"


@dataclass(frozen=True, slots=True)
class App:
    """What Slack knows of an app from its manifest and its installation.

    Raises ValueError where Slack would not take the manifest (docs.slack.dev, reference/app-manifest).
    """

    app_id: str
    bot_id: str
    bot_user: str
    name: str
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    installation: Installation = field(default_factory=Installation, repr=False)
    commands: tuple[str, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] | None = None
    """The bot's scopes; None for all of them."""

    def __post_init__(self) -> None:
        for command in self.commands:
            if not command.startswith("/") or len(command) > LONGEST_COMMAND:
                raise ValueError(
                    f"A command begins with / and has up to {LONGEST_COMMAND} characters, not {command!r}."
                )
        for shortcut in self.shortcuts:
            if len(shortcut.name) > LONGEST_SHORTCUT:
                raise ValueError(f"A shortcut's name has up to {LONGEST_SHORTCUT} characters, not {shortcut.name!r}.")
        if len(self.commands) > MOST_COMMANDS or len(self.shortcuts) > MOST_SHORTCUTS:
            raise ValueError(f"An app has up to {MOST_COMMANDS} commands and {MOST_SHORTCUTS} message shortcuts.")

    @property
    def bot_token(self) -> str:
        """What the app calls the Web API with in this workspace."""
        return self.installation.bot_token

    def may(self, scope: str) -> bool:
        """Whether the app was given a scope."""
        return self.scopes is None or scope in self.scopes
