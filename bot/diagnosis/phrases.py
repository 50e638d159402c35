"""Phrases: finds documented messages in a text, whole or cut, retyped or wrapped, by weighted alignment."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from bot.corpus.entry import Corpus, Entry, Kind
from bot.diagnosis.alignment import MISSING, Place, apart, best_chain, occurrences
from bot.diagnosis.fragments import Fragment, Fragments
from bot.diagnosis.hearing import PARTS, SILENT, Heard, Hearing
from bot.diagnosis.reading import Reading, Tokens, read

_PLACEHOLDER = re.compile(r"^(?:x{2,}|ux+|\d+)$")
_TEMPLATE_PART = re.compile(r"\+?\s*\{[^{}]{0,60}\}|<UUID[^<>]{0,20}>|\+ Details about the exception|[$“”]")

PATTERN_MASS = 12.0
"""Weight of a pattern's hit: as much as three or four rare words in a row."""

LEAST_SHARE = 0.6
LEAST_RARE = 1.3
"""Share of a message, or else how many times the weight of the rarest word, below which words of it that stand near one
another are chance; the more messages there are, the more words two of them share."""

LEAST_MASS_ALONE = 5.0
"""Weight below which a single word of a message is chance too, unless it has that share; half of all runs are one."""

MOST_TOKENS_BETWEEN = 9
"""Foreign words between two words of one message; a placeholder's value or a log prefix may be as long."""

COMMON = 200
"""Messages from which a word proposes none: what is said everywhere tells nothing. It still supports what others do."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A documented message as its words."""

    entry: Entry
    message: str
    words: tuple[str, ...]
    """Lower case, without silent words and placeholders."""
    weights: tuple[float, ...]
    until: tuple[float, ...]
    """What its words weigh together before each of them, and all of them."""
    mass: float
    """The sum of the weights."""
    least: float
    """What those of its words weigh at least that stand near one another where the phrase may be meant."""
    fewest: int
    """How many words that takes at least."""
    lead: int = 0
    """Silent words before the first of `words`, such as the article of "The API cannot process"."""


