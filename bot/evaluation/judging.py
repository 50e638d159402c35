"""The one rule by which answers are judged: right, helpful, wrong.

Asserted is the first match of a finding that is decided `answer`; offered are all matches of one decided `choose`;
shown are the first three of any finding.

    right    answer    the first asserted id is accepted, all else asserted is accepted or in `also`, nothing is asked
                       back; where several ids are equally right, a choice among exactly such ids is right too
             choose    decided `choose`, nothing asserted; up to ten accepted ids: all offered and nothing else; more:
                       at least ten of them and nothing else; vague prose: two of them, one stray allowed
             several   decided `several`, everything accepted is asserted, nothing beyond it and `also`
             unknown   decided `unknown`, nothing asserted; or an id of `or` is asserted or shown
    helpful  right, or an accepted id is shown (several: every one of them; unknown: only when right)
    wrong    something is asserted that is not so: an id outside accept, also and or; or one meaning where it is open
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.diagnosis.diagnosis import Diagnosis, decision_of, findings_of
from bot.evaluation.labelled import Expectation, LabelledQuestion

VAGUE_KINDS = frozenset({"ambiguous", "choose-plain", "choose-vague", "plain", "stage-vague"})
"""Kinds of questions so vague that no exact set of options can be demanded."""

MOST_OPTIONS = 10
"""Options from which a choice need not be complete (a Slack message shows no more at a glance)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one answer is worth."""

    right: bool
    helpful: bool
    wrong: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """What a diagnosis says, as sets of ids."""

    decision: str
    asserted: tuple[str, ...]
    offered: frozenset[str]
    shown: frozenset[str]


def judge(label: LabelledQuestion, diagnosis: Diagnosis) -> Verdict:
    """The verdict on a diagnosis of a labelled question."""
    said = _said(diagnosis)
    allowed = {*label.accept, *label.also, *label.or_ids}
    astray = any(entry_id not in allowed for entry_id in said.asserted)
    right = _RULES[label.expect](label, said, astray)
    match label.expect:
        case "several":
            helpful = set(label.accept) <= said.shown
        case "unknown":
            helpful = right
        case _:
            helpful = bool(said.shown & set(label.accept))
    return Verdict(right, helpful or right, astray or (label.expect == "choose" and bool(said.asserted)))


def _said(diagnosis: Diagnosis) -> _Said:
    findings = [(finding.decision, [match.entry.id for match in finding.matches]) for finding in findings_of(diagnosis)]
    return _Said(
        decision=decision_of(diagnosis),
        asserted=tuple(ids[0] for decision, ids in findings if decision == "answer" and ids),
        offered=frozenset(entry_id for decision, ids in findings if decision == "choose" for entry_id in ids),
        shown=frozenset(entry_id for _, ids in findings for entry_id in ids[:3]),
    )


def _right_answer(label: LabelledQuestion, said: _Said, astray: bool) -> bool:
    if len(label.accept) > 1 and said.decision == "choose":
        allowed = {*label.accept, *label.also, *label.or_ids}
        return bool(said.offered) and said.offered <= allowed and not said.asserted
    answers = said.decision in ("answer", "several") and bool(said.asserted)
    return answers and said.asserted[0] in label.accept and not astray and not said.offered


def _right_choice(label: LabelledQuestion, said: _Said, astray: bool) -> bool:
    accept = set(label.accept)
    stray = said.offered - {*accept, *label.also, *label.or_ids}
    if said.decision != "choose" or said.asserted:
        return False
    if label.kind in VAGUE_KINDS:
        return len(said.offered & accept) >= 2 and len(stray) <= 1
    if len(accept) > MOST_OPTIONS:
        return len(said.offered & accept) >= MOST_OPTIONS and not stray
    return accept <= said.offered and not stray


def _right_several(label: LabelledQuestion, said: _Said, astray: bool) -> bool:
    return said.decision == "several" and set(label.accept) <= set(said.asserted) and not astray


def _right_unknown(label: LabelledQuestion, said: _Said, astray: bool) -> bool:
    if said.decision == "unknown" and not said.asserted:
        return True
    return bool({*said.asserted, *said.shown} & label.or_ids) and not astray


_RULES: Mapping[Expectation, Callable[[LabelledQuestion, _Said, bool], bool]] = {
    "answer": _right_answer,
    "choose": _right_choice,
    "several": _right_several,
    "unknown": _right_unknown,
}


def foreign_quotes(label: LabelledQuestion, diagnosis: Diagnosis) -> int:
    """How many evidence quotes are no piece of the text, escapes undone and white space folded."""
    text = _folded(label.question.text) + " " + _folded(label.question.context.text)
    quotes = [
        evidence.quote
        for finding in findings_of(diagnosis)
        for match in finding.matches
        for evidence in match.evidence
        if evidence.quote
    ]
    return sum(_folded(quote) not in text for quote in quotes)


def _folded(text: str) -> str:
    return " ".join(html.unescape(html.unescape(text.replace("\\n", " ").replace('\\"', '"'))).split()).lower()
