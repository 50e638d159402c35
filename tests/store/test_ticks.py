"""Ticks: what people change counts, whatever order it comes in, and nobody undoes what others did."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.ticks import Ticked, Ticks

TICKED = Ticked(
    case_id="c1",
    entry_id="wxm-2.4.2",
    steps=range(1, 5),
    before=frozenset(),
    after=frozenset({1}),
    team="T1",
    person="U1",
    at=10.0,
)


def pressed(person: str, before: str, after: str, at: float) -> Ticked:
    """Somebody's view of the boxes, as digits: which were ticked when it was drawn, and which are now."""
    return replace(TICKED, person=person, before=frozenset(map(int, before)), after=frozenset(map(int, after)), at=at)


def done(ticks: Ticks) -> set[int]:
    """The steps that are done."""
    return set(ticks.of_case("c1", team="T1").get("wxm-2.4.2", ()))


def test_two_people_who_tick_at_once_keep_both_ticks(database: Database) -> None:
    """Neither saw the other's tick; both stand."""
    ticks = Ticks(database)
    ticks.keep(pressed("U1", "", "1", 10))
    ticks.keep(pressed("U2", "", "2", 10.1))
    assert done(ticks) == {1, 2}


def test_a_tick_is_taken_back(database: Database) -> None:
    """By somebody else too, who saw it."""
    ticks = Ticks(database)
    ticks.keep(pressed("U1", "", "13", 10))
    ticks.keep(pressed("U2", "13", "3", 11))
    assert done(ticks) == {3}


def test_a_tick_that_is_taken_back_before_it_was_drawn_is_gone(database: Database) -> None:
    """The second press sends what the first started from; it was the same person, so they mean it."""
    ticks = Ticks(database)
    ticks.keep(pressed("U1", "", "1", 10))
    ticks.keep(pressed("U1", "", "", 10.2))
    assert done(ticks) == set()


def test_who_does_not_see_a_tick_does_not_take_it_back(database: Database) -> None:
    """Another person's boxes, drawn before, say nothing about the step that was ticked meanwhile."""
    ticks = Ticks(database)
    ticks.keep(pressed("U1", "", "1", 10))
    ticks.keep(pressed("U2", "", "2", 11))
    ticks.keep(pressed("U2", "", "", 12))
    assert done(ticks) == {1}


@pytest.fixture
def presses() -> tuple[Ticked, ...]:
    """One person ticks two steps and takes the first back, before anything is drawn; another ticks the fourth."""
    return (
        pressed("U1", "", "1", 10),
        pressed("U1", "", "12", 11),
        pressed("U1", "", "2", 12),
        pressed("U2", "", "4", 11.5),
    )


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_in_which_presses_are_worked_on_makes_no_difference(
    order: tuple[int, ...], presses: tuple[Ticked, ...], tmp_path: Path
) -> None:
    """Workers take presses as they come; Slack's clock says which was the last."""
    database = Database(f"sqlite:///{tmp_path / 'whyfailed.db'}")
    ticks = Ticks(database)
    for number in order:
        ticks.keep(presses[number])
    assert done(ticks) == {2, 4}
    database.close()


def test_presses_at_the_same_moment_are_all_kept(database: Database) -> None:
    """Eight threads, eight people, four steps: each step is ticked in the end."""
    ticks = Ticks(database)
    many = [pressed(f"U{n}", "", str(n % 4 + 1), 10 + n / 100) for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ticks.keep, many))
    assert done(ticks) == {1, 2, 3, 4}


def test_other_answers_and_other_cases_are_not_concerned(database: Database) -> None:
    """A tick belongs to one entry of one case."""
    ticks = Ticks(database)
    ticks.keep(TICKED)
    ticks.keep(replace(TICKED, entry_id="wxm-2.4.6", after=frozenset({2})))
    assert ticks.of_case("c1", team="T1") == {"wxm-2.4.2": {1}, "wxm-2.4.6": {2}}
    assert ticks.of_case("c2", team="T1") == {}


def test_a_database_that_is_down_says_so(tmp_path: Path) -> None:
    """Whoever ticks is told, so the store tells whoever asks it."""
    (tmp_path / "file").write_text("no folder")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'whyfailed.db'}")
    with pytest.raises(StoreError, match="DATABASE_URL"):
        Ticks(database).keep(TICKED)
    database.close()
