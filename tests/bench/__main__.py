"""Runs the bench: `python -m tests.bench [--only PART] [--quick] [FOLDER]`; without a folder it prints."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from scripts.reliability import LOAD, ROOT, put_load
from tests.bench import logs
from tests.bench.comparison import PLAIN, compare, long_texts, questions
from tests.bench.growth import measure
from tests.bench.load.measuring import FULL, QUICK, Size, measure_load
from tests.bench.load.page import load_page
from tests.bench.page import LogRate, Results, page_of
from tests.bench.processes import cost_of, growth_by_a_large_log, start_of_ask
from tests.bench.sides import MODULES, OURS, SLOW, Side, side_of
from tests.bench.timing import seconds_of, times_of

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 4_000)


PAGES: Mapping[str, str] = {"diagnosis": "benchmarks.md", "load": "load.md"}
"""The file of each part."""


@click.command()
@click.option("--only", type=click.Choice(list(PAGES)), help="This part alone.")
@click.option("--quick", is_flag=True, help="Fewer rounds, smaller corpora, no embeddings: a look within two minutes.")
@click.option("--full", is_flag=True, help="Ask 100,000 questions to see how memory grows.")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def main(only: str | None, quick: bool, full: bool, folder: Path | None) -> None:
    """Measure, and write the pages into FOLDER or print them."""
    for part, page in PAGES.items():
        if only in (None, part):
            text = _diagnosis(quick=quick) if part == "diagnosis" else _load(quick=quick, full=full)
            if folder is None:
                click.echo(text)
            else:
                (folder / page).write_text(text, encoding="utf-8")
                if folder / page == LOAD.relative_to(ROOT):
                    put_load()


def _load(*, quick: bool, full: bool) -> str:
    size = QUICK if quick else FULL if full else Size()
    load_before = os.getloadavg()[0]
    return load_page(asyncio.run(measure_load(size)), machine=_machine(), load_before=load_before)


def _diagnosis(*, quick: bool) -> str:
    corpus = load_corpus(knowledge_folder())
    rounds = 2 if quick else 8
    sides, absent = _sides(corpus, [name for name in MODULES if not (quick and name in SLOW)])
    asked = questions()
    plain = [label for label in asked if label.set == PLAIN]
    click.echo(f"{len(asked)} questions, {len(sides)} sides.", err=True)
    results = Results(
        machine=_machine(),
        tables={
            f"{len(asked)} questions": compare(sides, asked, rounds=rounds),
            f"{len(plain)} of them, about Webex XM and without the error's text": compare(sides, plain, rounds=rounds),
        },
        long_times=times_of({OURS: sides[OURS].ask}, list(long_texts(corpus, asked)), rounds=rounds)[OURS],
        costs={name: cost_of(name) for name in sides if name not in SLOW},
        absent=absent,
        logs={name: _log_rate(sides[OURS], getattr(logs, kind)(corpus), rounds) for name, kind in logs.LOGS.items()},
        log_megabytes=growth_by_a_large_log(),
        growth=[measure(corpus, size, rounds=rounds) for size in (QUICK_SIZES if quick else SIZES)],
        start=start_of_ask(rounds=rounds),
    )
    return page_of(results)


def _sides(corpus: Corpus, names: Sequence[str]) -> tuple[dict[str, Side], list[str]]:
    """Those that can be built here, and the names of those whose package is not installed."""
    built: dict[str, Side] = {}
    absent = []
    for name in names:
        try:
            built[name] = side_of(name)(corpus)
        except ModuleNotFoundError:
            absent.append(name)
    return built, absent


def _log_rate(ours: Side, log: str, rounds: int) -> LogRate:
    lines = log.split("\n")
    quarter = lines[: len(lines) // 4]
    whole = min(seconds_of(lambda: ours.ask(log)) for _ in range(rounds))
    part = min(seconds_of(lambda: ours.ask("\n".join(quarter))) for _ in range(rounds))
    return LogRate(len(lines), len(lines) / whole, len(quarter) / part)


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
