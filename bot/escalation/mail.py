"""The packet as a mail: plain text and HTML from `templates/mail/`, with headers into which nothing can be slipped."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2 import TemplateError as JinjaError

from bot.errors import TemplateError
from bot.escalation.packet import Packet

DOMAIN = "whyfailed.invalid"
"""No mail is sent yet, so that the sender needs no real domain (RFC 2606)."""
LONGEST_LINK = 2_800
"""Characters of a mailto address; Slack takes 3,000 in all (docs.slack.dev, block elements, url)."""
CUT = "\n[…] The rest stands in the mail that whyfailed kept."


class MailWriter:
    """Words packets as mails and mailto links."""

    def __init__(self, templates: Path, *, to: str) -> None:
        """`to` is the one address that mails go to. Raises TemplateError when a template is missing or broken."""
        self._environment = Environment(
            loader=FileSystemLoader(templates / "mail"),
            autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        try:
            self._subject, self._text, self._html = (
                self._environment.get_template(name) for name in ("subject.txt.j2", "packet.txt.j2", "packet.html.j2")
            )
        except JinjaError as problem:
            raise TemplateError(f"templates/mail cannot be used: {type(problem).__name__}: {problem}.") from None
        self.to = to

    def mail(self, packet: Packet, *, at: float) -> EmailMessage:
        """The mail of a case, the same Message-ID each time; `at` is in seconds since 1970."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address("whyfailed", "whyfailed", DOMAIN)
        mail["To"] = Address(addr_spec=self.to)
        mail["Subject"] = self.subject(packet)
        mail["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
        mail["Message-ID"] = f"<case-{packet.case_id}@{DOMAIN}>"
        mail["X-Unsent"] = "1"  # Mail programs open the file as a draft, ready to be sent by whoever opens it.
        mail.set_content(self.body(packet))
        mail.add_alternative(self._html.render(packet=packet), subtype="html")
        return mail

    def link(self, packet: Packet) -> str:
        """A mailto address that opens the mail in the presser's own mail program; its body cut to what Slack takes."""
        head = f"mailto:{quote(self.to)}?subject={quote(self.subject(packet))}&body="
        body = self.body(packet)
        whole = head + quote(body)
        if len(whole) <= LONGEST_LINK:
            return whole
        room = LONGEST_LINK - len(head) - len(quote(CUT))
        while len(quote(body)) > room:
            body = body[: int(len(body) * min(0.95, room / len(quote(body))))]
        return head + quote(body.rstrip() + CUT)

    def body(self, packet: Packet) -> str:
        """The mail as plain text."""
        return self._text.render(packet=packet)

    def subject(self, packet: Packet) -> str:
        """One line."""
        return " ".join(self._subject.render(packet=packet).split())
