"""scikit-learn's TF-IDF over words and pairs of words, by cosine: what most people would write first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.corpus.entry import Corpus
from tests.bench.sides import DEPTH, text_of


class Side:
    """TfidfVectorizer as it comes, and a sparse product."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids = [entry.id for entry in corpus]
        self._vectors = TfidfVectorizer(ngram_range=(1, 2))
        self._columns = self._vectors.fit_transform(text_of(entry) for entry in corpus).T.tocsr()

    def ask(self, text: str) -> Sequence[str]:
        scores = (self._vectors.transform([text]) @ self._columns).toarray()[0]
        return [self._ids[number] for number in np.argsort(-scores, kind="stable")[:DEPTH]]

    order = ask
