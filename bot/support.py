"""The story on one screen: claim the event, diagnose, answer, send, record; and finish what somebody else left."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from structlog.contextvars import bound_contextvars

from bot.answers.message import Message
from bot.diagnosis.diagnosis import decision_of
from bot.errors import SlackRefusedError
from bot.operations.metrics import Metrics
from bot.slack.asked import Asked, Surface
from bot.slack.attention import Attention
from bot.slack.claimed import ended_by_trouble
from bot.slack.editing import Editing
from bot.slack.inbox import asked_again
from bot.slack.outbox import PROGRESS_EVENT, Outbox, posted_for
from bot.slack.replies import Replies
from bot.slack.reply import Reply
from bot.slack.sessions import Sessions
from bot.slack.turning import solved_entry
from bot.slack.waiting import Shown, WaitingLine
from bot.slack.ways_out import WaysOut
from bot.slack.workers import Workers
from bot.store.cases import Cases
from bot.store.claims import Claim, Claims
from bot.store.feedback import Feedback

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Answers questions from Slack, each exactly once."""

    attention: Attention
    claims: Claims
    replies: Replies
    editing: Editing
    waiting_line: WaitingLine
    outbox: Outbox
    cases: Cases
    feedback: Feedback
    workers: Workers
    sessions: Sessions
    exits: WaysOut
    metrics: Metrics

    def hear(self, asked: Asked) -> None:
        """Claim a question, or stay silent; the rest happens in a worker. Called before the acknowledgement."""
        since = self.metrics.begin()
        claim = self.claims.take(asked.claim, given=partial(self.attention.admits, asked))
        if claim is not None:
            self._begin(claim, asked, since=since)

    def take_up(self, claim: Claim, asked: Asked, *, since: float | None = None, line_ts: str | None = None) -> None:
        """Answer, and show in the agent view that we are at it.

        `since` is when the question was taken, unless another process took it; `line_ts` is where somebody said
        already that the answer is coming.
        """
        with (
            bound_contextvars(event_id=claim.event_id, surface=asked.surface),
            self.sessions.at_work(team=asked.team, channel=asked.channel, thread_ts=asked.thread_ts),
        ):
            self.answer(claim, asked, since=since, line_ts=line_ts)

    def answer(self, claim: Claim, asked: Asked, *, since: float | None = None, line_ts: str | None = None) -> None:
        """Diagnose, answer, send, record."""
        with ended_by_trouble(self.claims, claim):
            if self.attention.is_unwanted(asked):
                self._decline(claim, asked)
                return
            if asked.edited_ts is not None and self.editing.take_in(claim, asked):
                return
            shown = Shown(line_ts)
            with self.waiting_line.of(asked, shown=shown, check=lambda: self.claims.check_held(claim)):
                reply = self.replies.to(asked)
            if reply is None:
                self.claims.closed(claim)
                return
            self._prepare(asked, reply)
            reply_ts = self._send(claim, asked, reply, shown)
            decision = "none" if reply.case is None else decision_of(reply.case.diagnosis)
            self.metrics.answered(surface=asked.surface, decision=decision, since=since)
            self._record(claim, reply, reply_ts=reply_ts)

    def recover(self) -> None:
        """Take over every claim that was left unfinished, here or by a process that is gone."""
        for claim in self.claims.take_expired():
            log.info("Event %s was left unfinished, and is taken over.", claim.event_id)
            self.workers.submit(self.resume, claim)

    def resume(self, claim: Claim) -> None:
        """Read the thread once: mark the reply that stands there, or answer the question that has none."""
        question_ts = claim.question_ts
        if question_ts is None or claim.thread_ts is None:
            log.warning("Event %s was not finished; what only its asker sees is not repeated.", claim.event_id)
            self.claims.closed(claim)
            return
        with ended_by_trouble(self.claims, claim):
            outbox = self.outbox.of(claim.team)
            thread = outbox.thread(channel=claim.channel, thread_ts=claim.thread_ts, oldest=question_ts)
            question = next((message for message in thread if message.get("ts") == question_ts), None)
            if question is None:
                self.claims.closed(claim)
                return
            bot_user = outbox.bot_user()
            ours = [message for message in thread if message.get("user") == bot_user]
            self._finish(claim, asked_again(claim, question, bot_user=bot_user), ours)

    def _finish(self, claim: Claim, asked: Asked, ours: Sequence[dict[str, Any]]) -> None:
        """`ours` are the messages that we posted there."""
        if self.attention.is_unwanted(asked):
            log.warning("Event %s was not finished; what only its asker sees is not repeated.", claim.event_id)
            self.claims.closed(claim)
            return
        posted = posted_for(claim.event_id, ours)
        if posted is None:
            begun = posted_for(claim.event_id, ours, kind=PROGRESS_EVENT)
            self._begin(claim, asked, line_ts=None if begun is None else str(begun["ts"]))
            return
        case_id = posted["metadata"]["event_payload"].get("case_id")
        reply = self.replies.to(asked, case_id=case_id) if case_id else None
        self._record(claim, reply, reply_ts=posted["ts"])

    def _begin(self, claim: Claim, asked: Asked, *, since: float | None = None, line_ts: str | None = None) -> None:
        submit = self.workers.submit_with_files if asked.files else self.workers.submit
        submit(self.take_up, claim, asked, since=since, line_ts=line_ts)

    def _record(self, claim: Claim, reply: Reply | None, *, reply_ts: str | None) -> None:
        """Keep the case and mark the claim, at once: a round that finds the claim unmarked keeps the case again."""
        mark = partial(self.claims.mark_answered, claim, reply_ts=reply_ts)
        if reply is not None and reply.case is not None and self.cases.keep(reply.case, reply_ts=reply_ts, along=mark):
            self.claims.leave(claim)
        else:
            self.claims.answered(claim, reply_ts=reply_ts)

    def _prepare(self, asked: Asked, reply: Reply) -> None:
        """What has to be known by the time that somebody reads the reply and acts on it."""
        if reply.ends_talk or asked.surface is Surface.WATCHED or asked.edited_ts is not None:
            self.attention.turn(asked, reply)
        if reply.case is not None:
            self.cases.expect(reply.case)
        if reply.solves is not None:
            entry_id = solved_entry(reply.solves, self.replies.corpus)
            self.feedback.keep(
                case_id=reply.solves.id, entry_id=entry_id, verdict="solved", team=asked.team, person=asked.asker
            )

    def _decline(self, claim: Claim, asked: Asked) -> None:
        """Stay silent; whoever calls us where we are off is told so, alone and once."""
        if asked.surface is not Surface.MENTION or asked.edited_ts is not None:
            self.claims.closed(claim)
            return
        in_thread = asked.thread_ts if asked.thread_ts != asked.ts else None
        told = self.replies.renderer.sentence("channel_off")
        self.outbox.of(asked.team).whisper(told, channel=asked.channel, thread_ts=in_thread, person=asked.asker)
        self.claims.answered(claim, reply_ts=None)

    def _send(self, claim: Claim, asked: Asked, reply: Reply, shown: Shown) -> str | None:
        """The ts of the reply, or None where only the asker sees it."""
        case_id = reply.case_id

        def say(message: Message) -> str | None:
            return self._say(claim, asked, message, shown, case_id=case_id)

        try:
            return say(reply.message)
        except SlackRefusedError as refused:
            return self.exits.after(refused, asked=asked, message=reply.message, case_id=case_id, say=say)

    def _say(self, claim: Claim, asked: Asked, message: Message, shown: Shown, *, case_id: str) -> str | None:
        if asked.response_url is not None:
            self.outbox.respond(message, response_url=asked.response_url, thread_ts=asked.shown_in)
            return None
        outbox = self.outbox.of(claim.team)

        def check() -> None:
            self.claims.check_held(claim)

        if shown.ts is not None:
            answered = outbox.put_answer(
                message,
                channel=asked.channel,
                ts=shown.ts,
                event_id=claim.event_id,
                case_id=case_id,
                before_each_attempt=check,
            )
            shown.ts = None  # what else there is to say stands below it
            return answered
        return outbox.post(
            message,
            channel=asked.channel,
            thread_ts=asked.thread_ts,
            event_id=claim.event_id,
            case_id=case_id,
            before_each_attempt=check,
        )
