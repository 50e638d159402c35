"""The page: every figure in a table, with what was asked for beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.comparison import LONG_TEXT, Row
from tests.bench.growth import Step
from tests.bench.processes import Cost
from tests.bench.sides import BARE, BM25, OURS
from tests.bench.timing import Times

INTRODUCTION = """\
# Benchmarks

Made by `make bench`, which asks all sides in one run on one machine; do not edit by hand. The questions are those that
may be looked at, and ours: `tests/questions/look.jsonl`, `ours_paste.jsonl`, `ours_plain.jsonl`, as far as an entry is
asked for and no thread is needed. Our thresholds were set and our asks were written with these files at hand, so the
shares of right entries flatter us; `make eval-held` judges by questions that nobody looked at. All sides search the
same text of each entry: title, messages, causes, steps, asks; WRatio the messages alone. Nobody is asked to abstain.
Sides take turns at each question; the fastest of a question's rounds counts. Build and memory are those of a process
that does nothing else, imports included; ours learns the corpus anew there, which a start does once and keeps.
"""


@dataclass(frozen=True, slots=True)
class LogRate:
    """How fast one kind of log is read."""

    lines: int
    rate: float
    """Lines a second."""
    rate_of_quarter: float
    """The same for a quarter of it: equal where the work is linear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything that was measured."""

    machine: str
    tables: Mapping[str, Mapping[str, Row]]
    """The comparison by set of questions; the first holds all of them."""
    long_times: Times
    """Ours, of texts of up to LONG_TEXT characters."""
    costs: Mapping[str, Cost]
    absent: Sequence[str]
    logs: Mapping[str, LogRate]
    log_megabytes: float
    growth: Sequence[Step]
    start: tuple[float, float]
    """`whyfailed ask`, and importing scikit-learn's text features, in seconds."""


def page_of(results: Results) -> str:
    """The whole page as Markdown."""
    parts = [INTRODUCTION, f"Machine: {results.machine}.\n", "## What was asked for\n", *_aims(results)]
    for title, rows in results.tables.items():
        parts += [f"\n## Side by side: {title}\n", *_sides(rows, results.costs)]
    parts += [f"\nNot installed, and so not measured: {name}." for name in results.absent]
    parts += ["\n## Growth\n", *_growth(results.growth)]
    return "\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---", *(["---:"] * (len(head) - 1))], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _aims(results: Results) -> list[str]:
    rows = next(iter(results.tables.values()))
    ours, bare = rows[OURS], rows[BARE]
    smallest, largest = results.growth[0], results.growth[-1]
    grown = largest.times[OURS].p50
    ask, imported = results.start
    figures: list[tuple[str, str, str, bool]] = [
        ("A question, p50", f"{ours.times.p50:.2f} ms", "≤ 1.0 ms", ours.times.p50 <= 1.0),
        _ratio("the same, against scikit-learn's transform and product alone", ours.times.p50 / bare.times.p50, 3.0),
        (
            f"Texts of up to {LONG_TEXT:,} characters, p99",
            f"{results.long_times.p99:.1f} ms",
            "≤ 5 ms",
            results.long_times.p99 <= 5.0,
        ),
        *(
            (f"A log, {name}", f"{log.rate:,.0f} lines/s", "≥ 20,000 lines/s", log.rate >= 20_000)
            for name, log in results.logs.items()
        ),
        *(
            _ratio(f"{name}: a quarter of the log, rate against the whole", log.rate_of_quarter / log.rate, 1.5)
            for name, log in results.logs.items()
        ),
        ("10 MB of log, memory on top", f"{results.log_megabytes:.0f} MB", "bounded", results.log_megabytes <= 200),
        _ratio(
            f"A question among {largest.entries:,} entries against {smallest.entries:,}, p50",
            grown / smallest.times[OURS].p50,
            20.0,
        ),
        _ratio(f"the same, {largest.entries:,} entries, against bm25s", grown / largest.times[BM25].p50, 3.0),
        _ratio(
            f"`whyfailed ask` from its second start on ({ask:.2f} s) against importing scikit-learn's text features"
            f" ({imported:.2f} s)",
            ask / imported,
            1.5,
        ),
    ]
    lines = [(name, value, aim, "yes" if met else "**no**") for name, value, aim, met in figures]
    return _table(("figure", "measured", "asked for", "met"), lines)


def _ratio(name: str, value: float, most: float) -> tuple[str, str, str, bool]:
    return name, f"{value:.2f} x", f"≤ {most:g} x", value <= most


def _sides(rows: Mapping[str, Row], costs: Mapping[str, Cost]) -> list[str]:
    bare = rows[BARE].times.p50

    def row(name: str, side: Row) -> Sequence[str]:
        shares = [f"{share:.1%}" if share is not None else "–" for share in (side.first, side.first_three)]
        times = [f"{side.times.p50:.2f} ms", f"{side.times.p99:.2f} ms", f"{side.times.p50 / bare:.2f} x"]
        cost = costs.get(name)
        spent = (f"{cost.seconds:.2f} s", f"{cost.megabytes:.0f} MB") if cost is not None else ("minutes", "–")
        return [name, *shares, *times, *spent]

    head = ("side", "right first", "among three", "p50", "p99", "p50 against transform and product", "build", "memory")
    return _table(head, [row(name, side) for name, side in rows.items()])


def _growth(steps: Sequence[Step]) -> list[str]:
    def row(step: Step) -> Sequence[str]:
        ours, peer = step.times[OURS], step.times[BM25]
        shares = [f"{step.first[name]:.1%}" for name in (OURS, BM25)]
        times = [f"{ours.p50:.2f} ms", f"{peer.p50:.2f} ms", f"{ours.p50 / peer.p50:.2f} x"]
        return [f"{step.entries:,}", *times, *shares, f"{step.build[OURS]:.1f} s", f"{step.build[BM25]:.1f} s"]

    names = ("p50", "bm25s p50", "ratio", "right first", "bm25s right first", "build", "bm25s build")
    return _table(("made entries", *names), [row(step) for step in steps])
