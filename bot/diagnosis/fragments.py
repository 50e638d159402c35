"""Fragments: a text that is nothing but a piece of documented messages, cut too short to be found by its weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.diagnosis import Answered, Choice, Evidence, Finding, Match
from bot.diagnosis.reading import Reading, read

FEWEST = 3
"""Words from which a piece that several messages share is worth offering them."""
FEWEST_OF_ONE = 4
"""Words from which a piece that one message alone holds stands for it: three words are said by chance."""
LONGEST = 400
"""Characters; a longer text is more than a piece of one message."""
MOST_OPTIONS = 10
CONFIDENCE = 0.85
"""Share of such pieces that were cut from that message."""


class Fragments:
    """Knows every documented message, word by word; only those that hold a text's rarest word are searched."""

    def __init__(self, corpus: Corpus) -> None:
        self._messages: list[tuple[str, str, Entry]] = []
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        """By word, the numbers of the messages that hold it, ascending."""
        for entry in corpus:
            for message in (*entry.messages, *entry.spellings):
                reading = read(message)
                for word in reading.words:
                    self._holding[word].append(len(self._messages))
                self._messages.append((_plain(reading), message, entry))

    def held(self, reading: Reading) -> tuple[tuple[Entry, str], ...]:
        """The entries of whose messages the whole text is a piece, each with the first such message."""
        if len(reading.text) > LONGEST or len(reading.tokens) < FEWEST:
            return ()
        piece = _plain(reading)
        holding: dict[str, tuple[Entry, str]] = {}
        for number in min((self._holding.get(word, ()) for word in reading.words), key=len):
            plain, message, entry = self._messages[number]
            if piece in plain:
                holding.setdefault(entry.id, (entry, message))
        if len(holding) == 1 and len(reading.tokens) < FEWEST_OF_ONE:
            return ()
        return tuple(holding.values()) if len(holding) <= MOST_OPTIONS else ()


def decided(held: Sequence[tuple[Entry, str]], reading: Reading) -> Answered | Choice:
    """What a piece of these entries' messages means."""
    quote = reading.text.strip()
    matches = tuple(
        Match(entry, CONFIDENCE / len(held), (Evidence(quote, message, "message"),)) for entry, message in held
    )
    if len(matches) == 1:
        return Answered(Finding("answer", quote, matches))
    return Choice(Finding("choose", quote, matches))


def _plain(reading: Reading) -> str:
    """The words alone, with a space around each, so that a piece begins and ends with whole words."""
    return f" {' '.join(reading.tokens.words)} "
