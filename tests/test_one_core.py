"""One core: which one the process keeps to, and that all its threads do."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.operations.one_core import MOST_MOVES, MOST_PATIENCE, REST, OneCore, Use, core_for

TASKS = Path("/proc/self/task")


@pytest.mark.parametrize(
    ("ours", "cores", "kept", "expected"),
    [
        pytest.param(0.0, {0: 0.4, 1: 0.1, 2: 0.3}, None, 1, id="the one with the least to do"),
        pytest.param(0.5, {0: 0.5}, None, None, id="there is one"),
        pytest.param(0.5, {}, None, None, id="the system does not tell"),
        pytest.param(0.9, {0: 1.0, 1: 0.6}, 0, 0, id="it is ours alone"),
        pytest.param(0.7, {0: 1.0, 1: 1.0}, 0, 0, id="others need a little of it"),
        pytest.param(0.5, {0: 1.0, 1: 0.6}, 0, 1, id="somebody like us is there"),
        pytest.param(0.5, {0: 1.0, 1: 0.9, 2: 0.8}, 0, 2, id="the best of the others"),
        pytest.param(0.0, {0: 1.0, 1: 0.0}, 0, 0, id="we have nothing to do, so others can stay"),
        pytest.param(0.5, {1: 0.2, 2: 0.1}, 0, 2, id="it is gone"),
    ],
)
def test_a_core_is_kept_while_it_is_ours(
    ours: float, cores: dict[int, float], kept: int | None, expected: int | None
) -> None:
    """Where it would have to be shared with another busy program, another one is better."""
    assert core_for(Use(ours, cores), kept) == expected


@pytest.fixture
def allowed() -> Iterator[set[int]]:
    """The cores that this process may run on, and may again afterwards."""
    if sys.platform != "linux":
        pytest.skip("threads are only kept to a core on Linux")
    allowed = os.sched_getaffinity(0)
    yield allowed
    for task in TASKS.iterdir():
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(task.name), allowed)


class _Machine:
    """A machine as /proc/stat shows it, second by second, and this process using half a core of it."""

    def __init__(self, folder: Path, allowed: set[int]) -> None:
        self._seconds = 0
        self._busy = dict.fromkeys(allowed, 0)
        self._stat = folder / "stat"
        self.core = OneCore(stat=self._stat, now=lambda: self._seconds, worked=lambda: self._seconds / 2)
        self.passes(dict.fromkeys(allowed, 0))

    def passes(self, busy: dict[int, int]) -> None:
        """A second in which each core was busy for so many hundredths; then a look."""
        self._seconds += 1
        lines = ["cpu  1 2 3"]
        for number, share in busy.items():
            self._busy[number] += share
            idle = 100 * self._seconds - self._busy[number]
            lines.append(f"cpu{number} {self._busy[number]} 0 0 {idle} 0 0 0 0 0 0")
        self._stat.write_text("\n".join([*lines, "intr 1 2 3", ""]))
        self.core.look()


def test_every_thread_keeps_to_the_core_that_is_free(allowed: set[int], tmp_path: Path) -> None:
    """Those that run already too; and all may run anywhere again."""
    free, over = max(allowed), threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    machine = _Machine(tmp_path, allowed)
    try:
        machine.passes({number: 0 if number == free else 90 for number in allowed})
        kept = _affinities()
        machine.core.keep_to(None)
        assert (kept, _affinities()) == ([{free}], [allowed])
    finally:
        over.set()
        thread.join()


def test_where_every_core_is_crowded_it_runs_anywhere_for_a_while(allowed: set[int], tmp_path: Path) -> None:
    """It looks for another one first; and takes one again, once there may be one to be had."""
    machine = _Machine(tmp_path, allowed)
    full = dict.fromkeys(allowed, 100)
    for _ in range((MOST_MOVES + 1) * (MOST_PATIENCE + 1)):
        machine.passes(full)
    crowded_out = _affinities()
    for _ in range(REST + 1):
        machine.passes({number: 50 if number == min(allowed) else 100 for number in allowed})
    assert (crowded_out, _affinities()) == ([allowed], [{min(allowed)}])


@pytest.mark.parametrize("told", [None, "", "cpu0\n", "cpu0 1 x\n", "nonsense"])
def test_what_the_system_does_not_tell_moves_nobody(allowed: set[int], tmp_path: Path, told: str | None) -> None:
    """There is no such file in some containers, and in some it is empty."""
    stat = tmp_path / "stat"
    if told is not None:
        stat.write_text(told)
    core = OneCore(stat=stat)
    core.look()
    core.look()
    assert _affinities() == [allowed]


def _affinities() -> list[set[int]]:
    """Where the threads of this process may run: each kind once."""
    found: list[set[int]] = []
    for task in TASKS.iterdir():
        with suppress(ProcessLookupError):  # a thread that ended meanwhile
            cores = os.sched_getaffinity(int(task.name))
            if cores not in found:
                found.append(cores)
    return found
