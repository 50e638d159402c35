"""Tells the app what happened in the conversations it is a member of."""

from __future__ import annotations

from bot.local import payloads
from bot.local.app import App
from bot.local.delivery import EVENT, Courier, Delivery
from bot.local.nouns import JSON, Channel, Message
from bot.local.workspace import Workspace


class Events:
    """Which events a message, an edit or an opened home gives, and who gets them: the app, if it is there."""

    def __init__(self, workspace: Workspace, app: App, courier: Courier) -> None:
        self._workspace = workspace
        self._app = app
        self._courier = courier

    def posted(self, message: Message) -> list[Delivery]:
        """A new message: `message`, and beside it `app_mention` where the app's name stands in it."""
        channel = self._workspace.channel(message.channel)
        if not self._hears(channel):
            return []
        team = self._workspace.team
        events = [payloads.message_event(message, channel, self._app, team)]
        if (
            f"<@{self._app.bot_user}" in message.text
            and channel.kind != "im"
            and not message.by_app
            and not message.username
        ):
            events.insert(0, payloads.mention_event(message, channel, self._app, team))
        return [self._send(event) for event in events]

    def changed(self, message: Message, before: Message) -> None:
        """An edit."""
        channel = self._workspace.channel(message.channel)
        if self._hears(channel):
            ts = self._workspace.stamps.ts()
            self._send(payloads.changed_event(message, before, channel, self._app, self._workspace.team, ts=ts))

    def deleted(self, message: Message) -> None:
        """A message taken away."""
        channel = self._workspace.channel(message.channel)
        if self._hears(channel):
            ts = self._workspace.stamps.ts()
            self._send(payloads.deleted_event(message, channel, self._app, self._workspace.team, ts=ts))

    def home_opened(self, person_id: str, tab: str) -> Delivery:
        """Somebody opened the app's `home` or `messages` tab."""
        person = self._workspace.person(person_id)
        home = self._workspace.home(person.id)
        view = payloads.view_body(home, self._app, self._workspace.team) if home and tab == "home" else None
        dm = self._workspace.dm(person.id)
        return self._send(payloads.home_opened_event(person, dm, tab=tab, ts=self._workspace.stamps.ts(), view=view))

    def removed(self) -> list[Delivery]:
        """Somebody removed the app from the workspace."""
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._app.bot_user]}}
        return [self._send(revoked), self._send({"type": "app_uninstalled"})]

    def revoked(self) -> Delivery:
        """The app's token was revoked."""
        return self._send({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._app.bot_user]}})

    def _hears(self, channel: Channel) -> bool:
        return self._app.installation.is_there and self._app.bot_user in channel.members

    def _send(self, event: JSON) -> Delivery:
        stamps = self._workspace.stamps
        wrapped = payloads.envelope(event, self._app, self._workspace.team, event_id=stamps.id("Ev"), at=stamps.now())
        return self._courier.send(EVENT, wrapped)
