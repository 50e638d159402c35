"""A process that sends what is due, and is killed before it can mark it: `killed_after_sending.py DATABASE PORT CA`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from bot.escalation.delivery import Delivery
from bot.escalation.smtp import MailServer, SmtpMailer
from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.outbox import MailOutbox, OutboxMail


class Killed(SmtpMailer):
    """Sends, and then there is no process any more."""

    def send(self, mail: OutboxMail) -> None:
        """Send it, and go as `kill -9` goes."""
        super().send(mail)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, port, ca_file = sys.argv[1:]
    server = MailServer(
        host="127.0.0.1", port=int(port), tls="starttls", address="whyfailed@desk.example", username="whyfailed",
        password="loopback-only", ca_file=Path(ca_file),  # noqa: S106 (of a server that lives for one test)
    )  # fmt: skip
    Delivery(
        outbox=MailOutbox(Database(url)), mailer=Killed(server), clock=SystemClock(), changed=lambda _: None
    ).round()
