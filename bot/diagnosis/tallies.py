"""Tallies: how often a code occurs, where the text says so right beside it: "7104 x12", "12 times 7104"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,6})"
_BEHIND = re.compile(
    rf"""[\])}}"'`_]{{0,3}}
    (?:[ \t]{{1,3}}[x×][ ]?(?P<times>{_NUMBER})|[x×](?P<glued>\d{{1,3}})        # x12, × 12; 7104x12, but no 7104x4800
      |s?[ \t,:;(=|–-]{{1,4}}(?P<before>{_NUMBER})[ ]?(?:[x×]|times\b)          # 12x, (12 times), : 12 times
      |[ ]{{0,3}}\((?P<bracketed>{_NUMBER})(?:[ ]hits?|[ ]occurrences)?\)
      |[ ,:;("-]{{1,4}}(?:count|hits|occurrences)"?[ :=]{{1,3}}(?P<count>{_NUMBER})
      |(?:[ ]?(?:[:=\t]|[=-]>|→)[ ]{{0,3}}|[ ][-–][ ])(?P<field>{_NUMBER})
        (?=[ ]{{0,3}}(?:[,;}}\n]|[.?!](?![^ \n])|(?:and|in)\b|$))
    )(?![\w%]|[/.:-]\d)""",
    re.VERBOSE,
)
"""What says behind a code how often it occurs."""
_COLUMN = re.compile(
    rf"(?:[ ]{{2,60}}|[ ]?(?:\.{{3,60}}|…)[ ]?)(?P<times>{_NUMBER})(?=[ ]*(?:\n|$)|[ ]{{2,60}}\d[\d.,]*[ ]?%)"
)
"""The same in a table or a list without lines, of which a code begins each row."""
OPENS_A_ROW = re.compile(r"[ \t>|*•-]*(?P<item>\(?\d{1,2}[.)][ \t]{1,4})?")
"""What stands before the first word of a row, the number of an item too."""
_BEFORE = re.compile(rf"(?<![\w.,:/$€£#-])(?P<times>{_NUMBER})\s?(?:[x×]|times)\s$")
_PLURAL = re.compile(rf"(?<![\w.,:/$€£#-])(?P<times>{_NUMBER})\s$")
"""What says before a code how often it occurs; the second where the code is in the plural: "12 7104s"."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a code occurs."""

    times: int
    span: tuple[int, int]
    """From where to where that and the code stand."""
    is_field: bool
    """Whether the code is the name of a field that holds it: `{"7104": 12}`."""


def tally_at(text: str, start: int, end: int, *, after: int) -> Tally | None:
    """What a folded text says about how often the code between two places occurs; None where it says nothing.

    What stands before the place `after` is of another code: "12x 7104, 3x 7106" and "7104 12x 7106 3x".
    """
    near = max(after, start - 20)
    before = _BEFORE.search(text, near, start)
    if before is None and text.startswith("s", end) and not text[end + 1 : end + 2].isalnum():
        before = _PLURAL.search(text, near, start)
    if before is not None:
        return Tally(_times(before["times"]), (before.start(), end), is_field=False)
    behind = _BEHIND.match(text, end)
    if behind is None:
        column = _COLUMN.match(text, end)
        if column is None or not OPENS_A_ROW.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
            return None
        return Tally(_times(column["times"]), (start, column.end()), is_field=False)
    times = _times(next(filter(None, behind.groups())))
    return Tally(times, (start, behind.end()), is_field=text[end] in "\"'" and behind["field"] is not None)


def _times(written: str) -> int:
    return max(1, int(written.replace(",", "")))
