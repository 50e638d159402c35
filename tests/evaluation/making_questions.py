"""Judged questions written short, with figures that can be counted by hand."""

from __future__ import annotations

from bot.diagnosis.diagnosis import Unknown
from bot.diagnosis.question import Question
from bot.evaluation.candidates import Candidate, Weighed
from bot.evaluation.judging import Verdict
from bot.evaluation.labelled import Expectation, LabelledQuestion
from bot.evaluation.report import Judged

RIGHT = Verdict(right=True, helpful=True, wrong=False)
WRONG = Verdict(right=False, helpful=False, wrong=True)
MISSED = Verdict(right=False, helpful=False, wrong=False)


def given(confidence: float, verdict: Verdict = RIGHT, *, paraphrase: bool = True) -> Candidate:
    """A candidate that is asserted today."""
    return Candidate(
        confidence=confidence, right=verdict.right, verdict=verdict, given=True, paraphrase=paraphrase
    )  # fmt: skip


def withheld(confidence: float, verdict: Verdict = RIGHT) -> Candidate:
    """A candidate that today's threshold keeps back."""
    return Candidate(confidence=confidence, right=verdict.right, verdict=verdict, given=False, paraphrase=True)


def asked(candidate: Candidate | None, expect: Expectation = "answer", today: Verdict = MISSED) -> Weighed:
    """A question; `today` is the verdict on what is said where the candidate is not given."""
    label = LabelledQuestion(question=Question("?"), expect=expect, accept=("connect-7105",))
    verdict = candidate.verdict if candidate is not None and candidate.given else today
    return Weighed(Judged(label, Unknown(), verdict, 0), candidate)
