"""The list of Slack's rules in docs/, held against the tests that it names."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
RULES = HERE.parents[1] / "docs" / "slack-rules.md"


def test_every_rule_is_kept_by_a_test_that_exists() -> None:
    """Each row of the list names at least one test, and each test it names stands in this folder."""
    there = {name for file in HERE.glob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)}
    rows = [row for row in RULES.read_text().splitlines() if row.startswith("| ") and not row.startswith("| rule")]
    named = {row.split("|")[1].strip(): re.findall(r"`(test_\w+)`", row.split("|")[3]) for row in rows}
    assert len(named) > 40
    assert [rule for rule, tests in named.items() if not tests] == []
    assert {test for tests in named.values() for test in tests} - there == set()
