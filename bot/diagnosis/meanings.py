"""Meanings: what a text's words say of anything documented, told without comparing it with single asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain, islice, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The meanings of several pieces, each once a piece."""

    ends: Numbers
    """Where those of each piece begin, and where the last one's end."""
    meanings: Numbers
    weights: Floats
    """What each weighs by itself."""
    vectors: Floats
    """What it weighs in its piece, those of a piece with length 1 at most."""
    says: Floats
    """What each piece says for anything documented."""


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
        self._target_count = self._targets_of.shape[1]
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
        pieces = list(chain.from_iterable(rows))
        by_one = dict(zip(pieces, (said.numbers for said in self._latest.of(reading, pieces, self._said)), strict=True))
        by_two = {
            (one[0], other[1]): np.concatenate((by_one[one], by_one[other]))
            for one, other in chain.from_iterable(map(pairwise, rows))
        }
        says = self._weighed([*by_one.values(), *by_two.values()]).says.tolist()
        documented = zip((*by_one, *by_two), says, strict=True)
        by_how_much = itemgetter(1)
        return dict(
            chain.from_iterable(
                nlargest(most, islice(documented, len(found)), key=by_how_much) for found in (by_one, by_two)
            )
        )

    def says(self, text: str) -> float:
        """What a text without NUL says of anything documented: about 1 for one of its asks, about 0 for chatter."""
        (said,) = self._said([text])
        return float(self._weighed([said.numbers]).says[0])

    def promising(self, reading: Reading, spans: Sequence[Span], *, most: int, least: float) -> Mapping[Span, float]:
        """Of pieces, so many that say most of anything documented, and at least that much: how surely it is one thing.

        To compare them would say it better, and takes many times as long.
        """
        said = self._latest.of(reading, spans, self._said)
        weighed = self._weighed([piece.numbers for piece in said])
        found = zip(zip(spans, said, strict=True), pairwise(weighed.ends.tolist()), weighed.says.tolist(), strict=True)
        telling = [piece for piece in nlargest(most, found, key=itemgetter(2)) if piece[2] >= least]
        known = self._most_known(weighed, [within for _, within, _ in telling])
        promises = {}
        for ((span, piece), (start, end), says), weight in zip(telling, known, strict=True):
            taught = self._taught.scores(weighed.meanings[start:end], weighed.vectors[start:end])
            everything = float(weighed.weights[start:end].sum()) + self.highest_weight * piece.others
            taught_most = float(taught[: self._entry_count].max(initial=0.0))
            promises[span] = says + TAUGHT * taught_most + weight / max(everything, 1.0)
        return promises

    def _most_known(self, weighed: _Weighed, pieces: Sequence[Span]) -> list[float]:
        """Of each piece, what the meanings weigh of which one entry speaks, the one that speaks of most."""
        places = np.array([place for start, end in pieces for place in range(start, end)], dtype=np.intp)
        meanings, ends = weighed.meanings[places], self._targets_of.indptr
        spread = ends[meanings + 1] - ends[meanings]
        # where the targets of all meanings stand, one meaning's behind another's
        behind = np.repeat(ends[meanings + 1] - np.cumsum(spread), spread) + np.arange(spread.sum())
        owners = np.repeat(np.arange(len(pieces)), [end - start for start, end in pieces])
        targets = np.repeat(owners, spread) * self._target_count + self._targets_of.indices[behind]
        known = np.bincount(
            targets, np.repeat(weighed.weights[places], spread), minlength=len(pieces) * self._target_count
        )
        most: list[float] = known.reshape(-1, self._target_count)[:, : self._entry_count].max(axis=1).tolist()
        return most

    def _said(self, texts: Sequence[str]) -> Iterator[_Said]:
        """What texts say."""
        for meanings in self._terms.meanings(texts):
            numbers = self._concepts.numbers(meanings)
            yield _Said(numbers, len(meanings) - len(numbers))

    def _weighed(self, said: Sequence[Numbers]) -> _Weighed:
        """What the meanings of pieces weigh, those of each piece behind those of the one before."""
        lengths = [len(numbers) for numbers in said]
        pieces = np.repeat(np.arange(len(said)), lengths)
        meanings = np.concatenate(said) if said else np.empty(0, dtype=np.int64)
        places, often = np.unique(pieces * len(self._says) + meanings, return_counts=True)
        pieces, meanings = np.divmod(places, len(self._says))
        weights = self._concepts.idfs[meanings]
        vectors = (1 + np.log(often, dtype=np.float32)) * weights
        norms = np.sqrt(np.bincount(pieces, vectors**2, minlength=len(said)))
        vectors /= np.maximum(norms, 1.0)[pieces]
        says = np.bincount(pieces, vectors * self._says[meanings], minlength=len(said))
        return _Weighed(
            ends=np.searchsorted(pieces, np.arange(len(said) + 1)),
            meanings=meanings,
            weights=weights,
            vectors=vectors,
            says=says.astype(np.float32),
        )
