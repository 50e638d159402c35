"""A support desk for conversations: the whole program, connected to a Slack on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bot.bootstrap import build
from bot.knowledge_read import Knowledge
from bot.local.delivery import EVENT, Delivery
from bot.local.nouns import Message, View
from bot.local.server import LoopbackSlack
from bot.service import Service
from bot.serving import connect, settings_for


class HandClock:
    """The machine's clock, put forward by hand; waiting takes no time and puts it forward as well."""

    def __init__(self, *, ahead: float = 0.0) -> None:
        self.ahead = ahead
        self.waited: list[float] = []

    def now(self) -> float:
        """Seconds since 1970, and what it was put forward."""
        return time.time() + self.ahead

    def wait(self, seconds: float) -> None:
        """Comes back at once."""
        self.waited.append(seconds)
        self.ahead += seconds

    def end(self) -> None:
        """Nobody waits."""


class Desk:
    """One workspace, and one run of the program in it."""

    def __init__(self, slack: LoopbackSlack, service: Service, folder: Path, clock: HandClock) -> None:
        self.slack = slack
        self.service = service
        self.folder = folder
        self.clock = clock

    def replies(self, channel: str, thread_ts: str, *, count: int = 1) -> list[Message]:
        """What the bot says in a thread, once it is `count` messages."""
        here = self.slack.workspace.channel(channel).id if channel[0] != "D" else channel

        def said() -> list[Message]:
            thread = self.slack.workspace.messages(here, thread_ts)
            return [message for message in thread if message.by_app]

        self.slack.wait_for(lambda: len(said()) >= count)
        return said()

    def whispers(self, person: str, *, count: int = 1) -> list[Message]:
        """What only this person sees, once it is `count` messages."""
        self.slack.wait_for(lambda: len(self.slack.ephemerals(person)) >= count)
        return self.slack.ephemerals(person)

    def form(self, person: str) -> View:
        """The modal of Ask support that this person has open, once it is filled."""
        self.slack.wait_for(lambda: any(view.content.get("callback_id") for view in self.slack.views(person)))
        return self.slack.views(person)[-1]

    def hand_on(self, person: str, message: Message, **fields: str) -> None:
        """Press Ask support under a message, fill in these fields and send; comes back when the modal has closed."""
        self.slack.press(person, message.ts, "ask_support")
        self.slack.submit(person, self.form(person).id, fields)
        self.slack.wait_for(lambda: not self.slack.views(person))

    def now(self, message: Message) -> Message:
        """A message as it stands by now."""
        return self.slack.workspace.find(message.channel, message.ts)

    def deliver(self, event: dict[str, Any], *, event_id: str = "Ev0BYHAND") -> Delivery:
        """Send an event as Slack would, and wait until it is acknowledged."""
        app, team = self.slack.app, self.slack.workspace.team
        payload = {
            "type": "event_callback",
            "team_id": team,
            "api_app_id": app.app_id,
            "event_id": event_id,
            "event_time": int(time.time()),
            "authorizations": [{"team_id": team, "user_id": app.bot_user, "is_bot": True}],
            "event": event,
        }
        (delivery,) = self.slack.redeliver(Delivery(EVENT, payload))
        self.slack.wait_for(lambda: delivery.is_over)
        return delivery

    def finish(self) -> None:
        """Come back when everything that was sent is acknowledged and all work is done: nothing more will be said."""
        self.slack.settle()
        self.service.close()

    def said(self) -> list[Message]:
        """Everything that the bot said in any conversation, ephemeral or not."""
        workspace = self.slack.workspace
        channels = [*workspace.channels, *(workspace.dm(person.id) for person in workspace.people)]
        tops = [message for channel in channels for message in workspace.messages(channel.id)]
        inside = [reply for top in tops for reply in workspace.messages(top.channel, top.ts) if reply.ts != top.ts]
        private = [message for person in workspace.people for message in workspace.ephemerals(person.id)]
        return [message for message in (*tops, *inside, *private) if message.by_app]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """What a table of the database holds."""
        return rows_of(self.folder, table)

    def mails(self) -> list[Path]:
        """The mails to support."""
        return sorted((self.folder / "mail").glob("*"))


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    """What a table of a desk's database holds."""
    engine = create_engine(f"sqlite:///{folder / 'whyfailed.db'}")
    try:
        with engine.begin() as connection:
            found = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (a table's name from a test)
            return [dict(row) for row in found.mappings()]
    finally:
        engine.dispose()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program holds a desk's database for itself; what waits for it goes on afterwards."""
    other = create_engine(f"sqlite:///{folder / 'whyfailed.db'}")
    with other.connect() as holder:
        holder.execute(text("BEGIN EXCLUSIVE"))
        yield
        holder.rollback()
    other.dispose()


Opener = Callable[..., Desk]


@contextmanager
def opener(slack: LoopbackSlack, knowledge: Knowledge, folder: Path, *, mode: str) -> Iterator[Opener]:
    """Opens desks in one workspace, one after the other as after a restart, and closes them all."""
    opened: list[Desk] = []

    def open_desk(*, clock: HandClock | None = None, knowledge: Knowledge = knowledge, **changes: Any) -> Desk:
        clock = clock or HandClock()
        settings = settings_for(slack, folder=folder, socket_mode=mode == "socket").model_copy(update=changes)
        service = build(settings, knowledge=knowledge, clock=clock)
        desk = Desk(slack, service, folder, clock)
        opened.append(desk)
        connect(service, slack)
        return desk

    try:
        yield open_desk
    finally:
        for desk in opened:
            desk.service.close()


def elements(message: Message) -> list[dict[str, Any]]:
    """Buttons and menus of a message, in order."""
    found = [
        element
        for block in message.blocks
        for element in (*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else []))
    ]
    return [element for element in found if "action_id" in element]


def action_ids(message: Message) -> list[str]:
    """What can be pressed in a message."""
    return [element["action_id"] for element in elements(message)]


def header(message: Message) -> str:
    """A message's heading."""
    return next(str(block["text"]["text"]) for block in message.blocks if block["type"] == "header")


def boxes(message: Message) -> dict[int, bool]:
    """Each step that can be ticked off, and whether it is."""
    return {
        int(option["value"]): option in element.get("initial_options", ())
        for element in elements(message)
        if element["type"] == "checkboxes"
        for option in element["options"]
    }


def tick(desk: Desk, person: str, message: Message, *steps: str) -> None:
    """Press a box in a message as somebody sees it; afterwards these steps are ticked there, and no others."""
    desk.slack.choose(person, message.ts, "tick", steps, seen=message)
