"""Diagnosis: what a text was found to mean; a closed union, in which not knowing has a name of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from bot.corpus.entry import Entry
from bot.diagnosis.stamps import Seen

By: TypeAlias = Literal["code", "name", "message", "words"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a match is one: a piece of the text, and what of the entry it hit."""

    quote: str
    """A piece of the asker's text, escapes undone; not yet redacted."""
    hit: str
    """What it hit: the code, the name, the documented message, or the words of an ask."""
    by: By


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits, how surely, and why."""

    entry: Entry
    confidence: float
    """0..1, the share of such matches that are right."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that must be said beside a finding; worded by `templates/remarks.j2`."""

    about: Literal[
        "code-not-listed",  # values: code, product; the answer goes by the text
        "code-of-other-api",  # values: code, named, apis; the code is documented for the APIs, not for the one named
        "code-of-other-product",  # values: code, named, products (ids); documented for these, not for those named
        "known-class",  # values: code, class_id; a Bird code that is not listed, its class is
        "contradiction",  # values: code, message; code and text name different entries
        "text-not-listed",  # values: code; the answer goes by the code, the text beside it is not documented
        "statuses",  # values: counts, as "3 x Delivered (7500)"; statuses that are no failure, counted
        "also-in-object",  # values: ids; source and status of the same Bird object
        "wechat",  # no values: the product note that WeChat is no longer supported
        "file-not-read",  # values: file, reason, most (MB, of a large one); a file that came along and is no help
        "language",  # no values: the question is not in English
    ]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One failure in the text: answered by its first match, or open among all of them."""

    decision: Literal["answer", "choose"]
    excerpt: str
    """The piece of the text that shows it; not yet redacted."""
    matches: tuple[Match, ...]
    """`answer`: the first is the answer, runners-up may follow. `choose`: exactly the options offered."""
    count: int = 1
    """How often it occurs in the text."""
    remarks: tuple[Remark, ...] = ()
    seen: Seen | None = None
    """When it occurs for the first and the last time, where the text carries times."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One entry explains the text."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Choice:
    """The text fits several entries, and nothing in it tells them apart."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Several:
    """A log or a list with distinct failures, most frequent first."""

    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing in the corpus explains the text."""

    hint: Remark | None = None
    remarks: tuple[Remark, ...] = ()
    """Of files that were not read: they may hold what would explain it."""


Diagnosis: TypeAlias = Answered | Choice | Several | Unknown


def with_remarks(diagnosis: Diagnosis, remarks: Sequence[Remark]) -> Diagnosis:
    """The same diagnosis, with more to be said beside it."""
    more = tuple(remarks)
    match diagnosis:
        case Answered(finding):
            return Answered(replace(finding, remarks=finding.remarks + more))
        case Choice(finding):
            return Choice(replace(finding, remarks=finding.remarks + more))
        case Several():
            return replace(diagnosis, remarks=diagnosis.remarks + more)
        case Unknown():
            return replace(diagnosis, remarks=diagnosis.remarks + more)


def findings_of(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """The findings of any diagnosis: one, several or none."""
    match diagnosis:
        case Answered(finding) | Choice(finding):
            return (finding,)
        case Several(findings):
            return findings
        case Unknown():
            return ()


def decision_of(diagnosis: Diagnosis) -> Literal["answer", "choose", "several", "unknown"]:
    """The decision's word, as the contract's JSON spells it."""
    match diagnosis:
        case Answered():
            return "answer"
        case Choice():
            return "choose"
        case Several():
            return "several"
        case Unknown():
            return "unknown"
