"""Meanings: what a text's words say of anything documented, told without comparing it with single asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.diagnosis.latest import Latest, Span
from bot.diagnosis.learned import Learned
from bot.diagnosis.reading import Reading
from bot.diagnosis.taught import TAUGHT
from bot.diagnosis.terms import TermReader
from bot.diagnosis.tfidf import Floats, Numbers

TELLING_IDF = 2.5
"""From this weight a word is worth quoting as what was understood."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a piece of a text says, repetitions included."""

    numbers: Numbers
    """The meanings that any document speaks of."""
    others: int
    """How many more meanings there are."""


class Meanings:
    """The meanings that any document speaks of, by number; which targets speak of them, and what they weigh."""

    def __init__(self, terms: TermReader, learned: Learned, speakers: NDArray[np.intp], *, entries: int) -> None:
        """`speakers` are the first texts' targets; the first `entries` targets are entries."""
        self._terms = terms
        self._entry_count = entries
        self._concepts = learned.collected.channels[0]
        self._taught = learned.taught
        self.weights: list[float] = self._concepts.idfs.tolist()
        """By number, what a meaning weighs."""
        self.highest_weight = max(self.weights, default=1.0)
        self._says = np.zeros(len(self.weights), dtype=np.float32)
        """What each meaning says for anything documented."""
        self._says[self._taught.kept] = self._taught.weights.sum(axis=1)
        self._targets_of = learned.targets_of(speakers, targets=self._taught.weights.shape[1])
        self._known_by = self._targets_of.T.tocsr()
        self.known_by = lru_cache(maxsize=5_000)(self._all_known_by)
        """The meanings that a target's texts speak of."""
        self.telling_of = lru_cache(maxsize=50_000)(self._all_telling_of)
        """The meanings of a word that are worth quoting it for."""
        self._latest = Latest[_Said]()

    def _all_known_by(self, target: int) -> frozenset[int]:
        start, end = self._known_by.indptr[target : target + 2].tolist()
        return frozenset(self._known_by.indices[start:end].tolist())

    def _all_telling_of(self, word: str) -> frozenset[int]:
        (meanings,) = self._terms.meanings([word])
        numbers = self._concepts.numbers(meanings).tolist()
        return frozenset(number for number in numbers if self.weights[number] > TELLING_IDF)

    def most_telling(self, reading: Reading, rows: Sequence[Sequence[Span]], *, most: int) -> Mapping[Span, float]:
        """Of pieces in rows, and of pairs that follow one another, so many each that say most, with how much it is."""
        said = self._said(reading, chain.from_iterable(rows))
        by_one = {span: each.numbers for span, each in said.items()}
        by_two = {
            (one[0], other[1]): np.concatenate((by_one[one], by_one[other]))
            for one, other in chain.from_iterable(map(pairwise, rows))
        }
        return {**self._most_documented(by_one, most), **self._most_documented(by_two, most)}

    def promising(self, reading: Reading, spans: Iterable[Span], *, most: int, least: float) -> Mapping[Span, float]:
        """Of pieces, so many that say most of anything documented, and at least that much: how surely it is one thing.

        To compare them would say it better, and takes many times as long.
        """
        said = self._said(reading, spans)
        documented = self._most_documented({span: each.numbers for span, each in said.items()}, most)
        documented = {span: says for span, says in documented.items() if says >= least}
        if not documented:
            return {}
        pieces = [said[span] for span in documented]
        vectors, weights = self._weighed([piece.numbers for piece in pieces])
        taught = self._taught.highest(vectors, of=self._entry_count)
        known = (weights @ self._targets_of).toarray()[:, : self._entry_count].max(axis=1)
        everything = weights.sum(axis=1) + self.highest_weight * np.array([piece.others for piece in pieces])
        surely = list(documented.values()) + TAUGHT * taught + known / np.maximum(everything, 1.0)
        return dict(zip(documented, surely.tolist(), strict=True))

    def _said(self, reading: Reading, spans: Iterable[Span]) -> dict[Span, _Said]:
        """What pieces say; kept for the latest text, which is cut into sentences and into what it counts up."""
        _, before, known = self._latest.of(reading)
        places = {span: (before + span[0], before + span[1]) for span in spans}
        new = {span: place for span, place in places.items() if place not in known}
        texts = [reading.text[start:end] for start, end in new]
        for place, meanings in zip(new.values(), self._terms.meanings(texts), strict=True):
            numbers = self._concepts.numbers(meanings)
            known[place] = _Said(numbers, len(meanings) - len(numbers))
        return {span: known[place] for span, place in places.items()}

    def _most_documented(self, said: Mapping[Span, Numbers], most: int) -> dict[Span, float]:
        """The pieces that say most of anything documented, and how much, the most telling first."""
        if not said:
            return {}
        vectors, _ = self._weighed(list(said.values()))
        says: Floats = vectors @ self._says
        documented = dict(zip(said, says.tolist(), strict=True))
        return dict(sorted(documented.items(), key=itemgetter(1), reverse=True)[:most])

    def _weighed(self, said: Sequence[Numbers]) -> tuple[csr_array, csr_array]:
        """The meanings of pieces, a row each: as vectors of length 1 at most, and with what each meaning weighs."""
        pieces = np.repeat(np.arange(len(said)), list(map(len, said)))
        places, often = np.unique(pieces * len(self._says) + np.concatenate(said), return_counts=True)
        pieces, meanings = np.divmod(places, len(self._says))
        weights = self._concepts.idfs[meanings]
        vectors = (1 + np.log(often, dtype=np.float32)) * weights
        lengths = np.sqrt(np.bincount(pieces, vectors**2, minlength=len(said))).astype(np.float32)
        vectors /= np.maximum(lengths, 1.0)[pieces]
        ends = np.searchsorted(pieces, np.arange(len(said) + 1))
        shape = (len(said), len(self._says))
        return csr_array((vectors, meanings, ends), shape=shape), csr_array((weights, meanings, ends), shape=shape)
