"""The times in a log's overview are short, and nothing that they say is lost."""

from __future__ import annotations

import pytest

from bot.answers.brief_times import brief_times
from bot.diagnosis.stamps import Seen, Stamp


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-20 09:12:01 UTC", "2026-11-20 10:00:00 UTC", ("09:12:01", "10:00:00", "2026-11-20, UTC")),
        ("2026-11-20 09:12:01 UTC", "2026-11-21 10:00:00 UTC", ("Nov 20 09:12:01", "Nov 21 10:00:00", "2026, UTC")),
        ("2026-12-31 09:12", "2027-01-01 10:00", ("2026-12-31 09:12", "2027-01-01 10:00", "")),
        ("2026-11-20 09:12 +02:00", "2026-11-20 10:00 UTC", ("09:12 +02:00", "10:00 UTC", "2026-11-20")),
        ("nov 20 09:12:01", "nov 21 10:00:00", ("nov 20 09:12:01", "nov 21 10:00:00", "")),
        ("sometime", "2026-11-20 10:00", ("sometime", "2026-11-20 10:00", "")),
    ],
)
def test_what_all_times_share_is_said_once(first: str, last: str, expected: tuple[str, str, str]) -> None:
    """The day or the year, and the zone, stand under the table; where they differ, beside each time."""
    brief = brief_times([Seen(Stamp(first, first), Stamp(last, last)), None])
    assert (expected[0], expected[1], expected[2]) == (brief.first[0], brief.last[0], brief.shared)
    assert (brief.first[1], brief.last[1]) == ("", "")
