"""bm25s (Lù, 2024): BM25 with scores computed ahead, the fastest of its kind in Python."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s

from bot.corpus.entry import Corpus
from tests.bench.sides import DEPTH, text_of


class Side:
    """Its own tokens and stop words, its defaults."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids = [entry.id for entry in corpus]
        self._index = bm25s.BM25()
        self._index.index(
            bm25s.tokenize([text_of(entry) for entry in corpus], show_progress=False), show_progress=False
        )

    def ask(self, text: str) -> Sequence[str]:
        words = bm25s.tokenize(text, return_ids=False, show_progress=False)
        found, _ = self._index.retrieve(words, k=min(DEPTH, len(self._ids)), show_progress=False)
        return [self._ids[number] for number in found[0]]

    order = ask
