"""WaitingLine: one line in the place of an answer that takes a while; the answer is then put where it stands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.answers.render import Renderer
from bot.errors import WhyfailedError
from bot.slack.asked import Asked
from bot.slack.outbox import Outbox

log = logging.getLogger(__name__)

AFTER = 2.0
"""Seconds of work after which people wonder whether anything happens."""


@dataclass(slots=True)
class Shown:
    """Where the line stands."""

    ts: str | None = None
    """None while there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """Says that files are being read, where everyone sees the answer; what only one person sees cannot be replaced."""

    renderer: Renderer
    outbox: Outbox
    after: float = AFTER

    @contextmanager
    def of(self, asked: Asked, *, shown: Shown, check: Callable[[], None]) -> Iterator[None]:
        """Show it as long as the work within takes more than `after` seconds; `check` raises where it must not be."""
        if not asked.files or asked.surface.is_private or shown.ts is not None:
            yield
            return
        timer = threading.Timer(self.after, self._show, args=(asked, shown, check))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _show(self, asked: Asked, shown: Shown, check: Callable[[], None]) -> None:
        try:
            shown.ts = self.outbox.of(asked.team).post_waiting_line(
                self.renderer.sentence("reading_files"),
                channel=asked.channel,
                thread_ts=asked.thread_ts,
                event_id=asked.event_id,
                before_each_attempt=check,
            )
        except WhyfailedError as problem:
            log.warning("%s The work goes on without a line that says so.", problem)
