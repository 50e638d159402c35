"""Credentials that their own shape gives away: vendors' prefixes, and places in URLs, commands and sentences."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from bot.answers.sought import Sought
from bot.answers.spans import Kind, Span

_WORD_START = r"(?<![\w-])"

_SHAPES: tuple[tuple[Kind, Sought], ...] = (
    (
        "key",
        Sought(
            "private key",
            r"(?s)-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----.*?(?:-----END [A-Z0-9 ]{0,40}-----|\Z)",
        ),
    ),
    # Slack: docs.slack.dev, tokens; a browser's xoxd is sent encoded
    ("token", Sought("xox|xapp-|xwfp-", _WORD_START + r"(?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[\w%-]{4,}")),
    # Addresses that are secrets: whoever knows them may post
    ("token", Sought("hooks.slack.com/", r"(?<=hooks\.slack\.com/)[a-z]{1,20}/[\w/]{8,}")),
    ("token", Sought("discord.com/api/webhooks/", r"(?<=discord\.com/api/webhooks/)[\w/-]{12,}")),
    ("token", Sought("webhook.office.com/", r"(?<=webhook\.office\.com/)[a-z]{1,20}[0-9a-z]?/[\w@/-]{8,}")),
    ("token", Sought("webexapis.com/v1/webhooks/", r"(?<=webexapis\.com/v1/webhooks/incoming/)[\w-]{8,}")),
    ("token", Sought("hooks.zapier.com/", r"(?<=hooks\.zapier\.com/)hooks/[\w/]{8,}(?<!/)/?")),
    ("token", Sought("api.telegram.org/bot", r"(?<=api\.telegram\.org/bot)\d{6,12}:[\w-]{20,}")),
    # JSON Web Tokens and their encrypted kin: RFC 7519, RFC 7516
    ("token", Sought("eyj", _WORD_START + r"eyJ[\w-]{6,}(?:\.[\w-]+){1,4}\.?")),
    # Prefixes that vendors document, so that scanners find what was leaked
    (
        "token",
        Sought(
            "_|glpat-|pypi-",
            _WORD_START + r"(?:gh[a-z]_|github_pat_|glpat-|npm_|pypi-|dop_v1_|hf_|dckr_pat_)[\w-]{16,}",
        ),
    ),
    ("token", Sought("eaa|ya29.|hv", _WORD_START + r"(?:EAA[A-Za-z0-9]{24,}|ya29\.[\w-]{16,}|hv[sbr]\.[\w-]{20,})")),
    ("token", Sought("shp|dapi", _WORD_START + r"(?:shp(?:at|ca|pa|ss)_|dapi)[0-9a-fA-F]{32}(?![\w-])")),
    (
        "key",
        Sought(
            "k-|k_|whsec_",
            _WORD_START + r"(?:(?:sk|pk|rk)[-_](?:live|test|proj|ant|svcacct)[-_][\w-]{8,}|whsec_[\w-]{16,})",
        ),
    ),
    (
        "key",
        Sought(
            "aiza|gocspx-|sk-|xkeysib-",
            _WORD_START + r"(?:AIza[\w-]{30,}|GOCSPX-[\w-]{16,}|sk-[A-Za-z0-9]{20,}|xkeysib-[\w-]{32,})",
        ),
    ),
    (
        "key",
        Sought(
            "sg.|sk|key-", _WORD_START + r"(?:SG\.[\w-]{16,}\.[\w-]{16,}|SK[0-9a-f]{32}(?!\w)|key-[0-9a-f]{32}(?!\w))"
        ),
    ),
    ("key", Sought("-us", _WORD_START + r"[0-9a-f]{32}-us\d{1,2}(?!\w)")),
    ("key", Sought("akia|asia|aroa|aida", r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9])")),
    ("key", Sought("ltai|nrak-", _WORD_START + r"(?:LTAI[A-Za-z0-9]{12,24}|NRAK-[A-Z0-9]{24,32})(?!\w)")),
    ("key", Sought("q~", r"(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{30,36}(?![\w~-])")),
)
"""Each starts where no word is under way, so that a long word is read once."""

_BEARER = Sought("bearer", r"(?i)(?<![\w-])bearer[ \t]{1,4}([\w.~+/=-]{8,})")
_BASIC = Sought("bas", r"(?i)(?<![\w-])basic[ \t]{1,4}([A-Za-z0-9+/]{4,400}={0,2})")
_IN_ADDRESS = Sought(
    "://",
    r"(?<=://)(?:[^\s/@\"'<>:]{0,100}:(?!\d{1,5}[/?#])(?P<password>[^\s\"'<>]{1,200})@|(?P<token>[\w.~%+-]{16,})@)",
)
_OF_ORACLE = Sought(":thin:", r"(?<=:thin:)[\w$#]{1,60}/(?P<password>[^\s@/\"']{1,100})@")
_OF_CURL = Sought("-u", r"(?<![\w-])(?:-u|--user)[ =]{1,2}[\"']?(?P<password>[^\s\"':]{1,80}:[^\s\"']{1,200})")
_COOKIE_OF_CURL = Sought(
    "-b|--cookie", r"(?<![\w-])(?:-b|--cookie)[ =]{1,2}(?:[\"'](?P<token>[^\"'\n=]{1,80}=[^\"'\n]{1,2000})[\"'])"
)
_OF_MYSQL = Sought("mysql", r"(?<![\w-])mysql[a-z]{0,10} [^\n]{0,120}?(?<= -p)(?P<password>[^\s\"'-]\S{2,100})")
_OF_LOGIN = Sought(
    "sshpass|sqlcmd| login",
    r"(?<![\w-])(?:sshpass|sqlcmd|(?:docker|podman|helm registry|az|oc) login)(?= )[^\n]{0,120}? -[pP] ?"
    r"(?:[\"'](?P<quoted>[^\"'\n]{3,100})|(?P<password>[^\s\"'-][^\s\"']{2,100}))",
)
_OF_SQL = Sought(
    "ed by|password",
    r"(?i)\b(?:(?:user|role) [^\n;]{1,80}? identified by|with (?:encrypted )?password) {1,2}"
    r"[\"'](?P<password>[^\"'\n]{1,100})[\"']",
)
_OF_FORM_DATA = Sought(
    "; name=",
    r"(?i)(?<=; )name=\"[\w-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key)\"\r?\n\r?\n"
    r"(?P<password>[^\r\n]{3,200})",
)
_OF_A_PAIR = Sought(
    "pass|pwd",
    r"(?i)\b(?:user(?:name)?|login) ?/ ?(?:password|passwd|pass|pwd)\*{0,2} ?[:=]\*{0,2} ?"
    r"(?P<password>\S{1,80} ?/ ?[^\s/]{2,100}[^\s/,;.)])",
)
"""A name and a password, as people hand them on: `user/password: bo / s3cret`."""
_IN_BRACES = Sought(
    "{", r"(?i);[ ]?(?:password|pwd) ?= ?\{(?![\w .:-]{0,100}\})(?P<password>[^{}\n][^{\n]{2,100}?)\}(?=[;\s\"']|\Z)"
)
"""A value in the braces of ODBC and JDBC; `{db_password}`, in which nothing but a name stands, is a placeholder."""
_OPTION = Sought(
    "pass|pwd|token|secret|key",
    r"(?i)(?<![\w-])--?(?:[a-z]{1,20}-){0,3}"
    r"(?:(?P<p>password|passwd|pwd|pass|passphrase)|(?P<t>token)|(?P<k>secret|api-?key|secret-key)) {1,2}"
    r"(?:[\"'](?P<quoted>[^\"'\n]{3,200})[\"']|(?P<value>[^\s\"'-][^\s\"']{2,}))",
)
_SAID = Sought(
    "pass|pwd|token|secret|key",
    r"(?i)\b(pass(?:word|phrase|code)|pwd|secret|api[ -]?key|token)[\"'`]?[ \t]{1,3}"
    r"(?:is|was|to|=|>)[ \t]{1,3}[\"'`]?([^\s\"'`]{4,})",
)
_BESIDE = Sought("token|secret|key", r"(?i)(?:token|secret|api[ -]?key)[ \t]{1,2}(?P<token>[\w-]{16,})")
_AUTH_OF_MAIL = Sought(
    "auth",
    r"(?<![\w-])(?i:auth[ :]{1,2}(?:login|plain)) "
    r"(?P<token>(?=\S{0,400}[A-Z])(?=\S{0,400}[=\d])[A-Za-z0-9+/]{4,400}={0,2}(?: [A-Za-z0-9+/]{4,400}={0,2})?)(?!\w)",
)
_OF_TWILIO = Sought(":", r"(?<!\w)AC[0-9a-f]{32}:(?P<token>[0-9a-f]{32})(?!\w)")
_BELOW = Sought(
    "password|passwd|pwd",
    r"(?i)\b(?:password|passwd|pwd)[ \t]{0,3}:[ \t]{0,8}\r?\n[ \t]{0,8}(?P<password>[^\s\"'`]{6,200})(?=\s|\Z)",
)
_PLACED = (
    _IN_ADDRESS, _OF_ORACLE, _OF_CURL, _COOKIE_OF_CURL, _OF_MYSQL, _OF_LOGIN, _OF_SQL, _OF_FORM_DATA, _OF_A_PAIR,
    _IN_BRACES, _AUTH_OF_MAIL, _OF_TWILIO,
)  # fmt: skip
"""The last group of each is the secret; its name says whether it is a token."""
_WORD = re.compile(r"[A-Za-z][a-z'-]*")


def shaped_spans(text: str) -> Iterator[Span]:
    """Credentials known by how they look or by what stands around them, in no order."""
    folded = text.casefold()
    for kind, shape in _SHAPES:
        for found in shape.found_in(text, folded=folded):
            yield Span(found.start(), found.end(), kind)
    for found in _BEARER.found_in(text, folded=folded):
        if looks_random(found[1], least=8) or len(found[1]) >= 24:
            yield Span(found.start(1), found.end(1), "token")
    for found in _BASIC.found_in(text, folded=folded):
        if _names_user_and_password(found[1]):
            yield Span(found.start(1), found.end(1), "token")
    for place in _PLACED:
        for found in place.found_in(text, folded=folded):
            group = found.lastgroup or ""
            yield Span(found.start(group), found.end(group), "token" if group == "token" else "password")
    for found in _BELOW.found_in(text, folded=folded):
        if looks_random(found["password"], least=6):
            yield Span(found.start("password"), found.end("password"), "password")
    for found in _BESIDE.found_in(text, folded=folded):
        if looks_random(found["token"], least=16):
            yield Span(found.start("token"), found.end("token"), "token")
    for found in _OPTION.found_in(text, folded=folded):
        kind = "password" if found["p"] else "token" if found["t"] else "key"
        group = "quoted" if found["quoted"] else "value"
        yield Span(found.start(group), found.end(group), kind)
    yield from _said(text, folded)


def looks_random(value: str, *, least: int) -> bool:
    """Whether a value mixes digits with letters or dashes, as words do not."""
    return len(value) >= least and any(c.isdigit() for c in value) and any(c.isalpha() or c in "-_" for c in value)


def _said(text: str, folded: str) -> Iterator[Span]:
    """ "my password is hunter2"."""
    for found in _SAID.found_in(text, folded=folded):
        value = found[2].rstrip(".,;:)!?")
        kind = _kind_of_word(found[1])
        if len(value) >= 4 and not _WORD.fullmatch(value) and (kind == "password" or not value.isdigit()):
            yield Span(found.start(2), found.start(2) + len(value), kind)


def _kind_of_word(word: str) -> Kind:
    folded = word.lower()
    return "token" if folded == "token" else "key" if folded[0] in "as" else "password"


def _names_user_and_password(value: str) -> bool:
    """Whether these are `user:password` in base64, as RFC 7617 has it."""
    try:
        return b":" in base64.b64decode(value, validate=True)
    except ValueError:  # also for a dotless ı, which the pattern takes for an i
        return False
