"""WaitingLine: one line where an answer takes a while.

The answer is put where the line stands. What only one person sees cannot be replaced there for sure: a response_url
replaces the message that was pressed, which is another. So there the answer follows the line.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.answers.render import Renderer
from bot.errors import WhyfailedError
from bot.slack.asked import Asked, Surface
from bot.slack.outbox import Outbox

log = logging.getLogger(__name__)

AFTER = 1.5
"""Seconds of work; so that the line is there before the two after which people wonder whether anything happens."""


@dataclass(slots=True)
class Shown:
    """Where the line stands."""

    ts: str | None = None
    """None while there is none that an answer could be put in the place of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """Says that somebody's text or files are being read, to whoever is going to see the answer."""

    renderer: Renderer
    outbox: Outbox
    after: float = AFTER

    @contextmanager
    def of(self, asked: Asked, *, shown: Shown, check: Callable[[], None]) -> Iterator[None]:
        """Show it as long as the work within takes more than `after` seconds; `check` raises where it must not be."""
        may_be_silent = asked.surface in (Surface.FOLLOW_UP, Surface.WATCHED) and not asked.files
        if may_be_silent or shown.ts is not None:
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
        line = self.renderer.sentence("reading")
        try:
            if asked.response_url is not None:
                check()
                self.outbox.respond(line, response_url=asked.response_url, thread_ts=asked.shown_in)
                return
            shown.ts = self.outbox.of(asked.team).post_waiting_line(
                line,
                channel=asked.channel,
                thread_ts=asked.thread_ts,
                event_id=asked.event_id,
                before_each_attempt=check,
            )
        except WhyfailedError as problem:
            log.warning("%s The work goes on without a line that says so.", problem)
