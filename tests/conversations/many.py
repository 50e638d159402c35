"""One run of the program for two workspaces of one Slack, and somebody who installs it in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk import Desk, HandClock
from installer import Browser, Shown

from bot.bootstrap import Knowledge, Service, build
from bot.local.nouns import Channel, Person
from bot.local.server import LoopbackSlack
from bot.settings import Settings, read_settings
from bot.slack.http import EVENTS_PATH
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH
from bot.slack.scopes import SCOPES
from bot.store.sealing import new_key

THERE = "T0SECOND"
OTHER_BOT = "U0SECONDBOT"
NORA = Person("U0NORA", "nora", "Nora Weiss", "nora@other.example")


def second_workspace(first: LoopbackSlack) -> LoopbackSlack:
    """Another workspace beside the first; its channel has the same id, as shared ones do."""
    channel = Channel("C0INVITES", "invitations", frozenset({NORA.id, OTHER_BOT}))
    return LoopbackSlack(
        beside=first,
        team=THERE,
        name="Second",
        bot_user=OTHER_BOT,
        people=(NORA,),
        channels=(channel,),
        retry_delays=(0.0, 0.0, 0.0),
        scopes=SCOPES,
    )


def many_settings(slack: LoopbackSlack, *, folder: Path, key: str) -> Settings:
    """Settings under which any workspace of this Slack may install the app."""
    return read_settings(
        env_file=None,
        slack_client_id=slack.app.client_id,
        slack_client_secret=slack.app.client_secret,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        installation_keys=key,
        database_url=f"sqlite:///{folder / 'whyfailed.db'}",
        smtp_host=None,
        mail_dir=folder / "mail",
        port=0,
    )


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
            address = service.start_http()
            here.neighbours.redirect_urls[:] = [f"{address}{REDIRECT_PATH}"]
            for slack in (here, there):
                slack.connect(f"{address}{EVENTS_PATH}")
            desks = (Desk(slack, service, folder, clock) for slack in (here, there))
            return TwoDesks(*desks, service=service, folder=folder, key=key)

        try:
            yield open_both
        finally:
            for service in opened:
                service.close()
