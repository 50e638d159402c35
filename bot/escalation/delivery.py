"""Delivery: takes due mails from the outbox, again and again with growing pauses, until a day is over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tenacity import RetryCallState, Retrying, wait_exponential_jitter

from bot.errors import MailError, MailRefusedError
from bot.escalation.folder import Mailer
from bot.store.clock import Clock
from bot.store.outbox import MailOutbox, OutboxMail

log = logging.getLogger(__name__)

LEASE = 600.0
"""Seconds; longer than ten mails take, each within SMTP's deadline. After a crash a mail waits that long."""
LEAVE = 60.0
"""Seconds before the end of the lease, at which a mail that was not tried yet is left to the next round."""
GIVE_UP_AFTER = 86_400.0
"""Seconds; a day, after which whoever asked has to hear that nothing was sent."""

_PAUSES = wait_exponential_jitter(multiplier=30, exp_base=2, max=3_600, jitter=10)
"""Seconds between attempts: 30, 60, 120 … up to an hour, and up to 10 more so that mails do not return as a crowd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Sends what is due, one round at a time; several processes share the work."""

    outbox: MailOutbox
    mailer: Mailer
    clock: Clock
    changed: Callable[[str], None]
    """Called with the Message-ID of each mail whose state has changed."""
    _wanted: threading.Event = field(default_factory=threading.Event)
    _running: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def round(self) -> None:
        """Take what is due now and try to send it; where a round runs already, that one does.

        So a slow mail server holds one thread, however many cases are handed on.
        """
        self._wanted.set()
        if not self._running.acquire(blocking=False):
            return
        try:
            while self._wanted.is_set():
                self._wanted.clear()
                self._send_due()
        finally:
            self._running.release()

    def stop(self) -> None:
        """Begin no mail any more: what is taken and not begun is due again at once, for another process."""
        self._stopped.set()

    def _send_due(self) -> None:
        until = self.clock.now() + LEASE - LEAVE
        for mail in self.outbox.take_due(self.clock.now(), LEASE):
            if self._stopped.is_set():
                self.outbox.postpone(mail.message_id, self.clock.now(), "The program was stopped before this mail.")
            elif self.clock.now() < until:
                self._try(mail)

    def _try(self, mail: OutboxMail) -> None:
        try:
            self.mailer.send(mail)
        except MailError as problem:
            self._put_off(mail, problem)
        else:
            log.info("The mail of case %s was taken at attempt %d.", mail.case_id, mail.attempts)
            self.outbox.mark_sent(mail.message_id, self.clock.now())
            self.changed(mail.message_id)

    def _put_off(self, mail: OutboxMail, problem: MailError) -> None:
        now, last = self.clock.now(), mail.created_at + GIVE_UP_AFTER
        if isinstance(problem, MailRefusedError) or now >= last:
            log.error("The mail of case %s is given up at attempt %d: %s", mail.case_id, mail.attempts, problem)
            self.outbox.give_up(mail.message_id, now, str(problem))
            self.changed(mail.message_id)
            return
        pause = pause_after(mail.attempts)
        log.warning("The mail of case %s waits %d seconds more: %s", mail.case_id, pause, problem)
        self.outbox.postpone(mail.message_id, min(now + pause, last), str(problem))


def pause_after(attempts: int) -> float:
    """Seconds to wait after so many attempts."""
    state = RetryCallState(Retrying(), fn=None, args=(), kwargs={})
    state.attempt_number = attempts
    return _PAUSES(state)
