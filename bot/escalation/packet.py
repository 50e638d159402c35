"""Packet: everything that support needs to start on a case; all of it redacted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.corpus.entry import Corpus, Entry, Vendor
from bot.diagnosis.diagnosis import Evidence, Finding, Match, decision_of, findings_of
from bot.escalation.header_text import one_line
from bot.store.cases import Case

UNEXPLAINED = "A failure that is not documented"

_MACHINE_LINE = re.compile(r"\s*(?:[\[{<\"'`]|\d|[A-Z]+/\d|at |[\w.]+(?:Exception|Error)\b)")
"""How a line begins that a program wrote: a bracket, a quote, a time, a protocol, a stack frame, an exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An entry that was answered or offered, and why."""

    entry: Entry
    product: str
    """The product's name as people read it."""
    percent: int | None
    """How sure the diagnosis is, 0 to 100; None for an entry that somebody chose and nothing in the text shows."""
    evidence: tuple[str, ...]
    """Such as `“7106” is its code`; quotes are redacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickedSteps:
    """Steps of one entry that people ticked off."""

    title: str
    """The entry's."""
    done: tuple[tuple[int, str], ...]
    """The number and the words of each that is done."""
    left: tuple[int, ...]
    """The numbers of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that support needs, and what the asker knows of it."""

    name: str
    value: str = ""
    """Empty where it was not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A case as support gets it."""

    case_id: str
    title: str
    """The mail's subject without the case's id; one line."""
    question: str
    """What people wrote, in their words."""
    paste: str
    """What they pasted: the error, the log, the response."""
    tried: str = ""
    """What was tried already, in the asker's words."""
    ticked: tuple[TickedSteps, ...] = ()
    """What was tried already, as people ticked it off below the answers."""
    decision: str
    """`answer`, `choose`, `several` or `unknown`."""
    suspects: tuple[Suspect, ...]
    """What was shown last comes first."""
    facts: tuple[Fact, ...]
    """What support needs besides, as the entries say it."""
    vendors: tuple[Vendor, ...]
    """Whom else to ask, of the products that the suspects are of."""
    asker: str
    sender: str
    """Who pressed Ask support."""
    where: str
    permalink: str | None
    corpus_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What the asker made of a packet before sending it; raw."""

    title: str
    question: str
    paste: str
    tried: str
    facts: Mapping[str, str]
    """By the fact's name."""


def packet_of(
    case: Case,
    *,
    entry_id: str,
    corpus: Corpus,
    sender: str,
    sender_id: str,
    permalink: str | None,
    ticked: Mapping[str, Collection[int]] | None = None,
) -> Packet:
    """The packet of a case; `entry_id` is what was shown when Ask support was pressed, or empty.

    `ticked` are the steps that are done, by the entry that they belong to.
    """
    matches = [(match, True) for finding in findings_of(case.diagnosis) for match in _worth_telling(finding)]
    if entry_id in corpus and entry_id not in [match.entry.id for match, _ in matches]:
        matches.append((Match(corpus[entry_id], 0.0, ()), False))
    matches.sort(key=lambda pair: pair[0].entry.id != entry_id)
    suspects = tuple(_suspect(match, corpus, is_found=is_found) for match, is_found in matches)
    named = suspects[0].entry.title if suspects and (entry_id or _is_answered(case)) else UNEXPLAINED
    question, paste = question_and_paste(case.question)
    return Packet(
        case_id=case.id,
        title=named,
        question=question,
        paste=paste,
        ticked=tuple(_ticked(ticked or {}, corpus)),
        decision=decision_of(case.diagnosis),
        suspects=suspects,
        facts=tuple(Fact(name=name) for name in _once(line for s in suspects for line in s.entry.collect)),
        vendors=tuple(_vendors((suspect.entry for suspect in suspects), corpus)),
        asker=case.asker,
        sender=f"{sender} ({sender_id})",
        where=f"Slack workspace {case.team}, conversation {case.channel}",
        permalink=permalink,
        corpus_version=case.corpus_version,
    )


def edited(packet: Packet, edits: Edits, *, redact: Callable[[str], str]) -> Packet:
    """The packet as its sender wants it, each text through `redact`; an empty subject is the one that it had."""
    question, paste, tried = (redact(text).strip() for text in (edits.question, edits.paste, edits.tried))
    return replace(
        packet,
        title=one_line(redact(edits.title)) or packet.title,
        question=question,
        paste=paste,
        tried=tried,
        facts=tuple(replace(fact, value=redact(edits.facts.get(fact.name, "")).strip()) for fact in packet.facts),
    )


def question_and_paste(text: str) -> tuple[str, str]:
    """What a person said, and what a program wrote: from the first line on that begins as programs begin them."""
    lines = text.strip().split("\n")
    first = next((number for number, line in enumerate(lines) if _MACHINE_LINE.match(line)), len(lines))
    return "\n".join(lines[:first]).strip(), "\n".join(lines[first:]).strip()


def _is_answered(case: Case) -> bool:
    """Whether one entry, or several failures, were named."""
    return decision_of(case.diagnosis) in ("answer", "several")


def _worth_telling(finding: Finding) -> tuple[Match, ...]:
    """Of an answer the answer, not its runners-up; of a choice all that were offered."""
    return finding.matches[:1] if finding.decision == "answer" else finding.matches


def _suspect(match: Match, corpus: Corpus, *, is_found: bool) -> Suspect:
    return Suspect(
        entry=match.entry,
        product=corpus.product_of(match.entry).name,
        percent=round(100 * match.confidence) if is_found else None,
        evidence=tuple(map(_told, match.evidence)),
    )


def _told(evidence: Evidence) -> str:
    match evidence.by:
        case "code":
            return f"“{evidence.quote}” is its code"
        case "name":
            return f"“{evidence.quote}” is its name"
        case "message":
            return f"“{evidence.quote}” fits its message “{evidence.hit}”"
        case "words":
            return f"“{evidence.quote}” is close to how people put it"


def _ticked(ticked: Mapping[str, Collection[int]], corpus: Corpus) -> Iterator[TickedSteps]:
    for entry_id in sorted(ticked):
        steps = dict(enumerate(corpus[entry_id].steps, 1)) if entry_id in corpus else {}
        done = tuple((number, step) for number, step in steps.items() if number in ticked[entry_id])
        if done:
            left = tuple(number for number in steps if number not in ticked[entry_id])
            yield TickedSteps(title=corpus[entry_id].title, done=done, left=left)


def _vendors(entries: Iterable[Entry], corpus: Corpus) -> Iterable[Vendor]:
    vendors = (corpus.product_of(entry).vendor for entry in entries)
    return dict.fromkeys(vendor for vendor in vendors if vendor is not None)


def _once(lines: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(lines)
