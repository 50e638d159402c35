"""One core: which one the process keeps to, and that all its threads do."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.operations.one_core import OneCore, Use, core_for

TASKS = Path("/proc/self/task")


@pytest.mark.parametrize(
    ("ours", "cores", "kept", "expected"),
    [
        pytest.param(0.0, {0: 0.4, 1: 0.1, 2: 0.3}, None, 1, id="the one with the least to do"),
        pytest.param(1.0, {0: 0.8, 1: 0.7}, None, 1, id="what others need fits on the rest"),
        pytest.param(0.5, {0: 1.0, 1: 1.0}, None, None, id="all are full"),
        pytest.param(0.5, {0: 0.5}, None, None, id="there is one"),
        pytest.param(0.5, {}, None, None, id="the system does not tell"),
        pytest.param(0.9, {0: 1.0, 1: 0.6}, 0, 0, id="it is ours alone"),
        pytest.param(0.7, {0: 1.0, 1: 1.0}, 0, 0, id="others need a little of it"),
        pytest.param(0.5, {0: 1.0, 1: 0.6}, 0, None, id="somebody like us is there"),
        pytest.param(0.0, {0: 1.0, 1: 0.0}, 0, 0, id="we have nothing to do, so others can stay"),
        pytest.param(0.5, {1: 0.0, 2: 0.0}, 0, None, id="it is gone"),
    ],
)
def test_a_core_is_kept_while_it_is_ours(
    ours: float, cores: dict[int, float], kept: int | None, expected: int | None
) -> None:
    """Where it would have to be shared with another busy program, the process may run anywhere again."""
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


def test_every_thread_keeps_to_the_core_that_is_free(allowed: set[int], tmp_path: Path) -> None:
    """Those that run already too; and all may run anywhere again."""
    free, stat, over = max(allowed), tmp_path / "stat", threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    core = OneCore(stat=stat)
    try:
        for seconds in (1, 2):
            work = {number: 0 if number == free else 90 * seconds for number in allowed}
            stat.write_text(
                "cpu  1 2 3\n"
                + "".join(
                    f"cpu{number} {busy} 0 0 {100 * seconds - busy} 0 0 0 0 0 0\n" for number, busy in work.items()
                )
                + "intr 1 2 3\n"
            )
            core.look()
        kept = _affinities()
        core.keep_to(None)
        assert (kept, _affinities()) == ([{free}], [allowed])
    finally:
        over.set()
        thread.join()


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
