"""Editing: a question that was edited within the hour, and its answer brought up to date where it stands."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field, replace

from bot.diagnosis.diagnosis import Diagnosis, decision_of, findings_of
from bot.errors import StoreError
from bot.slack.asked import Asked, Surface
from bot.slack.outbox import Outbox
from bot.slack.replies import Replies
from bot.store.cases import Cases
from bot.store.claims import Claim, Claims
from bot.store.database import Database

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds to wait for the answer of a question that is edited while it is answered; then the next round does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Changes answers; an edit done twice changes nothing the second time."""

    claims: Claims
    replies: Replies
    outbox: Outbox
    cases: Cases
    database: Database
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    """So that of two edits in a row the later one stands at the end."""

    def take_in(self, claim: Claim, asked: Asked) -> bool:
        """Bring the answer up to date; False where there is none, and the message is a question to us by now.

        Raises SlackRefusedError and SlackUnreachableError.
        """
        self.claims.wait_for_message(claim, seconds=PATIENCE)
        with self._one_at_a_time:
            try:
                with self.database.begin("look up what came of a message") as connection:
                    earlier = self.claims.before_edit(claim, connection)
            except StoreError as problem:
                log.error("%s The edit %s waits for the next round.", problem, claim.event_id)
                self.claims.leave(claim)
                return True
            if earlier is not None and earlier.is_pending:
                self.claims.leave(claim)
            elif earlier is not None and earlier.is_superseded:
                self.claims.closed(claim)
            elif earlier is None or earlier.reply_ts is None:
                if asked.surface in (Surface.MENTION, Surface.DM):
                    return False
                self.claims.closed(claim)
            else:
                self._change(claim, asked, reply_ts=earlier.reply_ts)
            return True

    def _change(self, claim: Claim, asked: Asked, *, reply_ts: str) -> None:
        case = self.cases.behind(team=asked.team, channel=asked.channel, reply_ts=reply_ts)
        reply = self.replies.to(asked, case_id=case.id if case else None, is_update=True)
        if reply is None:
            self.claims.closed(claim)
            return
        is_same = case and reply.case and _shown(case.diagnosis) == _shown(reply.case.diagnosis)
        if not is_same:
            self.outbox.of(asked.team).update(reply.message, channel=asked.channel, ts=reply_ts)
        if case is not None and reply.case is not None:
            self.cases.replace(replace(reply.case, reply_ts=reply_ts))
        elif reply.case is not None:
            self.cases.keep(reply.case, reply_ts=reply_ts)
        self.claims.answered(claim, reply_ts=reply_ts)


def _shown(diagnosis: Diagnosis) -> object:
    """What of a diagnosis a reader would see change: the decision and the entries, not the words they were found by."""
    return (
        decision_of(diagnosis),
        [
            (finding.decision, finding.count, [match.entry.id for match in finding.matches])
            for finding in findings_of(diagnosis)
        ],
    )
