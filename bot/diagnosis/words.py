"""Words: ranks entries by what people write in their own words, with TF-IDF over asks and explanations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.reading import Reading

_WORD = re.compile(r"[a-z0-9_]+(?:'[a-z]+)?")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-–—|]\s+")

STEPS_OF_WEIGHT = (1.0, 0.5, 0.33, 0.25)
"""What the best, second, third and fourth ask of an entry add: one close ask says more than four distant ones."""

LONG = 45
"""Words above which a text is read in pieces, so that the talk around a question does not drown it."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How well an entry's asks and explanations fit a text."""

    entry: Entry
    score: float
    """Sum of the cosines; about 0.3 for chance, above 1 for a close paraphrase."""
    coverage: float
    """Share of the text's weight whose words the entry knows, 0..1."""
    ask: str
    """The ask that fits best."""
    ask_score: float
    start: int
    end: int
    """Where the piece of the text stands that was compared."""


class WordIndex:
    """TF-IDF over words and pairs of words, and over character n-grams, which forgive spelling and endings."""

    def __init__(self, corpus: Corpus) -> None:
        self._entries = tuple(corpus)
        self._aliases = _alias_pattern(corpus)
        self._canonical = {alias: name for name, aliases in corpus.words.items() for alias in aliases}
        asks = [(number, ask) for number, entry in enumerate(self._entries) for ask in entry.asks]
        self._asks = [ask for _, ask in asks]
        self._owner = np.array([number for number, _ in asks], dtype=np.intp)
        texts = [" . ".join((e.title, *e.messages, *e.spellings, *e.causes, *e.steps, *e.notes)) for e in self._entries]
        self._by_words = TfidfVectorizer(analyzer=self._analyse, sublinear_tf=True)
        self._by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=self.plain)
        everything = self._asks + texts
        word_rows, letter_rows = self._by_words.fit_transform(everything), self._by_letters.fit_transform(everything)
        count = len(self._asks)
        self._ask_words, self._text_words = word_rows[:count].T.tocsr(), word_rows[count:].T.tocsr()
        self._ask_letters, self._text_letters = letter_rows[:count].T.tocsr(), letter_rows[count:].T.tocsr()
        stems: list[set[str]] = [set() for _ in self._entries]
        for number, ask in asks:
            stems[number].update(self._stems(ask))
        for number, text in enumerate(texts):
            stems[number].update(self._stems(text))
        self._stems_of = stems
        self._idf = dict(zip(self._by_words.get_feature_names_out(), self._by_words.idf_, strict=True))
        self._foreign = float(max(self._idf.values(), default=1.0))

    def plain(self, text: str) -> str:
        """Lower case, with the names that people use put as the documents put them."""
        return self._aliases.sub(lambda m: self._canonical[m.group()], text.lower().replace("’", "'"))

    def _stems(self, text: str) -> list[str]:
        return [stem(word) for word in _WORD.findall(self.plain(text))]

    def _analyse(self, text: str) -> list[str]:
        stems = self._stems(text)
        return stems + [f"{one} {other}" for one, other in zip(stems, stems[1:], strict=False)]

    def rank(self, reading: Reading, *, among: Iterable[Entry] | None = None, most: int = 8) -> list[WordMatch]:
        """The entries that fit best, best first; of a long text its best piece counts."""
        allowed = None if among is None else np.array([entry in set(among) for entry in self._entries])
        best: dict[int, WordMatch] = {}
        for start, end in self._pieces(reading):
            for match in self._rank_piece(reading.text[start:end], start, end, allowed=allowed, most=most):
                number = self._entries.index(match.entry)
                if number not in best or best[number].score < match.score:
                    best[number] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.entry.id))[:most]

    def _pieces(self, reading: Reading) -> list[tuple[int, int]]:
        """The whole text, or its sentences by twos where it is long."""
        text = reading.text
        if len(reading.tokens) <= LONG:
            return [(0, len(text))]
        cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
        spans = [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if len(text[a:b].split()) > 1][:60]
        return [(a, spans[min(i + 1, len(spans) - 1)][1]) for i, (a, _) in enumerate(spans)] + spans or [(0, len(text))]

    def _rank_piece(self, text: str, start: int, end: int, *, allowed: NDArray[np.bool_] | None, most: int) -> list[WordMatch]:
        words, letters = self._by_words.transform([text]), self._by_letters.transform([text])
        per_ask: Scores = (words @ self._ask_words + letters @ self._ask_letters).toarray()[0]
        per_text: Scores = (words @ self._text_words + letters @ self._text_letters).toarray()[0]
        scores, leading = self._by_entry(per_ask)
        scores += per_text
        if allowed is not None:
            scores = np.where(allowed, scores, -1.0)
        order = np.argsort(-scores, kind="stable")[:most]
        stems = set(self._stems(text))
        weight = {word: self._idf.get(word, self._foreign) for word in stems}
        total = sum(weight.values()) or 1.0
        return [
            WordMatch(
                entry=self._entries[number],
                score=float(scores[number]),
                coverage=sum(weight[word] for word in stems & self._stems_of[number]) / total,
                ask=self._asks[leading[number]] if leading[number] >= 0 else self._entries[number].title,
                ask_score=float(per_ask[leading[number]]) if leading[number] >= 0 else 0.0,
                start=start,
                end=end,
            )
            for number in order
            if scores[number] > 0
        ]

    def _by_entry(self, per_ask: Scores) -> tuple[Scores, NDArray[np.intp]]:
        """What an entry's asks add up to, and which of them leads."""
        scores = np.zeros(len(self._entries))
        leading = np.full(len(self._entries), -1, dtype=np.intp)
        taken = np.zeros(len(self._entries), dtype=np.intp)
        for index in np.argsort(-per_ask, kind="stable")[:250]:
            owner = self._owner[index]
            rank = taken[owner]
            if rank < len(STEPS_OF_WEIGHT):
                scores[owner] += per_ask[index] * STEPS_OF_WEIGHT[rank]
                taken[owner] += 1
                if rank == 0:
                    leading[owner] = index
        return scores, leading

    def shared_piece(self, reading: Reading, match: WordMatch) -> tuple[int, int]:
        """The stretch of the text from the first to the last word that the entry knows: what a person would quote."""
        known = self._stems_of[self._entries.index(match.entry)]
        spans = [
            (match.start + found.start(), match.start + found.end())
            for found in _WORD.finditer(reading.folded[match.start : match.end])
            if stem(found.group()) in known and self._idf.get(stem(found.group()), 0.0) > 3.0
        ]
        return (spans[0][0], spans[-1][1]) if spans else (match.start, match.end)


def stem(word: str) -> str:
    """A word without its ending; crude on purpose, since both sides are cut alike."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _alias_pattern(corpus: Corpus) -> re.Pattern[str]:
    aliases: Sequence[str] = sorted((alias for names in corpus.words.values() for alias in names), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(alias) for alias in aliases) + r")(?!\w)") if aliases else re.compile(r"(?!)")


