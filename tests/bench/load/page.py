"""The page: what was asked for, measured, and how far the rounds were apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.bench.load.measuring import FEW, MANY, LoadResults, middle
from tests.bench.load.slack import Run

INTRODUCTION = """\
# Under load

Made by `make bench ONLY=load`; do not edit by hand. One process of `whyfailed serve`, over HTTP, with SQLite in a
temporary folder, is asked {texts} different questions in turn: mentions, each signed and delivered once, as many at
once as the tables say, each asker waiting for an answer before the next question. Slack is a small server in the
process that asks; it takes a post at once, where the real one takes about a tenth of a second. The bare app is
slack-bolt behind the same server, without a database, and posts "hello"; the program keeps to one core by itself, the
bare app runs where the system puts it. The sides take turns; the median of {rounds}
rounds counts, and the range stands beside it. How busy the cores were counts all programs, those that ask and
PostgreSQL too: where one replica leaves little of them, another cannot add much. Slack itself takes about one message a
second in a channel.
"""

FULL_CORES = 0.95
"""The share of all cores' time above which they allow nothing more."""

Line = tuple[str, str, str, str]


def load_page(results: LoadResults, *, machine: str, load_before: float) -> str:
    """The whole page as Markdown; `load_before` is the load average of the machine before anything was asked."""
    introduction = INTRODUCTION.format(texts=results.texts, rounds=len(results.many))
    shared = (
        f"Asking and answering share it; its load average before was {load_before:.1f}, the work of other programs."
    )
    parts = [introduction, f"Machine: {machine}. {shared}\n", "## What was asked for\n"]
    parts += ["| figure | measured | asked for | met |", "|---|---:|---:|---:|"]
    parts += [f"| {' | '.join(line)} |" for line in _aims(results)]
    head = "| side | at once | answers/s | answer p50 | answer p99 | acknowledgement p99 | cores busy |"
    parts += ["\n## Rounds\n", head, "|---|---:|---:|---:|---:|---:|---:|", *_sides(results)]
    parts += ["\n## Memory\n", "| questions | resident memory |", "|---:|---:|"]
    parts += [f"| {asked:,} | {megabytes:.0f} MB |" for asked, megabytes in results.memory]
    return "\n".join(parts) + "\n"


def _aims(results: LoadResults) -> Iterator[Line]:
    rates = [run.rate for run in results.many]
    rate, bare = middle(rates), middle([run.rate for run in results.bare_many])
    yield _line(f"Answers a second, {MANY} at once", f"{rate:.0f}", "≥ 150", rate >= 150)
    yield _line(
        'the same, against a bare Bolt app that posts "hello"', f"{rate / bare:.2f} x", "≥ 0.25 x", rate >= bare / 4
    )
    few, many = middle([run.answers.p99 for run in results.few]), middle([run.answers.p99 for run in results.many])
    yield _line(f"Question to posted answer, p99, {FEW} at once", f"{few:.0f} ms", "≤ 250 ms", few <= 250)
    yield _line(f"Question to posted answer, p99, {MANY} at once", f"{many:.0f} ms", "≤ 1,000 ms", many <= 1000)
    heard = middle([run.acknowledgements.p99 for run in results.many])
    yield _line(f"Acknowledgement, p99, {MANY} at once", f"{heard:.0f} ms", "≤ 200 ms", heard <= 200)
    (_, start), *_, (asked, end) = results.memory
    grown = f"{end - start:+.0f} MB of {start:.0f}"
    yield _line(f"Memory over {asked:,} questions", grown, "flat", end <= 1.1 * start)
    yield _line("Claims, cases and presses not stored meanwhile", f"{results.lost:.0f}", "0", results.lost == 0)
    if results.one:
        ratio = middle([run.rate for run in results.two]) / middle([run.rate for run in results.one])
        busy = middle([run.busy for run in results.two])
        name, value, aim, met = _line(
            "Two replicas on PostgreSQL, against one",
            f"{ratio:.2f} x, cores {busy:.0%} busy",
            "≥ 1.6 x where cores allow",
            ratio >= 1.6,
        )
        yield name, value, aim, "cores are full" if ratio < 1.6 and busy >= FULL_CORES else met


def _line(name: str, value: str, aim: str, met: bool) -> Line:
    return name, value, aim, "yes" if met else "**no**"


def _sides(results: LoadResults) -> Iterator[str]:
    yield from _side("whyfailed", FEW, results.few)
    yield from _side("whyfailed", MANY, results.many)
    yield from _side("bare Bolt app", FEW, results.bare_few)
    yield from _side("bare Bolt app", MANY, results.bare_many)
    if not results.one:
        yield "| PostgreSQL is not installed, and so not measured | | | | | | |"
        return
    yield from _side("whyfailed on PostgreSQL", MANY, results.one)
    yield from _side("two of them", MANY, results.two)


def _side(name: str, at_once: int, runs: Sequence[Run]) -> Iterator[str]:
    rates = [run.rate for run in runs]
    rate = f"{middle(rates):.0f} ({min(rates):.0f}–{max(rates):.0f})"
    halves = middle([run.answers.p50 for run in runs])
    most, heard = middle([run.answers.p99 for run in runs]), middle([run.acknowledgements.p99 for run in runs])
    busy = f"{middle([run.busy for run in runs]):.0%}"
    yield f"| {name} | {at_once} | {rate} | {halves:.0f} ms | {most:.0f} ms | {heard:.0f} ms | {busy} |"
