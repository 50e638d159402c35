"""Words: ranks entries by what people write in their own words; builds its index when a question first needs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bot.corpus.entry import Corpus, Entry, Topic
from bot.diagnosis.cache import IndexCache, NoCache

if TYPE_CHECKING:
    from bot.diagnosis.word_index import WordIndex

Target = Entry | Topic


class Fit(NamedTuple):
    """How the asks and explanations of a target fit a text, in words."""

    coverage: float
    """Share of the text's weight whose words the target knows, 0..1."""
    ask: str
    """The ask that fits best; empty where none does."""
    ask_score: float
    """Its cosines, 0..2."""


NO_FIT = Fit(0.0, "", 0.0)


class WordMatch(NamedTuple):
    """How well the asks and explanations of an entry, or the asks of a topic, fit a text; a dozen a piece are made."""

    target: Target
    score: float
    """Sum of the cosines, and of what the messages add; about 0.3 for chance, above 1 for a close paraphrase."""
    vote: float
    """Share of the likeness of the asks nearest to the text that is its own asks', 0..1."""
    documented: float
    """What the text's words together say for anything documented: about 1, and about 0 for what is nobody's failure."""
    chatter: float
    """The cosines of the text that is nobody's failure and lies closest, 0..2."""
    start: int
    end: int
    """Where the piece of the text stands that was compared."""
    fit: Callable[[], Fit]
    """Works out how it fits, for the few that are looked at more closely."""


class Words:
    """The word index of a corpus, built once, on first use or ahead of it: most pastes are explained without it."""

    def __init__(self, corpus: Corpus, *, cache: IndexCache | None = None) -> None:
        self._corpus = corpus
        self._cache = cache or NoCache()

    @cached_property
    def index(self) -> WordIndex:
        """The index; two threads that come first at the same time may both build it, and get the same."""
        # numpy and the index take half a second, which a bare code on the command line need not pay
        from bot.diagnosis.word_index import WordIndex

        return WordIndex(self._corpus, cache=self._cache)
