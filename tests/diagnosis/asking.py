"""How the tests of this folder ask, and how they write down what a text was found to mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import (
    Answered,
    Choice,
    Diagnosis,
    Finding,
    Match,
    Remark,
    Several,
    Unknown,
    decision_of,
    findings_of,
)
from bot.diagnosis.question import Context, Question


@dataclass(frozen=True)
class Asker:
    """Asks one diagnoser; what the thread knows is given as keywords: `means("the second one", offered=(...))`."""

    diagnoser: Diagnoser

    def ask(self, question: str, /, **context: Any) -> Diagnosis:
        """The diagnosis itself."""
        return self.diagnoser.diagnose(Question(question, Context(**context)))

    def means(self, question: str, /, **context: Any) -> str:
        """The diagnosis written short."""
        return written(self.ask(question, **context))

    def ids(self, question: str, /, **context: Any) -> set[str]:
        """Every entry that is answered or offered."""
        return {match.entry.id for finding in findings_of(self.ask(question, **context)) for match in shown(finding)}

    def remarks(self, question: str, /, **context: Any) -> dict[str, dict[str, str]]:
        """What is said beside the findings, by what it is about."""
        return {remark.about: dict(remark.values) for remark in _remarks_of(self.ask(question, **context))}


def split_up(cases: str) -> list[str]:
    """Cases of a table, written one after another and parted by ` / `."""
    return " ".join(cases.split()).split(" / ")


def shown(finding: Finding) -> Sequence[Match]:
    """The answer, or all options; runners-up are not shown as what the text means."""
    return finding.matches[:1] if finding.decision == "answer" else finding.matches


def written(diagnosis: Diagnosis) -> str:
    """A diagnosis written short: `answer a`, `choose a b`, `several a x2 | ?b c`, `unknown`; options by id."""
    match diagnosis:
        case Unknown():
            return "unknown"
        case Several(findings):
            return "several " + " | ".join(_one(finding) for finding in findings)
        case Answered(finding) | Choice(finding):
            return f"{decision_of(diagnosis)} {_one(finding).removeprefix('?')}"


def _one(finding: Finding) -> str:
    times = f" x{finding.count}" if finding.count > 1 else ""
    mark = "?" if finding.decision == "choose" else ""
    return mark + " ".join(sorted(match.entry.id for match in shown(finding))) + times


def _remarks_of(diagnosis: Diagnosis) -> list[Remark]:
    beside = [remark for finding in findings_of(diagnosis) for remark in finding.remarks]
    match diagnosis:
        case Several(remarks=remarks):
            beside.extend(remarks)
        case Unknown(hint) if hint is not None:
            beside.append(hint)
    return beside
