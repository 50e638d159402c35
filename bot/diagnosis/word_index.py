"""Word index: which entries' asks and explanations a text is like; `bot.diagnosis.words` builds it when needed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import accumulate, chain, pairwise
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.cache import IndexCache
from bot.diagnosis.learned import Learned, key_of
from bot.diagnosis.reading import Reading
from bot.diagnosis.runs import Runs
from bot.diagnosis.terms import WORD, TermReader, runs_of
from bot.diagnosis.tfidf import Floats, Numbers
from bot.diagnosis.words import Target, WordMatch

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-–—|]\s+")

TELLING_IDF = 2.5
"""From this weight a word is worth quoting as what was understood."""

CROWD = 0.1
"""Power of the number of asks by which a pooled score is divided, since many asks pool more than few."""

TEXT = 1.2
"""What an entry's explanation counts beside its asks."""

TAUGHT = 2.0
"""What the words together say for an entry counts so much beside the closeness of its asks."""

TOPIC_TEXT = 0.85
"""Share of its best entry's explanation that counts for a topic, which has no explanation of its own."""

LONG = 45
"""Words above which a text is read in pieces, so that the talk around a question does not drown it."""

MOST_PIECES = 4
"""Sentences of a long text that are compared, by what they say of anything documented."""

MOST_SENTENCES = 60
"""Sentences of a long text that are looked at: half of them at its beginning, half at its end, where people ask."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A piece of a text, compared with everything."""

    scores: Floats
    """How well it fits each target."""
    per_ask: Floats
    """How like each ask it is."""
    weights: Mapping[int, float]
    """What its meanings weigh of which documents speak, by number."""
    total: float
    """What all its meanings weigh."""
    documented: float
    chatter: float


_Pieces = Sequence[tuple[tuple[int, int], _Compared]]
"""Where each piece of a text stands, and what it is like."""


