"""Whole words: finds any of some words where they stand as words of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from bot.diagnosis.reading import UNBROKEN, Reading


class Found(NamedTuple):
    """A word of those looked for, and where it stands."""

    start: int
    end: int
    word: str


class WholeWords:
    """Some words in lower case; of several that fit at a place, the longest is found.

    A text holds few of them, and which ones is seen sooner than where: what each begins with is looked up among what a
    reading is made of, or else its letters are looked for. Only those are searched for, one by one.
    """

    def __init__(self, words: Iterable[str], *, joins: str = "") -> None:
        """`joins` names further characters that make a word part of a longer one: the hyphen does in "re-connect"."""
        self._words = tuple(dict.fromkeys(words))
        self._joins = frozenset(f"_{joins}")
        self._by_beginning: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._by_beginning[next(iter(UNBROKEN.findall(word)), "")].append(word)
        self._beginnings = frozenset(self._by_beginning)

    def found(self, reading: Reading) -> Sequence[Found]:
        """Every place where one stands, in order."""
        return self._places(self._begun_in(reading), reading.folded)

    def stand_in(self, reading: Reading) -> bool:
        """Whether any of them stands in a text."""
        return any(True for word in self._begun_in(reading) for _ in self._places_of(word, reading.folded))

    def replaced(self, replacement: Callable[[str], str], text: str) -> str:
        """The text with something else in their place."""
        pieces, behind = [], 0
        for start, end, word in self._places(self._words, text):
            pieces += [text[behind:start], replacement(word)]
            behind = end
        return "".join([*pieces, text[behind:]]) if pieces else text

    def _begun_in(self, reading: Reading) -> Iterator[str]:
        """The words whose beginnings stand in a text."""
        return chain.from_iterable(map(self._by_beginning.__getitem__, self._beginnings & reading.unbroken))

    def _places(self, words: Iterable[str], text: str) -> Sequence[Found]:
        """Where words stand, in order; none within another."""
        found = chain.from_iterable(self._places_of(word, text) for word in words)
        apart: list[Found] = []
        for place in sorted(found, key=lambda place: (place.start, -place.end)):
            if not apart or place.start >= apart[-1].end:
                apart.append(place)
        return apart

    def _places_of(self, word: str, text: str) -> Iterator[Found]:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not (self._joined(text[at - 1 : at]) or self._joined(text[end : end + 1])):
                yield Found(at, end, word)
            at = text.find(word, at + 1)

    def _joined(self, beside: str) -> bool:
        """Whether a character beside a word makes it part of a longer one; there is none where the text ends."""
        return beside.isalnum() or beside in self._joins
