"""Stamps: the times that a log's lines carry, as they stand there, and an order among them.

Nothing is guessed and no clock is asked: a year that is not there stays away, and a zone is shown as it is written.
Formats: RFC 3339 and ISO 8601, syslog (RFC 3164), the Common Log Format of web servers, and seconds or milliseconds
since 1970.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

LOOKED_AT = 400
"""Characters of a line in which its time is looked for."""
LINES_BEFORE = 6
"""Lines above one without a time in which it is looked for: an object's or a record's head."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = "|".join(_MONTHS)
_TIME = re.compile(r"[0-2]\d:[0-5]\d")
"""What all forms hold; most lines hold none, and that is seen sooner than that none of the forms is there."""
_CLOCK = r"(?P<clock>[0-2]\d:[0-5]\d(?::[0-6]\d)?)(?:[.,]\d{1,9})?(?P<zone> ?Z\b| ?[+-]\d\d:?\d\d\b| UTC\b| GMT\b)?"
_FORMS = (
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)[T _,]{{1,2}}{_CLOCK}", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<day>\d\d)/(?P<name>{_MONTH})/(?P<year>\d{{4}}):{_CLOCK}", re.IGNORECASE),
    re.compile(rf"\b(?P<day>\d{{1,2}}) (?P<name>{_MONTH})[a-z]* (?P<year>\d{{4}}),? {_CLOCK}", re.IGNORECASE),
    re.compile(rf"\b(?P<name>{_MONTH}) {{1,2}}(?P<day>\d{{1,2}})(?:,? (?P<year>\d{{4}}),?)? {_CLOCK}", re.IGNORECASE),
)
_SECONDS = re.compile(r"1\d{9}")
_SINCE_1970 = re.compile(
    r"(?:^\W{0,3}|\b(?:time|timestamp|ts|at|date|epoch|eventtime|created)[\"']?\s?[:=]\s?[\"']?)"
    r"(?P<seconds>1\d{9})(?P<rest>\d{3}|\.\d{1,9})?(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """One time; sorted by when it was."""

    order: str
    """Year, month, day and time in that order, without the zone; `0000` for a year that is not there."""
    shown: str
    """As the line has it, but for fractions; seconds since 1970 as a date in UTC."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When something stands in a log for the first and the last time, which may be the same."""

    first: Stamp
    last: Stamp


def stamp_in(line: str) -> Stamp | None:
    """The time that a line carries, or None; the more exact form before the others."""
    start = line[:LOOKED_AT]
    if _TIME.search(start):
        found = next(filter(None, (form.search(start) for form in _FORMS)), None)
        if found is not None:
            return _read(found)
    epoch = _SINCE_1970.search(start) if _SECONDS.search(start) else None
    if epoch is None:
        return None
    when = str(np.datetime64(int(epoch["seconds"]), "s")).replace("T", " ")
    return Stamp(when, f"{when} UTC")


def stamp_near(text: str, place: int) -> Stamp | None:
    """The time of the line that holds a place, or else of the few lines above it, up to an empty one."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line = text[start : len(text) if end < 0 else end]
    for _ in range(LINES_BEFORE):
        stamp = stamp_in(line)
        if stamp is not None or not line.strip() or start == 0:
            return stamp
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        line = text[start:end]
    return None


def together(*seen: Seen | None) -> Seen | None:
    """From the first of the first to the last of the last; None where none is known."""
    known = [each for each in seen if each is not None]
    if not known:
        return None
    return Seen(min(each.first for each in known), max(each.last for each in known))


def seen_at(stamp: Stamp | None) -> Seen | None:
    """Once, at this time."""
    return None if stamp is None else Seen(stamp, stamp)


def _read(found: re.Match[str]) -> Stamp:
    parts = found.groupdict()
    month = parts.get("month") or f"{_MONTHS.index(parts['name'].lower()[:3]) + 1:02d}"
    order = f"{parts['year'] or '0000'}-{month}-{int(parts['day']):02d} {parts['clock']}"
    date = order[:10] if parts["year"] else f"{parts['name']} {int(parts['day'])}"
    zone = (parts["zone"] or "").strip()
    zone = "UTC" if zone.upper() in ("Z", "UTC", "GMT") else zone
    return Stamp(order, " ".join(filter(None, (date, parts["clock"], zone))))
