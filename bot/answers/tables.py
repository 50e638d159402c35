"""Tables: the cells below a line of column names (CSV, a copied sheet, Markdown), each as a field of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers.fields import Field, plain

_SEPARATORS = ("\t", ";", "|", ",")
_CELLS = {
    separator: re.compile(
        rf"[ ]*(?:\"(?P<quoted>(?:[^\"]|\"\")*)\"[ ]*|(?P<plain>[^{re.escape(separator)}]*))({re.escape(separator)}|\Z)"
    )
    for separator in _SEPARATORS
}
"""A cell and what ends it; a separator in quotes separates nothing, and a quote within words is one of inches."""
_COLUMN = re.compile(r"[ \t]*\"?[A-Za-z][\w .()/-]{0,40}\"?[ \t]*")
_TELLING = re.compile(
    r"(?i)\b(?:first|last|sur|full|given|family|user|customer|contact|recipient)?[ _-]?names?\b|e-?mails?\b|phone"
    r"|mobile|msisdn|address|(?:first|last|full|customer|contact|recipient)name|password"
)
"""Without one of these among its names, a line with separators is no head of a table about people."""


def cells(text: str) -> Iterator[Field]:
    """Every cell of every table, in order; a row's cells are the fields of one object.

    A table ends where a line has fewer or more cells than its head.
    """
    names: list[str] = []
    at, separator, rows = 0, "", 0
    for line in text.splitlines(keepends=True):
        written = line.rstrip("\r\n")
        pieces = list(_split(written, separator)) if names else []
        if names and len(pieces) == len(names):
            rows += 1
            for name, (start, end) in zip(names, pieces, strict=True):
                if name:
                    # Below 0, for the objects of JSON in the same text are numbered upwards.
                    yield Field(name=name, start=at + start, value=at + start, end=at + end, place=-rows)
        else:
            names, separator = _head(written)
        at += len(line)


def _head(line: str) -> tuple[list[str], str]:
    """The columns' names and what separates them; none for a line that is no head."""
    for separator in _SEPARATORS:
        pieces = line.strip(" |").split(separator)
        if len(pieces) > 1 and all(map(_COLUMN.fullmatch, pieces)) and _TELLING.search(line):
            return [plain(piece) for piece in line.split(separator)], separator
    return [], ""


def _split(line: str, separator: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a row begin and end, without quotes and blanks around them."""
    for found in _CELLS[separator].finditer(line):
        group = "plain" if found["quoted"] is None else "quoted"
        yield found.start(group), found.start(group) + len(found[group].rstrip(" "))
        if found.end() == len(line) and found[3] == "":
            return
