"""Spelling: which known word a mistyped one stands for, found through shared deletions, not by walking a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

SHORTEST = 4
"""Words below this many letters are never corrected: too many short words differ by one letter."""


def allowed_errors(length: int) -> int:
    """How many slips a word of this length may carry: one from four letters, two from eight."""
    return 0 if length < SHORTEST else 1 if length < 8 else 2


LONGEST = 40
"""Letters above which a word is no word but an id or a blob."""


class Spelling:
    """Corrects words to a fixed vocabulary.

    Symmetric deletion (W. Garbe, SymSpell, 2012): two words within n edits share a string that each reaches by
    at most n deletions, so a look-up costs the word's own deletions, however large the vocabulary is. The distance
    itself is RapidFuzz's optimal string alignment, in which swapped neighbours count as one slip.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary)
        self._by_deletion: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= SHORTEST and not any(char.isdigit() for char in word):
                for shorter in _deletions(word, allowed_errors(len(word))):
                    self._by_deletion[shorter].append(word)
        self._nearest = lru_cache(maxsize=50_000)(self._found_near)

    def corrections(self, word: str) -> tuple[str, ...]:
        """The known words that this one may stand for, nearest first; a known word stands for itself alone."""
        if word in self._known:
            return (word,)
        return self._nearest(word) if SHORTEST <= len(word) <= LONGEST else ()

    def _found_near(self, word: str) -> tuple[str, ...]:
        if any(char.isdigit() for char in word):
            return ()
        most = allowed_errors(len(word))
        near = {known for shorter in _deletions(word, most) for known in self._by_deletion.get(shorter, ())}
        ranked = sorted(
            (distance, known)
            for known in near
            if (distance := OSA.distance(word, known)) <= min(most, allowed_errors(len(known)))
        )
        return tuple(known for distance, known in ranked if distance == ranked[0][0])[:4]

    def correct(self, word: str) -> str | None:
        """The nearest known word, or None."""
        known = self.corrections(word)
        return known[0] if known else None


def _deletions(word: str, most: int) -> Iterator[str]:
    """The word and everything that up to `most` deletions leave of it."""
    seen = {word}
    yield word
    layer = [word]
    for _ in range(most):
        following = []
        for longer in layer:
            for at in range(len(longer)):
                shorter = longer[:at] + longer[at + 1 :]
                if shorter not in seen:
                    seen.add(shorter)
                    following.append(shorter)
                    yield shorter
        layer = following
