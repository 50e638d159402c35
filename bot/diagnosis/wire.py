"""A diagnosis as the JSON that other programs read, and back from what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.corpus.entry import Corpus
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
    decision_of,
    findings_of,
)
from bot.diagnosis.stamps import Seen, Stamp


def to_json(diagnosis: Diagnosis, *, hint: str | None = None, with_times: bool = False) -> dict[str, Any]:
    """The contract's object: decision, findings, and for `unknown` the hint as a sentence.

    `remarks` stand beside what the contract names, and `seen` where it is wanted, so that a kept diagnosis can be read
    back whole.
    """
    result: dict[str, Any] = {"decision": decision_of(diagnosis)}
    if hint:
        result["hint"] = hint
    if remarks := _remarks_of(diagnosis):
        result["remarks"] = [_remark(remark) for remark in remarks]
    result["findings"] = [_finding(finding, with_times=with_times) for finding in findings_of(diagnosis)]
    return result


def _remarks_of(diagnosis: Diagnosis) -> tuple[Remark, ...]:
    """What is said of the whole, of an `unknown` the hint among it; a finding's own stand in it."""
    match diagnosis:
        case Several(_, remarks):
            return remarks
        case Unknown(hint, remarks):
            return remarks if hint is None else (hint, *remarks)
        case _:
            return ()


def _remark(remark: Remark) -> dict[str, Any]:
    return {"about": remark.about, "values": dict(remark.values)}


def _finding(finding: Finding, *, with_times: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "decision": finding.decision,
        "excerpt": finding.excerpt,
        "count": finding.count,
        "matches": [
            {
                "id": match.entry.id,
                "confidence": round(match.confidence, 4),
                "title": match.entry.title,
                "evidence": [{"quote": e.quote, "hit": e.hit, "by": e.by} for e in match.evidence],
            }
            for match in finding.matches
        ],
    }
    if with_times and finding.seen is not None:
        result["seen"] = [[each.order, each.shown] for each in (finding.seen.first, finding.seen.last)]
    if finding.remarks:
        result["remarks"] = [_remark(remark) for remark in finding.remarks]
    return result


def from_json(kept: Mapping[str, Any], corpus: Corpus) -> Diagnosis:
    """The diagnosis that `to_json` wrote; entries that the corpus no longer holds are left out."""
    remarks = tuple(Remark(r["about"], r["values"]) for r in kept.get("remarks", []))
    findings = tuple(f for item in kept.get("findings", []) if (f := _read_finding(item, corpus)).matches)
    match (kept["decision"], findings):
        case ("answer", (finding,)):
            return Answered(finding)
        case ("choose", (finding,)):
            return Choice(finding)
        case ("several", (_, *_)):
            return Several(findings, remarks)
        case _:
            of_files = tuple(remark for remark in remarks if remark.about == "file-not-read")
            return Unknown(next((remark for remark in remarks if remark not in of_files), None), of_files)


def _read_finding(item: Mapping[str, Any], corpus: Corpus) -> Finding:
    return Finding(
        decision=item["decision"],
        excerpt=item["excerpt"],
        count=item["count"],
        matches=tuple(
            Match(
                corpus[m["id"]], m["confidence"], tuple(Evidence(e["quote"], e["hit"], e["by"]) for e in m["evidence"])
            )
            for m in item["matches"]
            if m["id"] in corpus
        ),
        seen=Seen(*(Stamp(order, shown) for order, shown in item["seen"])) if "seen" in item else None,
        remarks=tuple(Remark(r["about"], r["values"]) for r in item.get("remarks", [])),
    )
