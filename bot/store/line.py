"""Line: threads that wait for the one connection to SQLite, first come, first served.

A pool wakes whoever waits and lets others in before it; who loses goes to the end of its queue, and under load some
waited until their time was over (sqlalchemy/util/queue.py, `get`). Here the turn is handed on.
"""

from __future__ import annotations

import threading
from collections import deque


class Line:
    """One turn at a time; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, *, within: float) -> bool:
        """Wait for one's turn; False where it did not come within so many seconds."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
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
                self._is_taken = False
