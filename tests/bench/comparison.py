"""Side by side: which entry comes first, and how long a question takes, over the questions that may be looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.corpus.entry import Corpus
from bot.evaluation.labelled import LabelledQuestion, read_questions
from tests.bench.logs import STACK_FRAME
from tests.bench.sides import SLOW, Side
from tests.bench.timing import Times, times_of

FILES = ("look", "ours_paste", "ours_plain")
LONG_TEXT = 2_000
"""Characters of the longest text for which a latency is promised."""
LONG_TEXTS = 300


PLAIN = "wxm_ask"
"""The set of questions about Webex XM without the error's text: the hardest for all sides."""


@dataclass(frozen=True, slots=True)
class Row:
    """One side's figures."""

    first: float | None
    """Share of the questions whose right entry comes first; None for a side that puts nothing in order."""
    first_three: float | None
    times: Times


def questions() -> list[LabelledQuestion]:
    """Every question with one right entry, or with several of which any may come first."""
    folder = Path(__file__).resolve().parent.parent / "questions"
    labels = [label for name in FILES for label in read_questions(folder / f"{name}.jsonl")]
    return [label for label in labels if label.expect in ("answer", "choose") and not label.question.context.text]


def compare(sides: Mapping[str, Side], asked: Sequence[LabelledQuestion], *, rounds: int) -> Mapping[str, Row]:
    """Asks all sides all questions."""
    texts = [label.question.text for label in asked]
    times = times_of({name: side.ask for name, side in sides.items()}, texts, rounds=rounds, once=SLOW)
    rows = {}
    for name, side in sides.items():
        orders = [side.order(text) for text in texts]
        first, three = (_share(orders, asked, depth) if any(orders) else None for depth in (1, 3))
        rows[name] = Row(first, three, times[name])
    return rows


def _share(orders: Sequence[Sequence[str]], asked: Sequence[LabelledQuestion], depth: int) -> float:
    found = [bool(set(order[:depth]) & set(label.accept)) for order, label in zip(orders, asked, strict=True)]
    return sum(found) / len(found)


def long_texts(corpus: Corpus, asked: Sequence[LabelledQuestion]) -> Iterator[str]:
    """Texts of 300 to LONG_TEXT characters: questions, messages, chatter and stack frames, mixed by a seed."""
    chance = random.Random(1)  # noqa: S311 - the same texts every time
    pieces = [label.question.text for label in asked if len(label.question.text) < LONG_TEXT]
    pieces += [message for entry in corpus for message in entry.messages] + list(corpus.chatter) + [STACK_FRAME] * 200
    for number in range(LONG_TEXTS):
        length = 300 + (LONG_TEXT - 300) * number // (LONG_TEXTS - 1)
        text = ""
        while len(text) < length:
            text += chance.choice(pieces) + chance.choice(("\n", " "))
        yield text[:length]
