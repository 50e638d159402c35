"""Hearing: which words of the documented messages each word of a text may stand for, cut, mistyped or run together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.diagnosis.reading import Reading
from bot.diagnosis.spelling import Spelling

SILENT = frozenset(
    """
    a an the to of in is are be was were for on at by with and or as it this that has have been please also any
    will should etc one n
    """.split()
)
"""Words that carry no weight in a message."""

CUT = re.compile(r"\s*(?:$|\n|…|\.\.|[\"'|)\]<])")
"""Where a pasted text breaks off."""

SHORTEST_BEGINNING = 3
"""Letters of a cut word that still tell which word it was."""

MOST_ENDINGS = 12
"""Known words that one beginning may stand for."""

PARTS = 32
"""Known words that one token may stand for; a place in the text is the token's number times this, plus the part's."""

SHORTEST_JOINED = 8
LONGEST_JOINED = 400
LONGEST_WORD = 20
"""Letters of a token that may be several words written as one, and of the words it is cut into."""

LONGEST_KEPT = 40
"""Letters of a token that is worth remembering; longer ones are ids and blobs, and would fill the memory."""

Known = tuple[str, float]
"""A known word, and how well what was heard fits it, 0..1."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a text."""

    known: Mapping[int, tuple[Known, ...]]
    """By the token's number, which known words it may stand for; in order where it stands for several."""
    weights: list[float]
    """What each token weighs where it stands between the words of a message and does not belong to it."""


class Hearing:
    """Hears a fixed vocabulary; what each word by itself may stand for is worked out once."""

    def __init__(self, weight: Mapping[str, float]) -> None:
        self._weight = weight
        self._foreign_weight = sum(weight.values()) / max(1, len(weight))
        self._sorted = sorted(weight)
        self._first_halves = frozenset(word[:length] for word in weight for length in range(1, len(word)))
        self.spelling = Spelling(weight)
        self._alone = lru_cache(maxsize=50_000)(self._heard_alone)

    def hear(self, reading: Reading) -> Heard:
        """Every token of a text."""
        tokens = reading.tokens
        words, starts, folded = tokens.words, tokens.starts, reading.folded
        last = len(words) - 1
        heard: dict[int, tuple[Known, ...]] = {}
        weights: list[float] = []
        for at, word in enumerate(words):
            if word in SILENT:
                weights.append(0.0)
                continue
            known, whole = self._alone(word) if len(word) <= LONGEST_KEPT else self._heard_alone(word)
            if whole and CUT.match(folded, starts[at] + len(word)):
                known = (*known, *whole)
            if word in self._first_halves and at < last and starts[at + 1] - starts[at] - len(word) <= 1:
                joined = word + words[at + 1]
                if joined in self._weight:
                    known = (*known, (joined, 1.0))
            if known:
                heard[at] = known[:PARTS]
                weights.append(0.0 if word.isdigit() else self._weight[known[0][0]])
            else:
                weights.append(0.0 if word.isdigit() else self._foreign_weight)
        return Heard(heard, weights)

    def _heard_alone(self, word: str) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
        """What a word may stand for by itself; and besides, if the text breaks off in the middle of it."""
        if word in self._weight:
            return ((word, 1.0),), ()
        if "_" in word:
            parts = word.split("_")
            whole = self._beginning_with(parts[-1]) if parts[-1] not in self._weight else ()
            return tuple((part, 1.0) for part in parts if part in self._weight), whole
        if corrected := self.spelling.corrections(word):
            return tuple((other, 0.9) for other in corrected), ()
        if joined := self._split(word):
            return tuple((part, 0.9) for part in joined if part in self._weight), ()
        return (), self._beginning_with(word)

    def _beginning_with(self, word: str) -> tuple[Known, ...]:
        """Known words that a word cut off in the middle may have been."""
        if len(word) < SHORTEST_BEGINNING:
            return ()
        at = bisect_left(self._sorted, word)
        return tuple((whole, 0.7) for whole in self._sorted[at : at + MOST_ENDINGS] if whole.startswith(word))

    def _split(self, word: str) -> tuple[str, ...]:
        """The known words that were written as one, fewest first; empty where letters are left over."""
        if not SHORTEST_JOINED <= len(word) <= LONGEST_JOINED:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - LONGEST_WORD), end - 1):
                before = best[start]
                if before is None or not ((piece := word[start:end]) in self._weight or piece in SILENT):
                    continue
                held = best[end]
                if held is None or len(before) + 1 < len(held):
                    best[end] = (*before, piece)
        return best[-1] or ()
