"""Onward: what comes next for somebody whom an answer has not helped so far; never a step that the corpus lacks."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.answer import Explanation, Option, SingleAnswer
from bot.corpus.entry import Entry


@dataclass(frozen=True, slots=True)
class Onward:
    """What an entry still has after some of its steps."""

    entry: Entry
    explanation: Explanation
    named: int | None
    """The last step that the asker says they did; None where they do not say."""
    done: int
    """How many of the entry's steps are done as far as they say."""
    left: tuple[str, ...]
    """The steps behind those, in order."""
    meanings: tuple[Option, ...]
    """Other entries that fit the question."""


def onward_from(answer: SingleAnswer, *, step: int | None) -> Onward:
    """What comes after a step of an answer, 1 the first; None where the asker does not say how far they got."""
    steps = answer.explanation.entry.steps
    done = min(step or 0, len(steps))
    return Onward(
        entry=answer.explanation.entry,
        explanation=answer.explanation,
        named=step,
        done=done,
        left=tuple(steps[done:]) if step is not None else (),
        meanings=answer.meanings,
    )
