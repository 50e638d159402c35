"""Service: the running program, from opening its door to Slack until everything is closed."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import App
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.corpus.entry import Corpus
from bot.errors import SlackRefusedError, SlackUnreachableError, StoreError
from bot.escalation.delivery import Delivery
from bot.many_workspaces import Distribution
from bot.operations.metrics import Metrics
from bot.operations.routes import watch_routes
from bot.settings import Settings, revealed
from bot.slack.app import SocketMode
from bot.slack.connections import Connections
from bot.slack.http import EVENTS_PATH, HttpServer, http_app
from bot.slack.notices import Notices
from bot.slack.outbox import Outbox
from bot.slack.sessions import Sessions
from bot.slack.workers import Workers
from bot.store.claims import Claims
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.retention import Retention
from bot.support import Support

log = logging.getLogger(__name__)

RENEW_EVERY = 10.0
"""Seconds; a third of a lease."""
RECOVER_EVERY = 60.0
"""Seconds."""
SWEEP_EVERY = 3_600.0
"""Seconds; so that what is kept for a day is gone an hour later."""
END_WITHIN = 6.0
"""Seconds for answers when the process is asked to end. With the three in which requests are finished that is less than
the ten after which container engines kill it."""
DELIVER_EVERY = 15.0
"""Seconds; half of the shortest pause between two attempts at a mail."""


@dataclass(slots=True, kw_only=True)
class Service:
    """The running program: the rounds behind, and one door in front, HTTP or Socket Mode."""

    settings: Settings
    corpus: Corpus
    bolt: App
    many: Distribution | None
    """None where there is one workspace."""
    support: Support
    claims: Claims
    lost: Callable[[], Mapping[str, int]]
    """How many rows could not be stored since the start, by kind."""
    retention: Retention
    delivery: Delivery
    notices: Notices
    outbox: Outbox
    workers: Workers
    sessions: Sessions
    connections: Connections
    database: Database
    clock: Clock
    metrics: Metrics
    address: str | None = None
    """Where it listens, once it does, such as `http://127.0.0.1:3000`."""
    _door: HttpServer | SocketMode | None = None
    _watch: HttpServer | None = None
    """Where the process is watched in Socket Mode, if it is asked for."""
    _is_ending: bool = False

    def run_http(self) -> None:
        """Serve over HTTP until the process is asked to end. Raises PortInUseError."""
        log.info("Listening on %s%s.", self.start_http(), EVENTS_PATH)
        self.wait_for_the_end()

    def run_socket_mode(self) -> None:
        """Serve over Socket Mode until the process is asked to end. Raises SettingsError when the token is refused."""
        self.start_socket_mode()
        log.info("Connected to Slack over Socket Mode.")
        self.wait_for_the_end()

    def start_http(self) -> str:
        """Serve over HTTP from now on; the address. Raises PortInUseError."""
        secret = revealed(self.settings.slack_signing_secret)
        app = http_app(self.bolt, signing_secret=secret, routes=self._routes())
        server = HttpServer(app, host=self.settings.host, port=self.settings.port)
        self._door = server
        self._prepare_store()
        self._start_rounds()
        server.start()
        self.address = server.address
        return server.address

    def start_socket_mode(self) -> None:
        """Serve over Socket Mode from now on. Raises SettingsError when Slack refuses the token, and PortInUseError."""
        if self.settings.serve_health:
            app = Starlette(routes=self._watch_routes())
            self._watch = HttpServer(app, host=self.settings.host, port=self.settings.port)
            self._watch.start()
            self.address = self._watch.address
            log.info("Watched at %s.", self.address)
        self._door = SocketMode(self.bolt, app_token=revealed(self.settings.slack_app_token))
        self._prepare_store()
        self._door.open()
        self._start_rounds()

    def health(self) -> Mapping[str, object]:
        """What /healthz says."""
        store = "up" if self.database.is_up() else "down: claims are kept in memory, cases are not kept"
        return {"status": "ok", "knowledge": self.corpus.version, "store": store, "lost": self.lost()}

    def unready(self) -> Mapping[str, str]:
        """What /readyz says is missing; the corpus is read before there is a service at all."""
        missing: dict[str, str] = {}
        if self._is_ending:
            missing["process"] = "is ending"
        if not self.database.is_up():
            missing["database"] = "does not answer"
        if isinstance(self._door, SocketMode) and not self._door.is_connected:
            missing["socket_mode"] = "is not connected"
        return missing

    def _routes(self) -> Sequence[BaseRoute]:
        """What is served beside Slack's requests."""
        return (*self._watch_routes(), *(() if self.many is None else self.many.routes))

    def _watch_routes(self) -> Sequence[BaseRoute]:
        return watch_routes(health=self.health, unready=self.unready, metrics=self.metrics)

    def close(self) -> bool:
        """Let nobody in any more, finish what is being answered, and let go of everything.

        False where something was still being worked on after END_WITHIN seconds: its claim, or its mail, is taken over
        by another process, or by the next start, once its lease is over.
        """
        self._is_ending = True
        if self._door is not None:
            self._door.close()
        self.clock.end()
        self.delivery.stop()
        is_done = self.workers.end(within=END_WITHIN)
        self.sessions.end()
        self.connections.close()
        if self._watch is not None:
            self._watch.close()
        self.database.close()
        return is_done

    def _prepare_store(self) -> None:
        """Before anyone asks, so that nobody waits for it. A database that is down is tried again with each use."""
        try:
            self.database.migrate()
        except StoreError as problem:
            log.error("%s Answers are given all the same; nothing is kept until it is mended.", problem)

    def _start_rounds(self) -> None:
        self.workers.submit(self._check_token if self.many is None else self.many.announce)
        self.workers.every(RENEW_EVERY, self.claims.renew)
        self.workers.every(RECOVER_EVERY, self.support.recover)
        self.workers.every(SWEEP_EVERY, self.retention.sweep)
        self.workers.every(DELIVER_EVERY, self.delivery.round)
        self.workers.every(RECOVER_EVERY, self.notices.catch_up)

    def _check_token(self) -> None:
        try:
            log.info("Slack knows us as %s.", self.outbox.bot_user())
        except (SlackRefusedError, SlackUnreachableError) as problem:
            log.error("%s Check SLACK_BOT_TOKEN and SLACK_API_URL; nothing can be answered like this.", problem)

    def wait_for_the_end(self) -> None:
        """Come back, with everything closed, once the process is asked to end."""
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        ended.wait()
        log.info("Ending.")
        if not self.close():
            log.warning("Ended in the middle of something; whoever has the database goes on with it.")
            logging.shutdown()
            os._exit(0)  # otherwise the interpreter waits for the threads, however long they take
        log.info("Ended.")
