"""The state of the loopback Slack, behind one lock; whoever waits for a change waits here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from bot.local.nouns import JSON, Channel, Message, Person, Session, SlackError, View
from bot.local.stamps import Stamps

MODALS_IN_A_STACK = 3
LONGEST_PROCESSING = 120.0
"""Seconds after which a status goes by itself."""
LOOK_EVERY = 0.05
"""Seconds between looks at what nothing here tells of."""


class Workspace:
    """Everything that Slack would remember, and nothing else does: it is gone when the process ends."""

    def __init__(
        self,
        *,
        bot: Person,
        people: Iterable[Person],
        channels: Iterable[Channel],
        stamps: Stamps,
        team: str,
        name: str,
    ) -> None:
        self.bot = bot
        self.team = team
        self.name = name
        self.stamps = stamps
        self._people = {person.id: person for person in (*people, bot)}
        self._channels = {channel.id: channel for channel in channels}
        self._messages: dict[tuple[str, str], Message] = {}
        self._ephemerals: dict[str, Message] = {}
        self._views: dict[str, View] = {}
        self._homes: dict[str, View] = {}
        self._sessions: dict[tuple[str, str], Session] = {}
        self._prompts: dict[str, tuple[JSON, ...]] = {}
        self._listeners: list[Callable[[], None]] = []
        self._changed = threading.Condition(threading.RLock())
        for person in tuple(self._people.values()):
            if not person.is_bot:
                dm = Channel(id=f"D{person.id[1:]}", name=person.id, members=frozenset({person.id, bot.id}), kind="im")
                self._channels[dm.id] = dm

    # Waiting and watching

    def changed(self) -> None:
        """Tell everyone who waits or watches that something happened."""
        with self._changed:
            self._changed.notify_all()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def wait_for(self, predicate: Callable[[], Any], seconds: float) -> Any:
        """What `predicate` gives as soon as it is true; its last, false value after `seconds`.

        It is asked after every change here, and now and then for what changes elsewhere, such as in the app's database.
        """
        until = time.monotonic() + seconds
        with self._changed:
            while not (found := predicate()) and (left := until - time.monotonic()) > 0:
                self._changed.wait(min(left, LOOK_EVERY))
            return found

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change, in whatever thread made it; what comes back ends that."""
        with self._changed:
            self._listeners.append(listener)

        def end() -> None:
            with self._changed:
                self._listeners.remove(listener)

        return end

    # People and channels

    @property
    def people(self) -> list[Person]:
        """Everyone but the app, in the order given."""
        return [person for person in self._people.values() if not person.is_bot]

    @property
    def channels(self) -> list[Channel]:
        """Channels and groups, without direct messages."""
        return [channel for channel in self._channels.values() if channel.kind != "im"]

    def person(self, name_or_id: str) -> Person:
        """A person by id or name. Raises SlackError `user_not_found`."""
        wanted = name_or_id.removeprefix("@")
        for person in self._people.values():
            if wanted in (person.id, person.name):
                return person
        raise SlackError("user_not_found")

    def channel(self, name_or_id: str) -> Channel:
        """A conversation by id or by name. Raises SlackError `channel_not_found`."""
        wanted = name_or_id.removeprefix("#")
        with self._changed:
            for channel in self._channels.values():
                if wanted == channel.id or (channel.kind != "im" and wanted == channel.name):
                    return channel
        raise SlackError("channel_not_found")

    def dm(self, person: str) -> Channel:
        """A person's direct messages with the app."""
        return self.channel(f"D{self.person(person).id[1:]}")

    def set_channel(self, channel: Channel) -> None:
        """Add a channel, or put another state in its place: archived, with other members."""
        with self._changed:
            self._channels[channel.id] = channel
        self.changed()

    def suggest(self, channel: str, prompts: tuple[JSON, ...]) -> None:
        """Offer prompts (title, message) to press in a DM."""
        with self._changed:
            self._prompts[channel] = prompts
        self.changed()

    def prompts(self, channel: str) -> tuple[JSON, ...]:
        """What the app suggests to ask in a DM."""
        with self._changed:
            return self._prompts.get(channel, ())

    def set_session(self, channel: str, thread_ts: str, *, status: str | None = None, title: str | None = None) -> None:
        """Keep what an agent says of its work, in a thread or, with an empty `thread_ts`, in a conversation."""
        with self._changed:
            before = self._sessions.get((channel, thread_ts), Session())
            since = before.since if status is None else self.stamps.now()
            session = Session(status or before.status, before.title if title is None else title, since)
            self._sessions[channel, thread_ts] = session
        self.changed()

    def session(self, channel: str, thread_ts: str = "") -> Session:
        """What an agent last said of its work there; processing ends by itself after two minutes."""
        with self._changed:
            session = self._sessions.get((channel, thread_ts), Session())
        is_over = self.stamps.now() - session.since > LONGEST_PROCESSING
        return replace(session, status="active") if session.status == "processing" and is_over else session

    # Messages

    def post(self, message: Message) -> Message:
        """Keep a message; one with `only_for` is ephemeral and stands apart."""
        with self._changed:
            if message.only_for is None:
                is_new = (message.channel, message.ts) not in self._messages
                self._messages[message.channel, message.ts] = message
                session = self._sessions.get((message.channel, message.thread_ts or ""))
                if is_new and message.by_app and session and session.status == "processing":
                    self._sessions[message.channel, message.thread_ts or ""] = replace(session, status="active")
            else:
                self._ephemerals[message.ts] = message
        self.changed()
        return message

    def find(self, channel: str, ts: str) -> Message:
        """A message that everyone sees. Raises SlackError `message_not_found`."""
        with self._changed:
            found = self._messages.get((channel, ts))
        if found is None:
            raise SlackError("message_not_found")
        return found

    def find_any(self, ts: str) -> Message:
        """A message by its ts alone, ephemeral ones included. Raises SlackError `message_not_found`."""
        with self._changed:
            if ts in self._ephemerals:
                return self._ephemerals[ts]
            for message in self._messages.values():
                if message.ts == ts:
                    return message
        raise SlackError("message_not_found")

    def update(self, message: Message, **changes: Any) -> Message:
        """Put a changed copy of a message in its place."""
        return self.post(replace(message, **changes))

    def delete(self, message: Message) -> None:
        """Take a message away."""
        with self._changed:
            if message.only_for is None:
                self._messages.pop((message.channel, message.ts), None)
            else:
                self._ephemerals.pop(message.ts, None)
        self.changed()

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """A channel's messages outside threads, or a thread with its first message; oldest first."""
        with self._changed:
            here = [message for message in self._messages.values() if message.channel == channel]
        if thread_ts is None:
            chosen = [message for message in here if not message.is_reply or message.subtype == "thread_broadcast"]
        else:
            chosen = [message for message in here if thread_ts in (message.ts, message.thread_ts)]
        return sorted(chosen, key=lambda message: float(message.ts))

    def ephemerals(self, person: str, channel: str | None = None) -> list[Message]:
        """What only this person sees, oldest first."""
        with self._changed:
            mine = [message for message in self._ephemerals.values() if message.only_for == person]
        chosen = [message for message in mine if channel in (None, message.channel)]
        return sorted(chosen, key=lambda message: float(message.ts))

    # Views

    def open_view(self, owner: str, content: JSON, *, on: View | None = None) -> View:
        """Show a modal, first in a person's stack or on top of the view `on`.

        Raises SlackError `push_limit_reached` when three views lie there already.
        """
        with self._changed:
            if on is None:
                for view in self.stack(owner):
                    del self._views[view.id]
            elif len(self.stack(owner)) >= MODALS_IN_A_STACK:
                raise SlackError("push_limit_reached")
            view_id = self.stamps.id("V")
            root = on.root_id if on else view_id
            view = View(view_id, self.stamps.hash(), owner, content, root, on.id if on else None)
            self._views[view_id] = view
        self.changed()
        return view

    def view(self, view_id: str) -> View:
        """An open modal or a home by its id. Raises SlackError `not_found`."""
        with self._changed:
            homes = {home.id: home for home in self._homes.values()}
            found = self._views.get(view_id) or homes.get(view_id)
        if found is None:
            raise SlackError("not_found")
        return found

    def view_by_external_id(self, external_id: str) -> View:
        """An open modal by the id that the app gave it. Raises SlackError `not_found`."""
        with self._changed:
            for view in self._views.values():
                if view.content.get("external_id") == external_id:
                    return view
        raise SlackError("not_found")

    def set_view(self, view: View) -> View:
        """Put a changed view in its place, with a new hash."""
        view = replace(view, hash=self.stamps.hash())
        with self._changed:
            kept = self._homes if view.content.get("type") == "home" else self._views
            kept[view.owner if kept is self._homes else view.id] = view
        self.changed()
        return view

    def close_view(self, view: View, *, whole_stack: bool = False) -> None:
        """Take a modal away, or all of its owner's."""
        with self._changed:
            for other in self.stack(view.owner):
                if whole_stack or other.id == view.id:
                    self._views.pop(other.id, None)
        self.changed()

    def stack(self, owner: str) -> list[View]:
        """A person's open modals, the lowest first."""
        with self._changed:
            return [view for view in self._views.values() if view.owner == owner]

    def home(self, owner: str) -> View | None:
        """A person's App Home, once the app has published one."""
        with self._changed:
            return self._homes.get(owner)

    def publish_home(self, owner: str, content: JSON) -> View:
        """Show an App Home to a person."""
        current = self.home(owner)
        view_id = current.id if current else self.stamps.id("V")
        return self.set_view(View(view_id, "", owner, content, root_id=view_id))
