"""What is wired besides where any workspace may install the app: tokens, the pages of installing, uninstalling."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from slack_bolt import App
from starlette.routing import Route

from bot.errors import StoreError
from bot.settings import Settings, revealed, seal_of
from bot.slack.clients import ManyWorkspaces, web_client
from bot.slack.connections import Connections
from bot.slack.installing import INSTALL_PATH, Installing
from bot.slack.outbox import Outbox
from bot.slack.pages import InstallationPages
from bot.slack.uninstalling import Uninstalling
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.installations import Installations, InstallationStates
from bot.store.kept import Keeping

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The app, distributed to many workspaces."""

    clients: ManyWorkspaces
    installing: Installing
    installations: Installations
    keeping: Keeping

    @property
    def routes(self) -> Sequence[Route]:
        """What a browser opens to install it."""
        return self.installing.routes

    def listen(self, app: App, *, outbox: Outbox) -> None:
        """Hear of removals; before any listener for all events."""
        Uninstalling(
            clients=self.clients, installations=self.installations, keeping=self.keeping, outbox=outbox
        ).listen(app)

    def announce(self) -> None:
        """Say in the log how many there are, and where the next one begins."""
        try:
            log.info("Installed in %d workspace(s); the next begins at %s.", self.installations.count(), INSTALL_PATH)
        except StoreError as problem:
            log.error("%s Only workspaces that are known already are answered.", problem)


def distribution(
    settings: Settings, *, database: Database, keeping: Keeping, clock: Clock, connections: Connections
) -> Distribution | None:
    """Wired from the settings, or None where there is one workspace. Raises TemplateError."""
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    api_url = settings.slack_api_url
    installations = Installations(database, client_id=settings.slack_client_id, seal=seal_of(settings))
    clients = ManyWorkspaces(installations, api_url=api_url, clock=clock, connections=connections)
    pages = InstallationPages(settings.templates_folder, days=settings.retention_days)
    pages.check()
    installing = Installing(
        web_client(token=None, api_url=api_url),
        client_id=settings.slack_client_id,
        client_secret=revealed(settings.slack_client_secret),
        redirect_url=settings.slack_redirect_url,
        installations=installations,
        states=InstallationStates(database),
        pages=pages,
        installed=clients.forget,
    )
    return Distribution(clients=clients, installing=installing, installations=installations, keeping=keeping)
