"""Redaction: the one function that takes secrets and personal data out of a text before it leaves the process.

Codes, ids, HTTP statuses, timestamps, counts, versions, countries and IP addresses stay, because they diagnose: an
error about a source IP names a machine that somebody has to allow. So do names in prose ("Hi Jane"), which nothing
tells from other words. Each distinct value becomes a mark such as `[email 1]`, the same mark wherever the value
returns. Every pattern is anchored or bounded, so that the time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from bot.answers.credentials import secret_spans
from bot.answers.fields import Field, fields
from bot.answers.personal import personal_spans
from bot.answers.redacted_text import RedactedText
from bot.answers.spans import MARK, Kind, Span
from bot.answers.tables import cells
from bot.errors import RedactionError

Detector: TypeAlias = Callable[[str, Sequence[Field]], Iterator[Span]]
"""Finds in a text, of which the fields and cells are read already."""

_DETECTORS: tuple[Detector, ...] = (secret_spans, personal_spans)
"""Secrets first: a password that holds an e-mail address is one password."""

_MOST_ROUNDS = 12
"""Taking one value out can lay another bare (a number at whose border a token stood), and that the next of a chain of
them; in practice three rounds do."""

_RETURNING = re.compile(r"(?<![\w+.])\d{9,16}(?![\w])|(?<![\w~+/.-])[\w~+/.-]{12,400}={0,2}(?![\w~+/])")
"""What may be a value again that has been seen elsewhere: a number without its plus, a token without its name."""

_NUMBERS: tuple[Kind, ...] = ("phone", "card")
_SECRETS: tuple[Kind, ...] = ("token", "key", "password")

_SPEAKS = re.compile(r"\w")


def redact(text: str) -> str:
    """The text with a mark in the place of each secret and of personal data; a second call changes nothing.

    Raises RedactionError where that cannot be reached.
    """
    return Redactor()(text)


class Redactor:
    """Redacts several texts of one case, so that a value has the same mark in all of them."""

    def __init__(self, *, detectors: tuple[Detector, ...] = _DETECTORS) -> None:
        self._detectors = detectors
        self._marks: dict[tuple[Kind, str], str] = {}
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        return self.whole(text).text

    def whole(self, text: str) -> RedactedText:
        """The text redacted, with the way from each of its pieces to what they became.

        Raises RedactionError for a text in which every round lays something new bare.
        """
        for mark in MARK.finditer(text):
            self._numbers[mark[1]] = max(self._numbers.get(mark[1], 0), int(mark[2]))
        redacted = RedactedText.untouched(text)
        for _ in range(_MOST_ROUNDS):
            found = self._found(redacted.text)
            if not found:
                return redacted
            redacted = redacted.without(found)
        raise RedactionError(
            f"A text of {len(text)} characters was not clean after {_MOST_ROUNDS} rounds of redaction; "
            "ask again without what is no part of the failure."
        )

    def quotes_of(self, text: str) -> tuple[str, Callable[[str], str]]:
        """The text redacted, and a function that redacts quotes from it as that text shows them.

        What is no piece of the text, such as a count, is redacted by itself.
        """
        whole = self.whole(text)

        def redact_quote(quote: str) -> str:
            shown = whole.quote(quote)
            return self(quote) if shown is None else shown

        return whole.text, redact_quote

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        """What one round takes out: start, end and the mark in its place."""
        claimed: list[Span] = [Span(m.start(), m.end(), None) for m in MARK.finditer(text)]
        listed = (*fields(text), *cells(text))
        for detect in self._detectors:
            claimed = _merge(claimed, detect(text, listed), text)
        claimed = _merge(claimed, self._returning(text), text)
        return [
            (span.start, span.end, self._mark(span.kind, text[span.start : span.end]))
            for span in claimed
            if span.kind is not None
        ]

    def _returning(self, text: str) -> Iterator[Span]:
        """Values that were taken out elsewhere and stand here without what gave them away there."""
        for found in _RETURNING.finditer(text) if self._marks else ():
            value = found[0].rstrip(".")
            for kind in _NUMBERS if value.isdigit() else _SECRETS:
                if (kind, _same(kind, value)) in self._marks:
                    yield Span(found.start(), found.start() + len(value), kind)
                    break

    def _mark(self, kind: Kind, value: str) -> str:
        known = self._marks.get((kind, _same(kind, value)))
        if known is None:
            self._numbers[kind] = self._numbers.get(kind, 0) + 1
            known = self._marks[kind, _same(kind, value)] = f"[{kind} {self._numbers[kind]}]"
        return known


def _same(kind: Kind, value: str) -> str:
    """Two spellings of one number or address are one value."""
    if kind in ("phone", "card"):
        return re.sub(r"\D", "", value.removeprefix("%2B")).removeprefix("00")
    if kind == "iban":
        return value.replace(" ", "").upper()
    return value.casefold() if kind in ("email", "name", "address") else value


def _merge(claimed: list[Span], found: Iterator[Span], text: str) -> list[Span]:
    """What was claimed first keeps its place; of what is found later, the pieces between stay claimed."""
    merged: list[Span] = []
    at = 0
    for span in sorted(found, key=lambda s: s.start):
        while at < len(claimed) and claimed[at].end <= span.start:
            merged.append(claimed[at])
            at += 1
        start = max(span.start, merged[-1].end if merged else 0)
        overlaps = start > span.start or (at < len(claimed) and claimed[at].start < span.end)
        if overlaps and span.kind == "email":
            continue  # what looked like an address is `password@host`; the host diagnoses
        while start < span.end:
            limit = min(span.end, claimed[at].start) if at < len(claimed) else span.end
            if limit > start and _SPEAKS.search(text, start, limit):
                merged.append(Span(start, limit, span.kind))
            if at < len(claimed) and claimed[at].start < span.end:
                merged.append(claimed[at])
                start = claimed[at].end
                at += 1
            else:
                break
    return merged + claimed[at:]
