"""Terms: what a text is cut into before it is compared: stems and pairs of them, meanings, and runs of letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.corpus.entry import Corpus
from bot.diagnosis.codes import BECAME
from bot.diagnosis.whole_words import WholeWords

WORD = re.compile(r"[a-z0-9_]+(?:'[a-z]+)?")

_DIGIT = re.compile(r"\d")
# What stands before a number is looked at behind its first digit: a text is searched several times as fast so.
_SEPARATED = re.compile(r"(\d)[.,'’ ](?=\d{3}(?!\d))")
_COUNTED = re.compile(
    rf"\d(?<!\w.)\d{{3,4}}(?= (?:were |was |are |got )?(?:{'|'.join(sorted(BECAME))}|recipients?"
    r"|records?|rows?|contacts?|customers?|invit\w+|messages?|mails?|emails?|dispatches|users?|people|respondents?)\b)"
)
"""Four or five digits that count something, though a code may look the same."""
_THOUSANDS = re.compile(r"(\d(?<![\w.].)\d{0,2})k\b")
"""18,000 and 18.000 and 18k are one number."""

SILENT_HERE = frozenset(
    """
    a an the of in is are be was were for on at by with and or as it this that has have been to i we our my you your do
    does did can could would so me us they them their he she his her its am just any
    """.split()
)
"""Words that mean nothing by themselves; they count in pairs of words only."""

RUN = 4
"""Letters of a run within a word; the space before and behind the word counts."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One text, cut in three ways."""

    words: list[str]
    """Stems, and pairs of stems that follow one another."""
    written: list[str]
    """What stands between spaces, to be cut into runs of letters, which forgive spelling and endings (`runs_of`)."""
    meanings: list[str]
    """The concepts that the text speaks of (`knowledge/synonyms.toml`), and the stems of words that stand for none."""


class TermReader:
    """Cuts texts; knows the corpus's products, names of things and synonyms."""

    def __init__(self, corpus: Corpus) -> None:
        self._aliases = WholeWords(alias for names in corpus.words.values() for alias in names)
        self._canonical = {alias: name for name, aliases in corpus.words.items() for alias in aliases}
        self._products = WholeWords(
            word
            for product in corpus.products.values()
            for word in product.words
            if not any(word in api.words for api in product.apis.values())
        )
        self._codes = {entry.code for entry in corpus if entry.code}
        phrases = [(WORD.findall(phrase), concept) for phrase, concept in corpus.synonyms.items()]
        self._concepts: dict[tuple[str, ...], str] = {}
        lengths: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for words, concept in phrases:
            if words:
                self._concepts.setdefault(tuple(words), f"@{concept.replace(' ', '_')}")
            if len(words) > 1:
                lengths[words[0], words[1]].add(len(words))
        self._lengths = {words: sorted(known, reverse=True) for words, known in lengths.items()}
        """By their first two words, how many words the phrases have that begin so, most first."""
        self._meaning_of = lru_cache(maxsize=50_000)(self._meaning_alone)

    def read(self, texts: Sequence[str]) -> list[Terms]:
        """The terms of texts that hold no NUL, repetitions included."""
        read = []
        for plain in self._plain_each(texts):
            words = WORD.findall(plain)
            stems = [stem(word) for word in words]
            pairs = [f"{one} {other}" for one, other in pairwise(stems)]
            read.append(Terms(words=stems + pairs, written=plain.split(), meanings=self._meanings_of(words)))
        return read

    def meanings(self, texts: Sequence[str]) -> list[list[str]]:
        """The meanings alone."""
        return [self._meanings_of(WORD.findall(plain)) for plain in self._plain_each(texts)]

    def _plain_each(self, texts: Sequence[str]) -> list[str]:
        """Texts made plain; to do it at once takes half the time."""
        return self.plain("\0".join(texts)).split("\0") if texts else []

    def plain(self, text: str) -> str:
        """Lower case, without the products' names, and with the names that people use put as the documents put them.

        Without numbers that count, too, where a documented code looks like them.
        """
        folded = self._products.replaced(lambda _: " ", text.lower().replace("’", "'"))
        if _DIGIT.search(folded):
            folded = _THOUSANDS.sub(r"\1000", _SEPARATED.sub(r"\1", folded))
            folded = _COUNTED.sub(lambda match: "" if match.group() in self._codes else match.group(), folded)
        return self._aliases.replaced(self._canonical.__getitem__, folded)

    def _meanings_of(self, words: list[str]) -> list[str]:
        """Of the phrases that begin at a word, the longest wins."""
        meanings: list[str] = []
        behind = 0
        begun = [at for at, two in enumerate(pairwise(words)) if two in self._lengths]  # few words begin a phrase
        for at in begun:
            for length in self._lengths[words[at], words[at + 1]] if at >= behind else ():
                if (concept := self._concepts.get(tuple(words[at : at + length]))) is not None:
                    meanings += filter(None, map(self._meaning_of, words[behind:at]))
                    meanings.append(concept)
                    behind = at + length
                    break
        meanings += filter(None, map(self._meaning_of, words[behind:]))
        return meanings

    def _meaning_alone(self, word: str) -> str:
        """What a word means by itself; nothing where it is silent."""
        if (concept := self._concepts.get((word,))) is not None:
            return concept
        if word in SILENT_HERE:
            return ""
        return magnitude(word) if word.isdecimal() else stem(word)


def magnitude(number: str) -> str:
    """How large a number of five digits or more is, since 19,000 records are like 20,000; a smaller one as it is."""
    return "@many" if len(number) > 4 else number


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending; crude on purpose, since both sides are cut alike."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=50_000)
def runs_of(word: str) -> tuple[str, ...]:
    """The runs of letters of what stands between two spaces, repetitions included."""
    padded = f" {word} "
    return tuple(padded[at : at + RUN] for at in range(max(1, len(padded) - RUN + 1)))
