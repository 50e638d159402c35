"""Waiting for what nobody tells about: another process, or figures that are only read."""

from __future__ import annotations

import time
from collections.abc import Callable

LOOK_EVERY = 0.02
"""Seconds."""


def until(predicate: Callable[[], object], *, within: float = 20.0) -> None:
    """Come back once it is so. Raises AssertionError after `within` seconds."""
    end = time.monotonic() + within
    while not predicate():
        assert time.monotonic() < end, f"not within {within:g} seconds"
        time.sleep(LOOK_EVERY)
