"""A clock that stands until a test sets it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class HandClock:
    """A clock that a test sets."""

    time: float = 1_000_000.0

    def now(self) -> float:
        """The time that was set."""
        return self.time

    def wait(self, seconds: float) -> None:
        """Puts the clock forward."""
        self.time += seconds

    def end(self) -> None:
        """Nobody waits."""
