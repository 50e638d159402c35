"""One core: the process keeps to one core, as long as it has that to itself whenever it is busy.

Threads share one interpreter, which runs one of them at a time. Spread over several cores, a thread that waits for its
turn is woken on another core each time the running one lets go for a moment, to write to a socket or to the database,
and comes too late: most of its wakings are for nothing, and what it needs has to come from the other core's memory.
Sources: David Beazley, Understanding the Python GIL (PyCon 2010); sched_setaffinity(2); proc_stat(5).
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds."""
BUSY = 0.3
"""The share of a core that the process uses when it matters to it who else is there: others can go elsewhere."""
CROWDED = 0.4
"""The share of our core that others may use then: two of us on the same one have half each."""
ALIKE = 0.05
"""How much busier a core may be than the one with the least to do, to be as good: two of us that start together find
the same one idle, and need not both go there."""
MOST_PATIENCE = 3
"""Looks, at most, for which a crowded core is borne: of two that met on one, one leaves it first."""
MOST_MOVES = 3
CALM = 10
"""Moves after which there is no core to be had, unless one was ours for so many looks in between."""
REST = 30
"""Looks for which the process may then run anywhere."""

STAT = Path("/proc/stat")
TASKS = Path("/proc/self/task")


@dataclass(frozen=True, slots=True)
class Use:
    """What was used between two looks."""

    ours: float
    """By this process, in cores."""
    cores: Mapping[int, float]
    """The share of each core that was busy, of those that the process may run on."""


def core_for(use: Use, kept: int | None) -> int | None:
    """The core to keep to, `kept` being the one until now: another one where it has to be shared. None for any."""
    if kept is not None and kept in use.cores and not (use.ours > BUSY and use.cores[kept] - use.ours > CROWDED):
        return kept
    others = {core: busy for core, busy in use.cores.items() if core != kept}
    if len(use.cores) < 2:
        return None
    least = min(others.values())
    return random.choice([core for core, busy in others.items() if busy <= least + ALIKE])  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class _Seen:
    """Counters since the start, in seconds, and of the cores in ticks: busy ones, and all."""

    at: float
    ours: float
    cores: Mapping[int, tuple[int, int]]


class OneCore:
    """Looks at what is used, and moves the process. Does nothing where the system does not tell, or forbids it."""

    def __init__(
        self,
        *,
        stat: Path = STAT,
        tasks: Path = TASKS,
        now: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.process_time,
    ) -> None:
        """`stat` holds what each core did, `tasks` a folder for each thread of this process (proc(5)).

        `worked` are the seconds that this process used so far.
        """
        self._stat = stat
        self._tasks = tasks
        self._now = now
        self._worked = worked
        self._before: _Seen | None = None
        self._kept: int | None = None
        self._allowed: frozenset[int] = frozenset()
        self._patience = self._moves = self._calm = self._rest = 0

    def look(self) -> None:
        """One round."""
        if not hasattr(os, "sched_setaffinity"):
            return
        if self._kept is None:
            self._allowed = frozenset(os.sched_getaffinity(0))
        seen = _Seen(self._now(), self._worked(), _ticks(self._stat))
        before, self._before = self._before, seen
        if before is None:
            return
        core = core_for(_between(before, seen, self._allowed), self._kept)
        if self._rest:
            self._rest -= 1
        elif core == self._kept:
            self._calm += 1
            self._patience = _some_patience()
        elif self._kept is not None and self._patience:
            self._patience -= 1
        else:
            self._move(core)
            self._patience = _some_patience()

    def _move(self, core: int | None) -> None:
        """To another core; or, where several were too crowded one after the other, to any."""
        self._moves = 1 if self._calm >= CALM else self._moves + 1
        self._calm = 0
        if self._moves > MOST_MOVES:
            core, self._moves, self._rest = None, 0, REST
        self.keep_to(core)

    def keep_to(self, core: int | None) -> None:
        """Run on one core, or on all that are allowed."""
        log.debug("Keeping to core %s.", "any" if core is None else core)
        with suppress(OSError):
            for task in self._tasks.iterdir():
                with suppress(ProcessLookupError):  # a thread that ended meanwhile
                    os.sched_setaffinity(int(task.name), self._allowed if core is None else {core})
            self._kept = core


def _some_patience() -> int:
    return random.randint(0, MOST_PATIENCE)  # noqa: S311 - no secret


def _between(before: _Seen, after: _Seen, allowed: frozenset[int]) -> Use:
    cores = {}
    for core in allowed & before.cores.keys() & after.cores.keys():
        busy, all_ticks = (now - then for now, then in zip(after.cores[core], before.cores[core], strict=True))
        cores[core] = busy / max(1, all_ticks)
    return Use((after.ours - before.ours) / max(after.at - before.at, 1e-3), cores)


def _ticks(stat: Path) -> Mapping[int, tuple[int, int]]:
    """By core, how long it was busy and how long there was; empty where the system does not say."""
    found = {}
    with suppress(OSError, ValueError):
        for line in stat.read_text(encoding="ascii").splitlines():
            name, *counts = line.split()
            if name.startswith("cpu") and name != "cpu":
                user, nice, system, idle, waiting, *interrupts = map(int, counts[:8])
                busy = user + nice + system + sum(interrupts)
                found[int(name.removeprefix("cpu"))] = busy, busy + idle + waiting
    return found
