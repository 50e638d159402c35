"""A mail of the outbox as it travels: headers into which nothing can be slipped, plain text and HTML in seven bits.

Sources: RFC 5322 (headers, 3.6.4 on Message-ID and References), RFC 2046, 5.1.4 (alternatives).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.escalation.header_text import one_line
from bot.escalation.mail import Words
from bot.store.outbox import OutboxMail

NAME = "whyfailed"
"""The display name of our address."""
UNSENT = "whyfailed@whyfailed.invalid"
"""Where a mail comes from that nothing sends, so that it needs no real domain (RFC 2606)."""

_POLICY = SMTP.clone(cte_type="7bit")
"""So that no server on the way has to rewrite it."""


def message_id_of(words: Words, *, case_id: str, sender: str) -> str:
    """The Message-ID of a mail of a case: the same for the same words, so that a repeat is known as one."""
    digest = hashlib.sha256(f"{words.subject}\n{words.plain}".encode()).hexdigest()[:10]
    return f"<case-{case_id}.{digest}@{sender.rpartition('@')[2]}>"


def mime_of(mail: OutboxMail, *, sender: str, is_draft: bool = False) -> EmailMessage:
    """The same bytes each time; `sender` is our own address. Mail programs open a draft ready to be sent."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.to)
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(datetime.fromtimestamp(int(mail.created_at), UTC))
    message["Message-ID"] = mail.message_id
    if mail.references:
        message["In-Reply-To"] = mail.references[-1]
        message["References"] = " ".join(mail.references)
    if is_draft:
        message["X-Unsent"] = "1"
    message.set_content(mail.plain)
    message.add_alternative(mail.html, subtype="html")
    # A digest of the content cannot stand in the content, and unlike the library's own boundary it stays the same.
    message.set_boundary(hashlib.sha256(f"{mail.plain}\0{mail.html}".encode()).hexdigest()[:32])
    return message
