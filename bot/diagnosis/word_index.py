"""Word index: which entries' asks and explanations a text is like; `bot.diagnosis.words` builds it when needed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.cache import IndexCache
from bot.diagnosis.latest import Latest, Span
from bot.diagnosis.learned import Learned, key_of
from bot.diagnosis.meanings import Meanings
from bot.diagnosis.reading import Reading
from bot.diagnosis.runs import Runs
from bot.diagnosis.taught import TAUGHT
from bot.diagnosis.terms import WORD, TermReader, Terms, runs_of
from bot.diagnosis.tfidf import Floats, Numbers
from bot.diagnosis.words import Fit, Target, WordMatch

_SENTENCE = re.compile(r"\s(?:(?<=[.!?;]\s)\s*|(?<=\n)\n*|(?<![^\S\n]\s)[^\S\n]*[-–—|]\s+)")
"""What parts sentences; first stands what all its forms begin with, since a text is searched three times as fast so.
The space before a dash is gone through once, from where it begins."""

CROWD = 0.1
"""Power of the number of asks by which a pooled score is divided, since many asks pool more than few."""

TEXT = 1.2
"""What an entry's explanation counts beside its asks."""

MISSED = 1.5
"""What counts against an entry, of what a text is more like one of its near misses than like any of its asks."""

TOPIC_TEXT = 0.85
"""Share of its best entry's explanation that counts for a topic, which has no explanation of its own."""

LONG = 45
"""Words above which a text is read in pieces, so that the talk around a question does not drown it."""

MOST_PIECES = 2
"""Sentences of a long text, and as many pairs of sentences, that are compared, by what they say of anything documented.
"""

TELLING_SHARE = 0.7
"""What a piece says of anything documented, as a share of what the most telling one says, from which it is compared."""

NEIGHBOURS = 10
"""The asks most like a text, of those whose entries may be meant, that vote for their entries, each by its likeness."""

