"""Allowance: how many cases one person, and everyone in a workspace together, may hand to support."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Literal

import limits
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


@dataclass(frozen=True, slots=True)
class UsedUp:
    """Nothing is left for now."""

    whose: Literal["person", "workspace"]
    rate: str
    """Such as `5 in 1 hour`."""
    minutes: int
    """Until the next one; at least 1."""


class Allowance:
    """Counts in this process, over a moving window; a restart starts anew."""

    def __init__(self, *, per_person: str, per_workspace: str) -> None:
        """Each as `5/hour`. Raises ValueError for what is none."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_person = limits.parse(per_person)
        self._per_workspace = limits.parse(per_workspace)

    def used_up(self, *, team: str, person: str) -> UsedUp | None:
        """What keeps this person from handing on another case now, or None."""
        for whose, most, key in self._of(team, person):
            if not self._limiter.test(most, *key):
                window = self._limiter.get_window_stats(most, *key)
                unit = most.GRANULARITY.name if most.multiples == 1 else f"{most.GRANULARITY.name}s"
                minutes = max(1, math.ceil((window.reset_time - time.time()) / 60))
                return UsedUp(whose, f"{most.amount} in {most.multiples} {unit}", minutes)
        return None

    def use(self, *, team: str, person: str) -> None:
        """This person handed on a case."""
        for _, most, key in self._of(team, person):
            self._limiter.hit(most, *key)

    def _of(
        self, team: str, person: str
    ) -> tuple[tuple[Literal["person", "workspace"], limits.RateLimitItem, tuple[str, ...]], ...]:
        return (
            ("person", self._per_person, ("person", team, person)),
            ("workspace", self._per_workspace, ("workspace", team)),
        )
