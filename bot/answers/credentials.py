"""Credentials in a text: tokens, keys and passwords, known by their shape or by the field that carries them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers.fields import Field, elements, end_of_header, fields, value_span
from bot.answers.spans import Kind, Span

_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "key",
        re.compile(
            r"(?s)-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----.*?(?:-----END [A-Z0-9 ]{0,40}-----|\Z)"
        ),
    ),
    ("token", re.compile(r"(?<![\w-])(?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[\w-]{4,}")),
    ("token", re.compile(r"(?<=hooks\.slack\.com/)[a-z]{1,20}/[\w/]{8,}")),
    ("token", re.compile(r"(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]+){1,4}\.?")),
    ("token", re.compile(r"(?<![\w-])(?:gh[a-z]_|github_pat_|glpat-|npm_|pypi-|dop_v1_|hf_)[\w-]{16,}")),
    ("token", re.compile(r"(?<![\w-])(?:EAA[A-Za-z0-9]{24,}|ya29\.[\w-]{16,})")),
    ("key", re.compile(r"(?<![\w-])(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][\w-]{8,}")),
    ("key", re.compile(r"(?<![\w-])(?:AIza[\w-]{30,}|sk-[A-Za-z0-9]{20,}|SG\.[\w-]{16,}\.[\w-]{16,})")),
    ("key", re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9])")),
)
"""Vendors' own prefixes; each starts where no word is under way, so that a long word is read once."""

_BEARER = re.compile(r"(?i)(?<![\w-])bearer[ \t]{1,4}([\w.~+/=-]{8,})")
_SCHEME = re.compile(
    r"(?i)(?:bearer|basic|token|accesskey|apikey|key|digest|negotiate|aws4-hmac-sha256|sharedaccesssignature)[ \t]{1,4}"
)
_IN_ADDRESS = re.compile(r"(?<=://)([^\s/@\"'<>:]*):([^\s/\"'<>]+)@|(?<=://)([\w.~%+-]{16,})@")
_OF_CURL = re.compile(r"(?<![\w-])(?:-u|--user)[ =]{1,2}[\"']?([^\s\"':]{1,80}:[^\s\"']{1,200})")
_SAID = re.compile(
    r"(?i)\b(pass(?:word|phrase|code)|pwd|secret|api[ -]?key|token)[ \t]{1,3}"
    r"(?:is|was|=|>)[ \t]{1,3}[\"'`]?([^\s\"'`]{4,200})"
)

_PASSWORDS = ("password", "passwd", "pwd", "passphrase", "passcode", "passwort", "contraseña", "otp")
_KEYS = (
    "secret", "apikey", "accesskey", "accountkey", "secretkey", "privatekey", "servicekey", "subscriptionkey",
    "sharedkey", "sharedaccesskey", "encryptionkey", "signingkey", "masterkey", "functionkey", "hostkey", "authkey",
    "clientkey", "sig", "signature", "credential", "credentials", "creds", "connectionstring",
)  # fmt: skip
_TOKENS = ("token", "jwt", "sharedaccesssignature", "sessionid", "jsessionid", "phpsessid", "sessionkey", "authcode")
_PLAIN_KEYS = ("key", "thekey", "hkey")
_HEADERS = ("authorization", "authorisation", "cookie")

_WORDS_OF_PROSE = """
true false null none nil undefined empty missing required invalid expired expires wrong incorrect unknown absent given
not is was the a an for of in and or it this that please check error failed failure must has have string str text yes
no optional mandatory param parameter value header unauthorized forbidden denied revoked rejected rotated changed
redacted hidden masked removed xxx xxxx xxxxx xxxxxx bearer basic token key object array number integer boolean
"""
_NO_VALUE = frozenset(_WORDS_OF_PROSE.split())
_WORD = re.compile(r"[A-Za-z][a-z'-]*")


