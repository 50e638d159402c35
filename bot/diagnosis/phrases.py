"""Phrases: finds documented messages in a text, whole or cut, retyped or wrapped, by weighted alignment."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from bot.corpus.entry import Corpus, Entry, Kind
from bot.diagnosis.reading import Reading, Token, read
from bot.diagnosis.spelling import Spelling

SILENT = frozenset(
    """
    a an the to of in is are be was were for on at by with and or as it this that has have been please also any
    will should etc one n
    """.split()
)
"""Words that carry no weight in a message."""

_PLACEHOLDER = re.compile(r"^(?:x{2,}|ux+|\d+)$")
_TEMPLATE_PART = re.compile(r"\+?\s*\{[^{}]{0,60}\}|<UUID[^<>]{0,20}>|\+ Details about the exception|[$“”]")

_CUT = re.compile(r"\s*(?:$|\n|…|\.\.|[\"'|)\]<])")
"""Where a pasted text breaks off."""

SHORTEST_BEGINNING = 3
"""Letters of a cut word that still tell which word it was."""

MOST_TOKENS_BETWEEN = 9
"""Foreign words between two words of one message; a placeholder's value or a log prefix may be as long."""

MISSING = 0.5
"""How much of the weight of words that a run leaves out counts against it."""

FOREIGN = 0.4
"""What a word of the text that stands between two words of a run costs it; a rare word weighs about five."""

PARTS = 32
"""Known words that one token may stand for; a place in the text is the token's number times this, plus the part's."""

SHORTEST_JOINED = 8
LONGEST_JOINED = 400
LONGEST_WORD = 20
"""Letters of a token that may be several words written as one, and of the words it is cut into."""

Heard = tuple[int, int, float]
"""A place in the text, a position in the message, and how well the word there fits, 0..1."""

PATTERN_MASS = 12.0
"""Weight of a pattern's hit: as much as three or four rare words in a row."""

LONGEST_CHAIN = 160
"""Matched words that one occurrence may hold before it is cut; keeps the alignment's cost bounded."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A documented message as its words."""

    entry: Entry
    message: str
    words: tuple[str, ...]
    """Lower case, without silent words and placeholders."""
    weights: tuple[float, ...]
    lead: int = 0
    """Silent words before the first of `words`, such as the article of "The API cannot process"."""

    @property
    def mass(self) -> float:
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A place in the text where a phrase, or a part of it, stands."""

    phrase: Phrase
    start: int
    end: int
    mass: float
    """Weight of the phrase's words that were found in order."""
    coverage: float
    """Share of the phrase's weight that was found, 0..1."""
    density: float
    """Share of the place's weight that belongs to the phrase, 0..1."""
    words: int
    """How many of the phrase's words were found."""
    head: bool
    """Whether the phrase's first word is among them."""
    fit: float
    """The mass, less what the phrase says between the words found and the text does not; ranks claims to one place."""


