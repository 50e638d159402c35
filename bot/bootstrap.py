"""The only place that wires things together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.corpus.entry import Corpus
from bot.escalation.allowance import Allowance
from bot.escalation.delivery import Delivery
from bot.escalation.folder import FolderMailer, Mailer
from bot.escalation.handing import HandingOn
from bot.escalation.mail import MailWriter
from bot.escalation.smtp import MailServer, SmtpMailer
from bot.knowledge_read import Knowledge, read_knowledge
from bot.many_workspaces import distribution
from bot.operations.metrics import Metrics
from bot.service import Service
from bot.settings import Settings, revealed
from bot.slack.app import bolt_app
from bot.slack.attention import Attention
from bot.slack.clients import OneWorkspace, connections_to, web_client
from bot.slack.customer_replies import CustomerReplies
from bot.slack.deletions import Deletions
from bot.slack.downloads import Downloads
from bot.slack.editing import Editing
from bot.slack.escalating import Escalating
from bot.slack.file_reader import FileReader
from bot.slack.greeting import Greeting
from bot.slack.home import Home
from bot.slack.listeners import register
from bot.slack.modals import Modals
from bot.slack.mode_setting import ModeSetting
from bot.slack.not_solved import NotSolved
from bot.slack.notices import Notices
from bot.slack.outbox import Outbox
from bot.slack.pasting import MEGABYTE, Pasting
from bot.slack.permalinks import Permalinks
from bot.slack.press_replies import PressReplies
from bot.slack.presses import Presses
from bot.slack.progress_reader import ProgressReader
from bot.slack.replies import Replies
from bot.slack.sessions import Sessions
from bot.slack.sharing import Sharing
from bot.slack.ticking import Ticking
from bot.slack.turning import Turning
from bot.slack.waiting import WaitingLine
from bot.slack.ways_out import WaysOut
from bot.slack.workers import Workers
from bot.store.cases import Cases
from bot.store.channel_modes import ChannelModes
from bot.store.claims import Claims
from bot.store.clock import Clock, SystemClock
from bot.store.counted import Counted
from bot.store.database import Database
from bot.store.depths import depths_of
from bot.store.drafts import Drafts
from bot.store.escalations import Escalations
from bot.store.feedback import Feedback
from bot.store.kept import Keeping
from bot.store.outbox import MailOutbox
from bot.store.own_cases import OwnCases
from bot.store.retention import Retention
from bot.store.threads import Threads
from bot.store.ticks import Ticks
from bot.support import Support


def build(settings: Settings, *, knowledge: Knowledge | None = None, clock: Clock | None = None) -> Service:
    """The whole program, not yet running.

    Raises KnowledgeError and TemplateError, for it does not start on broken files. `knowledge` spares reading it again.
    """
    knowledge = knowledge or read_knowledge(settings)
    corpus, renderer = knowledge.corpus, knowledge.renderer
    clock = clock or SystemClock()
    store = _store(settings, corpus, clock)
    metrics = _metrics(corpus, store, clock)
    keeping = Keeping(store.database, drafts=store.drafts)
    token, api_url = revealed(settings.slack_bot_token), settings.slack_api_url
    connections = connections_to(api_url)
    many = distribution(settings, database=store.database, keeping=keeping, clock=clock, connections=connections)
    only = web_client(token=token, api_url=api_url, connections=connections)
    clients = many.clients if many is not None else OneWorkspace(only)
    outbox, workers = Outbox(clients, clock=clock, failed=metrics.slack_failed), Workers(new_id=new_id)
    talk = _Talk(outbox=outbox, workers=workers, sessions=Sessions(outbox))
    downloads = Downloads(clients, api_url=api_url, most_bytes=settings.files_most_megabytes * MEGABYTE)
    replies = Replies(
        corpus=corpus,
        diagnoser=knowledge.diagnoser,
        renderer=renderer,
        english=knowledge.english,
        cases=store.cases,
        files=FileReader(downloads=downloads, outbox=outbox),
        turning=Turning(corpus=corpus, renderer=renderer),
        new_id=new_id,
        redactor=knowledge.redactor,
    )
    support = _support(knowledge, store, talk, replies=replies, metrics=metrics, clock=clock)
    how_far = ProgressReader(corpus=corpus, ticks=store.ticks, feedback=store.feedback)
    shown = PressReplies(corpus=corpus, renderer=renderer, cases=store.cases, outbox=outbox, progress=how_far)
    modals = Modals(renderer=renderer, outbox=outbox, shown=shown)
    escalating = _escalating(settings, knowledge, store, talk, replies=replies, shown=shown, modals=modals, clock=clock)
    presses = Presses(
        renderer=renderer,
        replies=replies,
        shown=shown,
        sharing=Sharing(renderer=renderer, claims=store.claims, outbox=outbox, replies=shown),
        escalating=escalating,
        ticking=Ticking(renderer=renderer, shown=shown, ticks=store.ticks),
        not_solved=NotSolved(
            renderer=renderer,
            shown=shown,
            feedback=store.feedback,
            modals=modals,
            diagnoser=knowledge.diagnoser,
            redactor=knowledge.redactor,
        ),
        customer_replies=CustomerReplies(renderer=renderer, shown=shown, modals=modals),
        claims=store.claims,
        feedback=store.feedback,
        outbox=outbox,
        workers=workers,
        sessions=talk.sessions,
    )
    bolt = bolt_app(
        clients,
        workers,
        api_url=api_url,
        signing_secret=revealed(settings.slack_signing_secret),
        new_id=new_id,
        not_installed=renderer.sentence("not_installed").text,
    )
    if many is not None:
        many.listen(bolt, outbox=outbox)
    home = _home(settings, knowledge, store, talk, escalating=escalating, clock=clock)
    register(
        bolt,
        support=support,
        presses=presses,
        escalating=escalating,
        pasting=Pasting(
            support=support,
            corpus=corpus,
            renderer=renderer,
            replies=replies,
            claims=store.claims,
            outbox=outbox,
            workers=workers,
            most_megabytes=settings.files_most_megabytes,
        ),
        deletions=Deletions(keeping=keeping, renderer=renderer, outbox=outbox, home=home, workers=workers),
        modes=ModeSetting(
            renderer=renderer,
            replies=replies,
            modes=store.modes,
            claims=store.claims,
            outbox=outbox,
            workers=workers,
        ),
        home=home,
        greeting=Greeting(renderer=renderer, claims=store.claims, outbox=outbox, workers=workers),
        outbox=outbox,
    )
    return Service(
        settings=settings,
        corpus=corpus,
        bolt=bolt,
        many=many,
        support=support,
        claims=store.claims,
        lost=store.lost,
        retention=Retention(store.database, clock=clock, days=settings.retention_days, drafts=store.drafts),
        delivery=escalating.delivery,
        notices=escalating.notices,
        outbox=outbox,
        workers=workers,
        sessions=talk.sessions,
        connections=connections,
        database=store.database,
        clock=clock,
        metrics=metrics,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Store:
    """What is kept."""

    database: Database
    claims: Claims
    cases: Cases
    feedback: Feedback
    ticks: Ticks
    modes: ChannelModes
    mails: MailOutbox
    drafts: Drafts
    escalations: Escalations

    def lost(self) -> Mapping[str, int]:
        """How many rows could not be stored since the start, by kind."""
        return {"claims": self.claims.lost, "cases": self.cases.lost, "feedback": self.feedback.lost}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """Who speaks in Slack, and the threads in which that is done."""

    outbox: Outbox
    workers: Workers
    sessions: Sessions


def _store(settings: Settings, corpus: Corpus, clock: Clock) -> _Store:
    database = Database(settings.database_url)
    return _Store(
        database=database,
        claims=Claims(database, clock=clock, new_id=new_id),
        cases=Cases(database, corpus=corpus, clock=clock),
        feedback=Feedback(database, clock=clock),
        ticks=Ticks(database),
        modes=ChannelModes(database, clock=clock),
        mails=MailOutbox(database),
        drafts=Drafts(settings.mail_dir),
        escalations=Escalations(database, clock=clock),
    )


def _metrics(corpus: Corpus, store: _Store, clock: Clock) -> Metrics:
    return Metrics(
        corpus_version=corpus.version,
        entries=len(corpus),
        lost=store.lost,
        depths=lambda: depths_of(store.database, clock),
    )


def _support(
    knowledge: Knowledge, store: _Store, talk: _Talk, *, replies: Replies, metrics: Metrics, clock: Clock
) -> Support:
    """The way of a question to its answer."""
    renderer, outbox = knowledge.renderer, talk.outbox
    return Support(
        attention=Attention(
            modes=store.modes, threads=Threads(clock=clock), claims=store.claims, database=store.database
        ),
        claims=store.claims,
        replies=replies,
        editing=Editing(
            claims=store.claims, replies=replies, outbox=outbox, cases=store.cases, database=store.database
        ),
        waiting_line=WaitingLine(renderer=renderer, outbox=outbox),
        outbox=outbox,
        cases=store.cases,
        feedback=store.feedback,
        workers=talk.workers,
        sessions=talk.sessions,
        exits=WaysOut(renderer=renderer, replies=replies, outbox=outbox),
        metrics=metrics,
    )


def _home(
    settings: Settings, knowledge: Knowledge, store: _Store, talk: _Talk, *, escalating: Escalating, clock: Clock
) -> Home:
    return Home(
        corpus=knowledge.corpus,
        renderer=knowledge.renderer,
        outbox=talk.outbox,
        permalinks=Permalinks(talk.outbox),
        workers=talk.workers,
        own_cases=OwnCases(store.database),
        modes=store.modes,
        counted=Counted(store.database),
        clock=clock,
        leads=settings.support_leads,
        is_sent=escalating.notices.is_sent,
    )


def _escalating(
    settings: Settings,
    knowledge: Knowledge,
    store: _Store,
    talk: _Talk,
    *,
    replies: Replies,
    shown: PressReplies,
    modals: Modals,
    clock: Clock,
) -> Escalating:
    """The way of a case to support. Raises TemplateError."""
    mailer, writer = mailer_for(settings), MailWriter(settings.templates_folder)
    writer.check(knowledge.corpus)
    notices = Notices(
        renderer=knowledge.renderer,
        outbox=talk.outbox,
        mails=store.mails,
        escalations=store.escalations,
        clock=clock,
        leads=settings.support_leads,
        is_sent=mailer.is_final,
    )
    return Escalating(
        corpus=knowledge.corpus,
        renderer=knowledge.renderer,
        replies=replies,
        shown=shown,
        modals=modals,
        ticks=store.ticks,
        cases=store.cases,
        outbox=talk.outbox,
        workers=talk.workers,
        handing=HandingOn(
            database=store.database,
            escalations=store.escalations,
            outbox=store.mails,
            writer=writer,
            clock=clock,
            to=settings.escalation_email,
            sender=mailer.address,
        ),
        delivery=Delivery(outbox=store.mails, mailer=mailer, clock=clock, changed=notices.show),
        notices=notices,
        allowance=Allowance(
            per_person=settings.escalations_per_person, per_workspace=settings.escalations_per_workspace
        ),
        redactor=knowledge.redactor,
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
            password=revealed(settings.smtp_password) or None,
            ca_file=settings.smtp_ca_file,
        )
    )


def new_id() -> str:
    """An id of a case, a holder or a reference, which nobody can guess: 12 hexadecimal digits."""
    return secrets.token_hex(6)
