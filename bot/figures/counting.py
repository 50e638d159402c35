"""Counting: how much was asked, what was answered, and what became of it. These are the rules:

- *Asked* is every question that got a reply with a diagnosis. Help, greetings and tries of an example are none.
- Each is *answered* (with one entry, or with several failures told apart), *asked back* (several entries fit) or
  *unknown*, so that these three make up all that was asked.
- *Solved* is confirmed: the last press on Solved or Not solved under the answer was Solved. Silence is never solved.
- *Contradicted* instead of solved is a case of which, within 72 hours after that Solved, the same person or somebody in
  the same thread came back with the same finding, or which was handed to support. The same finding is an entry that
  the case was answered with or that was shown when Solved was pressed.
- *Escalated* is every case that was handed to support, solved later or not.
- *Open* is all the rest: neither solved nor contradicted nor escalated. A case that was handed on and then solved
  counts in both, so these four may make up more than was asked.
- *Only support could solve* is an answered case with an entry that says so (`self_service = false`); its share is one
  of what was answered.
- An entry's *frequency* is the number of cases that were answered with it.

A case counts for the days in which it was asked, whenever it was solved or handed on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.corpus.entry import Corpus
from bot.figures.rows import AskedCase, Rows, Verdict

DAY = 86_400.0
"""Seconds."""

CONTRADICTED_WITHIN = 72 * 3_600.0
"""Seconds after a press on Solved in which what comes back contradicts it."""

PERIODS = (7, 30)
"""Days that figures are given for, where nobody asks for others."""

MOST_FREQUENT = 10
LATEST_UNKNOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequent:
    """An entry, and how many cases were answered with it."""

    entry_id: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKnown:
    """A question that nothing explained."""

    question: str
    """Redacted."""
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What happened in one workspace in the last so many days."""

    days: int
    asked: int
    answered: int
    asked_back: int
    unknown: int
    solved: int
    open: int
    contradicted: int
    escalated: int
    only_support: int
    frequent: tuple[Frequent, ...]
    """The ten most frequent entries, the most frequent first."""
    unknowns: tuple[NotKnown, ...]
    """The ten latest questions that nothing explained, the latest first."""

    @property
    def only_support_share(self) -> float | None:
        """The share of the answered cases that only support could solve, 0..1; None where nothing was answered."""
        return self.only_support / self.answered if self.answered else None


def figures_of(rows: Rows, *, now: float, days: int, only_support: Container[str]) -> Figures:
    """The figures of the `days` before `now` (seconds since 1970), by the rules above.

    `rows` reach back at least as far; `only_support` holds the ids of entries that only support can solve.
    """
    became = became_of(rows)
    cases = [case for case in rows.cases if now - days * DAY <= case.at <= now]
    decided = Counter(case.decision for case in cases)
    handed_on = {each.case_id for each in rows.handed_on}
    frequent = Counter(entry for case in cases for entry in dict.fromkeys(case.entries))
    unknowns = [NotKnown(question=case.question, at=case.at) for case in cases if case.decision == "unknown"]
    return Figures(
        days=days,
        asked=len(cases),
        answered=decided["answer"] + decided["several"],
        asked_back=decided["choose"],
        unknown=decided["unknown"],
        solved=sum(became.get(case.id) == "solved" for case in cases),
        contradicted=sum(became.get(case.id) == "contradicted" for case in cases),
        escalated=sum(case.id in handed_on for case in cases),
        open=sum(case.id not in became and case.id not in handed_on for case in cases),
        only_support=sum(any(entry in only_support for entry in case.entries) for case in cases),
        frequent=tuple(
            Frequent(entry_id=entry, count=count)
            for entry, count in sorted(frequent.items(), key=lambda each: (-each[1], each[0]))[:MOST_FREQUENT]
        ),
        unknowns=tuple(sorted(unknowns, key=lambda each: each.at, reverse=True)[:LATEST_UNKNOWN]),
    )


def only_support_in(corpus: Corpus) -> frozenset[str]:
    """The ids of the entries that only support can solve."""
    return frozenset(entry.id for entry in corpus if not entry.self_service)


def became_of(rows: Rows) -> dict[str, Literal["solved", "contradicted"]]:
    """What became of each case whose last verdict was Solved, by its id; see the rules above."""
    last = {verdict.case_id: verdict for verdict in sorted(rows.verdicts, key=_at)}
    shown: defaultdict[str, set[str]] = defaultdict(set)
    for verdict in rows.verdicts:
        shown[verdict.case_id].add(verdict.entry_id)
    found = {case.id: ({*case.entries} | shown[case.id]) - {""} for case in rows.cases}
    neighbours = _Neighbours(rows.cases)
    handed_on: defaultdict[str, list[float]] = defaultdict(list)
    for each in rows.handed_on:
        handed_on[each.case_id].append(each.at)

    def is_contradicted(case: AskedCase, solved_at: float) -> bool:
        until = solved_at + CONTRADICTED_WITHIN
        came_back = any(found[other.id] & found[case.id] for other in neighbours.of(case, solved_at, until))
        return came_back or any(solved_at < at <= until for at in handed_on[case.id])

    return {
        case.id: "contradicted" if is_contradicted(case, last[case.id].at) else "solved"
        for case in rows.cases
        if case.id in last and last[case.id].is_solved
    }


class _Neighbours:
    """Finds the cases of the same person and of the same thread without comparing each with each."""

    def __init__(self, cases: Sequence[AskedCase]) -> None:
        self._by_person: defaultdict[str, list[AskedCase]] = defaultdict(list)
        self._by_thread: defaultdict[tuple[str, str], list[AskedCase]] = defaultdict(list)
        for case in sorted(cases, key=_at):
            self._by_person[case.asker].append(case)
            if case.thread_ts is not None:
                self._by_thread[case.channel, case.thread_ts].append(case)

    def of(self, case: AskedCase, after: float, until: float) -> Iterator[AskedCase]:
        """What its person asked, and what was asked in its thread, after one moment and until another."""
        same_thread = [] if case.thread_ts is None else self._by_thread[case.channel, case.thread_ts]
        for cases in (self._by_person[case.asker], same_thread):
            since = bisect_right(cases, after, key=_at)
            yield from (other for other in cases[since : bisect_right(cases, until, key=_at)] if other.id != case.id)


def _at(each: AskedCase | Verdict) -> float:
    return each.at
