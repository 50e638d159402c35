"""The clock as an argument, so that a test decides what time it is and waits for nothing."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What time it is, and letting time pass."""

    def now(self) -> float:
        """Seconds since 1970."""

    def wait(self, seconds: float) -> None:
        """Come back after `seconds`, or sooner when the program ends."""

    def end(self) -> None:
        """The program ends: let everyone who waits come back at once."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def wait(self, seconds: float) -> None:
        """Come back after `seconds`, or when `end` is called."""
        self._ended.wait(seconds)

    def end(self) -> None:
        """The program ends: let everyone who waits come back at once."""
        self._ended.set()
