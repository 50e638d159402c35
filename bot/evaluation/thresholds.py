"""Thresholds: how much is asserted, how much of it is wrong and what that costs, as the threshold moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.evaluation.candidates import Weighed

WRONG_COSTS = 10
"""Questions back that one wrong answer is worth (docs and `bot/diagnosis/policy.py` state it)."""
STEPS = 100
"""Thresholds of a curve lie 0.01 apart."""


@dataclass(frozen=True, slots=True)
class Point:
    """What would happen if answers from this confidence on were given."""

    threshold: float
    n: int
    """Questions in all."""
    asserted: int
    wrong: int
    cost: int
    """In questions back."""

    @property
    def cost_of_100(self) -> float:
        """Questions back that 100 questions cost."""
        return 100 * self.cost / self.n


@dataclass(frozen=True, slots=True)
class Curve:
    """A point for every threshold from 0 to 1."""

    points: tuple[Point, ...]

    @property
    def cheapest(self) -> tuple[Point, ...]:
        """The widest run of neighbouring thresholds at which the cost is lowest; the first of runs as wide."""
        lowest = min(point.cost for point in self.points)
        runs = [tuple(run) for is_lowest, run in groupby(self.points, lambda p: p.cost == lowest) if is_lowest]
        return max(runs, key=len)


def curve_of(questions: Sequence[Weighed]) -> Curve:
    """The curve over a set of questions; it has to hold at least one."""
    return Curve(tuple(point_at(step / STEPS, questions) for step in range(STEPS + 1)))


def quotes_kept(questions: Sequence[Weighed]) -> list[Weighed]:
    """The same questions, in which a threshold moves paraphrases alone: what is quoted or named is always given."""
    return [
        replace(question, candidate=replace(candidate, confidence=1.0))
        if (candidate := question.candidate) is not None and not candidate.paraphrase
        else question
        for question in questions
    ]


def point_at(threshold: float, questions: Sequence[Weighed]) -> Point:
    """What happens at one threshold."""
    outcomes = [_outcome(threshold, question) for question in questions]
    return Point(
        threshold,
        len(outcomes),
        sum(asserted for asserted, _, _ in outcomes),
        sum(wrong for _, wrong, _ in outcomes),
        sum(cost for _, _, cost in outcomes),
    )


def _outcome(threshold: float, question: Weighed) -> tuple[bool, bool, int]:
    """Whether the question is asserted, whether wrongly, and its cost."""
    candidate, label = question.candidate, question.judged.label
    if candidate is not None and candidate.confidence >= threshold:
        verdict = candidate.verdict
        return True, verdict.wrong, WRONG_COSTS if verdict.wrong else int(not verdict.right)
    if candidate is not None and candidate.given:
        return False, False, int(label.expect != "choose")  # withdrawn, it becomes a question back
    return False, False, int(not question.judged.verdict.right)
