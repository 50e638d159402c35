"""Whole words: finds any of some words where they stand as words of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter


class WholeWords:
    """Some words; of several that fit at a place, the longest is found.

    Only a text that holds the letters of one is searched for the whole of it: most hold none, and that is seen sooner.
    """

    def __init__(self, words: Iterable[str], *, joins: str = "") -> None:
        """`joins` names further characters that make a word part of a longer one: the hyphen does in "re-connect"."""
        self._words = sorted(words, key=lambda word: (word[:1], -len(word)))
        either = "|".join(
            f"{re.escape(first)}(?:{'|'.join(re.escape(word[1:]) for word in alike)})"
            for first, alike in groupby(self._words, key=itemgetter(0))
        )
        edge = rf"[\w{re.escape(joins)}]"
        self._pattern = re.compile(f"(?<!{edge})(?:{either})(?!{edge})")

    def found(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where one stands, in order."""
        return self._pattern.finditer(text) if self._may_stand_in(text) else iter(())

    def stand_in(self, text: str) -> bool:
        """Whether any of them stands in a text."""
        return self._may_stand_in(text) and self._pattern.search(text) is not None

    def replaced(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else in their place."""
        return self._pattern.sub(replacement, text) if self._may_stand_in(text) else text

    def _may_stand_in(self, text: str) -> bool:
        return any(word in text for word in self._words)
