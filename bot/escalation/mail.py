"""The packet as words: subject, plain text and HTML from `templates/mail/`, and a link that opens them as a draft."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2 import TemplateError as JinjaError

from bot.corpus.entry import Corpus
from bot.errors import TemplateError
from bot.escalation.header_text import one_line
from bot.escalation.packet import Packet
from bot.escalation.samples import sample_packets

LONGEST_LINK = 1_900
"""Characters of a mailto address. It stands in the text of a context block, which the renderer keeps within 2,000, and
a link that is cut is none; mail programs stop at about 2,000 as well."""
CUT = "\n[…] The rest stands in the mail that whyfailed kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A mail before it has headers."""

    subject: str
    """One line."""
    plain: str
    html: str


class MailWriter:
    """Words packets."""

    def __init__(self, templates: Path) -> None:
        """Raises TemplateError when a template is missing or broken."""
        environment = Environment(
            loader=FileSystemLoader(templates / "mail"),
            autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        try:
            self._subject, self._text, self._html = (
                environment.get_template(name) for name in ("subject.txt.j2", "packet.txt.j2", "packet.html.j2")
            )
        except JinjaError as problem:
            raise TemplateError(f"templates/mail cannot be used: {type(problem).__name__}: {problem}.") from None

    def words(self, packet: Packet) -> Words:
        """The same words each time for the same packet. Raises TemplateError where a template asks for what is not."""
        try:
            return Words(
                subject=one_line(self._subject.render(packet=packet)),
                plain=_sendable(self._text.render(packet=packet)),
                html=_sendable(self._html.render(packet=packet)),
            )
        except JinjaError as problem:
            raise TemplateError(f"templates/mail asks for something that is not there: {problem}.") from None

    def check(self, corpus: Corpus) -> None:
        """Word sample packets. Raises TemplateError."""
        for packet in sample_packets(corpus):
            self.words(packet)


def mailto(to: str, *, subject: str, body: str) -> str:
    """A mailto address that opens the mail in somebody's own mail program; its body cut to what Slack takes."""
    head = f"mailto:{quote(to)}?subject={quote(subject)}&body="
    whole = head + quote(body)
    if len(whole) <= LONGEST_LINK:
        return whole
    room = LONGEST_LINK - len(head) - len(quote(CUT))
    while len(quote(body)) > room:
        body = body[: int(len(body) * min(0.95, room / len(quote(body))))]
    return head + quote(body.rstrip() + CUT)


def _sendable(text: str) -> str:
    """Without control characters other than line breaks and tabs, and without half characters, which no mail takes."""
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))
