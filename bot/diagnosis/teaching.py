"""Teaching: what each word speaks for, learned from all asks at once; what closeness to single asks does not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.kernel_ridge import KernelRidge

STRENGTH = 2.0
"""How strongly the weights are held back (scikit-learn's alpha), in cosines of one text with itself in two channels;
asks of one entry are made to differ, so what they share counts and what a single one says does not."""

LEAST_TEXTS = 2
"""Texts that a word has to stand in; what a single text says cannot be learned from."""

MOST_TEXTS = 12_000
"""Texts from which teaching takes longer than it helps; the cost grows with their cube."""


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
    which teach that nothing is meant. Solved in its dual form, since there are fewer texts than words (Saunders,
    Gammerman and Vovk, Ridge regression learning algorithm in dual variables, ICML 1998).
    """
    if len(owners) > MOST_TEXTS:
        return Taught(np.empty(0, dtype=np.intp), np.empty((0, targets), dtype=np.float32))
    wanted = np.zeros((len(owners), targets), dtype=np.float32)
    owned = np.flatnonzero(owners >= 0)
    wanted[owned, owners[owned]] = 1.0
    kept = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]) >= LEAST_TEXTS)
    rows = rows[:, kept]
    likeness = (rows @ rows.T).toarray().astype(np.float32)
    fitted = KernelRidge(alpha=STRENGTH, kernel="precomputed").fit(likeness, wanted)
    return Taught(kept, np.asarray(rows.T @ fitted.dual_coef_, dtype=np.float32))
