"""The report of `whyfailed eval`: three figures for every group and for all, with intervals, and what was missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.diagnosis.diagnosis import Diagnosis, decision_of, findings_of
from bot.evaluation.intervals import wilson
from bot.evaluation.judging import Verdict, foreign_quotes, judge
from bot.evaluation.labelled import LabelledQuestion


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled question, its diagnosis and the verdict."""

    label: LabelledQuestion
    diagnosis: Diagnosis
    verdict: Verdict
    foreign: int
    """Evidence quotes that are no piece of the text."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of how many answers are right, helpful and wrong."""

    n: int
    right: int
    helpful: int
    wrong: int

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> Tally:
        """The tally of some verdicts."""
        kept = list(verdicts)
        return cls(len(kept), sum(v.right for v in kept), sum(v.helpful for v in kept), sum(v.wrong for v in kept))


@dataclass(frozen=True, slots=True)
class Report:
    """All judged questions of one run, as lines to print."""

    judged: tuple[Judged, ...] = field(default=())

    @classmethod
    def on(cls, answered: Iterable[tuple[LabelledQuestion, Diagnosis]]) -> Report:
        """Judges every pair by the one rule."""
        return cls(tuple(Judged(q, found, judge(q, found), foreign_quotes(q, found)) for q, found in answered))

    @property
    def total(self) -> Tally:
        return Tally.of(item.verdict for item in self.judged)

    @property
    def foreign(self) -> int:
        """Evidence quotes that are no piece of their text, over all questions."""
        return sum(item.foreign for item in self.judged)

    def lines(self, *, by: str = "set", misses: int = 0) -> Iterator[str]:
        """The report for people who may look: groups, the first misses, the total."""
        groups: dict[str, list[Verdict]] = {}
        for item in self.judged:
            groups.setdefault(item.label.group(by), []).append(item.verdict)
        for name, verdicts in groups.items():
            tally = Tally.of(verdicts)
            shares = "  ".join(
                f"{figure} {count / tally.n:6.1%}"
                for figure, count in (("right", tally.right), ("helpful", tally.helpful), ("wrong", tally.wrong))
            )
            yield f"{name:24} n={tally.n:4}  {shares}"
        missed = [item for item in self.judged if not item.verdict.right]
        yield from (_miss(item) for item in missed[:misses])
        yield f"evidence quotes that are no piece of the text: {self.foreign}"
        yield self.total_line()

    def total_line(self) -> str:
        """The three figures over all questions; right and wrong with their intervals."""
        total = self.total
        return (
            f"ALL n={total.n} right {_with_interval(total.right, total.n)} "
            f"helpful {total.helpful / total.n:.1%} wrong {_with_interval(total.wrong, total.n)}"
        )

    def totals(self) -> Iterator[str]:
        """Totals only, for questions that nobody may look at: no text, no group, no id."""
        total = self.total
        yield f"n {total.n}"
        for name, count in (("right", total.right), ("helpful", total.helpful), ("wrong", total.wrong)):
            yield f"{name} {_with_interval(count, total.n)}"


def _with_interval(count: int, n: int) -> str:
    low, high = wilson(count, n)
    return f"{count / n:.1%} ({low:.1%}-{high:.1%})"


def _miss(item: Judged) -> str:
    found = [(f.decision, [match.entry.id for match in f.matches[:3]]) for f in findings_of(item.diagnosis)]
    text = json.dumps(item.label.question.text, ensure_ascii=False)[:160]
    name = "WRONG" if item.verdict.wrong else "miss "
    wanted = f"want {item.label.expect} {list(item.label.accept[:4])}"
    return f"{name} {text} | {wanted} | got {decision_of(item.diagnosis)} {found[:4]}"
