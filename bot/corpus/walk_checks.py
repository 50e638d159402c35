"""The coded checks of the guided walk: every way through it comes to an end, and nothing is out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.corpus.entry import Corpus, Kind
from bot.corpus.problem import Problem
from bot.corpus.walk import Point, Walk
from bot.corpus.wording import fingerprint, read_fingerprints, runs_of

FILE = "walk.toml"
LONGEST_ANSWER = 75
"""Characters that fit on a button (docs.slack.dev, block elements)."""


def points_are_reached(corpus: Corpus, _: Path) -> Iterator[Problem]:
    """Points that no way from the start leads to."""
    walk = corpus.walk
    if walk.start not in walk.points:
        return
    reached = {point.id for point in walk.reached_from(walk.points[walk.start])}
    for point in walk.points.values():
        if point.id not in reached:
            yield _problem(point, "WLK:002", "is never reached. Lead to it, or take it out.")


def scenarios_are_reached(corpus: Corpus, _: Path) -> Iterator[Problem]:
    """Stages and scenarios of a product with stages that the walk does not lead to."""
    if not corpus.walk.points:
        return
    reached = {branch.entry for point in corpus.walk.points.values() for branch in point.branches}
    products = {entry.product for entry in corpus if entry.kind is Kind.STAGE}
    for entry in corpus:
        if entry.product in products and entry.kind in (Kind.STAGE, Kind.SCENARIO) and entry.id not in reached:
            yield Problem(FILE, "point", "WLK:003", f"nothing leads to {entry.id}. Offer it at its stage.")


def answers_differ(corpus: Corpus, _: Path) -> Iterator[Problem]:
    """Questions that leave nothing to choose, and answers that no button can hold."""
    for point in corpus.walk.points.values():
        said = [branch.says or branch.entry for branch in point.branches]
        if len(said) == 1 or len(set(said)) != len(said):
            yield _problem(point, "WLK:004", "needs two answers that differ, or none where the walk ends.")
        if not point.branches and not point.facts:
            yield _problem(point, "WLK:004", "ends the walk and says nothing. Give `facts`.")
        for text in said:
            if len(text) > LONGEST_ANSWER:
                yield _problem(
                    point, "WLK:004", f"{text[:40]!r} has {len(text)} characters; a button holds {LONGEST_ANSWER}."
                )


def walks_end(corpus: Corpus, _: Path) -> Iterator[Problem]:
    """Points from which a way leads back to themselves: somebody could walk in circles."""
    walk = corpus.walk
    for point in walk.points.values():
        if any(point in walk.reached_from(after) for after in _next_of(point, walk)):
            yield _problem(point, "WLK:005", "can be reached from itself; the walk has to come to an end.")


def wording_is_ours(corpus: Corpus, folder: Path) -> Iterator[Problem]:
    """Words of the walk that stand so in a source."""
    known = read_fingerprints(folder / "sources.fingerprints")
    for point in corpus.walk.points.values():
        for text in (point.ask, *point.facts, *(branch.says for branch in point.branches)):
            copied = next((run for run in runs_of(text) if fingerprint(run) in known), None)
            if copied is not None:
                yield _problem(point, "TXT:005", f"copies a source: {' '.join(copied)!r}. Say it in other words.")


def _next_of(point: Point, walk: Walk) -> list[Point]:
    return [walk.points[branch.to] for branch in point.branches if branch.to in walk.points]


def _problem(point: Point, code: str, sentence: str) -> Problem:
    return Problem(FILE, f"point {point.id}", code, sentence)
