"""Uninstalling: when a workspace removes the app or its token, the token goes; with the app, all that is kept of it.

app_uninstalled: everything goes at once, for nobody there can press Delete any more, and the answers have no reader.
tokens_revoked:  only the token goes; the app may be allowed again, and until then retention counts the days.
Slack sends both when the app is removed, in any order (docs.slack.dev, reference/events/app_uninstalled).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App

from bot.slack.clients import ManyWorkspaces
from bot.slack.inbox import team_of
from bot.slack.outbox import Outbox
from bot.store.installations import Installations
from bot.store.kept import Keeping, Whose

log = logging.getLogger(__name__)

EVENTS = ("app_uninstalled", "tokens_revoked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninstalling:
    """Forgets workspaces. What fails here raises, so that Slack sends it again; done twice it changes nothing."""

    clients: ManyWorkspaces
    installations: Installations
    keeping: Keeping
    outbox: Outbox

    def hear(self, body: Mapping[str, Any]) -> None:
        """Raises StoreError, SettingsError and SlackUnreachableError."""
        team, event = team_of(body), body.get("event") or {}
        if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            log.info("Tokens of people in workspace %s were revoked; there are none of theirs here.", team)
            return
        self.clients.forget(team)
        if self.outbox.of(team).is_welcome():
            # The event is late, or was sent again: the app was installed anew meanwhile.
            log.info("Workspace %s has a token that works; nothing is removed.", team)
            return
        self.installations.remove(team)
        self.clients.forget(team)
        if event.get("type") == "app_uninstalled":
            gone = self.keeping.delete(Whose(team=team))
            log.info("Workspace %s removed the app; %d rows of theirs are deleted.", team, sum(k.rows for k in gone))
        else:
            log.info("The token of workspace %s was revoked.", team)

    def listen(self, app: App) -> None:
        """Tell Bolt to call `hear`; before any listener for all events."""

        def forget(ack: Ack, body: Mapping[str, Any]) -> None:
            self.hear(body)
            ack()

        for event in EVENTS:
            app.event(event)(forget)
