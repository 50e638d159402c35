"""Packet: everything that support needs to start on a case; all of it redacted."""

from __future__ import annotations

from dataclasses import dataclass

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.diagnosis import Finding, Match, decision_of, findings_of
from bot.store.cases import Case

UNEXPLAINED = "A failure that is not documented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An entry that was answered or offered, and why."""

    entry: Entry
    product: str
    """The product's name as people read it."""
    evidence: tuple[str, ...]
    """Such as `“7106” is the code 7106`; quotes are redacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A case as support gets it."""

    case_id: str
    title: str
    question: str
    decision: str
    """`answer`, `choose`, `several` or `unknown`."""
    suspects: tuple[Suspect, ...]
    """What was shown last comes first."""
    collect: tuple[str, ...]
    """What support needs besides, as the entries say it."""
    asker: str
    sender: str
    """Who pressed Ask support."""
    where: str
    permalink: str | None
    corpus_version: str


def packet_of(
    case: Case, *, entry_id: str, corpus: Corpus, sender: str, sender_id: str, permalink: str | None
) -> Packet:
    """The packet of a case; `entry_id` is what was shown when Ask support was pressed, or empty."""
    matches = [match for finding in findings_of(case.diagnosis) for match in _worth_telling(finding)]
    if entry_id in corpus and entry_id not in [match.entry.id for match in matches]:
        matches.append(Match(corpus[entry_id], 0.0, ()))
    matches.sort(key=lambda match: match.entry.id != entry_id)
    suspects = tuple(_suspect(match, corpus) for match in matches)
    named = suspects[0].entry.title if suspects and (entry_id or _is_answered(case)) else UNEXPLAINED
    return Packet(
        case_id=case.id,
        title=named,
        question=case.question,
        decision=decision_of(case.diagnosis),
        suspects=suspects,
        collect=tuple(dict.fromkeys(line for suspect in suspects for line in suspect.entry.collect)),
        asker=case.asker,
        sender=f"{sender} ({sender_id})",
        where=f"Slack workspace {case.team}, conversation {case.channel}",
        permalink=permalink,
        corpus_version=case.corpus_version,
    )


def _is_answered(case: Case) -> bool:
    """Whether one entry, or several failures, were named."""
    return decision_of(case.diagnosis) in ("answer", "several")


def _worth_telling(finding: Finding) -> tuple[Match, ...]:
    """Of an answer the answer, not its runners-up; of a choice all that were offered."""
    return finding.matches[:1] if finding.decision == "answer" else finding.matches


def _suspect(match: Match, corpus: Corpus) -> Suspect:
    evidence = tuple(f"“{found.quote}” fits {found.hit}" for found in match.evidence)
    return Suspect(entry=match.entry, product=corpus.product_of(match.entry).name, evidence=evidence)
