"""E-mail addresses in a text, as they are written, quoted in URLs, or spelled so that no robot shall read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers.fields import Field, value_span
from bot.answers.sought import Sought
from bot.answers.spans import Span

OURS = "support@xm.webex.com"
"""The address that answers send people to; it stays."""

_EMAIL = Sought(
    "@|%40|＠|&#64;|&#x40;",
    r"(?:(?:(?<![\w.%+'-])|(?<=%2[26cC])|(?<=%3[aAdDfF]))(?:[\w.+'-]|%(?!2[26cC]|3[aAdDfF]|[57][bBdD]))+"
    r"|\"[^\"\n@]{1,64}\")(?:@|%40|＠|&#64;|&#x40;)"
    r"(?:[\w-]+(?:\.|%2[eE]))+(?:xn--[\w-]{2,40}|[^\W\d_]{2,24})(?![\w-])",
)
"""Of what is encoded in a query, quotes, brackets and separators end a local part."""
_LOCAL, _LABEL = r"(?<![\w.%+'-])[\w.%+'-]{1,64}", r"[\w-]{1,63}"
_AT, _DOT = r" ?[\[({] ?at ?[\])}] ?", r" ?[\[({] ?(?:dot|\.) ?[\])}] ?"
_SPELLED = Sought(
    "[|(|{",
    rf"(?i){_LOCAL}(?:{_AT}{_LABEL}|@{_LABEL}(?:\.{_LABEL}){{0,3}}{_DOT}{_LABEL})"
    rf"(?:(?:{_DOT}|\.){_LABEL}){{0,4}}(?![\w-])",
)
_SAID = Sought(
    " dot ",
    rf"(?i){_LOCAL} at (?!(?:the|a|an|our|your|this|that) ){_LABEL}"
    rf"(?: dot {_LABEL}){{0,3}} dot (?:com|org|net|edu|gov|info|io|example|[a-z]{{2}})(?![\w-])",
)
_PICTURE = re.compile(r"@\dx\.")
_MESSAGE_ID = re.compile(
    r"(?i)(?:(?:message|msg)[-_ ]?id|in-reply-to|references)\\{0,3}[\"']?[ \t]{0,2}[:=][ \t]{0,2}\\{0,3}[\"']?<?$"
)
_FIELDS = ("email", "emails", "emailid", "emailaddress", "mailaddress", "mail")


def email_spans(text: str) -> Iterator[Span]:
    """Addresses, in no order; a mail's Message-ID looks like one and stays, because its way is traced by it."""
    folded = text.casefold()
    for found in _EMAIL.found_in(text, folded=folded):
        start = found.start() + len(found[0]) - len(found[0].lstrip("'.-"))
        if not _stays(text, start, found.end()):
            yield Span(start, found.end(), "email")
    for spelling in (_SPELLED, _SAID):
        for found in spelling.found_in(text, folded=folded):
            yield Span(found.start(), found.end(), "email")


def email_of_field(text: str, field: Field) -> Iterator[Span]:
    """The address in a field for addresses, also one without a domain of the internet."""
    if field.name.endswith(_FIELDS):
        start, end = value_span(text, field)
        if "@" in text[start + 1 : end - 1] and not _stays(text, start, end) and " " not in text[start:end]:
            yield Span(start, end, "email")


def _stays(text: str, start: int, end: int) -> bool:
    """Ours, a picture's name for better screens, an address of git, and the id of a mail."""
    address = text[start:end].lower().replace("%40", "@")
    if address == OURS or address.startswith("git@") or _PICTURE.search(address):
        return True
    return _MESSAGE_ID.search(text, max(0, start - 32), start) is not None
