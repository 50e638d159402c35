"""Samples: answers that between them reach every branch of the templates, for the check at start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.answers.answer import Answer, answer_for
from bot.answers.walking import walk_answer
from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.diagnosis import Answered, Choice, Evidence, Finding, Match, Remark, Several, Unknown
from bot.diagnosis.stamps import Seen, Stamp
from bot.files.attachment import Reason

REMARKS = (
    Remark("code-not-listed", {"code": "9999", "product": "bird"}),
    Remark("known-class", {"code": "12999", "class_id": "bird-class-12xxx"}),
    Remark("contradiction", {"code": "7105", "message": "another message"}),
    Remark("text-not-listed", {"code": "7105"}),
    Remark("statuses", {"counts": "3 x Delivered (7500)"}),
    Remark("also-in-object", {"ids": "bird-source-whatsapp bird-status-delivery-failed"}),
    *(Remark("file-not-read", {"file": "error.png", "reason": reason}) for reason in Reason),
    Remark("wechat", {}),
    Remark("language", {}),
    Remark("code-of-other-api", {"code": "7203", "named": "Profile API", "apis": "Messaging API"}),
    Remark("code-of-other-product", {"code": "7105", "named": "bird", "products": "webex-connect 8x8"}),
)
"""One of each kind, with the values that it carries; of files, one for each reason."""


def sample_answers(corpus: Corpus) -> Iterator[Answer]:
    """Every decision, short and long, chosen and not, with every remark and every kind of evidence."""
    entries = _varied(corpus)
    single = Finding("answer", "piece", tuple(map(_match, entries[:2])), 2, REMARKS)
    long_choice = Finding("choose", "piece", tuple(map(_match, entries)), 1, REMARKS)
    short_choice = Finding("choose", "piece", tuple(map(_match, entries[:3])), 1)
    each = tuple(Finding("answer", "piece", (_match(entry),), 3) for entry in entries * 3)
    stamp, later = Stamp("2026-11-21 09:12", "2026-11-21 09:12"), Stamp("2026-11-21 10:00", "2026-11-21 10:00 UTC")
    for entry in entries:
        yield answer_for(Answered(Finding("answer", "piece", (_match(entry),))), corpus)
    diagnoses = (
        Answered(single),
        Choice(short_choice),
        Choice(long_choice),
        Several((each[0], short_choice), REMARKS),
        Several((*each, long_choice), REMARKS),
        Several((replace(each[0], seen=Seen(stamp, stamp)), replace(short_choice, seen=Seen(stamp, later))), REMARKS),
        Several(tuple(replace(finding, seen=Seen(stamp, later)) for finding in (*each, long_choice)), REMARKS),
        Answered(replace(single, seen=Seen(stamp, later))),
    )
    for diagnosis in diagnoses:
        yield answer_for(diagnosis, corpus)
        yield answer_for(diagnosis, corpus, chosen=entries[-1].id)
    for point in corpus.walk.points.values():
        yield walk_answer(point, corpus)
        yield replace(walk_answer(point, corpus), is_asked=bool(point.stage), remarks=REMARKS[:1])
    yield answer_for(Unknown(), corpus)
    for remark in REMARKS:
        yield answer_for(Unknown(remark), corpus)
    yield answer_for(Unknown(remarks=REMARKS), corpus)


def _varied(corpus: Corpus) -> list[Entry]:
    """One entry of each combination of the facts that are worded."""
    facts = {(e.product, e.outcome, e.resend, e.advice, e.self_service, len(e.causes) > 1): e for e in corpus}
    return list(facts.values())


def _match(entry: Entry) -> Match:
    by = (Evidence("piece", "hit", "code"), Evidence("piece", "hit", "name"), Evidence("piece", "hit", "message"))
    return Match(entry, 0.5, by if len(entry.causes) > 1 else (Evidence("piece", "hit", "words"),))
