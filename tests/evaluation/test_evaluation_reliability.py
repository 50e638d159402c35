"""Reliability: ten bins and the expected calibration error, counted by hand."""

from __future__ import annotations

import pytest

from bot.evaluation.reliability import reliability_of
from tests.evaluation.making_questions import RIGHT, WRONG, given, withheld


def test_answers_fall_into_their_bins() -> None:
    """Ten bins; a border belongs to the upper one, 1.0 to the last; what is withheld counts nowhere."""
    found = reliability_of([given(0.0), given(0.5), given(0.59, WRONG), given(0.9), given(1.0), withheld(0.3)])
    assert [(i, b.n, b.right) for i, b in enumerate(found.bins) if b.n] == [(0, 1, 1), (5, 2, 1), (9, 2, 2)]
    assert len(found.bins) == 10
    assert found.n == 5


def test_the_calibration_error_weighs_gaps_by_size() -> None:
    """Four at 0.75 of which two are right, one at 0.95 that is: (4 x 0.25 + 1 x 0.05) / 5 = 0.21."""
    four = [given(0.75, verdict) for verdict in (RIGHT, RIGHT, WRONG, WRONG)]
    found = reliability_of([*four, given(0.95)])
    assert found.error == pytest.approx(0.21)
    assert found.bins[7].confidence == pytest.approx(0.75)
    assert found.bins[7].gap == pytest.approx(0.25)


def test_no_answer_has_no_error() -> None:
    """Where nothing is asserted, nothing is badly calibrated."""
    found = reliability_of([withheld(0.2)])
    assert (found.n, found.error) == (0, 0.0)