def secret_spans(text: str) -> Iterator[Span]:
    """Every secret, in no order; where two overlap, the longer stands first in reading order."""
    found = sorted((*_shaped(text), *_in_fields(text)), key=lambda span: (span.start, -span.end))
    end = 0
    for span in found:
        if span.start >= end and span.start < span.end:
            yield span
            end = span.end


def _shaped(text: str) -> Iterator[Span]:
    for kind, pattern in _SHAPES:
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), kind)
    for found in _BEARER.finditer(text):
        if _looks_random(found[1], least=8) or len(found[1]) >= 24:
            yield Span(found.start(1), found.end(1), "token")
    for found in _IN_ADDRESS.finditer(text):
        group = 3 if found[3] else 2
        yield Span(found.start(group), found.end(group), "token" if group == 3 else "password")
    for found in _OF_CURL.finditer(text):
        yield Span(found.start(1), found.end(1), "password")
    for found in _SAID.finditer(text):
        value = found[2].rstrip(".,;:)!?")
        kind = _kind_of_word(found[1])
        if len(value) >= 4 and not _WORD.fullmatch(value) and (kind == "password" or not value.isdigit()):
            yield Span(found.start(2), found.start(2) + len(value), kind)


def _kind_of_word(word: str) -> Kind:
    folded = word.lower()
    return "token" if folded == "token" else "key" if folded[0] in "as" else "password"


def _in_fields(text: str) -> Iterator[Span]:
    end = 0
    for field in fields(text):
        if field.start < end:
            continue
        span = _of_field(text, field)
        if span is not None:
            yield span
            end = span.end
    for name, start, stop in elements(text):
        kind = _kind_of(name)
        if kind is not None and text[start:stop].strip().lower() not in _NO_VALUE:
            yield Span(start, stop, kind)


def _of_field(text: str, field: Field) -> Span | None:
    if field.name.endswith(_HEADERS):
        return _of_header(text, field)
    kind = _kind_of(field.name)
    if kind is None:
        return _of_key(text, field) if field.name in _PLAIN_KEYS else None
    if text[field.value : field.value + 1] in ("[", "{", "("):
        return None
    start, end = value_span(text, field.value)
    value = text[start:end]
    if not value or value.lower().rstrip(".,") in _NO_VALUE:
        return None
    if kind == "token" and not _looks_random(value, least=6) and len(value) < 16:
        return None
    if kind != "password" and field.bare and _WORD.fullmatch(value):
        return None
    return Span(start, end, kind)


def _of_key(text: str, field: Field) -> Span | None:
    """The header `key`, in which Webex Connect expects a service key: only where the value is no word."""
    start, end = value_span(text, field.value, most=200)
    return Span(start, end, "key") if _looks_random(text[start:end], least=16) else None


def _of_header(text: str, field: Field) -> Span | None:
    """`Authorization: Bearer x`: the scheme stays, it tells how the request was meant to be signed."""
    opening, closing = value_span(text, field.value)
    start = opening if text[field.value : field.value + 1] in "\"'`\\" else field.value
    scheme = _SCHEME.match(text, start)
    if scheme is not None:
        start = scheme.end()
    if _is_prose(text[start : start + 60].partition("\n")[0]):
        return None
    end = end_of_header(text, start) if start == field.value or scheme is not None else closing
    value = text[start:end].strip()
    if not value or value.lower().rstrip(".") in _NO_VALUE:
        return None
    return Span(start, start + len(text[start:end].rstrip(" \t,\\}")), "token")


def _kind_of(name: str) -> Kind | None:
    if name.endswith(_PASSWORDS):
        return "password"
    if name.endswith(_KEYS):
        return "key"
    return "token" if name.endswith(_TOKENS) else None


def _looks_random(value: str, *, least: int) -> bool:
    return len(value) >= least and any(c.isdigit() for c in value) and any(c.isalpha() or c in "-_" for c in value)


def _is_prose(value: str) -> bool:
    """ "Authorization: header is missing" says nothing secret; one word alone may be a token."""
    words = value.split()[:4]
    return len(words) > 1 and all(_WORD.fullmatch(word.strip(".,;:()")) for word in words)
