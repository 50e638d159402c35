"""Permalinks: messages' addresses, each asked of Slack once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from bot.slack.outbox import Outbox

KEPT_IN_MEMORY = 2_000
"""Addresses; a message's never changes."""


class Permalinks:
    """Remembers what Slack told; thread-safe."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str, str], str] = OrderedDict()

    def of(self, *, team: str, channel: str, ts: str) -> str | None:
        """A message's address, or None where Slack does not tell; then it is asked again the next time."""
        key = (team, channel, ts)
        with self._lock:
            if key in self._known:
                return self._known[key]
        found = self._outbox.of(team).permalink(channel=channel, ts=ts)
        if found is not None:
            with self._lock:
                self._known[key] = found
                while len(self._known) > KEPT_IN_MEMORY:
                    self._known.popitem(last=False)
        return found
