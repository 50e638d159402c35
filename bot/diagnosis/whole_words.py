"""Whole words: finds any of some words where they stand as words of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from bot.diagnosis.reading import UNBROKEN, Reading


class WholeWords:
    """Some words; of several that fit at a place, the longest is found.

    Most texts hold none, and that is seen sooner than by searching them: what each begins with is looked up among what
    a reading is made of, or else its letters are looked for.
    """

    def __init__(self, words: Iterable[str], *, joins: str = "") -> None:
        """`joins` names further characters that make a word part of a longer one: the hyphen does in "re-connect"."""
        self._words = sorted(words, key=lambda word: (word[:1], -len(word)))
        self._by_beginning: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._by_beginning[next(iter(UNBROKEN.findall(word)), "")].append(word)
        self._beginnings = frozenset(self._by_beginning)
        either = "|".join(
            f"{re.escape(first)}(?:{'|'.join(re.escape(word[1:]) for word in alike)})"
            for first, alike in groupby(self._words, key=itemgetter(0))
        )
        edge = rf"[\w{re.escape(joins)}]"
        self._pattern = re.compile(f"(?<!{edge})(?:{either})(?!{edge})")

    def found(self, reading: Reading) -> Iterator[re.Match[str]]:
        """Every place where one stands, in order."""
        begun = self._beginnings & reading.unbroken
        if any(word in reading.folded for beginning in begun for word in self._by_beginning[beginning]):
            return self._pattern.finditer(reading.folded)
        return iter(())

    def stand_in(self, reading: Reading) -> bool:
        """Whether any of them stands in a text."""
        return next(self.found(reading), None) is not None

    def replaced(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else in their place."""
        return self._pattern.sub(replacement, text) if any(word in text for word in self._words) else text
