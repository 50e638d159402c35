"""Sections: questions that are judged together, and everything that the page shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.diagnosis import policy
from bot.evaluation.candidates import Weighed
from bot.evaluation.misses import Miss, misses_of
from bot.evaluation.plots import cost_plot, coverage_plot, range_of, reliability_plot
from bot.evaluation.reliability import Reliability, reliability_of
from bot.evaluation.report import Judged, Tally
from bot.evaluation.thresholds import STEPS, Curve, Point, curve_of, point_at, quotes_kept

TABLE_STEP = 10
"""Every tenth threshold of the curve stands in its table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions that are judged together."""

    name: str
    """An id for the page, one word."""
    title: str
    files: tuple[tuple[str, tuple[Weighed, ...]], ...]
    """File names with their questions; at least one question in all."""
    totals_only: bool
    """Nobody may look at the questions: no text, id, set or kind of them reaches the page."""

    @property
    def questions(self) -> tuple[Weighed, ...]:
        """Those of all files."""
        return tuple(question for _, questions in self.files for question in questions)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One of today's thresholds, where it stands on the curve, and what it is for."""

    point: Point
    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows of a section."""

    section: Section
    total: Tally
    foreign: int
    """Evidence quotes that are no piece of their text."""
    groups: tuple[tuple[str, tuple[tuple[str, Tally], ...]], ...]
    """Tallies by file, set and kind; by file alone where only totals are shown."""
    reliability: Reliability
    curve: Curve
    rows: tuple[Point, ...]
    """The points of the curve that stand in a table."""
    thresholds: tuple[Threshold, ...]
    """The first is the one that the cost is told for."""
    misses: tuple[tuple[str, tuple[Miss, ...]], ...]
    """By kind, most first."""
    plots: tuple[tuple[Markup, str], ...]
    """Reliability, coverage and, unless only totals are shown, cost: each with its caption."""


def shown(section: Section) -> Shown:
    """Everything that the page shows of a section."""
    questions = section.questions
    judged = [question.judged for question in questions]
    candidates = [question.candidate for question in questions if question.candidate is not None]
    reliability, curve = reliability_of(candidates), curve_of(questions)
    thresholds = (
        Threshold(point_at(policy.SURE, questions), "SURE", "from which a paraphrase is answered"),
        Threshold(
            point_at(policy.SURE_PART, questions),
            "SURE_PART",
            "the same for a part of a list of problems, here as if for all",
        ),
    )
    return Shown(
        section=section,
        total=Tally.of(item.verdict for item in judged),
        foreign=sum(item.foreign for item in judged),
        groups=_groups(section),
        reliability=reliability,
        curve=curve,
        rows=curve.points[:: STEPS // TABLE_STEP],
        thresholds=thresholds,
        misses=() if section.totals_only else misses_of(judged),
        plots=_plots(section, reliability, curve, thresholds),
    )


def _groups(section: Section) -> tuple[tuple[str, tuple[tuple[str, Tally], ...]], ...]:
    files = tuple((name, Tally.of(q.judged.verdict for q in questions)) for name, questions in section.files)
    if section.totals_only:
        return (("file", files),)
    judged = [question.judged for question in section.questions]
    sets = _tallies(judged, by="set", order=lambda group: (0, group[0]))
    kinds = _tallies(judged, by="kind", order=lambda group: (group[1].right - group[1].n, group[0]))
    return (("file", files), ("set", sets), ("kind", kinds))


def _tallies(
    judged: Iterable[Judged], *, by: str, order: Callable[[tuple[str, Tally]], tuple[int, str]]
) -> tuple[tuple[str, Tally], ...]:
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        groups.setdefault(item.label.group(by) or "(none)", []).append(item)
    tallies = [(name, Tally.of(item.verdict for item in items)) for name, items in groups.items()]
    return tuple(sorted(tallies, key=order))


def _plots(
    section: Section, reliability: Reliability, curve: Curve, thresholds: Sequence[Threshold]
) -> tuple[tuple[Markup, str], ...]:
    filled = "; ".join(
        f"{item.low:.1f} to {item.high:.1f}: {item.right} of {item.n}" for item in reliability.bins if item.n
    )
    told = f"Right by confidence: {filled or 'nothing asserted'}. Expected calibration error {reliability.error:.3f}."
    stands = "; ".join(
        f"{item.name} {item.point.threshold:.2f}: {_percent(item.point.asserted / item.point.n)} asserted, "
        f"{_percent(item.point.wrong / item.point.n)} wrong"
        for item in thresholds
    )
    everything = curve.points[0]
    covered = (
        f"{stands}. Without a threshold {_percent(everything.asserted / everything.n)} would be asserted, "
        f"{_percent(everything.wrong / everything.n)} wrong."
    )
    marks = [item.point for item in thresholds]
    plots = (
        (reliability_plot(reliability, name=f"{section.name}-reliability", label=told), told),
        (coverage_plot(curve, marks=marks, name=f"{section.name}-coverage", label=covered), covered),
    )
    return plots if section.totals_only else (*plots, _cost_plot(section, curve, thresholds[0].point))


def _cost_plot(section: Section, curve: Curve, today: Point) -> tuple[Markup, str]:
    paraphrases = curve_of(quotes_kept(section.questions))
    lowest, alone = curve.cheapest, paraphrases.cheapest
    caption = (
        f"100 questions cost least, {lowest[0].cost_of_100:.1f} questions back, at {range_of(lowest)} "
        f"({lowest[0].wrong} of {lowest[0].n} wrong); today, at {today.threshold:.2f}, they cost "
        f"{today.cost_of_100:.1f} ({today.wrong} wrong). Dashed, where the threshold holds for paraphrases alone: "
        f"{alone[0].cost_of_100:.1f} at {range_of(alone)} ({alone[0].wrong} wrong)."
    )
    plot = cost_plot(curve, paraphrases=paraphrases, today=today, name=f"{section.name}-cost", label=caption)
    return plot, caption


def _percent(share: float) -> str:
    return f"{share:.1%}"
