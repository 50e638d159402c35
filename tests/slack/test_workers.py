"""Workers: what was taken is finished at the end, within a time that somebody sets."""

from __future__ import annotations

import threading

from bot.slack.workers import Workers


def test_what_was_taken_is_finished_at_the_end() -> None:
    """Also what had not begun: more jobs than threads."""
    workers, done = Workers(new_id=lambda: "r1"), []
    for number in range(100):
        workers.submit(done.append, number)
    assert workers.end(within=10)
    assert sorted(done) == list(range(100))


def test_what_takes_too_long_is_left() -> None:
    """Who ends the process hears that something is left, and does not wait; what had not begun is dropped."""
    workers, done = Workers(new_id=lambda: "r1"), []
    released, begun = threading.Event(), threading.Semaphore(0)

    def long_job() -> None:
        begun.release()
        released.wait(30)
        done.append("long")

    for _ in range(20):
        workers.submit(long_job)
    assert begun.acquire(timeout=10)
    is_done = workers.end(within=0.05)
    released.set()
    again = workers.end(within=10)
    assert (is_done, again) == (False, True)
    assert 1 <= len(done) < 20


def test_an_answer_begins_once_what_slack_waits_for_is_over() -> None:
    """Slack waits three seconds for an acknowledgement; whoever asked waits for the answer as it is."""
    workers, order = Workers(new_id=lambda: "r1", longest_held=30), []
    with workers.held():
        with workers.held():
            workers.submit(order.append, "answer")
            order.append("one acknowledgement")
        order.append("another")
    assert workers.end(within=10)
    assert order == ["one acknowledgement", "another", "answer"]


def test_no_answer_is_held_for_long() -> None:
    """However many requests come in one after the other."""
    workers, begun = Workers(new_id=lambda: "r1", longest_held=0.01), threading.Event()
    with workers.held():
        workers.submit(begun.set)
        assert begun.wait(10)
    assert workers.end(within=10)


def test_rounds_end_too() -> None:
    """What runs again and again does not begin anew."""
    workers, rounds = Workers(new_id=lambda: "r1"), threading.Semaphore(0)
    workers.every(0.001, rounds.release)
    assert rounds.acquire(timeout=10)
    assert rounds.acquire(timeout=10)
    assert workers.end(within=10)
    while rounds.acquire(blocking=False):
        pass
    assert not rounds.acquire(timeout=0.05)
