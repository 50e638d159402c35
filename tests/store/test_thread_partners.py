"""Threads: whom the bot talks with."""

from __future__ import annotations

import threading

from bot.store.clock import SystemClock
from bot.store.database import Database
from bot.store.threads import KEPT_IN_MEMORY, NOBODY, Thread, Threads

HERE = Thread(team="T1", channel="C1", thread_ts="5.1")


def _partner(database: Database, threads: Threads) -> str | None:
    with database.begin("look") as connection:
        return threads.partner(HERE, connection)


def _turn(database: Database, threads: Threads, ts: str, person: str) -> None:
    with database.begin("turn") as connection:
        threads.turn(HERE, connection, ts=ts, person=person)


def test_the_last_message_decides_across_processes(database: Database) -> None:
    """A message that arrives late does not turn a thread back; nobody is somebody, and never asked is neither."""
    one, other = Threads(clock=SystemClock()), Threads(clock=SystemClock())
    assert _partner(database, one) is None
    _turn(database, one, "5.1", "U1")
    _turn(database, other, "9.5", NOBODY)
    _turn(database, one, "7.0", "U2")
    assert _partner(database, one) == NOBODY
    _turn(database, other, "10.1", "U2")
    assert _partner(database, one) == "U2"


def test_two_messages_that_begin_a_thread_together_both_count(database: Database) -> None:
    """Neither takes the other's transaction down, and the later one stands."""
    threads = Threads(clock=SystemClock())
    start = threading.Barrier(2)
    failed: list[Exception] = []

    def begin(ts: str, person: str) -> None:
        start.wait()
        try:
            _turn(database, threads, ts, person)
        except Exception as problem:
            failed.append(problem)

    both = [threading.Thread(target=begin, args=(f"5.{number}", f"U{number}")) for number in (1, 2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert failed == []
    assert _partner(database, threads) in ("U1", "U2")


def test_without_a_database_a_thread_is_remembered_and_then_told(database: Database) -> None:
    """What was turned while it was down holds in this process, and reaches the database with the next turn."""
    threads, other = Threads(clock=SystemClock()), Threads(clock=SystemClock())
    _turn(database, threads, "5.1", "U1")
    threads.turn(HERE, None, ts="6.0", person="U2")
    assert threads.partner(HERE, None) == "U2"
    assert _partner(database, threads) == "U2"
    assert _partner(database, other) == "U1"
    _turn(database, threads, "7.0", "U2")
    assert _partner(database, other) == "U2"


def test_memory_is_bounded() -> None:
    """The oldest thread goes first."""
    threads = Threads(clock=SystemClock())
    for number in range(KEPT_IN_MEMORY + 1):
        threads.turn(Thread(team="T1", channel="C1", thread_ts=f"{number}.1"), None, ts=f"{number}.1", person="U1")
    first, last = (Thread(team="T1", channel="C1", thread_ts=f"{number}.1") for number in (0, KEPT_IN_MEMORY))
    assert threads.partner(first, None) is None
    assert threads.partner(last, None) == "U1"
