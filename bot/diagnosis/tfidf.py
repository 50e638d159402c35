"""TF-IDF: how alike a text is to every document of a collection, with numpy and the kernel of scipy's sparse product.

The formula is that of scikit-learn's TfidfVectorizer with `sublinear_tf=True` (Salton and Buckley, 1988: weight
(1 + ln tf) * idf, smoothed idf, vectors of length 1), and so are the numbers; a test holds that. Its import alone
takes longer than our start, and its `transform` of one text longer than the whole answer.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import _sparsetools

if TYPE_CHECKING:
    from bot.diagnosis.cache import Arrays

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Documents = NDArray[np.int32]
"""Half the width of other numbers, as are the weights: what a text costs is mostly to fetch its postings."""

MOST_POSTINGS = 30_000
"""How many postings a text may use. The last channel's terms go last, and of each channel's the rarest go first: what
most documents have says little."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Texts as weighted terms, those of each channel with length 1."""

    bounds: list[list[int]]
    """Of each text, where the terms of its channels begin, and where the last one's end."""
    numbers: Numbers
    """The known terms of a text, ascending, each once; counted through the channels."""
    weights: Floats


class _Numbers(dict[str, int]):
    """Numbers by term; a term that is asked for as `[term]` the first time gets the next one."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class Channel:
    """Documents as weighted terms of one kind, such as words; filled first, then weighed."""

    def __init__(self) -> None:
        self._number = _Numbers()
        self._terms = array("q")
        self._lengths = array("q")

    def add(self, terms: Sequence[str]) -> None:
        """The next document."""
        self._terms.extend(map(self._number.__getitem__, terms))
        self._lengths.append(len(terms))

    def weigh(self) -> None:
        """Works the weights out, once all documents are in."""
        count = len(self._lengths)
        document = np.repeat(np.arange(count), np.array(self._lengths))
        places, often = np.unique(np.array(self._terms) * count + document, return_counts=True)
        term, document = np.divmod(places, max(1, count))
        spread = np.bincount(term, minlength=len(self._number))
        idf = np.log((1 + count) / (1 + spread)) + 1
        weights = (1 + np.log(often)) * idf[term]
        lengths = np.sqrt(np.bincount(document, weights**2, minlength=count))
        self._idf: Floats = idf.astype(np.float32)
        self.document: Documents = document.astype(np.int32)
        self.weight: Floats = (weights / lengths[document]).astype(np.float32)
        self.ends: Numbers = np.cumsum(spread)
        """Where the postings of each term end; they stand in the order of terms."""
        self._terms, self._lengths = array("q"), array("q")

    def arrays(self) -> Arrays:
        """Everything that `of` needs to make the same channel again."""
        terms = np.frombuffer("\n".join(self._number).encode(), dtype=np.uint8)
        return {"terms": terms, "idf": self._idf, "document": self.document, "weight": self.weight, "ends": self.ends}

    @classmethod
    def of(cls, arrays: Arrays) -> Channel:
        """The channel that gave these arrays. Raises KeyError and ValueError where they are no channel's."""
        channel = cls()
        terms = arrays["terms"].tobytes().decode().split("\n")
        channel._number.update(zip(terms, range(len(arrays["ends"])), strict=True))
        channel._idf, channel.ends = arrays["idf"], arrays["ends"]
        channel.document, channel.weight = arrays["document"], arrays["weight"]
        return channel

    @property
    def idfs(self) -> Floats:
        """The weight of every term, by number."""
        return self._idf

    def numbers(self, terms: Iterable[str]) -> Numbers:
        """The numbers of the terms that any document has, repetitions included."""
        return np.array([number for number in map(self._number.get, terms) if number is not None], dtype=np.int64)


