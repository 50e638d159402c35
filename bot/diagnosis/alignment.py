"""Alignment: which of the words that a text shares with a message belong together, and in what order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.diagnosis.hearing import PARTS
from bot.diagnosis.reading import Tokens

MISSING = 0.5
"""How much of the weight of words that a run leaves out counts against it."""

FOREIGN = 0.4
"""What a word of the text that stands between two words of a run costs it; a rare word weighs about five."""

LONGEST_CHAIN = 160
"""Matched words that one occurrence may hold before it is cut; keeps the alignment's cost bounded."""

Place = tuple[int, int, float]
"""A place in the text, a position in the message, and how well the word there fits, 0..1."""


def occurrences(found: Sequence[Place], tokens: Tokens, *, last: int) -> Iterator[Sequence[Place]]:
    """Cuts matched words, in the text's order and close together, where the message begins anew on a later line.

    A word of the beginning that the message repeats further on begins it anew only where its `last` word has been.
    """
    if len(found) <= LONGEST_CHAIN and tokens.line(found[0][0] // PARTS) == tokens.line(found[-1][0] // PARTS):
        yield found
        return
    current: list[Place] = []
    ended = False
    for at, items in _by_token(found):
        positions = [position for _, position, _ in items]
        if current:
            before = current[-1][0] // PARTS
            begins = (min if ended else max)(positions) <= current[0][1] + 1
            anew = begins and tokens.line(at) > tokens.line(before)
            if anew or len(current) >= LONGEST_CHAIN:
                yield current
                current, ended = [], False
        current.extend(items)
        ended = ended or last in positions
    if current:
        yield current


def _by_token(found: Sequence[Place]) -> Iterator[tuple[int, Sequence[Place]]]:
    """The matches of each token of the text, of which most have one."""
    start, count = 0, len(found)
    while start < count:
        at = found[start][0] // PARTS
        end = start + 1
        while end < count and found[end][0] // PARTS == at:
            end += 1
        yield at, found[start:end]
        start = end


def best_chain(occurrence: Sequence[Place], weights: Sequence[float], until: Sequence[float]) -> Sequence[Place]:
    """The heaviest run of matches whose places rise both in the text and in the message.

    Local alignment (Smith and Waterman, 1981) over the matched words alone: what the message says between two of them
    and the text does not is counted against the run, and so is what the text says and the message does not. `until`
    is what the message's words weigh together before each of them.
    """
    if len(occurrence) == 1:
        return occurrence
    best: list[float] = []
    previous: list[int] = []
    rising = True
    for index, (place, position, quality) in enumerate(occurrence):
        top, came_from = 0.0, -1
        if index and rising:
            rising = occurrence[index - 1][1] < position and occurrence[index - 1][0] < place
        # where all have risen so far, to leave one out never pays: each match has only the one before it to follow
        for earlier in range(max(0, index - 1) if rising else 0, index):
            earlier_place, earlier_position, _ = occurrence[earlier]
            if earlier_position < position and earlier_place < place:
                between = place // PARTS - earlier_place // PARTS - 1
                value = best[earlier] - MISSING * (until[position] - until[earlier_position + 1]) - FOREIGN * between
                if value >= top:  # on a tie the later place, which is denser
                    top, came_from = value, earlier
        best.append(weights[position] * quality + top)
        previous.append(came_from)
    index = max(range(len(best)), key=best.__getitem__)
    chain = []
    while index >= 0:
        chain.append(occurrence[index])
        index = previous[index]
    return chain[::-1]


FAR_APART = 4
"""Foreign words between two of a message's, from which the words before may be a piece of their own."""


def apart(chain: Sequence[Place]) -> Iterator[Sequence[Place]]:
    """A run, and what stands before its widest gap: a word of a message that comes up again later ends no quotation."""
    yield chain
    gaps = [other[0] // PARTS - one[0] // PARTS - 1 for one, other in pairwise(chain)]
    if gaps and max(gaps) >= FAR_APART and (at := gaps.index(max(gaps))) > 0:
        yield chain[: at + 1]
