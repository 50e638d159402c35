"""What the log says when something breaks."""

from __future__ import annotations

import logging

import pytest

from bot.errors import StoreError
from bot.slack import trouble

log = logging.getLogger("of this test")


def test_the_log_has_the_reference_and_the_place_but_not_the_text(caplog: pytest.LogCaptureFixture) -> None:
    """An exception's own text may quote the question, so only its type and the lines of code are told."""
    try:
        int("my secret question")
    except ValueError as problem:
        trouble.report(log, problem, reference="ab12", doing="answering")
    assert "ab12: answering broke: ValueError." in caplog.text
    assert "test_trouble_report.py" in caplog.text
    assert "my secret question'" not in caplog.text


def test_our_own_errors_are_told_in_full(caplog: pytest.LogCaptureFixture) -> None:
    """They are sentences that hold no values."""
    try:
        raise StoreError("The database could not keep a case: disk full. Look at its disk.") from KeyError("7105")
    except StoreError as problem:
        trouble.report(log, problem, reference="ab12", doing="keeping")
    assert (
        "broke: StoreError: The database could not keep a case: disk full. Look at its disk, from KeyError."
        in caplog.text
    )