class Collected:
    """Documents, each given as its terms channel by channel; and how like them a text is."""

    def __init__(self, channels: Sequence[Channel], *, documents: int) -> None:
        self.channels = channels
        self._documents = np.concatenate([channel.document for channel in self.channels])
        self._weights = np.concatenate([channel.weight for channel in self.channels])
        """Of each posting, the document, and what its term weighs there; the postings stand in the order of terms."""
        self._document_count = documents
        postings = accumulate((len(channel.document) for channel in self.channels), initial=0)
        ends = np.concatenate(
            [[0], *(channel.ends + before for channel, before in zip(self.channels, postings, strict=False))]
        )
        self._bounds = np.column_stack((ends[:-1], ends[1:])).astype(np.int32)
        """Of each term, where its postings begin and end."""
        self._idf = np.concatenate([channel.idfs for channel in self.channels])
        self._first_terms = list(accumulate((len(channel.ends) for channel in self.channels), initial=0))[:-1]
        self._term_count = len(self._idf)
        self._spreads: Numbers = np.diff(ends)
        """Documents that each term stands in."""
        self._turns = self._spreads.copy()
        """Terms with a lower number use their postings first."""
        self._turns[self._first_terms[-1] :] += documents

    @classmethod
    def weighed(cls, documents: Iterable[Sequence[Sequence[str]]], *, channels: int) -> Collected:
        """Numbers and weighs the terms of all documents."""
        filled = [Channel() for _ in range(channels)]
        count = 0
        for document in documents:
            count += 1
            for channel, terms in zip(filled, document, strict=True):
                channel.add(terms)
        for channel in filled:
            channel.weigh()
        return cls(filled, documents=count)

    def postings(self, *, channels: int) -> tuple[Documents, Numbers, Floats]:
        """Document, term and weight of all postings of the first channels."""
        first = self.channels[:channels]
        terms = [
            np.repeat(np.arange(len(channel.ends)), np.diff(channel.ends, prepend=0)) + before
            for channel, before in zip(first, self._first_terms, strict=False)
        ]
        count = sum(len(channel.document) for channel in first)
        return self._documents[:count], np.concatenate(terms), self._weights[:count]

    def vectors(self, texts: Sequence[Sequence[Numbers]]) -> Vectors:
        """The weights of texts, given the numbers of their terms channel by channel, repetitions included."""
        firsts = [text * self._term_count + first for text in range(len(texts)) for first in self._first_terms]
        terms = [numbers + first for numbers, first in zip(chain.from_iterable(texts), firsts, strict=True)]
        places, often = np.unique(np.concatenate(terms), return_counts=True)
        numbers = places % self._term_count
        weights = (1 + np.log(often, dtype=np.float32)) * self._idf[numbers]
        ends = [*np.searchsorted(places, firsts).tolist(), len(places)]
        for start, end in pairwise(ends):
            within = weights[start:end]
            within /= math.sqrt(within @ within) or 1.0
        count = len(self.channels)
        bounds = [ends[at : at + count + 1] for at in range(0, len(firsts), count)]
        return Vectors(bounds, numbers, weights)

    def cosines(self, vectors: Vectors) -> Floats:
        """The sum over the channels of a text's cosine with every document: a row a text, in the documents' order."""
        cosines = np.zeros((len(vectors.bounds), self._document_count), dtype=np.float32)
        for row, (start, *_, end) in zip(cosines, vectors.bounds, strict=True):
            terms, weights = vectors.numbers[start:end], vectors.weights[start:end]
            spreads = self._spreads[terms]
            if spreads.sum() > MOST_POSTINGS:
                order = np.argsort(self._turns[terms], kind="stable")
                count = np.searchsorted(np.cumsum(spreads[order]), MOST_POSTINGS, side="right")
                used = np.sort(order[:count])
                terms, weights = terms[used], weights[used]
            self._add_up(terms[::-1], weights[::-1], row)
        return cosines

    def _add_up(self, terms: Numbers, weights: Floats, cosines: Floats) -> None:
        """Adds to each document's cosine what terms, in falling order, weigh in a text and in the document.

        This is scipy's product of a sparse matrix, whose columns are the terms, and a vector. Its kernel is called
        directly, for to make such a matrix of a text's terms is to copy their postings, which takes longer than to go
        through them. A column ends where the next one begins, so between each term and the next one stands a column
        from where the postings of the first end back to where those of the other begin: it is empty.
        """
        if len(terms):
            bounds = self._bounds[terms].reshape(-1)
            _sparsetools.csc_matvec(
                len(cosines), len(bounds) - 1, bounds, self._documents, self._weights, np.repeat(weights, 2), cosines
            )
