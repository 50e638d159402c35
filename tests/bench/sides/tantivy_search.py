"""tantivy: a search engine in Rust, in memory, with its English stemmer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import tantivy

from bot.corpus.entry import Corpus
from tests.bench.sides import DEPTH, text_of

_WORD = re.compile(r"\w+")


class Side:
    """One text field; any of the question's words may match."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids = [entry.id for entry in corpus]
        fields = tantivy.SchemaBuilder()
        fields.add_text_field("text", stored=False, tokenizer_name="en_stem")
        fields.add_unsigned_field("number", stored=True)
        self._index = tantivy.Index(fields.build())
        writer = self._index.writer()
        for number, entry in enumerate(corpus):
            writer.add_document(tantivy.Document(text=text_of(entry), number=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, text: str) -> Sequence[str]:
        words = " ".join(_WORD.findall(text.lower()))  # its query language has marks of its own
        if not words:
            return ()
        query = self._index.parse_query(words, ["text"])
        hits = self._searcher.search(query, DEPTH, count=False).hits
        return [self._ids[self._searcher.doc(address)["number"][0]] for _, address in hits]

    order = ask
