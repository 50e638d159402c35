"""A diagnosis as it may outlive the reply: every piece of the asker's text in it redacted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Finding, Match, Remark, Several, Unknown

Redact = Callable[[str], str]


def redacted(diagnosis: Diagnosis, redact: Redact) -> Diagnosis:
    """The same diagnosis; excerpts, quotes and the codes in remarks go through `redact`."""
    match diagnosis:
        case Answered(finding):
            return Answered(_finding(finding, redact))
        case Choice(finding):
            return Choice(_finding(finding, redact))
        case Several(findings, remarks):
            return Several(tuple(_finding(f, redact) for f in findings), tuple(_remark(r, redact) for r in remarks))
        case Unknown(hint, remarks):
            shown = tuple(_remark(r, redact) for r in remarks)
            return Unknown(None if hint is None else _remark(hint, redact), shown)


def _finding(finding: Finding, redact: Redact) -> Finding:
    return replace(
        finding,
        excerpt=redact(finding.excerpt),
        matches=tuple(_match(match, redact) for match in finding.matches),
        remarks=tuple(_remark(remark, redact) for remark in finding.remarks),
    )


def _match(match: Match, redact: Redact) -> Match:
    return replace(match, evidence=tuple(replace(e, quote=redact(e.quote)) for e in match.evidence))


def _remark(remark: Remark, redact: Redact) -> Remark:
    """Of a remark the code and a file's name are the asker's; products, ids and counts are ours and stay."""
    theirs = ("code", "file")
    return replace(remark, values={name: redact(v) if name in theirs else v for name, v in remark.values.items()})
