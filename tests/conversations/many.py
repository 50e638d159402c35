"""One run of the program for two workspaces of one Slack, and somebody who installs it in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk import Desk, HandClock
from installer import Browser, Shown

from bot.bootstrap import build
from bot.knowledge_read import Knowledge
from bot.local.server import LoopbackSlack
from bot.service import Service
from bot.slack.installing import INSTALL_PATH
from bot.slack.scopes import SCOPES
from bot.store.sealing import new_key
from tests.two_workspaces import connect_all, many_settings, second_workspace


@dataclass(frozen=True)
class TwoDesks:
    """The same program, seen from each workspace."""

    here: Desk
    there: Desk
    service: Service
    folder: Path
    key: str

    @property
    def address(self) -> str:
        """Where the program listens."""
        return str(self.service.address)

    def install(self, slack: LoopbackSlack, browser: Browser | None = None) -> Shown:
        """Install the app in a workspace, as somebody does who clicks through; the last page."""
        browser = browser or Browser()
        offer = browser.open(f"{self.address}{INSTALL_PATH}")
        asked = browser.open(offer.link("Choose a workspace in Slack"))
        return browser.open(asked.link(f"Allow in {slack.workspace.name}"))


Opener = Callable[..., TwoDesks]


@contextmanager
def two_desks(knowledge: Knowledge, folder: Path) -> Iterator[Opener]:
    """Opens runs of the program, one after the other, in front of the same two workspaces."""
    key = new_key()
    opened: list[Service] = []
    with LoopbackSlack(retry_delays=(0.0, 0.0, 0.0), scopes=SCOPES) as here, second_workspace(here) as there:

        def open_both(*, clock: HandClock | None = None, key: str = key, **changes: Any) -> TwoDesks:
            clock = clock or HandClock()
            settings = many_settings(here, folder=folder, key=key).model_copy(update=changes)
            service = build(settings, knowledge=knowledge, clock=clock)
            opened.append(service)
            connect_all(service, (here, there))
            desks = (Desk(slack, service, folder, clock) for slack in (here, there))
            return TwoDesks(*desks, service=service, folder=folder, key=key)

        try:
            yield open_both
        finally:
            for service in opened:
                service.close()