class WordIndex:
    """TF-IDF in three channels.

    Words and pairs of words; character n-grams, which forgive spelling and endings; and the concepts that the users'
    words stand for (`knowledge/synonyms.toml`), which bridge different wordings.
    """

    def __init__(self, corpus: Corpus, *, cache: IndexCache) -> None:
        self._targets: tuple[Target, ...] = (*corpus, *corpus.topics)
        self._numbers = {self._key(target): number for number, target in enumerate(self._targets)}
        self._entry_count = len(corpus)
        members = [(n, entry) for n, topic in enumerate(corpus.topics, self._entry_count) for entry in topic.entries]
        self._topics = Runs([number for number, _ in members], owners=len(self._targets))
        self._members = np.array([self._numbers[entry.id] for _, entry in members], dtype=np.intp)
        self._terms = TermReader(corpus)
        asks = [(number, ask) for number, target in enumerate(self._targets) for ask in target.asks]
        self._asks = [ask for _, ask in asks]
        self._askers = Runs([number for number, _ in asks], owners=len(self._targets))
        self._crowds = (np.maximum(self._askers.counts, 1) ** CROWD).astype(np.float32)
        texts = [" . ".join((e.title, *e.messages, *e.spellings, *e.causes, *e.steps, *e.notes)) for e in corpus]
        near_misses = [(number, text) for number, entry in enumerate(corpus) for text in entry.near_misses]
        self._missers = Runs([number for number, _ in near_misses], owners=len(self._targets))
        parts = (self._asks, texts, corpus.chatter, [text for _, text in near_misses])
        self._of_asks, self._of_texts, self._of_chatter, self._of_near_misses = (
            slice(start, end) for start, end in pairwise(accumulate(map(len, parts), initial=0))
        )
        speakers = np.array([*(number for number, _ in asks), *range(self._entry_count)], dtype=np.intp)
        learned = self._recalled_or_learned(corpus, parts, speakers, cache)
        self._collected, self._taught = learned.collected, learned.taught
        self._concepts = self._collected.channels[0]
        self._weights: list[float] = self._concepts.idfs.tolist()
        self._highest_weight = max(self._weights, default=1.0)
        self._latest: tuple[ref[Reading], _Pieces] | None = None
        self._telling = lru_cache(maxsize=50_000)(self._telling_meanings)
        self._letters_of = lru_cache(maxsize=50_000)(self._numbers_of_runs)
        self._meanings_of = learned.meanings_of(speakers, targets=len(self._targets))

    def _recalled_or_learned(
        self, corpus: Corpus, parts: Sequence[Sequence[str]], speakers: NDArray[np.intp], cache: IndexCache
    ) -> Learned:
        key = key_of(parts, repr((corpus.words, corpus.products, corpus.synonyms)), speakers)
        count = sum(map(len, parts))
        if (arrays := cache.recall(key)) is not None:
            try:
                return Learned.of(arrays, documents=count)
            except (KeyError, ValueError):
                pass  # a file of that name that is something else; it is written anew
        # scikit-learn takes as long to import as everything else to start, and is needed only to learn
        from bot.diagnosis.teaching import learn

        texts = (self._terms.read(text) for text in chain.from_iterable(parts))
        documents = (
            (terms.meanings, terms.words, list(chain.from_iterable(map(runs_of, terms.written)))) for terms in texts
        )
        owners = np.concatenate([speakers, np.full(len(corpus.chatter), -1, dtype=np.intp)])
        learned = learn(documents, owners=owners, targets=len(self._targets))
        cache.keep(key, learned.arrays())
        return learned

    @staticmethod
    def _key(target: Target) -> str:
        return target.id if isinstance(target, Entry) else f"topic {target.name}"

    def rank(
        self,
        reading: Reading,
        *,
        among: Collection[Entry] | None = None,
        topics: bool = False,
        bonus: Mapping[str, float] | None = None,
        most: int = 8,
    ) -> list[WordMatch]:
        """The targets that fit best, best first; of a long text its best piece counts.

        `among` keeps to these entries, and to topics that hold one of them; `bonus` is what the documented messages
        add to an entry's score, by id.
        """
        pieces = self._compared(reading)
        fitting = reduce(np.maximum, (compared.scores for _, compared in pieces))
        scores = np.where(self._allowed(among, topics=topics), fitting, -np.inf)
        for entry_id, value in (bonus or {}).items():
            scores[self._numbers[entry_id]] += value
        best = [
            self._match(number, float(scores[number]), *max(pieces, key=lambda piece: piece[1].scores[number]))
            for number in _best(scores, most).tolist()
            if scores[number] > 0
        ]
        return sorted(best, key=lambda match: (-match.score, self._key(match.target)))

    def _allowed(self, among: Collection[Entry] | None, *, topics: bool) -> NDArray[np.bool_]:
        allowed = np.full(len(self._targets), among is None)
        if among is not None:
            allowed[[self._numbers[entry.id] for entry in among]] = True
            allowed[self._topics.owners] = self._topics.highest(allowed[self._members])
        if not topics:
            allowed[self._entry_count :] = False
        return allowed

    def _pieces(self, reading: Reading) -> list[tuple[int, int]]:
        """The whole text; of a long one the sentences that say most of what is documented, alone and with the next."""
        text = reading.text
        if len(reading.tokens) <= LONG:
            return [(0, len(text))]
        cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
        spans = [(a, b) for a, b in pairwise(cuts) if len(text[a:b].split()) > 1]
        if len(spans) > MOST_SENTENCES:
            spans = spans[: MOST_SENTENCES // 2] + spans[-MOST_SENTENCES // 2 :]
        telling = self.most_documented([text[a:b] for a, b in spans], MOST_PIECES)
        pairs = [
            (spans[number][0], spans[number + 1][1])
            for number in telling
            if number + 1 < len(spans) and number + 1 != MOST_SENTENCES // 2
        ]
        return pairs + [spans[number] for number in telling] or [(0, len(text))]

    def most_documented(self, texts: Sequence[str], most: int) -> list[int]:
        """The places of those that say most of anything documented, the most telling first; of few, all in order."""
        if len(texts) <= most:
            return list(range(len(texts)))
        return sorted(range(len(texts)), key=lambda place: -self._documented(texts[place]))[:most]

    def _documented(self, text: str) -> float:
        """What a text's words say for anything documented."""
        concepts = self._concepts.numbers(self._terms.concepts(text))
        return float(self._taught.scores(self._collected.vector([concepts])).sum())

    def _numbers_of_runs(self, word: str) -> Numbers:
        """The runs of letters of a word; there are many of them and few words, so they are kept."""
        return self._collected.channels[2].numbers(runs_of(word))

    def _compared(self, reading: Reading) -> _Pieces:
        """The pieces of a text, compared; those of the latest are kept, since each code of a text asks for them."""
        latest = self._latest
        if latest is None or latest[0]() is not reading:
            spans = self._pieces(reading)
            latest = self._latest = ref(reading), [(span, self._compare(reading.text[slice(*span)])) for span in spans]
        return latest[1]

    def _compare(self, text: str) -> _Compared:
        terms = self._terms.read(text)
        concepts, words, _ = self._collected.channels
        letters = np.concatenate([self._letters_of(word) for word in terms.written or [""]])
        vector = self._collected.vector((concepts.numbers(terms.meanings), words.numbers(terms.words), letters))
        cosines = self._collected.cosines(vector)
        per_ask, per_text = cosines[self._of_asks], cosines[self._of_texts]
        scores = self._askers.pooled(per_ask) / self._crowds
        scores[: self._entry_count] += TEXT * per_text
        scores[self._topics.owners] += TOPIC_TEXT * TEXT * self._topics.highest(per_text[self._members])
        # what a text is more like an entry's near miss than like any of its asks counts against the entry
        if len(missed := self._missers.owners):
            best_ask = np.zeros(len(self._targets), dtype=np.float32)
            best_ask[self._askers.owners] = self._askers.highest(per_ask)
            nearest_miss = self._missers.highest(cosines[self._of_near_misses])
            scores[missed] -= np.maximum(nearest_miss - best_ask[missed], 0.0)
        taught = self._taught.scores(vector)
        scores += TAUGHT * taught
        # what no document speaks of weighs as much as what only one does
        weights = {number: self._weights[number] for number in vector.numbers[: vector.of_first].tolist()}
        return _Compared(
            scores=scores,
            per_ask=per_ask,
            weights=weights,
            total=sum(weights.values()) + (len(set(terms.meanings)) - len(weights)) * self._highest_weight,
            documented=float(taught.sum()),
            chatter=float(cosines[self._of_chatter].max(initial=0.0)),
        )

    def _match(self, number: int, score: float, span: tuple[int, int], piece: _Compared) -> WordMatch:
        """A target, with how it fits the piece of the text that it fits best."""
        known = self._meanings_of[number]
        shared = sum(weight for meaning, weight in piece.weights.items() if meaning in known)
        place = self._askers.leading(piece.per_ask, number)
        ask_score = 0.0 if place is None else float(piece.per_ask[place])
        return WordMatch(
            target=self._targets[number],
            score=score,
            coverage=shared / (piece.total or 1.0),
            ask=self._asks[place] if place is not None and ask_score else "",
            ask_score=ask_score,
            documented=piece.documented,
            chatter=piece.chatter,
            start=span[0],
            end=span[1],
        )

    def _telling_meanings(self, word: str) -> frozenset[int]:
        """The meanings of a word that are worth quoting it for."""
        numbers = self._concepts.numbers(self._terms.concepts(word)).tolist()
        return frozenset(number for number in numbers if self._weights[number] > TELLING_IDF)

    def shared_piece(self, reading: Reading, match: WordMatch) -> tuple[int, int]:
        """The stretch of the text from the first to the last word that the target knows: what a person would quote."""
        known = self._meanings_of[self._numbers[self._key(match.target)]]
        spans = [
            (match.start + found.start(), match.start + found.end())
            for found in WORD.finditer(reading.folded[match.start : match.end])
            if not known.isdisjoint(self._telling(found.group()))
        ]
        return (spans[0][0], spans[-1][1]) if spans else (match.start, match.end)


def _best(scores: Floats, most: int) -> NDArray[np.intp]:
    """The places of the highest scores, highest first; the earlier place first among equals."""
    if most >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, len(scores) - most)[len(scores) - most]
    among = np.flatnonzero(scores >= least)
    return among[np.argsort(-scores[among], kind="stable")][:most]
