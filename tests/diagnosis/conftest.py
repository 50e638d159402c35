"""How the tests of this folder ask, and how they write down what a text was found to mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import (
    Answered,
    Choice,
    Diagnosis,
    Finding,
    Remark,
    Several,
    Unknown,
    decision_of,
    findings_of,
)
from bot.diagnosis.question import Context, Question

Ask = Callable[..., Diagnosis]
Means = Callable[..., str]
Remarks = Callable[..., dict[str, dict[str, str]]]


def written(diagnosis: Diagnosis) -> str:
    """A diagnosis written short: `answer a`, `choose a b`, `several a x2 | ?b c`, `unknown`; options in order of ids."""
    match diagnosis:
        case Unknown():
            return "unknown"
        case Several(findings):
            return "several " + " | ".join(_one(finding) for finding in findings)
        case Answered(finding) | Choice(finding):
            return f"{decision_of(diagnosis)} {_one(finding).removeprefix('?')}"


def _one(finding: Finding) -> str:
    times = f" x{finding.count}" if finding.count > 1 else ""
    if finding.decision == "answer":
        return finding.matches[0].entry.id + times
    return "?" + " ".join(sorted(match.entry.id for match in finding.matches)) + times


def shown_ids(diagnosis: Diagnosis) -> set[str]:
    """Every entry that is answered or offered."""
    return {
        match.entry.id
        for finding in findings_of(diagnosis)
        for match in (finding.matches[:1] if finding.decision == "answer" else finding.matches)
    }


def remarks_of(diagnosis: Diagnosis) -> list[Remark]:
    """Everything that is said beside the findings, the hint of an unknown included."""
    beside = [remark for finding in findings_of(diagnosis) for remark in finding.remarks]
    match diagnosis:
        case Several(remarks=remarks):
            beside.extend(remarks)
        case Unknown(hint) if hint is not None:
            beside.append(hint)
    return beside


@pytest.fixture(scope="session")
def ask(diagnoser: Diagnoser) -> Ask:
    """Asks a text, with what the thread knows as keywords: `ask("the second one", offered=(...))`."""

    def diagnosed(question: str, /, **context: object) -> Diagnosis:
        return diagnoser.diagnose(Question(question, Context(**context)))  # type: ignore[arg-type]

    return diagnosed


@pytest.fixture(scope="session")
def means(ask: Ask) -> Means:
    """What a text is found to mean, written short."""
    return lambda question, /, **context: written(ask(question, **context))


@pytest.fixture(scope="session")
def remarks(ask: Ask) -> Remarks:
    """What is said beside the findings, by what it is about."""
    return lambda question, /, **context: {
        remark.about: dict(remark.values) for remark in remarks_of(ask(question, **context))
    }
