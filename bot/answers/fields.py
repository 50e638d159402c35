"""Fields: `name: value` wherever a text carries it (JSON, headers, queries, connection strings, XML), in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from bot.answers.sought import Sought

_NAME = Sought(
    ":|=|%3",
    r"(?:(?<![\w.$-])|(?<=%3[fF])|(?<=%2[26])|(?<=[\s\"'\[,]-[-D])|(?<=^-[-D]))"
    r"([A-Za-z_$][\w.$-]{0,60})(?:\\{0,3}[\"'`\]*]{1,2}|%22)?"
    r"[ \t]{0,3}(=>|[:=]|%3[aAdD])\*{0,2}[ \t]{0,12}",
)
"""A field's name and what stands between it and its value. Options of commands and of Java (`-Dname=`) are fields, so
are names in Slack's and Markdown's bold, and in a JSON that is encoded for a query."""

_LONGER_NAME = re.compile(r"([A-Za-z]{2,12})[ _-]$")
_BRACKET = re.compile(r"[\[{}\]]")
_OPENING = re.compile(r"\\{0,3}[\"'`]|%22")
LONGEST_VALUE = 8000
"""Characters of a value that are read; what goes on is no secret that a service would issue."""

_UNTIL_SPACE = re.compile(r"[^\s&;\"'<>`]+")
_NEXT_FIELD = re.compile(r", ?[\w.-]{1,40}[=:]")
_NEXT_ENCODED = re.compile(r"%2[36]")
_NEXT_IN_JSON = re.compile(r"%2[236cC]|%[57][dD]")
"""What ends a value behind an encoded colon."""
_END_OF_HEADER = re.compile(r"[\n\r\"']")
_ELEMENT = re.compile(
    r"<([A-Za-z][\w.:-]{0,60})(?:[ \t][^<>]{0,200})?>(?:<!\[CDATA\[((?:(?!\]\]>)[^\n]){1,500})\]\]>|([^<\n]+))</"
)
_NEXT_ITEM = re.compile(r"[ \t\r\n]{0,12},[ \t\r\n]{0,12}(?=\\{0,3}[\"'])")

_LABELS = frozenset(("key", "name", "label", "field", "fieldname", "param", "parameter", "header", "questiontext"))
_OF_A_LABEL = frozenset(("value", "values", "input", "textinput", "content", "answer"))
_FARTHEST = 24
"""Characters between a label's end and its value's name, as in `{"key": "password", "value": "x"}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A name and where its value begins."""

    name: str
    """Lower case, without separators: `clientsecret` for `client_secret`, `Client-Secret` and `client secret`."""
    start: int
    """Where the name begins."""
    value: int
    """Where the value begins, an opening quote included."""
    end: int | None = None
    """Where the value ends, where its markup says so."""
    bare: bool = False
    """The name stands as in prose, `password: x`, and not as in `"password": "x"` or `password=x`."""
    encoded: bool = False
    """The name stands in a query inside a query: `%3Ftoken%3Dx`."""
    owner: str = ""
    """The name of the object that the field is part of; of a list's objects, the list's."""
    place: int = 0
    """The object's number in the text; 0 outside of all objects."""


def fields(text: str) -> Iterator[Field]:
    """Every field, in the order of their names."""
    yield from sorted((*_pairs(text), *_elements(text)), key=attrgetter("start"))


def _pairs(text: str) -> Iterator[Field]:
    """A name's word before it belongs to it ("client secret: x"); a label names the value behind it."""
    inside: list[tuple[str, int]] = []
    last, label, label_end, places = None, "", 0, 0
    for found in _NAME.found_in(text, folded=text):
        for bracket in _BRACKET.finditer(text, last.value if last else 0, found.start()):
            if bracket[0] in "}]":
                inside[-1:] = []
                continue
            places += 1
            opens = last is not None and not text[last.value : bracket.start()].strip()
            owner = last.name if last is not None and opens else inside[-1][0] if inside else ""
            inside.append((owner, places))
            last = None
        before = _LONGER_NAME.search(text, max(0, found.start() - 14), found.start())
        name = plain((before[1] if before is not None else "") + found[1])
        if name in _OF_A_LABEL and label and found.start() - label_end < _FARTHEST:
            name = label
        last = Field(
            name=name,
            start=found.start(),
            value=found.end(),
            bare=found[2] == ":" and text[found.end(1)] in " \t:*",
            encoded=found[2][0] == "%",
            owner=inside[-1][0] if inside else "",
            place=inside[-1][1] if inside else 0,
        )
        label = ""
        if plain(found[1]) in _LABELS and _OPENING.match(text, last.value):
            start, label_end = value_span(text, last, most=60)
            label = plain(text[start:label_end])
        yield last


def _elements(text: str) -> Iterator[Field]:
    """XML elements with a text inside."""
    for found in _ELEMENT.finditer(text):
        group = 2 if found[2] else 3
        yield Field(name=plain(found[1]), start=found.start(1), value=found.start(group), end=found.end(group))


def plain(name: str) -> str:
    """A field's name in lower case, without separators."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def value_span(text: str, field: Field, *, most: int = LONGEST_VALUE) -> tuple[int, int]:
    """Where a field's value stands: in its quotes, or up to a space, `&`, `;` or the next field."""
    if field.end is not None:
        return field.value, field.end
    return _span_at(text, field.value, most=most, encoded=field.encoded)


def value_spans(text: str, field: Field) -> Iterator[tuple[int, int]]:
    """The values of a field: one, or the quoted ones of a list."""
    if field.end is not None or text[field.value : field.value + 1] != "[":
        yield value_span(text, field)
        return
    at = field.value + 1
    while text[at : at + 1].isspace():
        at += 1
    while _OPENING.match(text, at):
        start, end = _span_at(text, at, most=LONGEST_VALUE, encoded=False)
        yield start, end
        closing = _OPENING.match(text, end)
        following = _NEXT_ITEM.match(text, closing.end()) if closing is not None else None
        if following is None:
            return
        at = following.end()


def _span_at(text: str, start: int, *, most: int, encoded: bool) -> tuple[int, int]:
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
    in_json = text[max(0, start - 3) : start].lower() == "%3a"
    ending = _NEXT_IN_JSON if in_json else _NEXT_ENCODED if encoded else _NEXT_FIELD
    following = ending.search(text, found.start(), found.end())
    end = following.start() if following is not None else found.end()
    while end > start and text[end - 1] in ",.)}]\\":
        end -= 1
    return start, end


def end_of_header(text: str, start: int) -> int:
    """Where a header's value ends: with its line, with the quotes around it, or before the next field."""
    found = _END_OF_HEADER.search(text, start)
    end = found.start() if found is not None else len(text)
    following = _NEXT_FIELD.search(text, start, end)
    return following.start() if following is not None else end


def _is_escaped(text: str, at: int) -> bool:
    slashes = 0
    while at - slashes > 0 and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1
