"""An entry as the JSON that other programs read: `whyfailed knowledge export --jsonl` writes one a line."""

from __future__ import annotations

from typing import Any

from bot.corpus.entry import Entry


def exported(entry: Entry) -> dict[str, Any]:
    """Every field of the entry, as it is shown: what its product's file adds stands in `notes` and `collect`."""
    return {
        "id": entry.id,
        "product": entry.product,
        "kind": str(entry.kind),
        "code": entry.code,
        "apis": list(entry.apis),
        "title": entry.title,
        "messages": list(entry.messages),
        "patterns": list(entry.patterns),
        "spellings": list(entry.spellings),
        "outcome": str(entry.outcome),
        "resend": str(entry.resend),
        "acts": [str(act) for act in entry.acts],
        "advice": str(entry.advice),
        "self_service": entry.self_service,
        "causes": list(entry.causes),
        "steps": list(entry.steps),
        "notes": list(entry.notes),
        "collect": list(entry.collect),
        "asks": list(entry.asks),
        "near_misses": list(entry.near_misses),
        "related": list(entry.related),
        "sources": [{"file": s.file, "lines": list(s.lines), "section": s.section} for s in entry.sources],
    }
