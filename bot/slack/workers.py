"""Workers: the threads in which answers are made, apart from those that acknowledge."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec

from bot.slack import trouble

log = logging.getLogger(__name__)

THREADS = 8
THREADS_FOR_FILES = 3
"""Besides those: files may take long, and whoever pasted an error must not wait for them."""

P = ParamSpec("P")


class Workers:
    """Runs jobs in threads of its own, and some of them again and again."""

    def __init__(self, *, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
        self._pool_for_files = ThreadPoolExecutor(THREADS_FOR_FILES, thread_name_prefix="files")
        self._ended = threading.Event()
        self._rounds: list[threading.Thread] = []

    def submit(self, job: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Run a job as soon as a thread is free; what it raises goes to the log."""
        self._pool.submit(self._run, lambda: job(*args, **kwargs), job.__name__)

    def submit_with_files(self, job: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """The same for a job that reads files, in threads that nothing else waits for."""
        self._pool_for_files.submit(self._run, lambda: job(*args, **kwargs), job.__name__)

    def every(self, seconds: float, job: Callable[[], None]) -> None:
        """Run a job again and again until the end, the first time now."""

        def rounds() -> None:
            self._run(job, job.__name__)
            while not self._ended.wait(seconds):
                self._run(job, job.__name__)

        thread = threading.Thread(target=rounds, name=f"every {seconds:g} s", daemon=True)
        self._rounds.append(thread)
        thread.start()

    def end(self) -> None:
        """Take nothing more, and come back when all that was taken is done."""
        self._ended.set()
        for thread in self._rounds:
            thread.join()
        self._pool_for_files.shutdown(wait=True)
        self._pool.shutdown(wait=True)

    def _run(self, job: Callable[[], None], name: str) -> None:
        try:
            job()
        except Exception as problem:
            trouble.report(log, problem, reference=self._new_id(), doing=name)
