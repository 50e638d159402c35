"""Answer: what a person is told, as a value: which facts of which entries, before any wording or format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.answers.telling_apart import Difference, differences_of
from bot.corpus.entry import Corpus, Entry, Product
from bot.corpus.walk import Point
from bot.diagnosis.diagnosis import (
    Answered,
    Choice,
    Diagnosis,
    Evidence,
    Finding,
    Match,
    Remark,
    Several,
    Unknown,
    findings_of,
)
from bot.diagnosis.stamps import Seen


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it happened."""

    text: str
    message: str | None
    """The message that this cause belongs to; None where one cause alone is shown."""


@dataclass(frozen=True, slots=True)
class Option:
    """An entry that can be asked for with a press."""

    entry: Entry
    product: str
    """The product's name, as people read it."""
    apis: tuple[str, ...]
    """The APIs' names, as people read them."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One entry with everything that is said about it, and why it fits the text."""

    entry: Entry
    product: Product
    causes: tuple[Cause, ...]
    """The one of the message that was hit; all of them where that is not known and they differ."""
    related: tuple[Entry, ...]
    evidence: tuple[Evidence, ...] = ()
    excerpt: str = ""
    """The piece of the text that shows it; empty where the entry was chosen without one."""
    count: int = 1
    remarks: tuple[Remark, ...] = ()
    seen: Seen | None = None
    """When it occurs for the first and the last time, where the text carries times."""

    @property
    def is_from_text(self) -> bool:
        """Whether the text that was asked led here, rather than what somebody said since."""
        return bool(self.evidence or self.excerpt)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Entries that all fit one piece of the text, and what would tell them apart."""

    options: tuple[Option, ...]
    differences: tuple[Difference, ...]
    code: str | None
    """The code that all of them share, if they do."""
    evidence: tuple[Evidence, ...]
    excerpt: str
    count: int = 1
    remarks: tuple[Remark, ...] = ()
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class SingleAnswer:
    """One entry in full; what else was possible stays within reach."""

    explanation: Explanation
    meanings: tuple[Option, ...] = ()
    """Other entries that fit the same piece of the text."""
    failures: tuple[Option, ...] = ()
    """Other failures in the same text."""
    open: bool = False
    """The text fitted `meanings` as well, and a person chose this one."""


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """The text fits several entries; a person has to say which."""

    candidates: Candidates


@dataclass(frozen=True, slots=True)
class SeveralAnswer:
    """Distinct failures in one text, most frequent first."""

    failures: tuple[Explanation | Candidates, ...]
    options: tuple[Option, ...]
    """Every entry that the failures name, in their order."""
    remarks: tuple[Remark, ...] = ()

    @property
    def is_log(self) -> bool:
        """Whether the text says when: then an overview comes first, and each failure in full when it is asked for."""
        return any(failure.seen is not None for failure in self.failures)


@dataclass(frozen=True, slots=True)
class UnknownAnswer:
    """Nothing that is documented explains the text."""

    hint: Remark | None = None
    remarks: tuple[Remark, ...] = ()
    """Of files that were not read; the first thing that is said."""


@dataclass(frozen=True, slots=True)
class WalkAnswer:
    """A question that narrows down where an invitation stopped, with its answers to press; or an end of the walk."""

    point: Point
    stage: Explanation | None = None
    """The stage that has been reached."""
    check: Explanation | None = None
    """The scenario that a checklist is at."""
    scenarios: tuple[Entry, ...] = ()
    """Scenarios to choose from, by their messages."""
    meanings: tuple[Option, ...] = ()
    """Other entries that fit the question with which the walk began."""
    is_asked: bool = False
    """Whether the question was about this stage: then what to do there is told, and not only asked about."""
    remarks: tuple[Remark, ...] = ()


Answer: TypeAlias = SingleAnswer | ChoiceAnswer | SeveralAnswer | UnknownAnswer | WalkAnswer


def answer_for(diagnosis: Diagnosis, corpus: Corpus, *, chosen: str | None = None) -> Answer:
    """What to tell about a diagnosis; `chosen` is the id of an entry that somebody pressed, empty for the whole again.

    An id that neither the diagnosis nor the corpus knows (the corpus changed since) is as good as none.
    """
    if chosen and (match := _match_of(chosen, diagnosis)) is not None:
        return _chosen(match[0], match[1], diagnosis, corpus)
    if chosen and chosen in corpus:
        others = tuple(_options((m.entry for f in findings_of(diagnosis) for m in f.matches), corpus))
        told = SingleAnswer(_explanation(Match(corpus[chosen], 1.0, ()), None, corpus))
        # Beside what was said since, one answer and its runners-up are what else it may be, and no further failures.
        return replace(told, meanings=others) if isinstance(diagnosis, Answered) else replace(told, failures=others)
    match diagnosis:
        case Answered(finding):
            meanings = tuple(_options((other.entry for other in finding.matches[1:]), corpus))
            return SingleAnswer(_explanation(finding.matches[0], finding, corpus), meanings=meanings)
        case Choice(finding):
            return ChoiceAnswer(_candidates(finding, corpus))
        case Several(findings, remarks):
            failures = tuple(_failure(finding, corpus) for finding in findings)
            return SeveralAnswer(failures, tuple(_options(_asserted(findings), corpus)), remarks)
        case Unknown(hint, remarks):
            return UnknownAnswer(hint, remarks)


def asserted_entry(answer: Answer) -> str:
    """The id of the first entry that the answer asserts, which Solved and Not solved are about; empty where none is."""
    match answer:
        case SingleAnswer(explanation):
            return explanation.entry.id
        case SeveralAnswer(failures):
            return next((failure.entry.id for failure in failures if isinstance(failure, Explanation)), "")
        case WalkAnswer(stage=Explanation(entry)):
            return entry.id
        case _:
            return ""


def alternatives_of(answer: Answer) -> tuple[Option, ...]:
    """What else the same piece of the text may mean: the runners-up of an answer, or all that a choice offers."""
    match answer:
        case SingleAnswer():
            return answer.meanings
        case ChoiceAnswer(candidates):
            return candidates.options
        case _:
            return ()


def _match_of(entry_id: str, diagnosis: Diagnosis) -> tuple[Match, Finding] | None:
    findings = findings_of(diagnosis)
    matches = [(match, finding) for finding in findings for match in finding.matches if match.entry.id == entry_id]
    asserted = [(match, finding) for match, finding in matches if match in _stands_for(finding)]
    return next(iter(asserted or matches), None)


def _chosen(match: Match, finding: Finding, diagnosis: Diagnosis, corpus: Corpus) -> SingleAnswer:
    here = [other.entry for other in finding.matches if other.entry.id != match.entry.id]
    known = {match.entry.id, *(entry.id for entry in here)}
    others = [other for other in findings_of(diagnosis) if other is not finding]
    elsewhere = [entry for entry in _asserted(others) if entry.id not in known]
    return SingleAnswer(
        _explanation(match, finding, corpus),
        meanings=tuple(_options(here, corpus)),
        failures=tuple(_options(elsewhere, corpus)),
        open=finding.decision == "choose",
    )


def _asserted(findings: Iterable[Finding]) -> Iterator[Entry]:
    for finding in findings:
        yield from (match.entry for match in _stands_for(finding))


def _stands_for(finding: Finding) -> tuple[Match, ...]:
    """Its answer, or all that it leaves open."""
    return finding.matches if finding.decision == "choose" else finding.matches[:1]


def _failure(finding: Finding, corpus: Corpus) -> Explanation | Candidates:
    if finding.decision == "answer":
        return _explanation(finding.matches[0], finding, corpus)
    return _candidates(finding, corpus)


def _explanation(match: Match, finding: Finding | None, corpus: Corpus) -> Explanation:
    entry = match.entry
    return Explanation(
        entry=entry,
        product=corpus.product_of(entry),
        causes=tuple(_causes(entry, match.evidence)),
        related=tuple(corpus[other] for other in entry.related if other in corpus),
        evidence=match.evidence,
        excerpt=finding.excerpt if finding is not None else "",
        count=finding.count if finding is not None else 1,
        remarks=finding.remarks if finding is not None else (),
        seen=finding.seen if finding is not None else None,
    )


def _causes(entry: Entry, evidence: Iterable[Evidence]) -> Iterator[Cause]:
    hits = [e.hit for e in evidence if e.by == "message" and e.hit in entry.messages]
    if len(entry.causes) == 1:
        yield Cause(entry.causes[0], None)
    elif hits:
        causes = dict.fromkeys(entry.cause_of(hit) for hit in hits)
        for cause in causes:
            yield Cause(cause, next(h for h in hits if entry.cause_of(h) == cause) if len(causes) > 1 else None)
    else:
        for message, cause in zip(entry.messages, entry.causes, strict=True):
            yield Cause(cause, message)


def _candidates(finding: Finding, corpus: Corpus) -> Candidates:
    options = tuple(_options((match.entry for match in finding.matches), corpus))
    codes = {option.entry.code for option in options}
    evidence = dict.fromkeys(e for match in finding.matches for e in match.evidence)
    return Candidates(
        options=options,
        differences=differences_of([option.entry for option in options], corpus),
        code=codes.pop() if len(codes) == 1 else None,
        evidence=tuple({e.quote: e for e in evidence}.values()),
        excerpt=finding.excerpt,
        count=finding.count,
        remarks=finding.remarks,
        seen=finding.seen,
    )


def _options(entries: Iterable[Entry], corpus: Corpus) -> Iterator[Option]:
    """Each entry once, in order."""
    for entry in {entry.id: entry for entry in entries}.values():
        yield Option(entry, corpus.product_of(entry).name, corpus.apis_of(entry))
