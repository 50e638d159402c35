"""How times are taken, so that two sides are compared under the same load of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that the texts of a set took, one a text, in order."""

    sorted: Sequence[float]

    def share(self, share: float) -> float:
        """The time within which this share of the texts was done."""
        return self.sorted[min(len(self.sorted) - 1, int(share * len(self.sorted)))]

    @property
    def p50(self) -> float:
        return self.share(0.5)

    @property
    def p99(self) -> float:
        return self.share(0.99)


def times_of(
    asked: Mapping[str, Callable[[str], object]], texts: Sequence[str], *, rounds: int, once: Collection[str] = ()
) -> Mapping[str, Times]:
    """The sides take turns at every text; of a text's rounds the fastest counts, so that other programs do not.

    Sides named in `once` take one round only: they are so slow that the bench would take an hour.
    """
    best = {name: [float("inf")] * len(texts) for name in asked}
    for number_of_round in range(rounds):
        for number, text in enumerate(texts):
            for name, ask in asked.items():
                if number_of_round and name in once:
                    continue
                best[name][number] = min(best[name][number], seconds_of(lambda ask=ask, text=text: ask(text)) * 1000)
    return {name: Times(sorted(times)) for name, times in best.items()}


def seconds_of(done: Callable[[], object]) -> float:
    """Seconds that something takes once."""
    begun = time.perf_counter()
    done()
    return time.perf_counter() - begun
