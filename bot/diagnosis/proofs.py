"""Proofs: every entry's asks find it, its near misses do not, and close neighbours are told apart by their files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.corpus.entry import Corpus, Entry
from bot.corpus.problem import Problem
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import findings_of
from bot.diagnosis.neighbours import neighbours_of
from bot.diagnosis.question import Question

ROUNDS = 2
"""How many asks of each entry are left out, one a round, for the share that is found without them."""


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that a text finds."""

    asserted: frozenset[str]
    """Ids that a finding answers with."""
    offered: frozenset[str]
    """Ids among the options of a choice."""

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self.asserted or entry_id in self.offered

    def __str__(self) -> str:
        if not self.asserted and not self.offered:
            return "finds nothing"
        answers = f"is answered with {', '.join(sorted(self.asserted))}" if self.asserted else ""
        options = f"offers {', '.join(sorted(self.offered))}" if self.offered else ""
        return " and ".join(part for part in (answers, options) if part)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    total: int

    def __str__(self) -> str:
        return f"{self.count} of {self.total} ({self.count / max(1, self.total):.1%})"


class Proofs:
    """The proofs of one corpus; each text is diagnosed once."""

    def __init__(self, diagnoser: Diagnoser) -> None:
        self._diagnoser = diagnoser
        self._corpus = diagnoser.corpus
        self._known: dict[str, Found] = {}

    def found(self, text: str) -> Found:
        """What a text finds, asked without a thread."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = found_by(self._diagnoser, text)
        return known

    def problems(self) -> list[Problem]:
        """Every proof that fails."""
        return sorted([*self.asks_find(), *self.near_misses_hold(), *self.neighbours_are_told_apart()])

    def asks_find(self) -> Iterator[Problem]:
        """PRF:001."""
        for entry in self._corpus:
            for ask in entry.asks:
                if entry.id not in (found := self.found(ask)):
                    yield _problem(entry, "asks", "PRF:001", f"{_short(ask)} {found}. Reword it, or what takes it.")

    def near_misses_hold(self) -> Iterator[Problem]:
        """PRF:002."""
        for entry in self._corpus:
            for text in entry.near_misses:
                if entry.id in self.found(text).asserted:
                    yield _problem(entry, "near_misses", "PRF:002", f"{_short(text)} is answered with this entry.")

    def neighbours_are_told_apart(self) -> Iterator[Problem]:
        """PRF:003."""
        for entry, neighbour in self.missing_neighbours():
            sentence = f"lacks a text that finds {neighbour.id}, which is close. `make neighbours` adds one."
            yield _problem(entry, "near_misses", "PRF:003", sentence)

    def missing_neighbours(self) -> Iterator[tuple[Entry, Entry]]:
        """Entries with the neighbours that none of their near misses finds."""
        close = neighbours_of(self._corpus)
        for entry in self._corpus:
            for neighbour in close.get(entry.id, ()):
                if not any(neighbour.id in self.found(text) for text in entry.near_misses):
                    yield entry, neighbour

    def near_miss_for(self, entry: Entry, neighbour: Entry) -> str | None:
        """A text of the neighbour's that holds as a near miss of the entry; None where all of them assert the entry."""
        for text in _texts_of(neighbour, self._corpus):
            found = self.found(text)
            if neighbour.id in found and entry.id not in found.asserted and text not in entry.near_misses:
                return text
        return None


def found_by(diagnoser: Diagnoser, text: str) -> Found:
    """What a diagnoser finds in a text."""
    ids: dict[Literal["answer", "choose"], set[str]] = {"answer": set(), "choose": set()}
    for finding in findings_of(diagnoser.diagnose(Question(text))):
        shown = finding.matches[:1] if finding.decision == "answer" else finding.matches
        ids[finding.decision].update(match.entry.id for match in shown)
    return Found(frozenset(ids["answer"]), frozenset(ids["choose"]))


def left_one_out(corpus: Corpus) -> Share:
    """How many asks still find their entry once they are taken out: how well the bot reads what nobody wrote down.

    A round takes one ask out of every entry and asks all of them, so that each entry lacks exactly the one asked.
    """
    count = total = 0
    for number in range(ROUNDS):
        left_out = {entry.id: _chosen_ask(entry, number) for entry in corpus if len(entry.asks) > 1}
        entries = {entry.id: _without(entry, left_out.get(entry.id)) for entry in corpus}
        diagnoser = Diagnoser(replace(corpus, entries=entries))
        count += sum(entry_id in found_by(diagnoser, ask) for entry_id, ask in left_out.items())
        total += len(left_out)
    return Share(count, total)


def _chosen_ask(entry: Entry, number: int) -> str:
    """The same ask every time, at a place that differs from entry to entry."""
    return entry.asks[(zlib.crc32(entry.id.encode()) + number) % len(entry.asks)]


def _without(entry: Entry, ask: str | None) -> Entry:
    return replace(entry, asks=tuple(other for other in entry.asks if other != ask))


def _texts_of(entry: Entry, corpus: Corpus) -> Iterator[str]:
    """What people paste of an entry, the barest first: code and message, then with the API's or product's name."""
    for message in entry.messages:
        plain = f"{entry.code} {message}" if entry.code else message
        yield plain
        for name in (*corpus.apis_of(entry), corpus.product_of(entry).name):
            yield f"{name} {plain}"


def _problem(entry: Entry, key: str, code: str, sentence: str) -> Problem:
    return Problem(f"{entry.product}/{entry.id}.toml", key, code, sentence)


def _short(text: str) -> str:
    return f"{text[:60]!r}"