class PhraseHit(NamedTuple):
    """A place in the text where a phrase, or a part of it, stands; a long text has a hundred, so it is made quickly."""

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
    verbatim: bool = False
    """Whether the phrase, or this piece of it, stands there word for word, the silent words too."""


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
        weight = {word: math.log(1 + entries / len(ids)) for word, ids in spread.items()}
        enough = LEAST_RARE * max(weight.values(), default=0.0)
        self._weight = weight
        self._hearing = Hearing(weight)
        self._fragments = Fragments(corpus)
        self._phrases = tuple(
            _phrase(
                entry,
                message,
                words,
                tuple(weight[word] for word in words),
                enough=enough,
                lead=_silent_before(message),
            )
            for entry, message, words in texts
        )
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            for position, word in enumerate(phrase.words):
                self._postings[word].append((number, position))
        self._fewest = [phrase.fewest for phrase in self._phrases]
        self._common = {word: _by_phrase(found) for word, found in self._postings.items() if len(found) > COMMON}
        self._patterns = [
            (
                _phrase(entry, _nearest(entry, number), (f"pattern {number}",), (PATTERN_MASS,), enough=PATTERN_MASS),
                _letters_first(pattern),
                re.compile(pattern, re.IGNORECASE | re.DOTALL),
            )
            for entry in corpus
            for number, pattern in enumerate(entry.patterns)
        ]

    def find(self, reading: Reading) -> list[PhraseHit]:
        """Every place where a phrase or a telling part of one stands, overlapping ones included."""
        tokens = reading.tokens
        heard = self._hearing.hear(reading)
        hits = [
            self._measure(phrase, piece, tokens, heard)
            for phrase, stretch in self._stretches(heard)
            for occurrence in occurrences(stretch, tokens, last=len(phrase.words) - 1)
            if _tells(chain := best_chain(occurrence, phrase.weights, phrase.until), phrase)
            for piece in apart(chain)
        ]
        hits.extend(self._find_patterns(reading))
        hits.extend(self._verbatim(fragment, tokens) for fragment in self._fragments.find(reading))
        return hits

    def _stretches(self, heard: Heard) -> Iterator[tuple[Phrase, list[Place]]]:
        """Words of one phrase that stand close to one another, and together weigh enough to be more than chance."""
        postings = self._postings_of({word for known in heard.known.values() for word, _ in known})
        begun: dict[int, list[Place]] = {}
        done: list[tuple[int, list[Place]]] = []
        for at, known in heard.known.items():
            too_far = (at - MOST_TOKENS_BETWEEN) * PARTS
            for place, (word, quality) in enumerate(known, at * PARTS):
                for number, position in postings[word]:
                    stretch = begun.get(number)
                    if stretch is None:
                        begun[number] = [(place, position, quality)]
                    elif stretch[-1][0] >= too_far:
                        stretch.append((place, position, quality))
                    else:
                        if len(stretch) >= self._fewest[number]:
                            done.append((number, stretch))
                        begun[number] = [(place, position, quality)]
        done.extend([(number, stretch) for number, stretch in begun.items() if len(stretch) >= self._fewest[number]])
        for number, stretch in done:
            phrase = self._phrases[number]
            if sum([phrase.weights[position] for position in {position for _, position, _ in stretch}]) >= phrase.least:
                yield phrase, stretch

    def _postings_of(self, words: Set[str]) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Where the words of a text stand in phrases; common ones only in phrases that another word of it proposes."""
        found = {word: postings for word in words if len(postings := self._postings[word]) <= COMMON}
        if len(found) == len(words):
            return found
        proposed = {number for postings in found.values() for number, _ in postings}
        for word in words - found.keys():
            places = self._common[word]
            found[word] = [(number, position) for number in places.keys() & proposed for position in places[number]]
        return found

    def _find_patterns(self, reading: Reading) -> Iterable[PhraseHit]:
        """Messages that are templates, found by the expression that stands beside them."""
        for phrase, letters, pattern in self._patterns:
            for match in pattern.finditer(reading.text) if letters in reading.folded else ():
                yield PhraseHit(
                    phrase, match.start(), match.end(), PATTERN_MASS, 1.0, 1.0, 3, head=True, fit=PATTERN_MASS
                )

    def _verbatim(self, fragment: Fragment, tokens: Tokens) -> PhraseHit:
        """A piece that stands there word for word."""
        mass = sum(self._weight.get(word, 0.0) for word in fragment.words)
        return PhraseHit(
            phrase=Phrase(fragment.entry, fragment.message, fragment.words, (), (), mass, mass, len(fragment.words)),
            start=tokens.starts[fragment.first],
            end=tokens.end(fragment.last),
            mass=mass,
            coverage=0.0,
            density=1.0,
            words=len(fragment.words),
            head=fragment.head,
            fit=mass,
            verbatim=True,
        )

    def _measure(self, phrase: Phrase, chain: Sequence[Place], tokens: Tokens, heard: Heard) -> PhraseHit:
        first, last = chain[0][0] // PARTS, chain[-1][0] // PARTS
        mass = sum([phrase.weights[position] * quality for _, position, quality in chain])
        around = missing = 0.0
        taken = {place // PARTS for place, _, _ in chain}
        if len(taken) <= last - first:
            around = sum([heard.weights[at] for at in range(first, last + 1) if at not in taken])
        if chain[-1][1] - chain[0][1] >= len(chain):
            found = {position for _, position, _ in chain}
            missing = sum([phrase.weights[p] for p in range(chain[0][1], chain[-1][1]) if p not in found])
        head = chain[0][1] == 0
        return PhraseHit(
            phrase=phrase,
            start=tokens.starts[_begin(first, tokens, phrase.lead if head else 0)],
            end=tokens.end(last),
            mass=mass,
            coverage=min(1.0, mass / phrase.mass),
            density=mass / (mass + around),
            words=len(chain),
            head=head,
            fit=mass - MISSING * missing,
        )


def _phrase(
    entry: Entry, message: str, words: tuple[str, ...], weights: tuple[float, ...], *, enough: float, lead: int = 0
) -> Phrase:
    """A message as a phrase; `enough` is the weight from which words of it are never chance."""
    until = tuple(accumulate(weights, initial=0.0))
    mass = until[-1]
    least = min(LEAST_SHARE * mass, enough)
    alone = max(weights) >= LEAST_SHARE * mass  # else one word, however rare, says too little of the message
    fewest = max(1 if alone else 2, math.ceil(least / max(weights)))
    return Phrase(entry, message, words, weights, until, mass, least, fewest, lead)


def _tells(chain: Sequence[Place], phrase: Phrase) -> bool:
    """Whether a run may say anything of its phrase: several words do, and one that weighs enough."""
    if len(chain) > 1:
        return True
    _, position, quality = chain[0]
    return phrase.weights[position] * quality >= min(LEAST_MASS_ALONE, LEAST_SHARE * phrase.mass)


def _by_phrase(postings: Sequence[tuple[int, int]]) -> Mapping[int, Sequence[int]]:
    """The positions of one word in each phrase that holds it."""
    positions: defaultdict[int, list[int]] = defaultdict(list)
    for number, position in postings:
        positions[number].append(position)
    return positions


def _silent_before(message: str) -> int:
    words = read(_TEMPLATE_PART.sub(" ", message)).tokens.words
    return next((at for at, word in enumerate(words) if word not in SILENT), 0)


def _begin(first: int, tokens: Tokens, lead: int) -> int:
    """The token at which a hit begins, the silent words counted that its message begins with."""
    while lead > 0 and first > 0 and tokens.words[first - 1] in SILENT:
        first, lead = first - 1, lead - 1
    return first


def _nearest(entry: Entry, number: int) -> str:
    """The message that a pattern stands beside: the one at the same place, or the first."""
    return entry.messages[min(number, len(entry.messages) - 1)] if entry.messages else entry.title


def _letters_first(pattern: str) -> str:
    """The letters with which all that a pattern fits begins, in lower case; they are found sooner than a pattern is."""
    letters = re.match(r"[A-Za-z ]*(?=[A-Za-z ])", pattern)  # the last one may be followed by a question mark
    return letters.group().lower() if letters and "|" not in pattern else ""


def phrase_words(message: str) -> tuple[str, ...]:
    """The words of a documented message that have to be found: no silent words, no placeholders."""
    plain = _TEMPLATE_PART.sub(" ", message)
    words = [part for word in read(plain).tokens.words for part in word.split("_") if part]
    kept = tuple(word for word in words if word not in SILENT and not _PLACEHOLDER.match(word))
    return kept or tuple(word for word in words if word not in SILENT)
