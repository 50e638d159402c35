"""Content: the text of a file, by what kind of file it is."""

from __future__ import annotations

import re

from bot.files.attachment import Attachment, Reason
from bot.files.decoding import decoded
from bot.files.html_text import html_text
from bot.files.kinds import unreadable_by_content
from bot.files.mail_text import mail_text

_PAGE = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL)


def text_of(attachment: Attachment, content: bytes) -> str | Reason:
    """What stands in a file, or why that cannot be said."""
    reason = unreadable_by_content(content)
    if reason is not None:
        return reason
    name = attachment.name.lower()
    if name.endswith(".eml") or attachment.mimetype == "message/rfc822":
        text: str | None = mail_text(content)
    else:
        text = decoded(content)
        if text is not None and (name.endswith((".html", ".htm")) or _PAGE.match(text)):
            text = html_text(text)
    if text is None:
        return Reason.BINARY
    return text if text.strip() else Reason.EMPTY
