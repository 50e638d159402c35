"""Growth: corpora made by a seed, and how long a question takes in them, beside bm25s."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.corpus.entry import Advice, Corpus, Entry, Kind, Outcome, Resend
from tests.bench.sides import BM25, OURS, side_of
from tests.bench.timing import Times, seconds_of, times_of

QUESTIONS = 200
_SYLLABLES = (
    "ba be bi bo da de di do fa fe ga go ka ke ki ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro".split()
)


@dataclass(frozen=True, slots=True)
class Step:
    """One size."""

    entries: int
    times: Mapping[str, Times]
    """Of a question, by side."""
    build: Mapping[str, float]
    """Seconds to index, by side."""
    first: Mapping[str, float]
    """Share of the questions whose own entry comes first, by side: fast is no use if it does not find."""


def measure(corpus: Corpus, size: int, *, rounds: int) -> Step:
    """Builds both sides over a made corpus of so many entries, and asks it about some of them."""
    grown = corpus_of(size, like=corpus)
    asked = list(_questions(grown))
    sides, build = {}, {}
    for name in (OURS, BM25):
        build[name] = seconds_of(lambda name=name: sides.update({name: side_of(name)(grown)}))
    texts = [text for _, text in asked]
    times = times_of({name: side.ask for name, side in sides.items()}, texts, rounds=rounds)
    first = {
        name: sum(list(side.order(text)[:1]) == [entry_id] for entry_id, text in asked) / len(asked)
        for name, side in sides.items()
    }
    return Step(size, times, build, first)


def corpus_of(size: int, *, like: Corpus) -> Corpus:
    """Entries in a language of made words, whose frequencies fall as those of words do (Zipf, 1935).

    The vocabulary grows with the root of the size (Heaps, 1978); products and names of things stay what they are.
    """
    chance = random.Random(size)  # noqa: S311 - the same corpus every time
    vocabulary = list(_words(chance, int(60 * size**0.5)))
    shares = [1 / (rank + 3) for rank in range(len(vocabulary))]
    drawn = iter(chance.choices(vocabulary, shares, k=size * 60))

    def sentence(words: int) -> str:
        return " ".join(next(drawn) for _ in range(words)) + "."

    entries = {
        f"made-{number}": Entry(
            id=f"made-{number}",
            product="webex-xm",
            kind=Kind.SCENARIO,
            title=sentence(5),
            messages=(sentence(9),),
            outcome=Outcome.FAILURE,
            resend=Resend.NOT_STATED,
            advice=Advice.OURS,
            self_service=True,
            causes=(sentence(10),),
            steps=(sentence(10),),
            asks=(sentence(10), sentence(10)),
        )
        for number in range(size)
    }
    return replace(like, entries=entries, topics=(), synonyms={})


def _words(chance: random.Random, count: int) -> Iterator[str]:
    seen: set[str] = set()
    while len(seen) < count:
        word = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randrange(2, 5)))
        if word not in seen:
            seen.add(word)
            yield word


def _questions(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """By turns a message as it is pasted, and half of an ask between other words of the language."""
    chance = random.Random(3)  # noqa: S311 - the same questions every time
    entries = list(corpus)
    for number in range(QUESTIONS):
        entry, other = chance.choice(entries), chance.choice(entries)
        if number % 2:
            yield entry.id, f"2026-03-02 08:14:55 ERROR [worker-3] {entry.messages[0]}"
        else:
            words = entry.asks[0].rstrip(".").split()
            yield entry.id, " ".join((*words[:7], *other.causes[0].rstrip(".").split()[:3]))
