"""WaitingLine: one line where an answer takes a while.

The answer is put where the line stands. What only one person sees cannot be replaced there for sure: a response_url
replaces the message that was pressed, which is another. So there the answer follows the line.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

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


@dataclass(slots=True)
class _Work:
    """The making of one answer."""

    show: Callable[[], None]
    late_at: float
    is_over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while the line is being said, so that the answer comes after it."""

    def tell(self) -> None:
        """Say the line, unless the answer is made by now."""
        with self._lock:
            if not self.is_over:
                self.show()

    def end(self) -> None:
        """The answer is made."""
        with self._lock:
            self.is_over = True


class WaitingLine:
    """Says that somebody's text or files are being read, to whoever is going to see the answer.

    One timer serves all answers, and none runs where none is made: most are made within milliseconds, and would each
    start a thread for nothing.
    """

    def __init__(self, *, renderer: Renderer, outbox: Outbox, after: float = AFTER) -> None:
        self._renderer = renderer
        self._outbox = outbox
        self._after = after
        self._lock = threading.Lock()
        self._begun: deque[_Work] = deque()
        """Oldest first, which is the next to be late; the timer runs while there is any."""

    @contextmanager
    def of(self, asked: Asked, *, shown: Shown, check: Callable[[], None]) -> Iterator[None]:
        """Show it as long as the work within takes more than `after` seconds; `check` raises where it must not be."""
        may_be_silent = asked.surface in (Surface.FOLLOW_UP, Surface.WATCHED) and not asked.files
        if may_be_silent or shown.ts is not None:
            yield
            return
        work = _Work(partial(self._show, asked, shown, check), late_at=time.monotonic() + self._after)
        with self._lock:
            self._begun.append(work)
            if len(self._begun) == 1:
                self._look_after(self._after)
        try:
            yield
        finally:
            work.end()

    def _look_after(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._look)
        timer.daemon = True
        timer.start()

    def _look(self) -> None:
        now = time.monotonic()
        with self._lock:
            while self._begun and (self._begun[0].is_over or self._begun[0].late_at <= now):
                work = self._begun.popleft()
                if not work.is_over:
                    threading.Thread(target=work.tell, name="waiting line", daemon=True).start()
            if self._begun:
                self._look_after(self._begun[0].late_at - now)

    def _show(self, asked: Asked, shown: Shown, check: Callable[[], None]) -> None:
        line = self._renderer.sentence("reading")
        try:
            if asked.response_url is not None:
                check()
                self._outbox.respond(line, response_url=asked.response_url, thread_ts=asked.shown_in)
                return
            shown.ts = self._outbox.of(asked.team).post_waiting_line(
                line,
                channel=asked.channel,
                thread_ts=asked.thread_ts,
                event_id=asked.event_id,
                before_each_attempt=check,
            )
        except WhyfailedError as problem:
            log.warning("%s The work goes on without a line that says so.", problem)
