"""What is measured, and how often: the program and the bare app take turns, and the middle of the rounds counts."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from tests.bench.comparison import questions
from tests.bench.load.programs import BARE, OURS, Program, running
from tests.bench.load.slack import Run, Slack
from tests.postgresql import postgresql_binaries, postgresql_server

FEW, MANY = 8, 64
"""Questions at once."""
MEMORY_POINTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is asked."""

    rounds: int = 3
    questions: int = 400
    """In a round of ours; a bare app, which is faster, is asked twice as many."""
    for_memory: int = 4_000
    warm_up: int = 600
    """As many as there are different questions, so that each has been met."""


QUICK = Size(rounds=1, questions=300, for_memory=600)
FULL = Size(for_memory=100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResults:
    """Everything that was measured; of several rounds all are there."""

    texts: int
    few: Sequence[Run]
    many: Sequence[Run]
    bare_few: Sequence[Run]
    bare_many: Sequence[Run]
    memory: Sequence[tuple[int, float]]
    """After so many questions, the megabytes that the program held."""
    lost: float
    """Claims, cases and presses that could not be stored while all this was asked."""
    one: Sequence[Run]
    """One process on PostgreSQL; empty where PostgreSQL is not installed."""
    two: Sequence[Run]


async def measure_load(size: Size) -> LoadResults:
    """Start everything, ask, and end everything."""
    texts = [label.question.text for label in questions()]
    async with Slack(texts) as slack, AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="whyfailed-load-")))
        start = partial(running, api_url=slack.api_url)
        bare = await stack.enter_async_context(start(BARE, folder=folder / "bare"))
        async with start(OURS, folder=folder / "ours") as ours:
            for program in (bare, ours):
                await slack.ask([program.url], at_once=FEW, questions=size.warm_up)
            rounds: dict[tuple[bool, int], list[Run]] = {}
            for number in range(size.rounds):
                for program, count in ((bare, 2 * size.questions), (ours, size.questions)):
                    for at_once in (FEW, MANY):
                        run = await slack.ask([program.url], at_once=at_once, questions=count)
                        rounds.setdefault((program is ours, at_once), []).append(run)
                click.echo(f"Round {number + 1} of {size.rounds} is over.", err=True)
            memory = await _memory(slack, ours, size.for_memory)
            lost = ours.figure("whyfailed_lost_total")
        one, two = await _replicas(slack, folder, size)
    return LoadResults(
        texts=len(texts),
        few=rounds[True, FEW],
        many=rounds[True, MANY],
        bare_few=rounds[False, FEW],
        bare_many=rounds[False, MANY],
        memory=memory,
        lost=lost,
        one=one,
        two=two,
    )


async def _memory(slack: Slack, program: Program, questions: int) -> list[tuple[int, float]]:
    """Megabytes before, and after each of a few equal parts."""
    found = [(0, program.megabytes())]
    for part in range(1, MEMORY_POINTS + 1):
        await slack.ask([program.url], at_once=MANY, questions=questions // MEMORY_POINTS)
        found.append((part * (questions // MEMORY_POINTS), program.megabytes()))
        click.echo(f"{found[-1][0]:,} questions: {found[-1][1]:.0f} MB.", err=True)
    return found


async def _replicas(slack: Slack, folder: Path, size: Size) -> tuple[list[Run], list[Run]]:
    """One process and two on one PostgreSQL, by turns."""
    binaries = postgresql_binaries()
    if binaries is None:
        return [], []
    one: list[Run] = []
    two: list[Run] = []
    with postgresql_server(binaries) as server:
        url = server.new_database()
        async with (
            running(OURS, folder=folder / "first", api_url=slack.api_url, database_url=url) as first,
            running(OURS, folder=folder / "second", api_url=slack.api_url, database_url=url) as second,
        ):
            urls = [first.url, second.url]
            await slack.ask(urls, at_once=FEW, questions=2 * size.warm_up)
            for _ in range(size.rounds):
                one.append(await slack.ask(urls[:1], at_once=MANY, questions=size.questions))
                two.append(await slack.ask(urls, at_once=MANY, questions=size.questions))
    return one, two


def middle(values: Sequence[float]) -> float:
    """The median, which one round under somebody else's load does not move."""
    return statistics.median(values)
