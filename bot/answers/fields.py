"""Fields: `name: value` wherever a text carries it (JSON, headers, queries, connection strings), read in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = re.compile(r"(?<![\w.$-])([A-Za-z_$][\w.$-]{0,60})(?:\\{0,3}[\"'`\]]{1,2})?[ \t]{0,3}(=>|[:=])[ \t]{0,12}")
_LONGER_NAME = re.compile(r"([A-Za-z]{2,12})[ _-]$")
_OPENING = re.compile(r"\\{0,3}[\"'`]")
LONGEST_VALUE = 8000
"""Characters of a value that are read; what goes on is no secret that a service would issue."""

_UNTIL_SPACE = re.compile(r"[^\s&;\"'<>`]+")
_NEXT_FIELD = re.compile(r", ?[\w.-]{1,40}[=:]")
_END_OF_HEADER = re.compile(r"[\n\r\"']")
_ELEMENT = re.compile(r"<([A-Za-z][\w.:-]{0,60})>([^<\n]+)</")


@dataclass(frozen=True, slots=True)
class Field:
    """A name and where its value begins."""

    name: str
    """Lower case, without separators: `clientsecret` for `client_secret`, `Client-Secret` and `client secret`."""
    start: int
    """Where the name begins."""
    value: int
    """Where the value begins, an opening quote included."""
    bare: bool
    """The name stands as in prose, `password: x`, and not as in `"password": "x"` or `password=x`."""


def fields(text: str) -> Iterator[Field]:
    """Every field, in order; a name's word before it belongs to it ("client secret: x")."""
    for found in _NAME.finditer(text):
        name = found[1]
        before = _LONGER_NAME.search(text, max(0, found.start() - 14), found.start())
        if before is not None:
            name = before[1] + name
        plain = re.sub(r"[^a-z0-9]", "", name.lower())
        bare = found[2] == ":" and text[found.end(1)] in " \t:"
        yield Field(plain, found.start(), found.end(), bare)


def elements(text: str) -> Iterator[tuple[str, int, int]]:
    """XML elements with a text inside: the name as in `Field`, and where the text begins and ends."""
    for found in _ELEMENT.finditer(text):
        yield re.sub(r"[^a-z0-9]", "", found[1].lower()), found.start(2), found.end(2)


def value_span(text: str, start: int, *, most: int = LONGEST_VALUE) -> tuple[int, int]:
    """Where the value that begins at `start` stands: in its quotes, or up to a space, `&`, `;` or the next field."""
    opening = _OPENING.match(text, start)
    if opening is not None:
        limit = opening.end() + most
        closing = text.find(opening[0], opening.end(), limit)
        while closing > 0 and len(opening[0]) == 1 and _is_escaped(text, closing):
            closing = text.find(opening[0], closing + 1, limit)
        if closing >= 0 and text.find("\n", opening.end(), closing) < 0:
            return opening.end(), closing
        start = opening.end()
    found = _UNTIL_SPACE.match(text, start, start + most)
    if found is None:
        return start, start
    following = _NEXT_FIELD.search(text, found.start(), found.end())
    end = following.start() if following is not None else found.end()
    while end > start and text[end - 1] in ",.)}]\\":
        end -= 1
    return start, end


def end_of_header(text: str, start: int) -> int:
    """Where a header's value ends: with its line, with the quotes around it, or before the next field."""
    limit = min(len(text), start + LONGEST_VALUE)
    found = _END_OF_HEADER.search(text, start, limit)
    end = found.start() if found is not None else limit
    following = _NEXT_FIELD.search(text, start, end)
    return following.start() if following is not None else end


def _is_escaped(text: str, at: int) -> bool:
    slashes = 0
    while at - slashes > 0 and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1
