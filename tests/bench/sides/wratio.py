"""RapidFuzz's WRatio over every documented message: what fuzzy matching gives that walks the whole list."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from bot.corpus.entry import Corpus
from tests.bench.sides import DEPTH

MESSAGES_DEEP = 5 * DEPTH
"""Messages that are put in order; an entry may hold several."""


class Side:
    """An entry is as close as its closest message."""

    def __init__(self, corpus: Corpus) -> None:
        pairs = [(entry.id, message) for entry in corpus for message in entry.messages]
        self._ids = [entry_id for entry_id, _ in pairs]
        self._messages = [utils.default_process(message) for _, message in pairs]

    def ask(self, text: str) -> Sequence[str]:
        asked = utils.default_process(text)
        found = process.extract(asked, self._messages, scorer=fuzz.WRatio, limit=MESSAGES_DEEP)
        return list(dict.fromkeys(self._ids[number] for _, _, number in found))

    order = ask
