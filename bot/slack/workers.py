"""Workers: the threads in which answers are made, apart from those that acknowledge."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import ParamSpec

from bot.slack import trouble

log = logging.getLogger(__name__)

THREADS = 8
THREADS_FOR_FILES = 3
"""Besides those: files may take long, and whoever pasted an error must not wait for them."""

LONGEST_HELD = 0.2
"""Seconds; so that an answer gets its turn however many requests come in."""

P = ParamSpec("P")


class Workers:
    """Runs jobs in threads of its own, and some of them again and again."""

    def __init__(self, *, new_id: Callable[[], str], longest_held: float = LONGEST_HELD) -> None:
        self._new_id = new_id
        self._longest_held = longest_held
        self._holders = 0
        self._nobody_holds = threading.Condition()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
        self._pool_for_files = ThreadPoolExecutor(THREADS_FOR_FILES, thread_name_prefix="files")
        self._ended = threading.Event()
        self._rounds: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._open: set[Future[None]] = set()

    def submit(self, job: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Run a job as soon as a thread is free; what it raises goes to the log."""
        self._take(self._pool, lambda: job(*args, **kwargs), job.__name__)

    def submit_with_files(self, job: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """The same for a job that reads files, in threads that nothing else waits for."""
        self._take(self._pool_for_files, lambda: job(*args, **kwargs), job.__name__)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No job begins meanwhile, for as long as jobs may be held: for who takes a request, which Slack waits for.

        All threads share one interpreter in equal parts, so that each answer that is being made would slow that down.
        """
        with self._nobody_holds:
            self._holders += 1
        try:
            yield
        finally:
            with self._nobody_holds:
                self._holders -= 1
                if self._holders == 0:
                    self._nobody_holds.notify_all()

    def _take(self, pool: ThreadPoolExecutor, job: Callable[[], None], name: str) -> None:
        future = pool.submit(self._run_unheld, job, name)
        with self._lock:
            self._open.add(future)
        future.add_done_callback(self._forget)

    def every(self, seconds: float, job: Callable[[], None]) -> None:
        """Run a job again and again until the end, the first time now."""

        def rounds() -> None:
            self._run(job, job.__name__)
            while not self._ended.wait(seconds):
                self._run(job, job.__name__)

        thread = threading.Thread(target=rounds, name=f"every {seconds:g} s", daemon=True)
        self._rounds.append(thread)
        thread.start()

    def end(self, *, within: float) -> bool:
        """Take nothing more, and come back when all that was taken is done, or after so many seconds.

        False where something is left: what had not begun is dropped, what goes on is left to itself.
        """
        until = time.monotonic() + within
        self._ended.set()
        for pool in (self._pool_for_files, self._pool):
            pool.shutdown(wait=False)
        for thread in self._rounds:
            thread.join(max(0.0, until - time.monotonic()))
        with self._lock:
            rest = tuple(self._open)
        left = wait(rest, timeout=max(0.0, until - time.monotonic())).not_done
        for pool in (self._pool_for_files, self._pool):
            pool.shutdown(wait=False, cancel_futures=True)
        return not left and not any(thread.is_alive() for thread in self._rounds)

    def _forget(self, future: Future[None]) -> None:
        with self._lock:
            self._open.discard(future)

    def _run_unheld(self, job: Callable[[], None], name: str) -> None:
        with self._nobody_holds:
            self._nobody_holds.wait_for(lambda: self._holders == 0, self._longest_held)
        self._run(job, name)

    def _run(self, job: Callable[[], None], name: str) -> None:
        try:
            job()
        except Exception as problem:
            trouble.report(log, problem, reference=self._new_id(), doing=name)
