"""How often an app may call (docs.slack.dev, apis/web-api/rate-limits): so many times a minute, by a method's tier."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable

A_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute that a tier surely takes; Slack lets bursts through."""
POSTS_A_MINUTE = 60
"""chat.postMessage: one a second in a channel."""
ALL_POSTS_A_MINUTE = 300
"""chat.postMessage in all channels together; Slack says "several hundred", the number is our guess."""
PERIOD = 60.0
"""Seconds."""


class RateLimits:
    """Counts calls; `generosity` multiplies what Slack's tiers promise, and 0 counts nothing."""

    def __init__(self, clock: Callable[[], float], *, generosity: float) -> None:
        self._clock = clock
        self._generosity = generosity
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, method: str, *, tier: int | None, channel: str = "") -> int | None:
        """Count one call; the seconds of Retry-After when it is one too many, and then it does not count.

        A method without a tier is one that posts, and is counted for each channel and for all of them together.
        """
        if not self._generosity:
            return None
        counted = {"": A_MINUTE[tier]} if tier else {channel: POSTS_A_MINUTE, "": ALL_POSTS_A_MINUTE}
        now = self._clock()
        with self._lock:
            lists = []
            for place, most in counted.items():
                calls = self._calls.setdefault((method, place), deque())
                while calls and calls[0] <= now - PERIOD:
                    calls.popleft()
                if len(calls) >= max(1, int(most * self._generosity)):
                    return max(1, math.ceil(calls[0] + PERIOD - now))
                lists.append(calls)
            for calls in lists:
                calls.append(now)
        return None
