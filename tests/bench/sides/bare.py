"""scikit-learn's `transform` and one sparse product, without even looking for the best: the yardstick for speed."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer

from bot.corpus.entry import Corpus
from tests.bench.sides import text_of


class Side:
    """A part of the work; it puts nothing in order."""

    def __init__(self, corpus: Corpus) -> None:
        self._vectors = TfidfVectorizer(ngram_range=(1, 2))
        self._columns = self._vectors.fit_transform(text_of(entry) for entry in corpus).T.tocsr()

    def ask(self, text: str) -> object:
        return self._vectors.transform([text]) @ self._columns

    def order(self, text: str) -> Sequence[str]:
        return ()
