"""Taught: what each word speaks for, as `bot.diagnosis.teaching` learned it from all asks at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.diagnosis.tfidf import Floats, Numbers

STRENGTH = 1.0
"""How strongly the weights are held back (scikit-learn's alpha), in cosines of one text with itself: asks of one entry
are made to differ, so what they share counts and what a single one says does not."""

TAUGHT = 2.0
"""What the words together say for an entry counts so much beside the closeness of its asks."""

LEAST_TEXTS = 2
"""Texts that a word has to stand in; what a single text says cannot be learned from."""

MOST_WORDS = 5_000
"""Words that are learned from, the most frequent first; the cost grows with the cube of their number."""

MOST_TARGETS = 3_000
"""Targets up to which teaching is worth its memory; beyond, closeness to asks stands alone."""


@dataclass(frozen=True)
class Taught:
    """What each word speaks for."""

    kept: Numbers
    """The words that were learned from, by number, ascending."""
    weights: NDArray[np.float32]
    """One row a word kept, one column a target."""

    @cached_property
    def _rows(self) -> Numbers:
        """By a word's number, its row; below 0 for one that was not learned from."""
        rows = np.full(int(self.kept.max(initial=-1)) + 2, -1)
        rows[self.kept] = np.arange(len(self.kept))
        return rows

    def scores(self, words: Numbers, weights: Floats) -> Floats:
        """What a text's words, given by number, say together for each target: about 1 for one of its asks, or 0."""
        rows = self._rows[np.minimum(words, len(self._rows) - 1)]
        known = rows >= 0
        scores: Floats = weights[known] @ self.weights[rows[known]]
        return scores
