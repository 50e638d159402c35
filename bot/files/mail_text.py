"""What a person reads in a mail that was saved as a file (RFC 5322), and what a server says in one that came back."""

from __future__ import annotations

from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from bot.files.decoding import decoded
from bot.files.html_text import html_text

LONGEST_HEAD = 32 * 1024
"""Bytes of headers before the first empty line; a mail server refuses more."""
MOST_BOUNDARIES = 50
"""Lines that may part a mail; the library takes minutes over a file that is made of them."""
LARGEST = 1024 * 1024
"""Bytes of a mail that are read; what is larger is so by pictures, which follow the text."""


def mail_text(content: bytes) -> str:
    """The subject and each readable part: HTML only where nothing is plain, and reports of delivery.

    What no mail program wrote is read as it stands.
    """
    content = content[:LARGEST].replace(b"\r\n", b"\n")
    if content.find(b"\n\n", 0, LONGEST_HEAD) < 0 or content.count(b"\n--") > MOST_BOUNDARIES:
        return decoded(content) or ""
    try:
        # The newer policies take minutes over hostile headers, and recurse into them.
        mail = BytesParser(policy=compat32).parsebytes(content)
        parts = [(part.get_content_type(), part) for part in mail.walk() if not part.is_multipart()]
        reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    except RecursionError:  # mails within mails, a thousand deep
        return decoded(content) or ""
    plain = [_text(part) for kind, part in parts if kind.startswith("text/") and kind != "text/html"]
    pages = [html_text(_text(part)) for kind, part in parts if kind == "text/html" and not plain]
    others = [_text(part) for kind, part in parts if kind == "application/json"]
    told = [str(each).strip() for report in reports for each in report.get_payload()]
    return "\n\n".join(filter(None, (_subject(mail), *plain, *pages, *others, *told)))


def _subject(mail: Message) -> str:
    raw = str(mail.get("Subject") or "")
    try:
        return str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        return raw


def _text(part: Message) -> str:
    """A part's text in its own encoding, or in the one that it looks like where that is not known."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "", errors="replace")
    except (LookupError, ValueError):  # a name with a zero in it is none that could be looked up
        return decoded(payload) or ""
