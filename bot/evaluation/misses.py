"""Misses: the questions that were not answered rightly, by kind, as a person looks at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.diagnosis.diagnosis import Finding, decision_of, findings_of
from bot.evaluation.report import Judged

LONGEST_TEXT = 1_500
"""Characters of a missed question that are shown."""
MOST_IDS = 10
"""Ids that are listed of what was wanted or given."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered rightly, to look at."""

    text: str
    earlier: str
    """The thread's earlier question, or nothing."""
    wanted: str
    given: tuple[str, ...]
    wrong: bool


def misses_of(judged: Iterable[Judged]) -> tuple[tuple[str, tuple[Miss, ...]], ...]:
    """The misses of every kind that has any, most first."""
    kinds: dict[str, list[Miss]] = {}
    for item in judged:
        if not item.verdict.right:
            kinds.setdefault(item.label.kind or "(none)", []).append(_miss(item))
    return tuple((kind, tuple(found)) for kind, found in sorted(kinds.items(), key=lambda k: (-len(k[1]), k[0])))


def _miss(item: Judged) -> Miss:
    label = item.label
    return Miss(
        text=_cut(label.question.text),
        earlier=_cut(label.question.context.text),
        wanted=f"{label.expect} {_listed(label.accept)}".strip(),
        given=tuple(_said(finding) for finding in findings_of(item.diagnosis)) or (decision_of(item.diagnosis),),
        wrong=item.verdict.wrong,
    )


def _said(finding: Finding) -> str:
    if finding.decision == "answer":
        first = finding.matches[0]
        return f"answer {first.entry.id} ({first.confidence:.2f})"
    return f"choose {_listed([match.entry.id for match in finding.matches])}"


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
    return ", ".join(ids[:MOST_IDS]) + more


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
