"""Fragments: pieces of documented messages, word for word, found however little they weigh."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.hearing import CUT
from bot.diagnosis.reading import Reading, read

FEWEST = 4
"""Words in a row from which a piece is a message's. Three are said by chance; but where they are the whole text, or two
begin a message and break off, and several messages hold them, these are worth offering."""
LONGEST = 20_000
"""Characters; in a longer text, a log, the messages that were cut stand whole somewhere else."""
MOST_OPTIONS = 10
"""Entries that hold a piece, above which it is a phrase that everybody uses."""


BREAKS_OFF = re.compile(
    r"\s?(?:…|\.\.\.|[\[(<]\s?(?:…|\.\.|(?:\w+ )?(?:truncated|snip\w*|clipped|cut)\b|\+?\s?\d+ (?:more )?ch))"
)
"""What a log viewer, or whoever quotes, writes where a message is cut; even two words before it tell what it may be."""
_TELLS_OF_A_CUT = re.compile(
    r"\b(?:cut|truncat\w+|clipped|rest|begins?|beginning|starts?|ends|only|that'?s (?:it|all)|no more)\b"
)
"""How people say that what they quote is not all of it."""
_QUOTES = frozenset("\"'`")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a documented message that stands in a text, word for word."""

    entry: Entry
    message: str
    words: tuple[str, ...]
    """The message's words that it is, silent ones included."""
    first: int
    last: int
    """The tokens of the text that it begins and ends with."""
    head: bool
    """Whether the message begins with it."""


class Fragments:
    """Knows every three words that follow one another in a documented message, and where."""

    def __init__(self, corpus: Corpus) -> None:
        self._messages: list[tuple[Entry, str, list[str]]] = []
        self._places: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        self._heads: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for entry in corpus:
            for message in (*entry.messages, *entry.spellings):
                words = read(message).tokens.words
                for at in range(len(words) - 2):
                    self._places[tuple(words[at : at + 3])].append((len(self._messages), at))
                if len(words) > 1:
                    self._heads[words[0], words[1]].append((len(self._messages), 0))
                self._messages.append((entry, message, words))

    def find(self, reading: Reading) -> Iterator[Fragment]:
        """The longest pieces, each once for every entry that holds it."""
        if len(reading.text) > LONGEST:
            return
        words = reading.tokens.words
        behind = 0
        for at in self._begun(words):
            if at < behind:
                continue
            places, length = self._piece(reading, at)
            holding: dict[str, Fragment] = {}
            for number, place in places:
                entry, message, said = self._messages[number]
                piece = tuple(said[place : place + length])
                holding.setdefault(entry.id, Fragment(entry, message, piece, at, at + length - 1, head=place == 0))
            pieces = list(holding.values())
            if length < FEWEST and length < len(words):
                pieces = [piece for piece in pieces if piece.head] if _is_cut(reading, at, length) else []
            if len(pieces) <= MOST_OPTIONS and (length >= FEWEST or len(pieces) > 1):
                yield from pieces
            behind = at + max(1, length - 2)

    def _begun(self, words: Sequence[str]) -> Sequence[int]:
        """The words with which a piece may begin, found for all words at once: few of a text do."""
        begun = {at for at, three in enumerate(zip(words, words[1:], words[2:], strict=False)) if three in self._places}
        return sorted(begun.union(at for at, two in enumerate(pairwise(words)) if two in self._heads))

    def _piece(self, reading: Reading, at: int) -> tuple[Sequence[tuple[int, int]], int]:
        """Where the longest piece stands that begins at a word, and of how many words it is."""
        words = reading.tokens.words
        length = 3
        places: Sequence[tuple[int, int]] = self._places.get(tuple(words[at : at + 3]), ())
        if not places and (heads := self._heads.get((words[at], words[at + 1]), ())) and _is_cut(reading, at, 2):
            places, length = heads, 2
        while places and at + length < len(words):
            longer = self._followed(places, length, words[at + length].__eq__)
            if not longer:
                break
            places, length = longer, length + 1
        if places and at + length < len(words) and CUT.match(reading.folded, reading.tokens.end(at + length)):
            begun = words[at + length]
            if cut := self._followed(places, length, lambda word: word.startswith(begun)):
                places, length = cut, length + 1
        return places, length if places else 0

    def _followed(
        self, places: Sequence[tuple[int, int]], length: int, fits: Callable[[str], bool]
    ) -> list[tuple[int, int]]:
        """Of the places where so many words were found, those at which a word follows that fits."""
        return [
            (number, place)
            for number, place in places
            if place + length < len(said := self._messages[number][2]) and fits(said[place + length])
        ]


def _is_cut(reading: Reading, at: int, length: int) -> bool:
    """Whether so many words break off, or are quoted by somebody who says that they are not all."""
    text, start, end = reading.folded, reading.tokens.starts[at], reading.tokens.end(at + length - 1)
    if BREAKS_OFF.match(text, end):
        return True
    is_quoted = text[max(0, start - 1) : start] in _QUOTES and text[end : end + 1] in _QUOTES
    is_last_field = text[max(0, start - 2) : start] == ": " and not text[end:].strip()
    return (is_quoted or is_last_field) and _TELLS_OF_A_CUT.search(text) is not None
