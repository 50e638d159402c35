"""Sessions: what the agent view shows of a direct message: that we are at it, that we have answered, that it is closed.

Source: docs.slack.dev, ai/agent-sessions.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Literal

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.outbox import Outbox
from bot.slack.refusals import NO_AGENT

log = logging.getLogger(__name__)


class Sessions:
    """Sets statuses, in order and in a thread of its own: an answer never waits for its status.

    A status that Slack does not take costs nothing but the status; where the app is no agent, none is set any more.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._is_agent = threading.Event()
        self._is_agent.set()

    @contextmanager
    def at_work(self, *, team: str, channel: str, thread_ts: str | None) -> Iterator[None]:
        """Show that we are at it, and afterwards that we are done; only in a direct message's thread."""
        self._set(team, channel, thread_ts, "processing")
        try:
            yield
        finally:
            self._set(team, channel, thread_ts, "active")

    def close(self, *, team: str, channel: str, thread_ts: str) -> None:
        """Show that there is nothing left to do."""
        self._set(team, channel, thread_ts, "closed")

    def end(self) -> None:
        """Take nothing more, and come back when all that was taken is set."""
        self._pool.shutdown(wait=True)

    def _set(
        self, team: str, channel: str, thread_ts: str | None, status: Literal["processing", "active", "closed"]
    ) -> None:
        if channel.startswith("D") and thread_ts and self._is_agent.is_set():
            self._pool.submit(self._call, team, channel, thread_ts, status)

    def _call(self, team: str, channel: str, thread_ts: str, status: str) -> None:
        if not self._is_agent.is_set():
            return
        try:
            self._outbox.of(team).set_session(channel=channel, thread_ts=thread_ts, status=status)
        except SlackRefusedError as refused:
            if refused.code in NO_AGENT:
                self._is_agent.clear()
            log.debug("%s The status is not shown.", refused)
        except SlackUnreachableError as unreachable:
            log.debug("%s The status is not shown.", unreachable)
