"""Reliability: whether a confidence of 0.9 is right nine times of ten, in bins of equal width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.candidates import Candidate

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies from `low` to below `high`; the last one holds 1.0 too."""

    low: float
    high: float
    n: int
    right: int
    confidence: float
    """Mean confidence, 0..1; 0 where the bin is empty."""

    @property
    def gap(self) -> float:
        """How far mean confidence and share right lie apart, 0..1."""
        return abs(self.confidence - self.right / self.n) if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Ten bins, and one figure for all of them."""

    bins: tuple[Bin, ...]

    @property
    def n(self) -> int:
        """How many answers were given."""
        return sum(item.n for item in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error, 0..1: the bins' gaps, weighed by their size (Naeini et al., AAAI 2015)."""
        return sum(item.n * item.gap for item in self.bins) / self.n if self.n else 0.0


def reliability_of(candidates: Iterable[Candidate]) -> Reliability:
    """The reliability of the answers that are given today."""
    members: list[list[Candidate]] = [[] for _ in range(BINS)]
    for candidate in candidates:
        if candidate.given:
            members[min(BINS - 1, int(candidate.confidence * BINS))].append(candidate)
    return Reliability(tuple(_bin(number, given) for number, given in enumerate(members)))


def _bin(number: int, given: Sequence[Candidate]) -> Bin:
    mean = sum(candidate.confidence for candidate in given) / len(given) if given else 0.0
    return Bin(number / BINS, (number + 1) / BINS, len(given), sum(candidate.right for candidate in given), mean)
