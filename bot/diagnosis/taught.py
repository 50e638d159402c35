"""Taught: what each word speaks for, as `bot.diagnosis.teaching` learned it from all asks at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.diagnosis.tfidf import Floats, Numbers, Vector

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
    def _rows(self) -> Mapping[int, int]:
        return {number: row for row, number in enumerate(self.kept.tolist())}

    def scores(self, vector: Vector) -> Floats:
        """What a text's words together say for each target: about 1 for one of its asks, about 0 for nothing."""
        numbers = vector.numbers[: vector.of_first].tolist()
        known = [(place, self._rows[number]) for place, number in enumerate(numbers) if number in self._rows]
        if not known:
            return np.zeros(self.weights.shape[1], dtype=np.float32)
        places, rows = [place for place, _ in known], [row for _, row in known]
        return vector.weights[places] @ self.weights[rows]

    def highest(self, texts: csr_array, *, of: int) -> Floats:
        """The highest of `scores`, among those of the first targets, of several texts, each a row of weights."""
        scores: Floats = (texts[:, self.kept] @ self.weights)[:, :of].max(axis=1, initial=0.0)
        return scores
