"""Candidates: what a question is answered with, or would be if the threshold were lower, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

from bot.corpus.entry import Entry
from bot.diagnosis import policy
from bot.diagnosis.by_words import Ranking
from bot.diagnosis.diagnosis import Answered, Diagnosis, Finding, Match, Unknown, findings_of
from bot.diagnosis.question import Context
from bot.evaluation.judging import Verdict, judge
from bot.evaluation.labelled import LabelledQuestion
from bot.evaluation.report import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The one answer that stands or falls with a threshold on confidence."""

    confidence: float
    """0..1, of the first asserted match."""
    right: bool
    """That match is one of the ids that answer the question."""
    verdict: Verdict
    """On the whole answer, if it is given."""
    given: bool
    """It is given today; else a question is asked back, or nothing is known."""
    paraphrase: bool
    """Words alone speak for it: no code, name or documented message stands in the text."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A judged question with its candidate; None where no threshold would make an answer of it."""

    judged: Judged
    candidate: Candidate | None


def weighed(judged: Judged, ranking: Ranking | None) -> Weighed:
    """The question with its candidate; `ranking` is what the words alone say, as of `Diagnoser.ranking`."""
    asserted = _first_asserted(judged.diagnosis)
    if asserted is not None:
        return Weighed(judged, _candidate(judged.label, asserted, judged.verdict, given=True))
    if ranking is None or not _withheld_by_threshold(judged, ranking):
        return Weighed(judged, None)
    first = ranking.entries[0].target
    if not isinstance(first, Entry):
        return Weighed(judged, None)
    match = Match(first, ranking.sure, ())
    verdict = judge(judged.label, Answered(Finding("answer", "", (match,))))
    return Weighed(judged, _candidate(judged.label, match, verdict, given=False))


def _candidate(label: LabelledQuestion, match: Match, verdict: Verdict, *, given: bool) -> Candidate:
    allowed = {*label.accept, *label.also, *label.or_ids}
    return Candidate(
        confidence=min(1.0, max(0.0, match.confidence)),
        right=label.expect != "choose" and match.entry.id in allowed,
        verdict=verdict,
        given=given,
        paraphrase=all(evidence.by == "words" for evidence in match.evidence),
    )


def _first_asserted(diagnosis: Diagnosis) -> Match | None:
    answers = (finding for finding in findings_of(diagnosis) if finding.decision == "answer" and finding.matches)
    return next((finding.matches[0] for finding in answers), None)


def _withheld_by_threshold(judged: Judged, ranking: Ranking) -> bool:
    """Whether nothing but the threshold kept the first entry back: no thread, topic, hint or other vendor did."""
    diagnosis = judged.diagnosis
    if judged.label.question.context != Context() or ranking.sure >= policy.SURE:
        return False
    if isinstance(diagnosis, Unknown) and (diagnosis.hint is not None or ranking.ours >= policy.OURS):
        return False
    return not ranking.is_open
