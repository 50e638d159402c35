"""Units: which code, name and message of a text speak of the same failure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.corpus.entry import DISPATCHER, Kind
from bot.diagnosis.codes import CodeSignal
from bot.diagnosis.reading import Reading
from bot.diagnosis.regions import Region
from bot.diagnosis.signals import ANEW, NameSignal, Signals

FAR = 400
"""Characters within which fields of one object stand."""

_ANEW = re.compile(ANEW)
_APART = re.compile(r"\b(?:others?|the rest|sometimes|versus|vs)\b|\s/\s|\n\s*[-*•]|\bx ?\d+\s*\n")
"""Between two names or codes that are of two failures: "some INVALID_TEMPLATE, others 15012"."""
_PLURAL = re.compile(r"\b(?:they|these|those|both|difference between)\b")
""""What do they mean": then what "and" joins is two."""

_Part = CodeSignal | Region | NameSignal


class Unit:
    """What the text says about one failure."""

    def __init__(self, first: _Part) -> None:
        self.code: CodeSignal | None = None
        self.regions: list[Region] = []
        self.names: list[NameSignal] = []
        self.start, self.end = first.start, first.end
        self.add(first)

    def add(self, part: _Part) -> None:
        """One more thing that the text says about it."""
        match part:
            case CodeSignal():
                self.code = part
            case Region():
                self.regions.append(part)
            case NameSignal():
                self.names.append(part)
        self.start, self.end = min(self.start, part.start), max(self.end, part.end)

    @property
    def times(self) -> int:
        """How often the text says that it occurs."""
        return self.code.times if self.code else 1

    @property
    def parts(self) -> Iterator[_Part]:
        """All that it says; the code first."""
        return chain([self.code] if self.code else [], self.regions, self.names)


def units_of(signals: Signals, regions: Sequence[Region], reading: Reading) -> list[Unit]:
    """Codes first; then each message and name joins the code it belongs to, or stands for itself."""
    units = [Unit(code) for code in signals.codes]
    coded = list(units)
    names = [name for name in signals.names if not _is_said_of_a_code(name, signals, regions, reading)]
    for region in regions:
        if any(_names_it(name, region) for name in names):
            continue  # the name says the same, spelled as the source spells it
        owner = _owner(region, coded, reading)
        if owner is None and region.quoted:
            units.append(Unit(region))
        elif owner is None:
            continue  # words of a sentence beside a code that they do not belong to
        else:
            owner.add(region)
    for name in names:
        _place_name(name, units, reading)
    return sorted(units, key=lambda unit: unit.start)


def _is_said_of_a_code(name: NameSignal, signals: Signals, regions: Sequence[Region], reading: Reading) -> bool:
    """Whether what reads like a name is a code's own message, its words joined: "status=7108 desc=InvalidTemplate"."""
    if "_" in reading.text[name.start : name.end]:
        return False
    codes = {code.value for code in signals.codes}
    return name.entry.code not in codes and any(
        name.start < region.end and region.start < name.end and not codes.isdisjoint(_codes_of(region))
        for region in regions
    )


def _names_it(name: NameSignal, region: Region) -> bool:
    overlaps = name.start < region.end and region.start < name.end
    return overlaps and any(hit.phrase.entry is name.entry for hit in region.hits)


def _codes_of(region: Region) -> set[str]:
    return {hit.phrase.entry.code for hit in region.hits if hit.phrase.entry.code}


def _owner(region: Region, coded: Sequence[Unit], reading: Reading) -> Unit | None:
    """The code that a message stands beside: its own within reach, else a contradicting one in the same record."""
    own = _codes_of(region)
    agreeing, beside = [], []
    for unit in coded:
        assert unit.code is not None  # noqa: S101 - coded units have a code; mypy cannot see that
        distance = _distance(unit.code, region, reading)
        if unit.code.value in own and distance <= FAR:
            agreeing.append((distance, unit))
        elif (
            region.quoted
            and not unit.regions
            and distance <= FAR
            and _same_record(reading, unit.code, region)
            and not (region.is_of(DISPATCHER) and _begins_anew(reading, unit.code, region))
        ):
            beside.append((distance, unit))
    for group in (agreeing, beside):
        if group:
            return min(group, key=lambda item: item[0])[1]
    return None


def _distance(one: _Part | Unit, other: _Part, reading: Reading) -> int:
    """Characters between two parts of a text; 0 where they overlap."""
    start, end = reading.origin(one.start), reading.origin(one.end)
    return max(start - reading.origin(other.end), reading.origin(other.start) - end, 0)


def _same_record(reading: Reading, one: _Part, other: _Part) -> bool:
    """In one line, or in one object: no brace closes and no empty line parts them."""
    first, second = sorted((one, other), key=lambda part: part.start)
    between = reading.folded[first.end : second.start]
    if "\n" not in between:
        return "}" not in between and len(between) <= 160
    return (
        not set("{}") & set(between)
        and between.count("\n") <= 3
        and "---" not in between
        and "\n\n" not in between
        and _is_field(reading, second.start)
    )


def _begins_anew(reading: Reading, one: _Part, other: _Part) -> bool:
    """Whether a word between two parts counts them up: a message without codes, "and 7106 in Webex Connect"."""
    first, second = sorted((one, other), key=lambda part: part.start)
    return _ANEW.search(reading.folded, first.end, second.start) is not None


def _is_field(reading: Reading, place: int) -> bool:
    """Whether a place opens as a field's value does, on the line it stands in."""
    start, _ = reading.line_at(place)
    return any(mark in reading.folded[start:place] for mark in (":", "=", ">", '"'))


def _place_name(name: NameSignal, units: list[Unit], reading: Reading) -> None:
    """A Bird name joins its code; sources and statuses join the nearest failure of Bird's; the rest stand alone."""
    for unit in units:
        if unit.code is not None and unit.code.value == name.entry.code and _distance(unit.code, name, reading) <= FAR:
            unit.add(name)
            return
    if name.entry.kind in (Kind.SOURCE, Kind.STATUS):
        near = [
            u
            for u in units
            if any(_is_bird(part) for part in u.parts)
            and _distance(u, name, reading) <= 2 * FAR
            and not _has_another(u, name)
        ]
        if near:
            min(near, key=lambda u: _distance(u, name, reading)).add(name)
            return
    if name.entry.kind is Kind.CODE:
        for unit in units:
            if (
                unit.code is not None
                and not unit.regions
                and _same_record(reading, unit.code, name)
                and not _are_two(reading, unit.code, name)
            ):
                unit.add(name)
                return
    units.append(Unit(name))


def _has_another(unit: Unit, name: NameSignal) -> bool:
    """Whether a failure without a code has its source, or its status: then another one is another failure's."""
    if unit.code is not None or any(other.entry.kind is Kind.CODE for other in unit.names):
        return False
    return any(other.entry.kind is name.entry.kind and other.entry is not name.entry for other in unit.names)


def _are_two(reading: Reading, one: _Part, other: _Part) -> bool:
    """Whether the words between a code and a name, or what is asked of both, make two failures of them."""
    first, second = sorted((one, other), key=lambda part: part.start)
    if _APART.search(reading.folded, first.end, second.start):
        return True
    return _PLURAL.search(reading.folded) is not None and _begins_anew(reading, one, other)


def _is_bird(part: _Part) -> bool:
    match part:
        case CodeSignal():
            return len(part.value) == 5
        case NameSignal():
            return part.entry.product == "bird"
        case Region():
            return any(hit.phrase.entry.product == "bird" for hit in part.hits)
