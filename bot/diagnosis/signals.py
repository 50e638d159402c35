"""Signals: what a text says outright: codes, names, sources, products, APIs, platforms, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.corpus.entry import Corpus, Entry, Kind
from bot.diagnosis.codes import CodeReader, CodeSignal, is_beside
from bot.diagnosis.question import Context
from bot.diagnosis.reading import Reading
from bot.diagnosis.spelling import Spelling
from bot.diagnosis.whole_words import WholeWords


@dataclass(frozen=True, slots=True)
class NameSignal:
    """A documented name (INVALID_TEMPLATE, a failure source, a status, a class) that stands in the text."""

    entry: Entry
    name: str
    start: int
    end: int
    exact: bool
    """Spelled as documented, case aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Everything that a text says outright."""

    codes: tuple[CodeSignal, ...] = ()
    names: tuple[NameSignal, ...] = ()
    products: frozenset[str] = frozenset()
    """Ids of the products named in the text."""
    context_product: str | None = None
    """The product that the thread is about, where the text names none."""
    apis: frozenset[str] = frozenset()
    """Ids of the APIs named in the text, or else known from the thread."""
    platforms: frozenset[str] = frozenset()
    """`android` or `ios`."""
    foreign: frozenset[str] = frozenset()
    """Names of systems that are not ours."""
    foreign_at: tuple[int, ...] = ()
    """Where these stand."""

    def is_others(self, reading: Reading, start: int, end: int) -> bool:
        """Whether what stands there is somebody else's: their system is named beside it, and no product of ours is."""
        return not self.products and is_beside(self.foreign_at, reading, start, end)


PLATFORMS: Mapping[str, WholeWords] = {
    "android": WholeWords(("android", "gcm", "fcm", "google cloud messaging")),
    "ios": WholeWords(("ios", "apn", "apns", "apple", "iphone", "iphones", "ipad", "ipads")),
}

_UPPER_NAME = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]{2,20}(?:_[A-Za-z]{2,20}){1,4}(?![A-Za-z0-9_])")
_CLASS = re.compile(r"\b(1[245])(?:xxx|\d?xx)\b", re.IGNORECASE)
_CONNECT_AS_A_VERB = re.compile(
    r"(?:\b(?:to|can|can't|cannot|couldn't|could|not|won't|will|doesn't|don't|please|let's|re|and)[\s-]+connect\b)"
    r"|\bconnect (?:to|with|the|me|us|my|your)\b"
)
_DENIED = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|instead of|rather than|nothing to do with)"
    r" (?:(?:from|via|through|by|about) )?(?:the |an? )?$"
)
LONGEST_DENIAL = 40
"""Characters before a product's name in which somebody says that it is another's: "Connect, not 8x8"."""
_SOURCE_WORD = re.compile(
    r"\b(?:failure )?source(?:\.name|s)?[\"']?(?:\s+(?:is|was|says))?\s*(?:[:=]\s*)?[\"'(]*([a-z-]{6,20})\b"
)
ANEW = r"\b(?:and|also|then|plus)\b"
"""How people go on to the next of several things."""
_UP_TO_VALUE = re.compile(rf"(?!.*{ANEW})[^,;\n]{{0,16}}")
"""What stands between a message and its last value, such as "... received is 7003"; "and 7106" begins anew."""
_SECTION = re.compile(
    r"\b(?:guide|section|stage|scenario|chapter|category|part|point|wxm)[\s:#-]{1,3}(2\.[1-5](?:\.[1-6])?)\b"
)
_SECTION_NUMBER = re.compile(r"2\.[1-5]")


