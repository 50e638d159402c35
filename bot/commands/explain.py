"""`whyfailed ask --explain`: what was read in a text, every scorer's score, and why it was decided so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.corpus.entry import Entry, Topic
from bot.diagnosis import policy
from bot.diagnosis.by_words import FEATURES, Ranking
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import Diagnosis, decision_of, findings_of
from bot.diagnosis.phrases import PhraseHit
from bot.diagnosis.question import Question
from bot.diagnosis.reading import Reading
from bot.diagnosis.regions import confidence_of
from bot.diagnosis.signals import Signals

MOST_LINES = 8
"""Lines of a section; the best stand first."""


def sections_of(question: Question, diagnosis: Diagnosis, diagnoser: Diagnoser) -> Mapping[str, Sequence[str]]:
    """Headings, in the order of the way of a question, each with its lines."""
    heard = diagnoser.hear(question)
    return {
        "Signals": list(_signals(heard.signals)),
        "Documented messages": [_phrase(hit, heard.reading, heard.signals) for hit in _best(heard.hits)],
        "Words": list(_words(diagnoser.ranking(question))),
        "Why this decision": list(_decision(diagnosis)),
    }


def _best(hits: Sequence[PhraseHit]) -> Sequence[PhraseHit]:
    return sorted(hits, key=lambda hit: -hit.fit)[:MOST_LINES]


def _signals(signals: Signals) -> Iterator[str]:
    for code in signals.codes:
        yield f"code {code.value}, because of {_CUES[code.cue]}"
    for name in signals.names:
        yield f"name {name.name}{'' if name.exact else ', spelled otherwise'}: {name.entry.id}"
    named = {
        "product": signals.products,
        "API": signals.apis,
        "platform": signals.platforms,
        "not ours": signals.foreign,
    }
    for label, values in named.items():
        if values:
            yield f"{label}: {', '.join(sorted(values))}"
    if signals.context_product:
        yield f"product, from the thread: {signals.context_product}"


_CUES = {
    "field": "the field that it stands in",
    "word": "the word code or error beside it",
    "alone": "standing alone",
    "prose": "the sentence around it",
}


def _phrase(hit: PhraseHit, reading: Reading, signals: Signals) -> str:
    sure = confidence_of(hit, reading, signals)
    scores = f"coverage {hit.coverage:.2f}, density {hit.density:.2f}, weight {hit.mass:.1f}"
    return f"{sure:.2f}  {hit.phrase.entry.id}  {scores}  {reading.quote(hit.start, hit.end)[:60]!r}"


def _words(ranking: Ranking | None) -> Iterator[str]:
    if ranking is None:
        return
    for match in ranking.entries[:MOST_LINES]:
        fit = match.fit()
        yield f"{match.score:.2f}  {_name(match.target)}  coverage {fit.coverage:.2f}  {fit.ask[:60]!r}"
    for topic in ranking.topics[:2]:
        yield f"{topic.score:.2f}  {_name(topic.target)}"
    yield ", ".join(f"{name} {value:.2f}" for name, value in zip(FEATURES, ranking.features, strict=True))
    yield f"that the first is the answer: {ranking.sure:.2f}, needed {policy.SURE}"
    yield f"that it is documented at all: {ranking.ours:.2f}, needed {policy.OURS}"
    yield f"that it is open between several: {ranking.open:.2f}, asked back from {policy.OPEN}"


def _name(target: Entry | Topic) -> str:
    return target.id if isinstance(target, Entry) else f"topic {target.name}"


def _decision(diagnosis: Diagnosis) -> Iterator[str]:
    yield _REASONS[decision_of(diagnosis)]
    for finding in findings_of(diagnosis):
        for match in finding.matches[:MOST_LINES]:
            because = "; ".join(f"{e.quote[:60]!r} hit {e.hit[:60]!r} by {e.by}" for e in match.evidence[:2])
            yield f"{finding.decision}  {match.confidence:.2f}  {match.entry.id}  {because}"
        for remark in finding.remarks:
            yield f"remark {remark.about} {dict(remark.values)}"


_REASONS = {
    "answer": "answer: one entry explains the text",
    "choose": "choose: several entries fit, and nothing in the text tells them apart",
    "several": "several: the text holds distinct failures",
    "unknown": "unknown: nothing that is documented explains the text surely enough",
}
