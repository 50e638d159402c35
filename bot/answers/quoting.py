"""Quoting: what a user wrote, made fit to stand inside our own sentence: one line, no control or direction marks."""

from __future__ import annotations

import re
import unicodedata

LONGEST_QUOTE = 200
"""Characters of a quote; enough to recognise one's own line, short enough to leave room for the answer."""

_BLANK = re.compile(r"\s+")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def quoted(text: str, most: int = LONGEST_QUOTE) -> str:
    """The text on one line of at most `most` characters, cut at a word with an ellipsis."""
    visible = text[: most * 8]
    if not visible.isprintable():
        visible = "".join(" " if _is_control(char) else char for char in visible)
    line = _BLANK.sub(" ", visible).strip()
    if len(line) <= most and len(text) <= most * 8:
        return line
    head = line[: most - 1]
    at_word = head.rfind(" ")
    return (head[:at_word] if at_word > most // 2 else head).rstrip() + "…"


def _is_control(char: str) -> bool:
    """Control characters, marks that turn the direction of reading, and characters that nobody sees."""
    return char in _INVISIBLE or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