class SignalReader:
    """Reads signals; knows the corpus's names, products and APIs."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._codes = CodeReader(corpus)
        self._names = {
            message.lower(): entry
            for entry in corpus
            for message in (*entry.messages, *entry.spellings)
            if "_" in message and " " not in message and entry.product == "bird"
        }
        self._names_in_one_word = {name.replace("_", ""): name for name in self._names}
        self._in_one_word = WholeWords(self._names_in_one_word)
        self._spelling = Spelling(self._names)
        self._sources = {entry.id.removeprefix("bird-source-"): entry for entry in corpus if entry.kind is Kind.SOURCE}
        self._source_names = {name.replace("-", ""): entry for name, entry in self._sources.items()}
        self._source_spelling = Spelling(self._source_names)
        names = "|".join(
            sorted((re.escape(name).replace(r"\-", "[- _]?") for name in self._sources), key=len, reverse=True)
        )
        self._source_after = (
            re.compile(
                rf"source(?:\.name)?s?[\"']?(?:\s*(?:is|was|name|says?|of|type|called|=|:|\{{|\[|\"|'|>|,|-|\(|shows?|reads?))*\s*({names})(?![\w-])"
            )
            if names
            else None
        )
        self._source_before = (
            re.compile(
                rf"(?<![\w-])[\"']?({names})[\"'`)]?\s+(?:(?:as|under|in|for|the|its|their|a|failure|error)\s+){{0,3}}sources?\b"
            )
            if names
            else None
        )
        self._source_joined = WholeWords(
            name.replace("-", mark) for name in self._sources if "-" in name for mark in "-_ "
        )
        self._products = {
            product.id: WholeWords(product.words, joins="-") for product in corpus.products.values() if product.words
        }
        self._apis = {
            (product.id, api): WholeWords(words.words, joins="-")
            for product in corpus.products.values()
            for api, words in product.apis.items()
            if words.words
        }
        self._others = WholeWords(corpus.others)

    def read(self, reading: Reading, context: Context) -> Signals:
        """The text's own signals first; what the thread knows fills in where the text says nothing."""
        products = frozenset(self._named_products(reading))
        apis = frozenset(api for (_, api), words in self._apis.items() if words.stand_in(reading))
        foreign = self._others.found(reading)
        foreign_at = tuple(name.start for name in foreign)
        names = tuple(self._read_names(reading, products))
        if not apis and context.api:
            apis = frozenset({context.api})
        return Signals(
            codes=tuple(
                self._codes.read(
                    reading,
                    products=products | ({context.product} if context.product else set()),
                    apis=apis,
                    foreign=foreign_at,
                )
            ),
            names=names,
            products=products,
            context_product=context.product if not products else None,
            apis=apis,
            platforms=_platforms_named(reading),
            foreign=frozenset(name.word for name in foreign),
            foreign_at=foreign_at,
        )

    def names_any(self, reading: Reading) -> bool:
        """Whether a text names a product or an API of ours."""
        return any(self._named_products(reading)) or any(words.stand_in(reading) for words in self._apis.values())

    def beside(
        self, signals: Signals, reading: Reading, *, documented: Sequence[int], uncoded: Sequence[tuple[int, int]]
    ) -> Signals:
        """The signals, with what the places say where something documented stands.

        A number that opens the line on which something `documented` stands next is a code; one that a sentence holds
        in or right behind a message of a product without codes (`uncoded`) is the value that the message ends with.
        """
        found = [code for start in documented if (code := self._codes.before(reading, start)) is not None]
        kept = [
            code
            for code in signals.codes
            if code.cue != "prose" or not any(_is_value(code.start, a, b, reading) for a, b in uncoded)
        ]
        codes = {code.start: code for code in (*found, *kept)}
        return replace(signals, codes=tuple(codes[start] for start in sorted(codes)))

    def _named_products(self, reading: Reading) -> Iterator[str]:
        folded = reading.folded
        for product, words in self._products.items():
            for start, end, word in words.found(reading):
                capital = reading.text[start].isupper() and start > 0  # a name, unless it begins the text
                if word == "connect" and not capital and _CONNECT_AS_A_VERB.search(folded, max(0, start - 12), end + 8):
                    continue
                if _DENIED.search(folded, max(0, start - LONGEST_DENIAL), start):
                    continue
                yield product
                break
        for (product, api), words in self._apis.items():
            if api in ("dispatchRequest", "sms-feedback") and words.stand_in(reading):
                yield product

    def _read_names(self, reading: Reading, products: frozenset[str]) -> Iterator[NameSignal]:
        folded = reading.folded
        for start, end, word in self._in_one_word.found(reading):
            name = self._names_in_one_word[word]
            yield NameSignal(self._names[name], name, start, end, exact=True)
        for at, joined in enumerate(reading.tokens.words) if "_" in folded else ():
            if "_" in joined:
                yield from self._read_joined(reading.text, reading.tokens.starts[at], reading.tokens.end(at))
        for start, end, word in self._source_joined.found(reading):
            name = re.sub(r"[\s_]", "-", word)
            nobody_elses = " " not in word and ("messagebird" in name or name.count("-") > 1)
            if nobody_elses or "source" in folded:
                yield NameSignal(self._sources[name], name, start, end, exact=True)
        if "source" in folded:
            yield from self._read_sources(folded, products)
        for match in _CLASS.finditer(reading.text) if "xx" in folded else ():
            class_id = f"bird-class-{match.group(1)}xxx"
            if class_id in self._corpus:
                yield NameSignal(self._corpus[class_id], match.group(), match.start(), match.end(), exact=True)
        for match in _SECTION.finditer(folded) if _SECTION_NUMBER.search(folded) else ():
            entry_id = f"wxm-{match.group(1)}"
            if entry_id in self._corpus:
                yield NameSignal(self._corpus[entry_id], match.group(1), match.start(1), match.end(1), exact=True)

    def _read_joined(self, text: str, start: int, end: int) -> Iterator[NameSignal]:
        """The names in a word that holds underscores."""
        for match in _UPPER_NAME.finditer(text, start, end):
            word = match.group().lower()
            known = word if word in self._names else self._spelling.correct(word)
            if known is not None:
                yield NameSignal(self._names[known], known, match.start(), match.end(), exact=word == known)

    def _read_sources(self, folded: str, products: frozenset[str]) -> Iterator[NameSignal]:
        for match in _SOURCE_WORD.finditer(folded):
            written = re.sub(r"[\s_-]+", "", match.group(1))
            if written not in self._source_names and (corrected := self._source_spelling.correct(written)) is not None:
                yield NameSignal(self._source_names[corrected], corrected, match.start(1), match.end(1), exact=False)
        for pattern in (self._source_after, self._source_before):
            for match in pattern.finditer(folded) if pattern else ():
                entry = self._source_names.get(re.sub(r"[\s_-]+", "", match.group(1)))
                if entry is not None and (
                    "bird" in products or "fail" in folded or '"' in folded or "source.name" in folded
                ):
                    yield NameSignal(entry, match.group(1), match.start(1), match.end(1), exact=True)


def _is_value(place: int, start: int, end: int, reading: Reading) -> bool:
    """Whether a number stands in the message between the two places, or right behind it."""
    return start <= place <= end or (place > end and _UP_TO_VALUE.fullmatch(reading.folded, end, place) is not None)


def platforms_of(entry: Entry) -> frozenset[str]:
    """The platforms that an entry is about, read from its own words."""
    return _platforms_named(Reading(" ".join((entry.title, *entry.causes))))


def _platforms_named(reading: Reading) -> frozenset[str]:
    return frozenset(name for name, words in PLATFORMS.items() if words.stand_in(reading))


def fits_platform(entry: Entry, signals: Signals) -> bool:
    """Whether an entry may be meant where the text names a platform: it is about that one, or about none."""
    about = platforms_of(entry)
    return not signals.platforms or not about or bool(about & signals.platforms)
