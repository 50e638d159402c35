"""The only place that wires things together."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import SecretStr
from slack_bolt import App
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.corpus.entry import Corpus
from bot.corpus.folders import templates_folder
from bot.errors import PortInUseError, SlackRefusedError, SlackUnreachableError, StoreError
from bot.escalation.allowance import Allowance
from bot.escalation.delivery import Delivery
from bot.escalation.folder import FolderMailer, Mailer
from bot.escalation.handing import HandingOn
from bot.escalation.mail import MailWriter
from bot.escalation.smtp import MailServer, SmtpMailer
from bot.knowledge_read import Knowledge, read_knowledge
from bot.local.opening import open_workspace
from bot.local.server import LoopbackSlack
from bot.local.server import PortInUseError as LoopbackPortInUseError
from bot.operations.logs import start_log
from bot.operations.metrics import Metrics
from bot.operations.routes import watch_routes
from bot.settings import Settings, read_settings
from bot.slack.app import SocketMode, bolt_app, web_client
from bot.slack.deletions import Deletions
from bot.slack.escalating import Escalating
from bot.slack.http import EVENTS_PATH, HttpServer, http_app
from bot.slack.listeners import register
from bot.slack.notices import Notices
from bot.slack.outbox import Outbox
from bot.slack.press_replies import PressReplies
from bot.slack.presses import Presses
from bot.slack.replies import Replies
from bot.slack.scopes import SCOPES
from bot.slack.sharing import Sharing
from bot.slack.workers import Workers
from bot.store.cases import Cases
from bot.store.claims import Claims
from bot.store.clock import Clock, SystemClock
from bot.store.database import Database
from bot.store.depths import depths_of
from bot.store.escalations import Escalations
from bot.store.feedback import Feedback
from bot.store.kept import Keeping
from bot.store.outbox import MailOutbox
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

EXAMPLES = (
    "Invites went out yesterday but nobody got one, the EventLog says DeliveryPolicy not found",
    "Webex Connect gives me error 7106",
    '{"failure": {"code": 14001, "source": {"name": "sms"}}}',
)
"""What the page of `serve --local` offers a first-time visitor to ask."""


def build(settings: Settings, *, knowledge: Knowledge | None = None, clock: Clock | None = None) -> Service:
    """The whole program, not yet running.

    Raises KnowledgeError and TemplateError, for it does not start on broken files. `knowledge` spares reading it again.
    """
    knowledge = knowledge or read_knowledge(settings)
    corpus, renderer = knowledge.corpus, knowledge.renderer
    clock = clock or SystemClock()
    database = Database(settings.database_url)
    claims = Claims(database, clock=clock, new_id=new_id)
    cases = Cases(database, corpus=corpus, clock=clock)
    workers = Workers(new_id=new_id)
    client = web_client(token=settings.slack_bot_token.get_secret_value(), api_url=settings.slack_api_url)
    feedback = Feedback(database, clock=clock)
    metrics = Metrics(
        corpus_version=corpus.version,
        entries=len(corpus),
        lost=lambda: {"claims": claims.lost, "cases": cases.lost, "feedback": feedback.lost},
        depths=lambda: depths_of(database, clock),
    )
    outbox = Outbox(client, clock=clock, failed=metrics.slack_failed)
    replies = Replies(
        corpus=corpus,
        diagnoser=knowledge.diagnoser,
        renderer=renderer,
        cases=cases,
        new_id=new_id,
        redactor=knowledge.redactor,
    )
    support = Support(claims=claims, replies=replies, outbox=outbox, cases=cases, workers=workers, metrics=metrics)
    shown = PressReplies(corpus=corpus, renderer=renderer, cases=cases, outbox=outbox)
    mails, escalations = MailOutbox(database), Escalations(database, clock=clock)
    mailer, writer = mailer_for(settings), MailWriter(settings.templates_dir or templates_folder())
    writer.check(corpus)
    notices = Notices(
        renderer=renderer,
        outbox=outbox,
        mails=mails,
        escalations=escalations,
        clock=clock,
        leads=settings.support_leads,
        is_sent=mailer.is_final,
    )
    delivery = Delivery(outbox=mails, mailer=mailer, clock=clock, changed=notices.show)
    escalating = Escalating(
        corpus=corpus,
        renderer=renderer,
        replies=replies,
        shown=shown,
        cases=cases,
        outbox=outbox,
        workers=workers,
        handing=HandingOn(
            database=database,
            escalations=escalations,
            outbox=mails,
            writer=writer,
            clock=clock,
            to=settings.escalation_email,
            sender=mailer.address,
        ),
        delivery=delivery,
        notices=notices,
        allowance=Allowance(
            per_person=settings.escalations_per_person, per_workspace=settings.escalations_per_workspace
        ),
        redactor=knowledge.redactor,
    )
    presses = Presses(
        renderer=renderer,
        replies=replies,
        shown=shown,
        sharing=Sharing(renderer=renderer, claims=claims, outbox=outbox, replies=shown),
        escalating=escalating,
        claims=claims,
        feedback=feedback,
        outbox=outbox,
        workers=workers,
    )
    bolt = bolt_app(client, signing_secret=_revealed(settings.slack_signing_secret), new_id=new_id)
    deletions = Deletions(keeping=Keeping(database), renderer=renderer, outbox=outbox, workers=workers)
    register(bolt, support=support, presses=presses, escalating=escalating, deletions=deletions, outbox=outbox)
    return Service(
        settings=settings,
        corpus=corpus,
        bolt=bolt,
        support=support,
        claims=claims,
        cases=cases,
        feedback=feedback,
        retention=Retention(database, clock=clock, days=settings.retention_days),
        delivery=delivery,
        notices=notices,
        outbox=outbox,
        workers=workers,
        database=database,
        clock=clock,
        metrics=metrics,
    )


def mailer_for(settings: Settings) -> Mailer:
    """The mail server that is set, or the folder where none is."""
    if settings.smtp_host is None or settings.smtp_from is None:
        return FolderMailer(settings.mail_dir, new_id=new_id)
    return SmtpMailer(
        MailServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            tls=settings.smtp_tls,
            address=settings.smtp_from,
            username=settings.smtp_username,
            password=_revealed(settings.smtp_password) or None,
            ca_file=settings.smtp_ca_file,
        )
    )


def new_id() -> str:
    """An id of a case, a holder or a reference, which nobody can guess: 12 hexadecimal digits."""
    return secrets.token_hex(6)


@dataclass(slots=True, kw_only=True)
class Service:
    """The running program: the rounds behind, and one door in front, HTTP or Socket Mode."""

    settings: Settings
    corpus: Corpus
    bolt: App
    support: Support
    claims: Claims
    cases: Cases
    feedback: Feedback
    retention: Retention
    delivery: Delivery
    notices: Notices
    outbox: Outbox
    workers: Workers
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
        secret = _revealed(self.settings.slack_signing_secret)
        app = http_app(self.bolt, signing_secret=secret, routes=self._watch_routes())
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
        self._door = SocketMode(self.bolt, app_token=_revealed(self.settings.slack_app_token))
        self._prepare_store()
        self._door.open()
        self._start_rounds()

    def health(self) -> Mapping[str, object]:
        """What /healthz says."""
        store = "up" if self.database.is_up() else "down: claims are kept in memory, cases are not kept"
        lost = {"claims": self.claims.lost, "cases": self.cases.lost, "feedback": self.feedback.lost}
        return {"status": "ok", "knowledge": self.corpus.version, "store": store, "lost": lost}

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
        self.workers.submit(self._check_token)
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


def serve(settings: Settings) -> None:
    """What `whyfailed serve` does: answer in a real workspace until the process is asked to end."""
    start_log(settings.log_level, form=settings.log_format)
    service = build(settings)
    if settings.uses_socket_mode:
        service.run_socket_mode()
    else:
        service.run_http()


def serve_local(*, port: int, socket_mode: bool, folder: Path) -> None:
    """What `whyfailed serve --local` does: the same program against a Slack on this machine, with a page to ask on.

    The database and the mails go into `folder`. Raises PortInUseError.
    """
    mails = folder / "mail"
    try:
        slack = LoopbackSlack(port=port, examples=EXAMPLES, mail_folder=mails, scopes=SCOPES)
    except LoopbackPortInUseError as problem:
        raise PortInUseError(str(problem)) from None
    with slack:
        settings = settings_for(slack, folder=folder, socket_mode=socket_mode)
        start_log(settings.log_level, form=settings.log_format)
        service = build(settings)
        open_workspace(slack)
        connect(service, slack)
        click.echo(f"Open {slack.page_url} in a browser and ask. Mails to support go to {mails}. Ctrl+C ends it.")
        service.wait_for_the_end()


def settings_for(slack: LoopbackSlack, *, folder: Path, socket_mode: bool) -> Settings:
    """Settings under which the program talks to a Slack on this machine, and keeps what it keeps in `folder`."""
    return read_settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token if socket_mode else None,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        database_url=f"sqlite:///{folder / 'whyfailed.db'}",
        smtp_host=None,
        mail_dir=folder / "mail",
        host="127.0.0.1",
        port=0,
    )


def connect(service: Service, slack: LoopbackSlack) -> None:
    """Start the program and let a Slack on this machine deliver to it."""
    if service.settings.uses_socket_mode:
        service.start_socket_mode()
        slack.connect()
    else:
        slack.connect(f"{service.start_http()}{EVENTS_PATH}")


def _revealed(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
