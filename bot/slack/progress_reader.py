"""ProgressReader: how far people are with an answer, from what was ticked and said about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.progress import WHYS, Mark, Progress, Why
from bot.corpus.entry import Corpus
from bot.store.feedback import Feedback, Given
from bot.store.ticks import Ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReader:
    """Reads it from the store."""

    corpus: Corpus
    ticks: Ticks
    feedback: Feedback

    def of(self, case_id: str, shown: str, *, team: str, person: str | None = None) -> Progress:
        """How far people of a workspace are with the entry `shown`, or with several failures where that is empty.

        `person` names whoever alone sees the answer: nobody else's presses count then. Raises StoreError.
        """
        given = [each for each in self.feedback.of_case(case_id, team=team) if person in (None, each.person)]
        latest = {each.entry_id: each for each in given}
        others = [each.entry_id for each in latest.values() if each.verdict == "not_solved" and each.entry_id != shown]
        return Progress(
            ticked=self.ticks.of_case(case_id, team=team).get(shown, frozenset()),
            mark=_mark(latest[shown]) if shown in latest else None,
            ruled_out=tuple(self.corpus[entry_id] for entry_id in others if entry_id in self.corpus),
        )


def _mark(given: Given) -> Mark:
    return Mark(given.verdict, given.person, why_of(given.reason))


def why_of(reason: str) -> Why | None:
    """What a stored reason says; somebody's own words are another reason."""
    if not reason:
        return None
    return next((why for why in WHYS if why == reason), "other")
