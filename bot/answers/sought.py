"""Sought: a pattern that is only looked for where its letters stand; most texts hold none, and that is seen sooner."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Sought:
    """A pattern, and letters of which some stand in whatever it fits, or before it."""

    def __init__(self, letters: str, pattern: str) -> None:
        """`letters` are case-folded, with a `|` between them.

        Of a pattern that ignores case they hold no i: it fits a dotless ı as well, and no folding makes that an i.
        """
        self._letters = tuple(letters.split("|"))
        self.pattern = re.compile(pattern)

    def found_in(self, text: str, *, folded: str) -> Iterator[re.Match[str]]:
        """Every place of a text that it fits, in order; `folded` is the same text case-folded."""
        for letters in self._letters:
            if letters in folded:
                return self.pattern.finditer(text)
        return iter(())
