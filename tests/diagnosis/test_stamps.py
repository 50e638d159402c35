"""The times of a log's lines: first and last seen, as they stand there."""

from __future__ import annotations

import pytest
from asking import Asker

from bot.diagnosis.diagnosis import findings_of
from bot.diagnosis.reading import LONGEST, pieces_of
from bot.diagnosis.stamps import stamp_in

LINES = {
    "2026-11-21T09:12:44.123Z ERROR x": "2026-11-21 09:12:44 UTC",
    "[2026-11-21 09:12:44,123] x": "2026-11-21 09:12:44",
    "2026-11-21T09:12:44+05:30 x": "2026-11-21 09:12:44 +05:30",
    "2026/11/21 09:12 x": "2026-11-21 09:12",
    "Nov 21 09:12:44 host app[7]: x": "Nov 21 09:12:44",
    '10.0.0.1 - - [21/Nov/2026:09:12:44 +0000] "POST /" 400': "2026-11-21 09:12:44 +0000",
    "Sat, 21 Nov 2026 09:12:44 GMT x": "2026-11-21 09:12:44 UTC",
    '{"timestamp": 1763716364123, "code": 7105}': "2025-11-21 09:12:44 UTC",
    "1763716364.5 x": "2025-11-21 09:12:44 UTC",
    "order 1763716364 failed": None,
    "error 7105": None,
}


@pytest.mark.parametrize("line", LINES)
def test_the_time_of_a_line_is_shown_as_it_stands_there(line: str) -> None:
    """ISO, syslog, web servers, mails and seconds since 1970; a number in a sentence is no time."""
    stamp = stamp_in(line)
    assert LINES[line] == (None if stamp is None else stamp.shown)


def test_syslog_is_ordered_by_month_and_not_by_letter() -> None:
    """Without a year, November is before December all the same."""
    november, december = stamp_in("Nov 30 10:00:00 x"), stamp_in("Dec  1 09:00:00 x")
    assert november is not None
    assert december is not None
    assert november < december


def _log(lines: int) -> str:
    written = []
    for number in range(lines):
        time = f"2026-11-21T{9 + number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
        said = "ERROR connect code=7105" if number % 10 == 3 else "INFO worker idle"
        written.append(f"{time} {said} tid=n{number}")
    return "\n".join(written)


@pytest.mark.parametrize("lines", [20, 200, 12_000])
def test_a_failure_is_seen_from_its_first_line_to_its_last(lines: int, asker: Asker) -> None:
    """In a short text, in a log, and in one that is read in several pieces, whatever the order of its lines."""
    log = _log(lines)
    for text in (log, "\n".join(reversed(log.split("\n")))):
        (finding,) = findings_of(asker.ask(text))
        assert finding.seen is not None
        last = lines - 7
        expected = f"2026-11-21 {9 + last // 3600:02d}:{last // 60 % 60:02d}:{last % 60:02d} UTC"
        assert (lines // 10, "2026-11-21 09:00:03 UTC", expected) == (
            finding.count,
            finding.seen.first.shown,
            finding.seen.last.shown,
        )
    assert (len(log) > LONGEST) == (lines == 12_000)


def test_pieces_are_cut_between_lines_and_lose_nothing() -> None:
    """Together they are the text; without line ends they are cut where they must be."""
    for text in (_log(12_000), "x" * (2 * LONGEST + 5), ""):
        pieces = list(pieces_of(text))
        assert text == "".join(pieces)
        assert max(map(len, pieces)) <= LONGEST
