"""Teaching: what each word speaks for, learned from all asks at once; what closeness to single asks does not see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge

from bot.diagnosis.learned import Learned
from bot.diagnosis.taught import LEAST_TEXTS, MOST_TARGETS, MOST_WORDS, STRENGTH, Taught
from bot.diagnosis.tfidf import Collected, Documents, Floats, Numbers

TEACHING = 1
"""The channels, counted from the first, that teach: concepts, in which different wordings meet."""


def teach(weights: Floats, *, documents: Documents, terms: Numbers, owners: NDArray[np.intp], targets: int) -> Taught:
    """Ridge regression from a text's TF-IDF weights to the targets, every other text being an example of not.

    `weights` are those of each word in each text; `owners` the targets of the texts, -1 for texts that are nobody's
    failure, which teach that nothing is meant; texts without an owner are left out (Hoerl and Kennard, Ridge
    regression, Technometrics 12, 1970).
    """
    if targets > MOST_TARGETS:
        return Taught(np.empty(0, dtype=np.int64), np.empty((0, targets), dtype=np.float32))
    owned = documents < len(owners)
    rows = csr_matrix((weights[owned], (documents[owned], terms[owned])), shape=(len(owners), int(terms.max()) + 1))
    spread = np.bincount(rows.indices, minlength=rows.shape[1])
    frequent = np.argsort(-spread, kind="stable")[:MOST_WORDS]
    kept = np.sort(frequent[spread[frequent] >= LEAST_TEXTS])
    wanted = np.zeros((len(owners), targets), dtype=np.float32)
    meant = np.flatnonzero(owners >= 0)
    wanted[meant, owners[meant]] = 1.0
    fitted = Ridge(alpha=STRENGTH, fit_intercept=False, solver="cholesky").fit(rows[:, kept].astype(np.float32), wanted)
    return Taught(kept, np.ascontiguousarray(fitted.coef_.T))


def learn(documents: Iterable[Sequence[Sequence[str]]], *, owners: NDArray[np.intp], targets: int) -> Learned:
    """Weighs documents, each given as its terms channel by channel, and teaches from their first channel."""
    collected = Collected.weighed(documents, channels=3)
    document, term, weight = collected.postings(channels=TEACHING)
    return Learned(collected, teach(weight, documents=document, terms=term, owners=owners, targets=targets))
