"""Whole words: one pattern that finds any of some words where they stand as words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable


def either(words: Iterable[str], *, joins: str = "") -> re.Pattern[str]:
    """Any of these words, the longest that fits; a pattern that never matches where there are none.

    `joins` names further characters that make a word part of a longer one, such as the hyphen in "re-connect".
    """
    ordered = sorted(words, key=len, reverse=True)
    if not ordered:
        return re.compile(r"(?!)")
    edge = rf"[\w{re.escape(joins)}]"
    return re.compile(rf"(?<!{edge})(?:" + "|".join(map(re.escape, ordered)) + rf")(?!{edge})")
