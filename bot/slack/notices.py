"""Notices: one message a mail, in the thread or to its sender alone, that says how far the mail has come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answers.message import Message
from bot.answers.render import Renderer
from bot.errors import SlackRefusedError, SlackUnreachableError, StoreError
from bot.escalation.mail import mailto
from bot.slack.outbox import Outbox, posted_for
from bot.slack.refusals import NO_PLACE
from bot.store.clock import Clock
from bot.store.escalations import Escalation, Escalations
from bot.store.outbox import MailOutbox, OutboxMail, SentState

log = logging.getLogger(__name__)

LATE_AFTER = 30.0
"""Seconds after which a state that is not shown was forgotten, by a process that is gone or by Slack."""
SHOWN_FOR = 3 * 86_400.0
"""Seconds after which a state is not shown any more, where it could not be until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Shows states, and tells people of a mail that is given up."""

    renderer: Renderer
    outbox: Outbox
    mails: MailOutbox
    escalations: Escalations
    clock: Clock
    leads: Sequence[str]
    """Who hears of mails that were given up, as Slack's user ids."""
    is_sent: bool
    """Whether a mail that was taken is on its way; otherwise it waits in a folder."""
    _showing: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def show(self, message_id: str, *, is_new: bool = False) -> None:
        """Show how far a mail is. What fails here is shown by the next `catch_up`.

        Of a mail that `is_new` nothing can stand in the thread yet, so that nobody looks.
        """
        with self._lock:
            if message_id in self._showing:
                return
            self._showing.add(message_id)
        try:
            while self._show(message_id, is_new=is_new):
                log.debug("Mail %s came further meanwhile.", message_id)
        except (StoreError, SlackUnreachableError) as problem:
            log.error("%s The state of mail %s is shown later.", problem, message_id)
        finally:
            with self._lock:
                self._showing.discard(message_id)

    def catch_up(self) -> None:
        """Show every state that should have been shown by now."""
        now = self.clock.now()
        try:
            late = self.escalations.not_shown(recorded=(now - SHOWN_FOR, now - LATE_AFTER))
        except StoreError as problem:
            log.error("%s", problem)
            return
        for message_id in late:
            self.show(message_id)

    def offer_draft(self, mail: OutboxMail) -> None:
        """Give its sender a link that opens the mail, to send it by hand."""
        escalation = self.escalations.of_mail(mail.message_id)
        if escalation is None:
            return
        message = self.renderer.sentence("escalation_draft", recipient=mail.to, mailto=_link(mail))
        self._whisper(escalation, message)

    def _show(self, message_id: str, *, is_new: bool) -> bool:
        """Whether something was shown, so that it is worth looking again."""
        escalation, found = self.escalations.of_mail(message_id), self.mails.find(message_id)
        if escalation is None or found is None or escalation.notice_state == found[1].state:
            return False
        mail, state = found
        channel, ts = self._put(escalation, self._message(escalation, mail, state), is_new=is_new)
        if state.state == "failed":
            self._tell(escalation, mail, state)
        self.escalations.noticed(message_id, channel=channel, ts=ts, state=state.state)
        return True

    def _message(self, escalation: Escalation, mail: OutboxMail, state: SentState) -> Message:
        values = {"case": escalation.case_id, "person": escalation.sender, "recipient": mail.to}
        match state.state:
            case "queued":
                return self.renderer.sentence("escalation_queued", **values)
            case "failed":
                return self.renderer.sentence("escalation_failed", **values, reason=state.last_error)
            case "sent":
                name = "escalation_sent" if self.is_sent else "escalation_written"
                return self.renderer.sentence(name, **values)

    def _put(self, escalation: Escalation, message: Message, *, is_new: bool) -> tuple[str, str]:
        """Show it where it stands already, else in the thread, else to the sender alone; the place."""
        outbox = self.outbox.of(escalation.team)
        event_id = _event_of(escalation)
        channel, ts = escalation.notice_channel or escalation.channel, escalation.notice_ts
        if ts is None and not is_new:
            ts = self._standing(escalation)
        if ts:
            try:
                outbox.update(message, channel=channel, ts=ts)
                return channel, ts
            except SlackRefusedError as refused:
                log.info("%s The state is shown anew.", refused)
        if escalation.thread_ts is not None:
            try:
                ts = outbox.post(
                    message,
                    channel=escalation.channel,
                    thread_ts=escalation.thread_ts,
                    event_id=event_id,
                    case_id=escalation.case_id,
                )
                return escalation.channel, ts
            except SlackRefusedError as refused:
                log.info("%s The state is shown to its sender alone.", refused)
        try:
            return outbox.post_to(escalation.sender, message, event_id=event_id, case_id=escalation.case_id)
        except SlackRefusedError as refused:
            log.error("%s The state of case %s cannot be shown anywhere.", refused, escalation.case_id)
            return escalation.channel, ""

    def _standing(self, escalation: Escalation) -> str | None:
        """Where the line stands that was posted, and nobody could keep where: a second one would leave it at Queued."""
        if escalation.thread_ts is None:
            return None
        outbox = self.outbox.of(escalation.team)
        try:
            thread = outbox.thread(
                channel=escalation.channel, thread_ts=escalation.thread_ts, oldest=escalation.thread_ts
            )
            bot_user = outbox.bot_user()
        except SlackRefusedError as refused:
            log.info("%s Nobody looks whether the state is shown already.", refused)
            return None
        ours = (message for message in thread if message.get("user") == bot_user)
        posted = posted_for(_event_of(escalation), ours)
        return None if posted is None else str(posted["ts"])

    def _tell(self, escalation: Escalation, mail: OutboxMail, state: SentState) -> None:
        """The mail is given up: its sender gets a link to send it by hand, the leads get to know."""
        values = {"case": escalation.case_id, "recipient": mail.to, "reason": state.last_error}
        messages = {escalation.sender: self.renderer.sentence("escalation_not_sent", **values, mailto=_link(mail))}
        for lead in self.leads:
            told = self.renderer.sentence("escalation_for_leads", **values, person=escalation.sender)
            messages.setdefault(lead, told)
        for person, message in messages.items():
            try:
                event_id = f"given up {escalation.message_id}"
                self.outbox.of(escalation.team).post_to(person, message, event_id=event_id, case_id=escalation.case_id)
            except SlackRefusedError as refused:
                log.error("%s %s does not hear that case %s was not sent.", refused, person, escalation.case_id)

    def _whisper(self, escalation: Escalation, message: Message) -> None:
        """Say something to the sender alone: in the thread, or in their direct messages with us."""
        if escalation.thread_ts is not None:
            try:
                self.outbox.of(escalation.team).whisper(
                    message, channel=escalation.channel, thread_ts=escalation.thread_ts, person=escalation.sender
                )
                return
            except SlackRefusedError as refused:
                if refused.code not in NO_PLACE:
                    raise
        event_id = f"draft {escalation.message_id}"
        self.outbox.of(escalation.team).post_to(
            escalation.sender, message, event_id=event_id, case_id=escalation.case_id
        )


def _link(mail: OutboxMail) -> str:
    return mailto(mail.to, subject=mail.subject, body=mail.plain)


def _event_of(escalation: Escalation) -> str:
    """What its line carries as metadata, to be found by."""
    return f"notice {escalation.message_id}"
