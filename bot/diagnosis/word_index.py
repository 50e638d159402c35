"""Word index: TF-IDF over asks and explanations; what is heavy to import and to build, behind `bot.diagnosis.words`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.reading import Reading
from bot.diagnosis.teaching import Taught, teach
from bot.diagnosis.words import Target, WordMatch

_WORD = re.compile(r"[a-z0-9_]+(?:'[a-z]+)?")
_SEPARATED = re.compile(r"(?<=\d)[.,'’ ](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(r"(?<![\w.])(\d{1,3})k\b")
"""18,000 and 18.000 and 18k are one number."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-–—|]\s+")

SILENT_HERE = frozenset(
    """
    a an the of in is are be was were for on at by with and or as it this that has have been to i we our my you your do
    does did can could would so me us they them their he she his her its am just any
    """.split()
)
"""Words that mean nothing by themselves; they count in pairs of words only."""

TELLING_IDF = 2.5
"""From this weight a word is worth quoting as what was understood."""

POOLING = 2.5
"""Exponent of the norm that pools the likenesses of an entry's asks: one close ask says more than several distant ones,
and those more than nothing. At 1 all would count alike, at infinity the closest alone."""

CROWD = 0.1
"""Power of the number of asks by which a pooled score is divided, since many asks pool more than few."""

TEXT = 1.2
"""What an entry's explanation counts beside its asks."""

TAUGHT = 2.0
"""What the words together say for an entry counts so much beside the closeness of its asks."""

TOPIC_TEXT = 0.85
"""Share of its best entry's explanation that counts for a topic, which has no explanation of its own."""

CONCEPTS = 2
"""The channel that teaches, among words, letters and concepts: the one in which different wordings meet."""

LONG = 45
"""Words above which a text is read in pieces, so that the talk around a question does not drown it."""

MOST_PIECES = 60

Scores = NDArray[np.float64]


