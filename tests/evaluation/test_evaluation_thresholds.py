"""Thresholds: what is asserted, wrong and paid as the threshold moves, counted by hand."""

from __future__ import annotations

import pytest

from bot.evaluation.thresholds import Point, curve_of, point_at, quotes_kept
from tests.evaluation.making_questions import MISSED, RIGHT, WRONG, asked, given, withheld

FIVE = [
    asked(given(0.9)),
    asked(given(0.6, WRONG)),
    asked(withheld(0.3)),
    asked(withheld(0.2, WRONG), "unknown", today=RIGHT),
    asked(None, "choose", today=RIGHT),
]


@pytest.mark.parametrize(
    ("threshold", "asserted", "wrong", "cost"),
    [
        (0.0, 4, 2, 20),  # both wrong ones are given
        (0.25, 3, 1, 10),  # the unknown one is let be, and that is right
        (0.5, 2, 1, 11),  # the withheld one costs a question back
        (0.6, 2, 1, 11),  # from the threshold on: what equals it is given
        (0.7, 1, 0, 2),  # the wrong one becomes a question back too
        (1.0, 0, 0, 3),
    ],
)
def test_a_point(threshold: float, asserted: int, wrong: int, cost: int) -> None:
    """Wrong answers cost ten, questions back one, the rest nothing."""
    assert Point(threshold, 5, asserted, wrong, cost) == point_at(threshold, FIVE)


def test_a_choice_that_is_open_costs_nothing() -> None:
    """An answer withdrawn where a choice was wanted becomes that choice."""
    questions = [asked(given(0.6, WRONG), "choose")]
    assert [point_at(threshold, questions).cost for threshold in (0.5, 0.7)] == [10, 0]


def test_the_cheapest_thresholds() -> None:
    """The cost of five is lowest, two, from above 0.6 to 0.9: 40 questions back on 100."""
    curve = curve_of(FIVE)
    assert len(curve.points) == 101
    assert (curve.cheapest[0].threshold, curve.cheapest[-1].threshold) == (0.61, 0.9)
    assert curve.cheapest[0].cost_of_100 == pytest.approx(40)


def test_a_threshold_on_paraphrases_lets_quotes_be() -> None:
    """What quotes or names something is given whatever the threshold on paraphrases."""
    questions = [asked(given(0.6, WRONG, paraphrase=False)), asked(given(0.6)), asked(None, today=MISSED)]
    point = point_at(1.0, quotes_kept(questions))
    assert (point.asserted, point.wrong, point.cost) == (1, 1, 12)
