"""The sides of the comparison: each a module of this folder with a class `Side`, built over the same entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

from bot.corpus.entry import Corpus, Entry

OURS = "whyfailed"
BARE = "transform and product alone"
BM25 = "bm25s"

MODULES: Mapping[str, str] = {
    OURS: "whyfailed",
    BARE: "bare",
    "scikit-learn TF-IDF": "tfidf",
    BM25: "bm25",
    "tantivy": "tantivy_search",
    "RapidFuzz WRatio": "wratio",
    "MiniLM": "minilm",
}
"""By the name that the page shows, in its order."""

SLOW = ("MiniLM",)
"""Sides that take minutes to build and tens of milliseconds a question; a quick run leaves them out."""

DEPTH = 10
"""Entries that a side has to put in order; three of them are looked at."""


class Side(Protocol):
    """One way to find the entry for a question."""

    def __init__(self, corpus: Corpus) -> None:
        """Builds the index."""

    def ask(self, text: str) -> object:
        """What is timed: everything up to the first few entries."""

    def order(self, text: str) -> Sequence[str]:
        """Ids, best first; empty where the side only stands for a part of the work."""


def side_of(name: str) -> type[Side]:
    """The class of a side. Raises ModuleNotFoundError where its package is not installed (`make bench` installs it)."""
    found: type[Side] = import_module(f"{__name__}.{MODULES[name]}").Side
    return found


def text_of(entry: Entry) -> str:
    """The text over which every peer searches."""
    return " ".join((entry.title, *entry.messages, *entry.causes, *entry.steps, *entry.asks))