class WordIndex:
    """TF-IDF in three channels.

    Words and pairs of words; character n-grams, which forgive spelling and endings; and the concepts that the users'
    words stand for (`knowledge/synonyms.toml`), which bridge different wordings.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._targets: tuple[Target, ...] = (*corpus, *corpus.topics)
        self._numbers = {self._key(target): number for number, target in enumerate(self._targets)}
        self._entry_count = len(corpus)
        self._members = [
            np.array([self._numbers[entry.id] for entry in topic.entries], dtype=np.intp) for topic in corpus.topics
        ]
        self._aliases = _either(alias for names in corpus.words.values() for alias in names)
        self._canonical = {alias: name for name, aliases in corpus.words.items() for alias in aliases}
        self._products = _either(
            word
            for product in corpus.products.values()
            for word in product.words
            if not any(word in api.words for api in product.apis.values())
        )
        asks = [(number, ask) for number, target in enumerate(self._targets) for ask in target.asks]
        self._asks = [ask for _, ask in asks]
        self._owner = np.array([number for number, _ in asks], dtype=np.intp)
        self._crowds = np.maximum(1.0, np.bincount(self._owner, minlength=len(self._targets))) ** CROWD
        texts = [" . ".join((e.title, *e.messages, *e.spellings, *e.causes, *e.steps, *e.notes)) for e in corpus]
        self._by_words = TfidfVectorizer(analyzer=self._analyse, sublinear_tf=True)
        self._by_letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=self.plain
        )
        self._concepts = {
            tuple(_WORD.findall(phrase)): f"@{concept.replace(' ', '_')}" for phrase, concept in corpus.synonyms.items()
        }
        self._longest_phrase = max((len(phrase) for phrase in self._concepts), default=1)
        self._by_concepts = TfidfVectorizer(analyzer=self._meanings, sublinear_tf=True)
        near_misses = [(number, text) for number, entry in enumerate(corpus) for text in entry.near_misses]
        self._near_miss_owner = np.array([number for number, _ in near_misses], dtype=np.intp)
        everything = [*self._asks, *texts, *corpus.chatter, *(text for _, text in near_misses)]
        rows = [vectors.fit_transform(everything) for vectors in self._channels]
        self._taught = self._teach(rows, [number for number, _ in asks], chatter=len(corpus.chatter))
        cuts = list(accumulate((len(self._asks), len(texts), len(corpus.chatter), len(near_misses)), initial=0))
        self._ask_columns, self._text_columns, self._chatter_columns, self._near_miss_columns = (
            tuple(row[a:b].T.tocsr() for row in rows) for a, b in pairwise(cuts)
        )
        self._meanings_of: list[set[str]] = [set() for _ in self._targets]
        for number, text in (*asks, *enumerate(texts)):
            self._meanings_of[number].update(self._meanings(text))
        self._idf = dict(zip(self._by_concepts.get_feature_names_out(), self._by_concepts.idf_, strict=True))
        self._foreign = float(max(self._idf.values(), default=1.0))

    def _teach(self, rows: Sequence[Any], owners: Sequence[int], *, chatter: int) -> Taught:
        """Learns from asks, explanations and chatter; near misses are told apart by themselves."""
        labels = np.array([*owners, *range(self._entry_count), *([-1] * chatter)], dtype=np.intp)
        return teach(rows[CONCEPTS][: len(labels)], labels, targets=len(self._targets))

    @property
    def _channels(self) -> tuple[TfidfVectorizer, ...]:
        return self._by_words, self._by_letters, self._by_concepts

    @staticmethod
    def _key(target: Target) -> str:
        return target.id if isinstance(target, Entry) else f"topic {target.name}"

    def plain(self, text: str) -> str:
        """Lower case, without the products' names, and with the names that people use put as the documents put them."""
        folded = self._products.sub(" ", text.lower().replace("’", "'"))
        counted = _THOUSANDS.sub(r"\1000", _SEPARATED.sub("", folded))
        return self._aliases.sub(lambda m: self._canonical[m.group()], counted)

    def _stems(self, text: str) -> list[str]:
        return [stem(word) for word in _WORD.findall(self.plain(text))]

    def _meanings(self, text: str) -> list[str]:
        """The concepts that a text speaks of, and the stems of words that stand for none; the longest phrase wins."""
        words = _WORD.findall(self.plain(text))
        meanings, at = [], 0
        while at < len(words):
            for length in range(min(self._longest_phrase, len(words) - at), 0, -1):
                concept = self._concepts.get(tuple(words[at : at + length]))
                if concept is not None:
                    meanings.append(concept)
                    at += length
                    break
            else:
                if words[at] not in SILENT_HERE:
                    meanings.append(magnitude(words[at]) if words[at].isdecimal() else stem(words[at]))
                at += 1
        return meanings

    def _analyse(self, text: str) -> list[str]:
        stems = self._stems(text)
        return stems + [f"{one} {other}" for one, other in pairwise(stems)]

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
        allowed = self._allowed(among, topics=topics)
        extra = np.zeros(len(self._targets))
        for entry_id, value in (bonus or {}).items():
            extra[self._numbers[entry_id]] = value
        best: dict[str, WordMatch] = {}
        for start, end in self._pieces(reading):
            for match in self._rank_piece(reading.text[start:end], start, end, allowed=allowed, extra=extra, most=most):
                key = self._key(match.target)
                if key not in best or best[key].score < match.score:
                    best[key] = match
        return sorted(best.values(), key=lambda match: (-match.score, self._key(match.target)))[:most]

    def _allowed(self, among: Collection[Entry] | None, *, topics: bool) -> NDArray[np.bool_]:
        ids = None if among is None else {entry.id for entry in among}
        return np.array(
            [
                (ids is None or target.id in ids) if isinstance(target, Entry)
                else topics and (ids is None or any(entry.id in ids for entry in target.entries))
                for target in self._targets
            ]
        )  # fmt: skip

    def _pieces(self, reading: Reading) -> list[tuple[int, int]]:
        """The whole text, or its sentences by twos where it is long."""
        text = reading.text
        if len(reading.tokens) <= LONG:
            return [(0, len(text))]
        cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
        spans = [(a, b) for a, b in pairwise(cuts) if len(text[a:b].split()) > 1][:MOST_PIECES]
        pairs = [(a, b) for (a, _), (_, b) in pairwise(spans)]
        return pairs + spans or [(0, len(text))]

    def _rank_piece(
        self, text: str, start: int, end: int, *, allowed: NDArray[np.bool_], extra: Scores, most: int
    ) -> list[WordMatch]:
        rows = [vectors.transform([text]) for vectors in self._channels]
        per_ask = _product(rows, self._ask_columns)
        per_text = _product(rows, self._text_columns)
        scores, leading = self._by_target(per_ask)
        scores[: self._entry_count] += TEXT * per_text - self._excess_of_near_misses(rows, per_ask, leading)
        for offset, members in enumerate(self._members):
            scores[self._entry_count + offset] += TOPIC_TEXT * TEXT * per_text[members].max(initial=0.0)
        taught = self._taught.scores(rows[CONCEPTS])
        documented = float(np.maximum(taught, 0.0).sum())
        scores = np.where(allowed, scores + TAUGHT * taught + extra, -1.0)
        chatter = _product(rows, self._chatter_columns).max(initial=0.0)
        meanings = set(self._meanings(text))
        weight = {meaning: self._idf.get(meaning, self._foreign) for meaning in meanings}
        total = sum(weight.values()) or 1.0
        return [
            WordMatch(
                target=self._targets[number],
                score=float(scores[number]),
                coverage=sum(weight[meaning] for meaning in meanings & self._meanings_of[number]) / total,
                ask=self._asks[leading[number]] if leading[number] >= 0 else "",
                ask_score=float(per_ask[leading[number]]) if leading[number] >= 0 else 0.0,
                documented=documented,
                chatter=float(chatter),
                start=start,
                end=end,
            )
            for number in np.argsort(-scores, kind="stable")[:most]
            if scores[number] > 0
        ]

    def _by_target(self, per_ask: Scores) -> tuple[Scores, NDArray[np.intp]]:
        """What a target's asks add up to, and which of them leads; a target without asks has no leader, -1."""
        pooled = np.bincount(self._owner, weights=per_ask**POOLING, minlength=len(self._targets))
        best = np.zeros(len(self._targets))
        np.maximum.at(best, self._owner, per_ask)
        leading = np.full(len(self._targets), -1, dtype=np.intp)
        foremost = np.flatnonzero((per_ask > 0) & (per_ask == best[self._owner]))[::-1]
        leading[self._owner[foremost]] = foremost
        return pooled ** (1 / POOLING) / self._crowds, leading

    def _excess_of_near_misses(self, rows: Sequence[Any], per_ask: Scores, leading: NDArray[np.intp]) -> Scores:
        """By how much a text is more like an entry's near miss than like any of its asks."""
        nearest = np.zeros(self._entry_count)
        np.maximum.at(nearest, self._near_miss_owner, _product(rows, self._near_miss_columns))
        best = np.where(leading[: self._entry_count] >= 0, per_ask[leading[: self._entry_count]], 0.0)
        return np.maximum(nearest - best, 0.0)

    def shared_piece(self, reading: Reading, match: WordMatch) -> tuple[int, int]:
        """The stretch of the text from the first to the last word that the target knows: what a person would quote."""
        known = self._meanings_of[self._numbers[self._key(match.target)]]
        spans = [
            (match.start + found.start(), match.start + found.end())
            for found in _WORD.finditer(reading.folded[match.start : match.end])
            if any(m in known and self._idf.get(m, 0.0) > TELLING_IDF for m in self._meanings(found.group()))
        ]
        return (spans[0][0], spans[-1][1]) if spans else (match.start, match.end)


def magnitude(number: str) -> str:
    """How large a number of three digits or more is, since 19,000 records are like 20,000; a smaller one as it is."""
    return "@many" if len(number) > 4 else number


def stem(word: str) -> str:
    """A word without its ending; crude on purpose, since both sides are cut alike."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _product(rows: Sequence[Any], columns: Sequence[Any]) -> Scores:
    """The sum of the cosines of one text with every column; rows and columns are scipy's, which has no types."""
    products = [(row @ column).toarray()[0] for row, column in zip(rows, columns, strict=True)]
    return np.asarray(np.sum(products, axis=0), dtype=np.float64)


def _either(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, as whole words; a pattern that never matches where there are none."""
    ordered = sorted(words, key=len, reverse=True)
    return (
        re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in ordered) + r")(?!\w)")
        if ordered
        else re.compile(r"(?!)")
    )
