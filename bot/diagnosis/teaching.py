"""Teaching: what each word speaks for, learned from all asks at once; what closeness to single asks does not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge

STRENGTH = 1.0
"""How strongly the weights are held back (scikit-learn's alpha), in cosines of one text with itself: asks of one entry
are made to differ, so what they share counts and what a single one says does not."""

LEAST_TEXTS = 2
"""Texts that a word has to stand in; what a single text says cannot be learned from."""

MOST_WORDS = 5_000
"""Words that are learned from, the most frequent first; the cost grows with the cube of their number."""

MOST_TARGETS = 3_000
"""Targets up to which teaching is worth its memory; beyond, closeness to asks stands alone."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What each word speaks for."""

    kept: NDArray[np.intp]
    """The words that were learned from, as columns of the texts' matrix."""
    weights: NDArray[np.float32]
    """One row a word kept, one column a target."""

    def scores(self, row: Any) -> NDArray[np.float64]:
        """What a text's words together say for each target: about 1 for one of its asks, about 0 for nothing."""
        scores: NDArray[np.float64] = np.asarray(row[:, self.kept] @ self.weights, dtype=np.float64)[0]
        return scores


def teach(rows: Any, owners: NDArray[np.intp], *, targets: int) -> Taught:
    """Ridge regression from a text's TF-IDF weights to the targets, every other text being an example of not.

    `rows` is scipy's sparse matrix of texts by words; `owners` their targets, -1 for texts that are nobody's failure,
    which teach that nothing is meant (Hoerl and Kennard, Ridge regression, Technometrics 12, 1970).
    """
    if targets > MOST_TARGETS:
        return Taught(np.empty(0, dtype=np.intp), np.empty((0, targets), dtype=np.float32))
    spread = np.bincount(rows.indices, minlength=rows.shape[1])
    frequent = np.argsort(-spread, kind="stable")[:MOST_WORDS]
    kept = np.sort(frequent[spread[frequent] >= LEAST_TEXTS])
    wanted = np.zeros((len(owners), targets), dtype=np.float32)
    owned = np.flatnonzero(owners >= 0)
    wanted[owned, owners[owned]] = 1.0
    fitted = Ridge(alpha=STRENGTH, fit_intercept=False, solver="cholesky")
    fitted.fit(rows[:, kept].astype(np.float32), wanted)
    return Taught(kept, np.ascontiguousarray(fitted.coef_.T))
