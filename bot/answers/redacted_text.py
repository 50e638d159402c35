"""RedactedText: a text redacted as a whole, which knows what each of its pieces became.

A piece alone does not show what it is a piece of: `9f3a"}` is the end of a key only for whoever saw the beginning. So
quotes take their redacted form from the whole text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` to `end` of the raw text, and what they became."""

    start: int
    end: int
    mark: str | None
    """The mark in their place; None where they stay as they are."""


@dataclass(frozen=True)
class RedactedText:
    """A raw text and the passages that, one behind the other, are its redacted form."""

    raw: str
    passages: tuple[Passage, ...]

    @classmethod
    def untouched(cls, text: str) -> RedactedText:
        """A text of which nothing has been taken out yet."""
        return cls(text, (Passage(0, len(text), None),) if text else ())

    @cached_property
    def text(self) -> str:
        """The whole redacted text."""
        return "".join(self._shown(passage) for passage in self.passages)

    def piece(self, start: int, end: int) -> str:
        """What characters `start` to `end` of the raw text became; a mark that they touch is there whole."""
        first = max(bisect_right(self.passages, start, key=lambda passage: passage.start) - 1, 0)
        shown: list[str] = []
        for passage in self.passages[first:]:
            if passage.start >= end:
                break
            if passage.end > start:
                shown.append(passage.mark or self.raw[max(start, passage.start) : min(end, passage.end)])
        return "".join(shown)

    def quote(self, quote: str) -> str | None:
        """What a quote from the raw text became, or None for a text that is no piece of it.

        A quote that also stands outside everything secret is shown as it is.
        """
        if quote in self.text:
            return quote
        start = self.raw.find(quote)
        return None if start < 0 else self.piece(start, start + len(quote))

    def without(self, taken: Iterable[tuple[int, int, str]]) -> RedactedText:
        """The same with more marks: each as (start, end, mark), in places of the redacted text and in their order.

        None of them may touch a mark that stands already.
        """
        return RedactedText(self.raw, tuple(self._split(iter(taken))))

    def _split(self, taken: Iterator[tuple[int, int, str]]) -> Iterator[Passage]:
        at = 0  # where the passage starts in the redacted text
        nearest = next(taken, None)
        for passage in self.passages:
            length = len(self._shown(passage))
            start = passage.start
            while passage.mark is None and nearest is not None and nearest[0] < at + length:
                first, last = passage.start + nearest[0] - at, passage.start + nearest[1] - at
                if first > start:
                    yield Passage(start, first, None)
                yield Passage(first, last, nearest[2])
                start, nearest = last, next(taken, None)
            if passage.mark is not None or start < passage.end:
                yield Passage(start, passage.end, passage.mark)
            at += length

    def _shown(self, passage: Passage) -> str:
        return passage.mark if passage.mark is not None else self.raw[passage.start : passage.end]
