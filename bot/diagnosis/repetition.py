"""Repetition: a log says the same thing many times; each thing is read once, with how often it stands there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.diagnosis.reading import WORD, Reading
from bot.diagnosis.stamps import Seen, seen_at, stamp_in, together

FEWEST_LINES = 40
"""Lines from which a text is read as a log; below, nothing is gained."""

_RECORD = re.compile(
    r"[\[(<\"'|\s]{0,8}(?:"
    r"\d{2,4}[-/.]\d\d[-/.]\d{2,4}[t_ ,]{0,3}\d\d:\d\d|[a-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d\d:\d\d:\d\d"
    r"|(?:error|err|warn|warning|info|debug|trace|fatal|critical)\b)"
    r"|\s+at \S|--- end of|\s+file \""
)
"""How a line begins that is a record of its own, or a frame of a stack: a date and time, a time, a level."""


_DIGIT = re.compile(r"\d")
_LIKE_A_CODE = re.compile(r"7\d{3}|1[245]\d{3}")
"""Numbers that look like Connect's and Bird's codes, listed or not."""


def without_repetition(reading: Reading, *, codes: Collection[str]) -> Reading:
    """The reading with each record once, where it is a log: lines that differ in ids, times and amounts only are alike.

    A line counts as a record where it begins as one and the next line does too: what is spread over lines stays whole.
    Numbers that may be codes, the documented ones among them, are no amounts. An empty line keeps apart what the lines
    left out kept apart.
    """
    folded = reading.folded.split("\n")
    if len(folded) < FEWEST_LINES:
        return reading
    begins = [_RECORD.match(line) is not None for line in folded]
    kept: list[str] = []
    place = origin = 0
    first_places: dict[tuple[str, ...], int] = {}
    repeats: dict[int, int] = {}
    seen: dict[int, Seen] = {}
    shifts: list[tuple[int, int]] = []
    for number, line in enumerate(reading.text.split("\n")):
        if begins[number] and (number + 1 == len(folded) or begins[number + 1]):
            shape = tuple(_lasting(WORD.findall(folded[number]), codes))
            first = first_places.setdefault(shape, place)
            if first != place:
                repeats[first] = repeats.get(first, 1) + 1
                when = together(seen.get(first), seen_at(stamp_in(line)))
                if when is not None:
                    seen[first] = when
                if kept[-1]:
                    kept.append("")
                    place += 1
                origin += len(line) + 1
                continue
        if origin != place and not kept[-1]:
            shifts.append((place, origin - place))
        kept.append(line)
        place += len(line) + 1
        origin += len(line) + 1
    return Reading("\n".join(kept), repeats, seen, tuple(shifts))


def _lasting(words: list[str], codes: Collection[str]) -> Iterator[str]:
    """Words without digits, and numbers that may be codes."""
    for word in words:
        if word.isalpha() or not _DIGIT.search(word) or word in codes or _LIKE_A_CODE.fullmatch(word):
            yield word
