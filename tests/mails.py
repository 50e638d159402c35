"""One mail to support and the escalation that it belongs to, for the tests of the store and of sending."""

from __future__ import annotations

from bot.store.escalations import Escalation
from bot.store.outbox import OutboxMail

SUPPORT = "support@xm.webex.com"
NOW = 1_000_000.0
"""When the mail is made."""

MAIL = OutboxMail(
    message_id="<case-c1.1@desk.example>",
    case_id="c1",
    to=SUPPORT,
    reply_to="maya@partner.example",
    subject="[whyfailed c1] Customer profile not found",
    plain="error 7105 für [email 1]\n",
    html="<p>error 7105 für [email 1]</p>\n",
    created_at=NOW,
)
ESCALATION = Escalation(
    message_id=MAIL.message_id, case_id="c1", team="T1", channel="C1", thread_ts="5.1", asker="U1", sender="U2"
)