MOST_NEIGHBOURS = 40
"""The asks most like a text among which these are looked for; beyond, nobody whose entry may be meant lies near."""

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
        self.meanings = Meanings(self._terms, learned, speakers, entries=self._entry_count)
        self._latest = Latest[_Compared]()
        self._left_out = lru_cache(maxsize=200)(self._left_out_anew)
        self._letters_of = lru_cache(maxsize=50_000)(self._numbers_of_runs)

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

        texts = chain.from_iterable(self._terms.read([text]) for text in chain.from_iterable(parts))
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
        beside: int | None = None,
        pieces: Sequence[Span] = (),
        among: frozenset[str] | None = None,
        topics: bool = False,
        bonus: Mapping[str, float] | None = None,
        most: int = 8,
    ) -> list[WordMatch]:
        """The targets that fit best, best first; of a long text its best piece counts, or the one beside a place of it.

        `pieces` are those of a long text that count, where they are known; `among` keeps to entries with these ids, and
        to topics that hold one of them; `bonus` is what the documented messages add to an entry's score, by id.
        """
        spans = self._pieces(reading, beside, pieces)
        compared = list(zip(spans, self._latest.of(reading, spans, self._compared), strict=True))
        scores = reduce(np.maximum, (piece.scores for _, piece in compared)).copy()
        scores[self._left_out(among, topics)] = -np.inf
        for entry_id, value in (bonus or {}).items():
            scores[self._numbers[entry_id]] += value
        voted: dict[Span, Mapping[int, float]] = {}
        best = []
        for number in _best(scores, most).tolist():
            if scores[number] > 0:
                span, piece = max(compared, key=lambda piece: piece[1].scores[number])
                if span not in voted:  # of several pieces most often one fits best whatever is shown
                    voted[span] = self._votes(piece, scores)
                best.append(self._match(number, float(scores[number]), span, piece, voted[span].get(number, 0.0)))
        return sorted(best, key=lambda match: (-match.score, self._key(match.target)))

    def _left_out_anew(self, among: frozenset[str] | None, topics: bool) -> NDArray[np.bool_] | slice:
        """The targets that are not ranked; kept, since few products are named."""
        if among is None:
            return slice(len(self._targets) if topics else self._entry_count, None)
        left_out = np.full(len(self._targets), True)
        left_out[[self._numbers[entry_id] for entry_id in among]] = False
        if topics:
            left_out[self._topics.owners] = ~self._topics.highest(~left_out[self._members])
        return left_out

    def _pieces(self, reading: Reading, beside: int | None, known: Sequence[Span]) -> Sequence[Span]:
        """The whole text; of a long one those known, or the sentence that holds a place, alone and with the next.

        Or the sentences, and the pairs of them, that say most of what is documented.
        """
        text = reading.text
        if len(reading.tokens) <= LONG:
            return [(0, len(text))]
        if known:
            return known
        spans = list(pairwise([0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]))
        if beside is not None:
            first, *following = (span for span in spans if span[1] > beside)
            return [first, *((first[0], end) for _, end in following[:1])]
        spans = [(a, b) for a, b in spans if len(text[a:b].split()) > 1]
        half = MOST_SENTENCES // 2
        parts = [spans] if len(spans) <= MOST_SENTENCES else [spans[:half], spans[-half:]]
        telling = self.meanings.most_telling(reading, parts, most=MOST_PIECES)
        least = TELLING_SHARE * max(telling.values(), default=0.0)
        return [span for span, documented in telling.items() if documented >= least] or [(0, len(text))]

    def _numbers_of_runs(self, word: str) -> Numbers:
        """The runs of letters of a word; there are many of them and few words, so they are kept."""
        return self._collected.channels[2].numbers(runs_of(word))

    def compare(self, reading: Reading, spans: Sequence[Span]) -> None:
        """Compare pieces that are going to be ranked, all at once: one by one takes much longer."""
        self._latest.of(reading, spans, self._compared)

    def _compared(self, texts: Sequence[str]) -> Iterator[_Compared]:
        """How texts compare with everything."""
        read = self._terms.read(texts)
        vectors = self._collected.vectors([self._numbers_of(terms) for terms in read])
        cosines = self._collected.cosines(vectors)
        per_ask, per_text = cosines[:, self._of_asks], cosines[:, self._of_texts]
        scores = self._askers.pooled(per_ask) / self._crowds
        scores[:, : self._entry_count] += TEXT * per_text
        scores[:, self._topics.owners] += TOPIC_TEXT * TEXT * self._topics.highest(per_text[:, self._members])
        if len(missed := self._missers.owners):
            best_ask = np.zeros_like(scores)
            best_ask[:, self._askers.owners] = self._askers.highest(per_ask)
            nearest_miss = self._missers.highest(cosines[:, self._of_near_misses])
            scores[:, missed] -= MISSED * np.maximum(nearest_miss - best_ask[:, missed], 0.0)
        chatter = cosines[:, self._of_chatter].max(axis=1, initial=0.0).tolist()
        for at, (start, end, *_) in enumerate(vectors.bounds):
            meanings = vectors.numbers[start:end]
            taught = self._taught.scores(meanings, vectors.weights[start:end])
            # what no document speaks of weighs as much as what only one does
            weights = {number: self.meanings.weights[number] for number in meanings.tolist()}
            others = len(set(read[at].meanings)) - len(weights)
            yield _Compared(
                scores=scores[at] + TAUGHT * taught,
                per_ask=per_ask[at],
                weights=weights,
                total=sum(weights.values()) + others * self.meanings.highest_weight,
                documented=float(taught.sum()),
                chatter=chatter[at],
            )

    def _numbers_of(self, terms: Terms) -> tuple[Numbers, Numbers, Numbers]:
        """The numbers of a text's terms, channel by channel."""
        concepts, words, _ = self._collected.channels
        letters = np.concatenate([self._letters_of(word) for word in terms.written or [""]])
        return concepts.numbers(terms.meanings), words.numbers(terms.words), letters

    def _votes(self, piece: _Compared, scores: Floats) -> Mapping[int, float]:
        """The share of the nearest asks' likeness that is each target's, of the targets that have a score."""
        near = _best(piece.per_ask, MOST_NEIGHBOURS)
        targets = self._askers.owner_of[near]
        may_be_meant = np.flatnonzero(scores[targets] > -np.inf)[:NEIGHBOURS]
        votes: defaultdict[int, float] = defaultdict(float)
        likenesses = piece.per_ask[near[may_be_meant]].tolist()
        total = sum(likenesses) or 1.0
        for target, likeness in zip(targets[may_be_meant].tolist(), likenesses, strict=True):
            votes[target] += likeness / total
        return votes

    def _match(self, number: int, score: float, span: Span, piece: _Compared, vote: float) -> WordMatch:
        """A target, with how it fits the piece of the text that it fits best."""
        return WordMatch(
            target=self._targets[number],
            score=score,
            vote=vote,
            documented=piece.documented,
            chatter=piece.chatter,
            start=span[0],
            end=span[1],
            fit=partial(self._fit, number, piece),
        )

    def _fit(self, number: int, piece: _Compared) -> Fit:
        known = self.meanings.known_by(number)
        shared = sum(map(piece.weights.__getitem__, known.intersection(piece.weights)))  # goes through the few weights
        place = self._askers.leading(piece.per_ask, number)
        ask_score = 0.0 if place is None else float(piece.per_ask[place])
        ask = self._asks[place] if place is not None and ask_score else ""
        return Fit(shared / (piece.total or 1.0), ask, ask_score)

    def shared_piece(self, reading: Reading, match: WordMatch) -> tuple[int, int]:
        """The stretch of the text from the first to the last word that the target knows: what a person would quote."""
        known = self.meanings.known_by(self._numbers[self._key(match.target)])
        spans = [
            (match.start + found.start(), match.start + found.end())
            for found in WORD.finditer(reading.folded[match.start : match.end])
            if not known.isdisjoint(self.meanings.telling_of(found.group()))
        ]
        return (spans[0][0], spans[-1][1]) if spans else (match.start, match.end)


PARTS = 16
"""Into so many the scores are cut, and of those at the same place of each only the highest is looked at before it is
known what the best ones exceed."""


def _best(scores: Floats, most: int) -> NDArray[np.intp]:
    """The places of the highest scores, highest first; the earlier place first among equals."""
    length = len(scores) // PARTS
    at_each = scores[: PARTS * length].reshape(PARTS, length).max(axis=0, initial=-np.inf)
    # at so many places one is that high, and so no lower one is among the highest
    least = np.partition(at_each, -most)[-most] if most <= length else -np.inf
    among = np.flatnonzero(scores >= least)
    return among[np.argsort(-scores[among], kind="stable")][:most]
