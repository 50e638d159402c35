"""Neighbours: entries whose messages or codes lie so close that a paste of the one could be taken for the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from rapidfuzz import fuzz

from bot.corpus.entry import Corpus, Entry, Kind
from bot.corpus.wording import words_of

CLOSE = 85.0
"""Likeness in per cent from which two messages are close."""

TELLING = 6
"""Words of a message that say something wherever they stand; shorter ones have to be alike as a whole."""

LONG_ENOUGH = 3
"""Words of a message from which likeness says anything; "Read" and "Others" are told apart by their code."""

LARGEST_GROUP = 6
"""Entries that are all close to one another are told apart in full up to this many; the rows of 7003 are 24."""

NEAREST = 3
"""Neighbours that each entry of a larger group has to be told from."""


def neighbours_of(corpus: Corpus) -> Mapping[str, tuple[Entry, ...]]:
    """By id, the entries that each entry is close to, nearest first; both directions hold for groups that are small."""
    messages = {entry.id: tuple(" ".join(words_of(message)) for message in entry.messages) for entry in corpus}
    close: dict[str, list[tuple[float, Entry]]] = defaultdict(list)
    for one, other in combinations(corpus, 2):
        if Kind.CLASS in (one.kind, other.kind) or Kind.SOURCE in (one.kind, other.kind):
            continue
        likeness = _likeness(messages[one.id], messages[other.id])
        if likeness >= CLOSE or (one.code is not None and one.code == other.code):
            close[one.id].append((likeness, other))
            close[other.id].append((likeness, one))
    return {entry_id: _nearest(found) for entry_id, found in close.items()}


def _nearest(found: list[tuple[float, Entry]]) -> tuple[Entry, ...]:
    ranked = sorted(found, key=lambda item: (-item[0], item[1].id))
    most = len(ranked) if len(ranked) < LARGEST_GROUP else NEAREST
    return tuple(entry for _, entry in ranked[:most])


def _likeness(ones: tuple[str, ...], others: tuple[str, ...]) -> float:
    """The likeness of the two closest messages, 0..100."""
    return max((_likeness_of(one, other) for one in ones for other in others), default=0.0)


def _likeness_of(one: str, other: str) -> float:
    """How alike two messages are, the shorter one's words found in the longer one included."""
    words = 1 + min(one.count(" "), other.count(" "))
    if words < LONG_ENOUGH:
        return 100.0 if one == other else 0.0
    ratio = fuzz.ratio(one, other)
    return max(ratio, fuzz.token_set_ratio(one, other)) if words >= TELLING else ratio
