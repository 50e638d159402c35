"""Times and ids of the loopback Slack, from one clock and one counter, so that a test can fix both."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Stamps:
    """Gives every message its ts and everything else its id; never the same twice."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.now = clock
        self._lock = threading.Lock()
        self._last = 0
        self._count = itertools.count(1)

    def ts(self) -> str:
        """A new message's ts: seconds and microseconds, later than every ts before it."""
        with self._lock:
            self._last = max(int(self.now() * 1_000_000), self._last + 1)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def id(self, letter: str) -> str:
        """A new id in Slack's shape, such as `V0000001A2C`; the clock's second keeps ids of two runs apart."""
        with self._lock:
            count = next(self._count)
        return f"{letter}0{_base36(int(self.now())):0>6}{_base36(count):0>4}"

    def hash(self) -> str:
        """A view's hash, which changes with every update."""
        return f"{int(self.now())}.{self.id('h')}"

    def token(self) -> str:
        """What makes a trigger_id or an envelope_id unlike any other."""
        return f"{int(self.now() * 1000)}.{self.id('t').lower()}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
