"""Credentials in a text: tokens, keys and passwords, known by their shape or by the field that carries them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter

from bot.answers.credential_shapes import looks_random, shaped_spans
from bot.answers.fields import Field, end_of_header, value_span, value_spans
from bot.answers.spans import MARK, Kind, Span

_SCHEME = re.compile(
    r"(?i)(?:bearer|basic|token|accesskey|apikey|key|digest|negotiate|aws4-hmac-sha256|sharedaccesssignature)"
    r"(?:[ \t]{1,4}|%20|\+)"
)
_END_OF_DIGEST = re.compile(r"[\n\r']|$")

_PASSWORDS = (
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "passwort",
    "kennwort",
    "contrasea",
    "contrasena",
    "motdepasse",
    "depasse",
    "senha",
    "wachtwoord",
    "otp",
)
_KEYS = (
    "secret", "apikey", "accesskey", "accountkey", "secretkey", "secretkeybase", "privatekey", "servicekey",
    "subscriptionkey", "sharedkey", "sharedaccesskey", "encryptionkey", "signingkey", "masterkey", "functionkey",
    "functionskey", "instrumentationkey", "hostkey", "authkey", "clientkey", "sig", "signature", "signature256",
    "credential", "credentials", "creds", "connectionstring",
)  # fmt: skip
_TOKENS = (
    "token", "tokens", "jwt", "sharedaccesssignature", "sessionid", "jsessionid", "phpsessid", "sessionkey", "authcode",
    "connectsid",
)  # fmt: skip
_PLAIN_KEYS = ("key", "thekey", "hkey")
_OF_QUERIES = ("auth", "ticket", "t", "hash", "hmac")
_PLAIN_NAMES = ("key", "code", "pass", "pin", "pw", *_OF_QUERIES)
_HEADERS = ("authorization", "authorisation", "cookie")

_WORDS_OF_PROSE = """
true false null none nil undefined empty missing required invalid expired expires wrong incorrect unknown absent given
not is was the a an for of in and or it this that please check error failed failure must has have string str text yes
no optional mandatory param parameter value header unauthorized forbidden denied revoked rejected rotated changed
redacted hidden masked removed xxx xxxx xxxxx xxxxxx bearer basic token key object array number integer boolean
mismatch hmac-sha256 hmac-sha1 sha256 sha1 md5 rs256 hs256
"""
_NO_VALUE = frozenset(_WORDS_OF_PROSE.split())
_WORD = re.compile(r"[A-Za-z][a-z'-]*")
_PLACEHOLDER = re.compile(
    r"(?:\{\{[^{}\n]{0,80}\}\}|\$\{[\w.:-]{1,80}\}|\$[A-Z_]{2,40}|%[A-Z_]{2,40}%|<[\w -]{1,40}>)(?!\w)"
)
"""A variable that nobody put a value into, which may be the very failure."""
_PIN = re.compile(r"\d{4,8}")


def secret_spans(text: str, listed: Sequence[Field]) -> Iterator[Span]:
    """Every secret in a text with these fields, in order; of two that overlap, the first, then the longer one."""
    found = sorted((*shaped_spans(text), *_in_fields(text, listed)), key=lambda span: (span.start, -span.end))
    end = 0
    for span in found:
        if span.start >= end and span.start < span.end:
            yield span
            end = span.end


def _in_fields(text: str, listed: Sequence[Field]) -> Iterator[Span]:
    end = 0
    for field in sorted(listed, key=attrgetter("start")):
        if field.start < end:
            continue
        for span in _of_field(text, field):
            yield span
            end = span.end


def _of_field(text: str, field: Field) -> Iterator[Span]:
    if field.name.endswith(_HEADERS):
        yield from _of_header(text, field)
        return
    kind = _kind_of(field.name)
    if kind is None:
        yield from _of_plain_name(text, field)
    elif text[field.value : field.value + 1] not in ("{", "("):
        for start, end in value_spans(text, field):
            if _is_secret(text[start:end], kind, field) and not _PLACEHOLDER.match(text, start):
                yield Span(start, end, kind)


def _is_secret(value: str, kind: Kind, field: Field) -> bool:
    if not value or value.lower().rstrip(".,") in _NO_VALUE:
        return False
    if kind == "token" and not looks_random(value, least=6) and len(value) < 16:
        return False
    return kind == "password" or not field.bare or not _WORD.fullmatch(value)


def _of_plain_name(text: str, field: Field) -> Iterator[Span]:
    """Names that mean a secret only with the value for it: a service key's `key`, an authorization `code`, a `pin`."""
    if not field.name.endswith(_PLAIN_NAMES):
        return
    start, end = value_span(text, field, most=200)
    value, in_query = text[start:end], text[max(0, field.start - 1) : field.start] in ("?", "&")
    kind: Kind | None = None
    if field.name in _PLAIN_KEYS and looks_random(value, least=8 if in_query else 16):
        kind = "key"
    elif _is_mixed(value) if field.name == "code" else in_query and _is_token_of_query(field.name, value):
        kind = "token"
    elif _is_plain_password(text, field, value):
        kind = "password"
    if kind is not None:
        yield Span(start, end, kind)


def _is_plain_password(text: str, field: Field, value: str) -> bool:
    """Of `pass` and `pin` the counts of tests stay; what is quoted is no count."""
    if field.name == "pin":
        return _PIN.fullmatch(value) is not None
    if field.name != "pw" and not field.name.endswith("pass"):
        return False
    quoted = text[field.value : field.value + 1] in ("'", '"') and value.lower() not in _NO_VALUE
    return looks_random(value, least=6) or (quoted and len(value) >= 4 and not value.isdigit())


def _is_token_of_query(name: str, value: str) -> bool:
    return name in _OF_QUERIES and looks_random(value, least=8)


def _is_mixed(value: str) -> bool:
    """20 and more of digits, small and capital letters: no code that anybody documents looks like that."""
    return (
        len(value) >= 20
        and any(c.isdigit() for c in value)
        and any(c.islower() for c in value)
        and any(c.isupper() for c in value)
    )


def _of_header(text: str, field: Field) -> Iterator[Span]:
    """`Authorization: Bearer x`: the scheme stays, it tells how the request was meant to be signed."""
    opening, closing = value_span(text, field)
    start = opening if text[field.value : field.value + 1] in "\"'`\\" else field.value
    scheme = _SCHEME.match(text, start)
    if scheme is not None:
        start = scheme.end()
    if _PLACEHOLDER.match(text, start) or _is_prose(text[start : start + 60].partition("\n")[0]):
        return
    if scheme is not None and scheme[0][0] in "dD" and (found := _END_OF_DIGEST.search(text, start)) is not None:
        end = found.start()
    else:
        end = end_of_header(text, start) if start == field.value or scheme is not None else closing
    value = text[start:end].strip()
    if value and value.lower().rstrip(".") not in _NO_VALUE:
        yield Span(start, start + len(text[start:end].rstrip(" \t,\\}")), "token")


def _kind_of(name: str) -> Kind | None:
    if name.endswith(_PASSWORDS):
        return "password"
    if name.endswith(_KEYS):
        return "key"
    return "token" if name.endswith(_TOKENS) else None


def _is_prose(value: str) -> bool:
    """ "Authorization: header is missing" says nothing secret, nor does a mark; one word alone may be a token."""
    words = MARK.sub("mark", value).split()[:4]
    return len(words) > 1 and all(_WORD.fullmatch(word.strip(".,;:()")) for word in words)
