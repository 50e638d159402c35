"""An answer as it may leave the process: what a user wrote goes through redaction, nothing else changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answers.answer import (
    Answer,
    Candidates,
    ChoiceAnswer,
    Explanation,
    SeveralAnswer,
    SingleAnswer,
    UnknownAnswer,
    WalkAnswer,
)
from bot.answers.redaction import Redactor
from bot.diagnosis.diagnosis import Evidence, Remark

LONGEST_PIECE = 4_000
"""Characters of a piece that are looked at; quotes show a fraction of that, so no more is kept."""


def redacted(answer: Answer) -> Answer:
    """The same answer without secrets and personal data; one value has one mark throughout.

    The last guard: answers are made from diagnoses whose quotes the whole question has redacted, and stay as they are.
    """
    redact = Redactor()
    match answer:
        case SingleAnswer(explanation):
            return replace(answer, explanation=_explanation(explanation, redact))
        case ChoiceAnswer(candidates):
            return replace(answer, candidates=_candidates(candidates, redact))
        case SeveralAnswer(failures, _, remarks):
            shown = tuple(_failure(failure, redact) for failure in failures)
            return replace(answer, failures=shown, remarks=_remarks(remarks, redact))
        case WalkAnswer(stage=stage, remarks=remarks):
            shown_stage = None if stage is None else _explanation(stage, redact)
            return replace(answer, stage=shown_stage, remarks=_remarks(remarks, redact))
        case UnknownAnswer(hint, remarks):
            shown_hint = None if hint is None else _remarks((hint,), redact)[0]
            return UnknownAnswer(shown_hint, _remarks(remarks, redact))


def _failure(failure: Explanation | Candidates, redact: Redactor) -> Explanation | Candidates:
    if isinstance(failure, Explanation):
        return _explanation(failure, redact)
    return _candidates(failure, redact)


def _explanation(part: Explanation, redact: Redactor) -> Explanation:
    evidence, remarks = _evidence(part.evidence, redact), _remarks(part.remarks, redact)
    return replace(part, excerpt=_masked(part.excerpt, redact), evidence=evidence, remarks=remarks)


def _candidates(part: Candidates, redact: Redactor) -> Candidates:
    evidence, remarks = _evidence(part.evidence, redact), _remarks(part.remarks, redact)
    return replace(part, excerpt=_masked(part.excerpt, redact), evidence=evidence, remarks=remarks)


def _evidence(evidence: Iterable[Evidence], redact: Redactor) -> tuple[Evidence, ...]:
    return tuple(Evidence(_masked(piece.quote, redact), piece.hit, piece.by) for piece in evidence)


def _remarks(remarks: Iterable[Remark], redact: Redactor) -> tuple[Remark, ...]:
    return tuple(Remark(r.about, {name: _masked(value, redact) for name, value in r.values.items()}) for r in remarks)


def _masked(text: str, redact: Redactor) -> str:
    return redact(text[:LONGEST_PIECE])
