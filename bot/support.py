"""The story on one screen: claim the event, diagnose, answer, send, record; and finish what somebody else left."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from structlog.contextvars import bound_contextvars

from bot.answers.message import Message
from bot.diagnosis.diagnosis import decision_of
from bot.errors import LeaseLostError, SlackRefusedError, SlackUnreachableError
from bot.operations.metrics import Metrics
from bot.slack.asked import Asked, Silence, Surface
from bot.slack.inbox import asked_again
from bot.slack.outbox import ANSWER_EVENT, UNFIT_MESSAGE, Outbox
from bot.slack.replies import Replies, Reply
from bot.slack.workers import Workers
from bot.store.cases import Cases
from bot.store.claims import Claim, Claims

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Answers questions from Slack, each exactly once."""

    claims: Claims
    replies: Replies
    outbox: Outbox
    cases: Cases
    workers: Workers
    metrics: Metrics

    def hear(self, asked: Asked) -> None:
        """Claim a question, or stay silent; the rest happens in a worker. Called before the acknowledgement."""
        since = self.metrics.begin()
        if asked.surface is Surface.FOLLOW_UP and not self._asked_here_before(asked):
            log.debug("Event %s is not for us: %s.", asked.event_id, Silence.STRANGER)
            return
        claim = self.claims.take(asked.claim)
        if claim is not None:
            self.workers.submit(self.answer, claim, asked, since)

    def answer(self, claim: Claim, asked: Asked, since: float | None = None) -> None:
        """Diagnose, answer, send, record; `since` is when the question was taken, unless another process took it."""
        with bound_contextvars(event_id=claim.event_id, surface=asked.surface):
            self._answer(claim, asked, since)

    def _answer(self, claim: Claim, asked: Asked, since: float | None) -> None:
        reply = self.replies.to(asked)
        if reply is None:
            self.claims.closed(claim)
            return
        if reply.case is not None:
            self.cases.expect(reply.case)
        try:
            reply_ts = self._send(claim, asked, reply)
        except LeaseLostError as lost:
            log.info("%s", lost)
            self.claims.leave(claim)
        except SlackUnreachableError as unreachable:
            # What only the asker sees is never repeated: resume() will close it.
            log.error("%s Event %s waits for the next round.", unreachable, claim.event_id)
            self.claims.leave(claim)
        except SlackRefusedError as refused:
            log.error("%s Event %s gets no reply.", refused, claim.event_id)
            self.claims.closed(claim)
        else:
            decision = "none" if reply.case is None else decision_of(reply.case.diagnosis)
            self.metrics.answered(surface=asked.surface, decision=decision, since=since)
            self._record(claim, reply, reply_ts=reply_ts)

    def recover(self) -> None:
        """Take over every claim that was left unfinished, here or by a process that is gone."""
        for claim in self.claims.take_expired():
            self.workers.submit(self.resume, claim)

    def resume(self, claim: Claim) -> None:
        """Read the thread once: mark the reply that stands there, or answer the question that has none."""
        if claim.ts is None or claim.thread_ts is None:
            log.warning("Event %s was not finished; what only its asker sees is not repeated.", claim.event_id)
            self.claims.closed(claim)
            return
        outbox = self.outbox.of(claim.team)
        try:
            thread = outbox.thread(channel=claim.channel, thread_ts=claim.thread_ts, oldest=claim.ts)
            bot_user = outbox.bot_user()
        except SlackUnreachableError as unreachable:
            log.error("%s Event %s waits for the next round.", unreachable, claim.event_id)
            self.claims.leave(claim)
            return
        except SlackRefusedError as refused:
            log.error("%s Event %s gets no reply.", refused, claim.event_id)
            self.claims.closed(claim)
            return
        question = next((message for message in thread if message.get("ts") == claim.ts), None)
        if question is None:
            self.claims.closed(claim)
            return
        asked = asked_again(claim, question, bot_user=bot_user)
        posted = next((message for message in thread if _is_reply_to(claim, message, bot_user=bot_user)), None)
        if posted is None:
            self.answer(claim, asked)
            return
        case_id = posted["metadata"]["event_payload"].get("case_id")
        reply = self.replies.to(asked, case_id=case_id) if case_id else None
        self._record(claim, reply, reply_ts=posted["ts"])

    def _record(self, claim: Claim, reply: Reply | None, *, reply_ts: str | None) -> None:
        """Keep the case, then mark the claim: a round that finds the claim unmarked keeps the case again."""
        if reply is not None and reply.case is not None:
            self.cases.keep(reply.case, reply_ts=reply_ts)
        self.claims.answered(claim, reply_ts=reply_ts)

    def _asked_here_before(self, asked: Asked) -> bool:
        thread_ts = asked.thread_ts or ""
        return self.claims.has_asked(team=asked.team, channel=asked.channel, thread_ts=thread_ts, person=asked.asker)

    def _send(self, claim: Claim, asked: Asked, reply: Reply) -> str | None:
        """The ts of the reply, or None where only the asker sees it."""
        try:
            return self._say(claim, asked, reply.message, case_id=reply.case.id if reply.case else "")
        except SlackRefusedError as refused:
            if refused.code not in UNFIT_MESSAGE:
                raise
            doing = f"sending the reply to event {asked.event_id} ({refused.code})"
            return self._say(claim, asked, self.replies.apology(refused, doing=doing), case_id="")

    def _say(self, claim: Claim, asked: Asked, message: Message, *, case_id: str) -> str | None:
        if asked.response_url is not None:
            self.outbox.respond(message, response_url=asked.response_url, thread_ts=asked.shown_in)
            return None
        return self.outbox.of(claim.team).post(
            message,
            channel=asked.channel,
            thread_ts=asked.thread_ts,
            event_id=claim.event_id,
            case_id=case_id,
            before_each_attempt=lambda: self.claims.check_held(claim),
        )


def _is_reply_to(claim: Claim, message: dict[str, Any], *, bot_user: str) -> bool:
    """Whether we posted this for that event: other apps may write whatever metadata they like."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    is_ours = message.get("user") == bot_user and metadata.get("event_type") == ANSWER_EVENT
    return is_ours and payload.get("event_id") == claim.event_id
