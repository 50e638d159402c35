"""The allowance: one person cannot flood support, nor can a workspace, and both hear when it goes on."""

from __future__ import annotations

import pytest

from bot.escalation.allowance import Allowance, UsedUp


def test_a_person_has_so_many() -> None:
    """The next one waits; others of the workspace, and the same id in another workspace, do not."""
    allowance = Allowance(per_person="2/hour", per_workspace="50/hour")
    for _ in range(2):
        assert allowance.used_up(team="T1", person="U1") is None
        allowance.use(team="T1", person="U1")
    assert allowance.used_up(team="T1", person="U1") == UsedUp("person", "2 in 1 hour", 60)
    assert allowance.used_up(team="T1", person="U2") is None
    assert allowance.used_up(team="T2", person="U1") is None


def test_a_workspace_has_so_many() -> None:
    """Whoever asks."""
    allowance = Allowance(per_person="2/hour", per_workspace="3 per 2 days")
    for number in range(3):
        allowance.use(team="T1", person=f"U{number}")
    assert allowance.used_up(team="T1", person="U9") == UsedUp("workspace", "3 in 2 days", 2 * 24 * 60)
    assert allowance.used_up(team="T2", person="U9") is None


def test_looking_uses_nothing_up() -> None:
    """Opening the modal and closing it again costs nothing."""
    allowance = Allowance(per_person="1/hour", per_workspace="1/hour")
    for _ in range(5):
        assert allowance.used_up(team="T1", person="U1") is None


@pytest.mark.parametrize("rate", ["", "many", "5", "5/fortnight"])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    """At the start of the program."""
    with pytest.raises(ValueError, match=r"rate|granularity"):
        Allowance(per_person=rate, per_workspace="5/hour")
