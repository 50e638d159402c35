"""Line: threads that wait for one of the connections to the database, first come, first served.

A pool wakes whoever waits and lets others in before it; who loses goes to the end of its queue, and under load some
waited until their time was over (sqlalchemy/util/queue.py, `get`). Here the turn is handed on.
"""

from __future__ import annotations

import threading
from collections import deque


class Line:
    """So many turns at a time; thread-safe."""

    def __init__(self, turns: int) -> None:
        self._lock = threading.Lock()
        self._free = turns
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, *, within: float) -> bool:
        """Wait for one's turn; False where it did not come within so many seconds."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=within):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the last moment

    def leave(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