class PhraseIndex:
    """An inverted index from words to the messages that hold them; only messages that share a word are touched."""

    def __init__(self, corpus: Corpus) -> None:
        texts: list[tuple[Entry, str, tuple[str, ...]]] = []
        for entry in corpus:
            if entry.kind in (Kind.SOURCE, Kind.STATUS, Kind.CLASS):
                continue
            seen = set()
            for message in (*entry.messages, *entry.spellings):
                words = phrase_words(message)
                if words and words not in seen:
                    seen.add(words)
                    texts.append((entry, message, words))
        spread: dict[str, set[str]] = defaultdict(set)
        for entry, _, words in texts:
            for word in words:
                spread[word].add(entry.id)
        entries = max(1, len({entry.id for entry, _, _ in texts}))
        self.weight: Mapping[str, float] = {word: math.log(1 + entries / len(ids)) for word, ids in spread.items()}
        self.foreign_weight = sum(self.weight.values()) / max(1, len(self.weight))
        self.phrases = tuple(
            Phrase(entry, message, words, tuple(self.weight[word] for word in words), _silent_before(message))
            for entry, message, words in texts
        )
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            for position, word in enumerate(phrase.words):
                self._postings[word].append((number, position))
        self._patterns = [
            (
                Phrase(entry, _nearest(entry, number), (f"pattern {number}",), (PATTERN_MASS,)),
                re.compile(pattern, re.IGNORECASE | re.DOTALL),
            )
            for entry in corpus
            for number, pattern in enumerate(entry.patterns)
        ]
        self._sorted = sorted(self.weight)
        self.spelling = Spelling(self.weight)

    def find(self, reading: Reading) -> list[PhraseHit]:
        """Every place where a phrase or a telling part of one stands, overlapping ones included."""
        tokens = reading.tokens
        heard = self._hear(reading)
        places: dict[int, list[Heard]] = defaultdict(list)
        for at, words in heard.items():
            for offset, (word, quality) in enumerate(words):
                for number, position in self._postings[word]:
                    places[number].append((at * PARTS + offset, position, quality))
        hits = []
        for number, found in places.items():
            phrase = self.phrases[number]
            if sum(phrase.weights[p] for p in {position for _, position, _ in found}) < min(phrase.mass * 0.6, 7.0):
                continue
            for occurrence in _occurrences(found, tokens, last=len(phrase.words) - 1):
                hit = self._measure(phrase, occurrence, tokens, heard)
                if hit is not None:
                    hits.append(hit)
        hits.extend(self._find_patterns(reading))
        return hits

    def _find_patterns(self, reading: Reading) -> Iterable[PhraseHit]:
        """Messages that are templates, found by the expression that stands beside them."""
        for phrase, pattern in self._patterns:
            for match in pattern.finditer(reading.text):
                yield PhraseHit(
                    phrase, match.start(), match.end(), PATTERN_MASS, 1.0, 1.0, 3, head=True, fit=PATTERN_MASS
                )

    def _hear(self, reading: Reading) -> dict[int, list[tuple[str, float]]]:
        """Which known words each token may stand for, in order where it stands for several, and how well, 0..1."""
        tokens = reading.tokens
        heard: dict[int, list[tuple[str, float]]] = {}
        for at, token in enumerate(tokens):
            word = token.word
            if word in SILENT:
                continue
            known: list[tuple[str, float]] = []
            if word in self.weight:
                known.append((word, 1.0))
            elif "_" in word:
                parts = word.split("_")
                known.extend((part, 1.0) for part in parts if part in self.weight)
                if parts[-1] not in self.weight and _CUT.match(reading.folded, token.end):
                    known.extend((whole, 0.7) for whole in self._beginning_with(parts[-1]))
            elif corrected := self.spelling.corrections(word):
                known.extend((other, 0.9) for other in corrected)
            elif joined_words := self._split(word):
                known.extend((part, 0.9) for part in joined_words if part in self.weight)
            elif _CUT.match(reading.folded, token.end):
                known.extend((whole, 0.7) for whole in self._beginning_with(word))
            if at + 1 < len(tokens) and tokens[at + 1].start - token.end <= 1:
                joined = word + tokens[at + 1].word
                if joined in self.weight:
                    known.append((joined, 1.0))
            if known:
                heard[at] = known[:PARTS]
        return heard

    def _beginning_with(self, word: str) -> list[str]:
        """Known words that a word cut off in the middle may have been."""
        if len(word) < SHORTEST_BEGINNING:
            return []
        at = bisect_left(self._sorted, word)
        return [whole for whole in self._sorted[at : at + 12] if whole.startswith(word)]

    def _split(self, word: str) -> tuple[str, ...]:
        """The known words that were written as one, fewest first; empty where letters are left over."""
        if not SHORTEST_JOINED <= len(word) <= LONGEST_JOINED:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - LONGEST_WORD), end):
                before, piece = best[start], word[start:end]
                if before is None or len(piece) < 2 or not (piece in self.weight or piece in SILENT):
                    continue
                held = best[end]
                if held is None or len(before) + 1 < len(held):
                    best[end] = (*before, piece)
        return best[-1] or ()

    def _measure(
        self,
        phrase: Phrase,
        occurrence: Sequence[Heard],
        tokens: Sequence[Token],
        heard: Mapping[int, Sequence[tuple[str, float]]],
    ) -> PhraseHit | None:
        chain = _best_chain(occurrence, phrase.weights)
        if not chain:
            return None
        first, last = chain[0][0] // PARTS, chain[-1][0] // PARTS
        mass = sum(phrase.weights[position] * quality for _, position, quality in chain)
        taken = {place // PARTS for place, _, _ in chain}
        around = sum(
            (self.weight[heard[at][0][0]] if at in heard else self.foreign_weight)
            for at in range(first, last + 1)
            if at not in taken and tokens[at].word not in SILENT and not tokens[at].word.isdigit()
        )
        found = {position for _, position, _ in chain}
        missing = sum(phrase.weights[p] for p in range(chain[0][1], chain[-1][1]) if p not in found)
        return PhraseHit(
            phrase=phrase,
            start=tokens[_begin(first, tokens, phrase.lead if chain[0][1] == 0 else 0)].start,
            end=tokens[last].end,
            mass=mass,
            coverage=min(1.0, mass / phrase.mass),
            density=mass / (mass + around),
            words=len(found),
            head=chain[0][1] == 0,
            fit=mass - MISSING * missing,
        )


def _silent_before(message: str) -> int:
    words = [token.word for token in read(_TEMPLATE_PART.sub(" ", message)).tokens]
    return next((at for at, word in enumerate(words) if word not in SILENT), 0)


def _begin(first: int, tokens: Sequence[Token], lead: int) -> int:
    """The token at which a hit begins, the silent words counted that its message begins with."""
    while lead > 0 and first > 0 and tokens[first - 1].word in SILENT:
        first, lead = first - 1, lead - 1
    return first


def _nearest(entry: Entry, number: int) -> str:
    """The message that a pattern stands beside: the one at the same place, or the first."""
    return entry.messages[min(number, len(entry.messages) - 1)] if entry.messages else entry.title


def phrase_words(message: str) -> tuple[str, ...]:
    """The words of a documented message that have to be found: no silent words, no placeholders."""
    plain = _TEMPLATE_PART.sub(" ", message)
    words = [part for token in read(plain).tokens for part in token.word.split("_") if part]
    kept = tuple(word for word in words if word not in SILENT and not _PLACEHOLDER.match(word))
    return kept or tuple(word for word in words if word not in SILENT)


def _occurrences(found: Iterable[Heard], tokens: Sequence[Token], *, last: int) -> Iterable[list[Heard]]:
    """Cuts matched words into occurrences: at a long gap, and where the message begins anew on a later line.

    A word of the beginning that the message repeats further on begins it anew only where its `last` word has been.
    """
    current: list[Heard] = []
    ended = False
    for at, group in groupby(sorted(found), key=lambda item: item[0] // PARTS):
        items = list(group)
        positions = [position for _, position, _ in items]
        if current:
            before = current[-1][0] // PARTS
            begins = (max if not ended else min)(positions) <= current[0][1] + 1
            begins_anew = begins and tokens[at].line > tokens[before].line
            if at - before > MOST_TOKENS_BETWEEN or begins_anew or len(current) >= LONGEST_CHAIN:
                yield current
                current, ended = [], False
        current.extend(items)
        ended = ended or last in positions
    if current:
        yield current


def _best_chain(occurrence: Sequence[Heard], weights: Sequence[float]) -> list[Heard]:
    """The heaviest run of matches whose places rise both in the text and in the message.

    Local alignment (Smith and Waterman, 1981) over the matched words alone: what the message says between two of them
    and the text does not is counted against the run, and so is what the text says and the message does not.
    """
    until = [0.0, *accumulate(weights)]
    best: list[float] = []
    previous: list[int] = []
    for index, (place, position, quality) in enumerate(occurrence):
        top, came_from = 0.0, -1
        for earlier in range(index):
            earlier_place, earlier_position, _ = occurrence[earlier]
            if earlier_position < position and earlier_place < place:
                between = place // PARTS - earlier_place // PARTS - 1
                value = best[earlier] - MISSING * (until[position] - until[earlier_position + 1]) - FOREIGN * between
                if value >= top:  # on a tie the later place, which is denser
                    top, came_from = value, earlier
        best.append(weights[position] * quality + top)
        previous.append(came_from)
    if not best:
        return []
    index = max(range(len(best)), key=best.__getitem__)
    chain = []
    while index >= 0:
        chain.append(occurrence[index])
        index = previous[index]
    return chain[::-1]
