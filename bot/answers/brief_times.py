"""Brief times: a log's first and last times in few characters, with what all of them share said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.diagnosis.stamps import Seen

_SHOWN = re.compile(
    r"(?P<date>(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|\w+ \d+) (?P<clock>[\d:]+)(?: (?P<zone>\S+))?"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class BriefTimes:
    """The times of several failures, for a narrow table."""

    first: tuple[str, ...]
    """When each was seen first; empty where the text does not say."""
    last: tuple[str, ...]
    shared: str
    """What is left out of all of them: the day or the year, and the zone; empty where nothing is."""


def brief_times(seen: Sequence[Seen | None]) -> BriefTimes:
    """Each time without the day or year, and without the zone, that all of them have."""
    shown = [stamp.shown for each in seen if each is not None for stamp in (each.first, each.last)]
    read = [match for match in map(_SHOWN.fullmatch, shown) if match is not None]
    if not read or len(read) < len(shown):
        return _times(seen, {}, "")
    days, years, zones = ({match[part] for match in read} for part in ("date", "year", "zone"))
    zone = next(iter(zones)) if len(zones) == 1 else None
    date = next((next(iter(each)) for each in (days, years) if len(each) == 1), None)
    brief = {}
    for match in read:
        parts = (
            "" if len(days) == 1 else _in_year(match) if date else match["date"],
            match["clock"],
            "" if zone else match["zone"],
        )
        brief[match.string] = " ".join(filter(None, parts))
    return _times(seen, brief, ", ".join(filter(None, (date, zone))))


def _in_year(match: re.Match[str]) -> str:
    return f"{_MONTHS[int(match['month']) - 1]} {int(match['day'])}" if match["month"] else match["date"]


def _times(seen: Sequence[Seen | None], brief: dict[str, str], shared: str) -> BriefTimes:
    def said(stamp: str) -> str:
        return brief.get(stamp, stamp)

    return BriefTimes(
        first=tuple("" if each is None else said(each.first.shown) for each in seen),
        last=tuple("" if each is None else said(each.last.shown) for each in seen),
        shared=shared,
    )
