"""Figures: each rule of counting on a handful of cases that can be counted by hand."""

from __future__ import annotations

import pytest

from bot.figures.counting import DAY, Figures, Frequent, figures_of
from bot.figures.rows import AskedCase, Decision, HandedOn, Rows, Verdict

NOW = 100 * DAY
HOUR = 3_600.0


def case(
    name: str,
    *,
    days_ago: float = 1,
    decision: Decision = "answer",
    entries: tuple[str, ...] = ("connect-7105",),
    asker: str = "U0MAYA",
    thread_ts: str | None = None,
) -> AskedCase:
    """A question, by default answered yesterday, in a thread of its own."""
    return AskedCase(
        id=name,
        asker=asker,
        channel="C1",
        thread_ts=thread_ts or f"thread of {name}",
        at=NOW - days_ago * DAY,
        decision=decision,
        entries=entries if decision in ("answer", "several") else (),
        question=f"question {name}",
    )


def pressed(name: str, *, solved: bool = True, days_ago: float = 0.9, entry: str = "connect-7105") -> Verdict:
    """A press under an answer."""
    return Verdict(case_id=name, entry_id=entry, is_solved=solved, at=NOW - days_ago * DAY)


def count(
    *cases: AskedCase, verdicts: tuple[Verdict, ...] = (), handed_on: tuple[HandedOn, ...] = (), days: int = 30
) -> Figures:
    rows = Rows(cases=cases, verdicts=verdicts, handed_on=handed_on)
    return figures_of(rows, now=NOW, days=days, only_support={"wxm-2.5.2"})


def became(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in ("solved", "contradicted", "escalated", "open")}


def test_what_was_decided_makes_up_what_was_asked() -> None:
    """Answered (with one or several), asked back, unknown."""
    figures = count(
        case("a"), case("b", decision="several"), case("c", decision="choose"), case("d", decision="unknown")
    )
    decided = (figures.asked, figures.answered, figures.asked_back, figures.unknown)
    assert decided == (4, 2, 1, 1)


def test_silence_is_open() -> None:
    """Nobody pressed, or somebody pressed Not solved: neither is solved."""
    figures = count(case("a"), case("b"), verdicts=(pressed("b", solved=False),))
    assert became(figures) == {"solved": 0, "contradicted": 0, "escalated": 0, "open": 2}


def test_the_last_press_holds() -> None:
    """Whoever presses Not solved after Solved takes it back, and the other way round."""
    verdicts = (
        pressed("a"),
        pressed("a", solved=False, days_ago=0.8),
        pressed("b", solved=False),
        pressed("b", days_ago=0.8),
    )
    figures = count(case("a", asker="U1"), case("b", asker="U2"), verdicts=verdicts)
    assert became(figures) == {"solved": 1, "contradicted": 0, "escalated": 0, "open": 1}


@pytest.mark.parametrize(
    ("hours", "asker", "thread_ts", "entries", "expected"),
    [
        (71.9, "U0MAYA", None, ("connect-7105",), "contradicted"),
        (72.0, "U0MAYA", None, ("connect-7105",), "contradicted"),
        (72.1, "U0MAYA", None, ("connect-7105",), "solved"),
        (1.0, "U0TOMAS", "thread of a", ("connect-7105",), "contradicted"),
        (1.0, "U0TOMAS", None, ("connect-7105",), "solved"),
        (1.0, "U0MAYA", None, ("connect-7106",), "solved"),
        (1.0, "U0MAYA", None, ("connect-7106", "connect-7105"), "contradicted"),
        (-1.0, "U0MAYA", None, ("connect-7105",), "solved"),
    ],
)
def test_who_comes_back_with_the_same_finding_contradicts(
    hours: float, asker: str, thread_ts: str | None, entries: tuple[str, ...], expected: str
) -> None:
    """The same person or thread, the same entry, within 72 hours after the press; nothing else."""
    solved_days_ago = 10.0
    again = case("again", days_ago=solved_days_ago - hours / 24, asker=asker, thread_ts=thread_ts, entries=entries)
    figures = count(case("a", days_ago=10.5), again, verdicts=(pressed("a", days_ago=solved_days_ago),))
    assert {name for name in ("solved", "contradicted") if getattr(figures, name)} == {expected}
    assert figures.open == 1


def test_what_was_chosen_and_solved_is_the_finding() -> None:
    """A question back has no answer of its own: what was shown when Solved was pressed counts."""
    verdicts = (pressed("a", entry="connect-7208", days_ago=0.9),)
    again = case("again", days_ago=0.5, entries=("connect-7208",))
    other = case("other", days_ago=0.4, entries=("connect-7105",))
    assert became(count(case("a", decision="choose"), again, other, verdicts=verdicts))["contradicted"] == 1


@pytest.mark.parametrize(
    ("hours_after_solved", "expected"),
    [
        (1.0, {"solved": 0, "contradicted": 1, "escalated": 1, "open": 0}),
        (73.0, {"solved": 1, "contradicted": 0, "escalated": 1, "open": 0}),
        (-1.0, {"solved": 1, "contradicted": 0, "escalated": 1, "open": 0}),
    ],
)
def test_handing_on_after_solved_contradicts(hours_after_solved: float, expected: dict[str, int]) -> None:
    """Within 72 hours; what support solved, and somebody then confirmed, is solved."""
    handed_on = HandedOn(case_id="a", at=NOW - 9 * DAY + hours_after_solved * HOUR)
    figures = count(case("a", days_ago=10), verdicts=(pressed("a", days_ago=9),), handed_on=(handed_on,))
    assert became(figures) == expected


def test_two_mails_of_a_case_are_one_escalation() -> None:
    """Cases are counted, not mails."""
    handed_on = (HandedOn(case_id="a", at=NOW - 5), HandedOn(case_id="a", at=NOW - 4))
    assert became(count(case("a"), handed_on=handed_on)) == {"solved": 0, "contradicted": 0, "escalated": 1, "open": 0}


def test_the_share_that_only_support_could_solve_is_one_of_what_was_answered() -> None:
    """Without any answer there is no share."""
    figures = count(case("a", entries=("wxm-2.5.2",)), case("b"), case("c", decision="unknown"))
    assert (figures.only_support, figures.only_support_share) == (1, 0.5)
    assert count(case("c", decision="unknown")).only_support_share is None


def test_a_case_counts_for_the_days_in_which_it_was_asked() -> None:
    """Eight days ago is not in the last seven, though it was solved yesterday."""
    cases = (case("old", days_ago=8, asker="U1"), case("new", days_ago=6, asker="U2"))
    verdicts = (pressed("old", days_ago=1),)
    week, month = (count(*cases, verdicts=verdicts, days=days) for days in (7, 30))
    assert [(each.asked, each.solved, each.open) for each in (week, month)] == [(1, 0, 1), (2, 1, 1)]


def test_the_ten_most_frequent_entries_come_in_order() -> None:
    """Once a case; equals by their id."""
    cases = [case(f"{n}", entries=(f"connect-{n % 12:04}",)) for n in range(24)]
    figures = count(*cases, case("more", entries=("connect-0011", "connect-0011")))
    assert figures.frequent[0] == Frequent(entry_id="connect-0011", count=3)
    assert [each.entry_id for each in figures.frequent[1:]] == [f"connect-{n:04}" for n in range(9)]


def test_the_ten_latest_unknowns_come_latest_first() -> None:
    """With their questions, redacted as they are kept."""
    cases = [case(f"{n}", decision="unknown", days_ago=n) for n in range(1, 13)]
    assert [each.question for each in count(*cases).unknowns] == [f"question {n}" for n in range(1, 11)]
