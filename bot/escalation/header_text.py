"""Text fit for a header: one short line in which nothing is hidden."""

from __future__ import annotations

import unicodedata

LONGEST_SUBJECT = 200
"""Characters; mail programs show fewer."""


def one_line(text: str, most: int = LONGEST_SUBJECT) -> str:
    """The text with line breaks as spaces, nothing invisible in it, and at most `most` characters.

    What looks like an encoded word (RFC 2047) is taken apart: the email package would decode it, and a line break in
    it would end the header.
    """
    shown = "".join(" " if each.isspace() else each for each in text if each.isspace() or not _is_hidden(each))
    line = " ".join(shown.replace("=?", "= ?").split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _is_hidden(character: str) -> bool:
    """Control, format (also such as turn the reading direction) and half characters (Unicode, general category C)."""
    return unicodedata.category(character)[0] == "C"
