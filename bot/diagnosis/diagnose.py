"""Diagnoser: the way from a question to its diagnosis, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.corpus.entry import DISPATCHER, Corpus, Outcome
from bot.diagnosis.by_words import Ranking, WordsDecider
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Finding, Remark, Several, Unknown
from bot.diagnosis.everyday import EverydayNumbers
from bot.diagnosis.findings import FindingMaker
from bot.diagnosis.follow_up import FollowUps
from bot.diagnosis.phrases import PhraseHit, PhraseIndex
from bot.diagnosis.question import Question
from bot.diagnosis.reading import Reading, pieces_of, read
from bot.diagnosis.regions import details_of, regions_of
from bot.diagnosis.repetition import without_repetition
from bot.diagnosis.signals import SignalReader, Signals
from bot.diagnosis.stamps import together
from bot.diagnosis.units import Unit, units_of
from bot.diagnosis.whole_words import WholeWords
from bot.diagnosis.words import Words

if TYPE_CHECKING:
    from bot.diagnosis.cache import IndexCache

_QUIET = (Outcome.SUCCESS, Outcome.PENDING)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was read in a question before anything is decided."""

    reading: Reading
    signals: Signals
    hits: tuple[PhraseHit, ...]
    """Every place where a documented message may stand."""
    units: tuple[Unit, ...]
    """What the text quotes or names outright, by failure."""


class Diagnoser:
    """Diagnoses questions against one corpus; built once, safe to share among threads."""

    def __init__(self, corpus: Corpus, *, cache: IndexCache | None = None) -> None:
        """`cache` is where the built word index is kept; without it, each diagnoser builds its own."""
        self.corpus = corpus
        self._codes = frozenset(entry.code for entry in corpus if entry.code)
        self._signals = SignalReader(corpus)
        self._phrases = PhraseIndex(corpus)
        self._retired = WholeWords(word for product in corpus.products.values() for word in product.retired)
        self._index = Words(corpus, cache=cache)
        self._findings = FindingMaker(corpus, self._index)
        self._words = WordsDecider(corpus, self._index)
        self._everyday = EverydayNumbers(self._signals, self._index)
        self._follow_ups = FollowUps(corpus, self._index, diagnose=self.diagnose)

    def warm_up(self) -> None:
        """Builds ahead what is otherwise built when the first question needs it; for a server, at start."""
        _ = self._index.index

    def hear(self, question: Question) -> Heard:
        """Reads a question: signals, documented messages, and which of them speak of the same failure."""
        reading = without_repetition(read(next(pieces_of(question.text))), codes=self._codes)
        signals = self._signals.read(reading, question.context)
        if not question.context.offered:
            signals = replace(signals, codes=tuple(self._everyday.codes_among(signals, reading)))
        hits = self._phrases.find(reading)
        claimed = regions_of(hits, reading, signals)
        details = details_of(claimed, reading)
        claimed = [region for region in claimed if not _within(region.start, details) or region.is_of(DISPATCHER)]
        quoted = [region for region in claimed if region.quoted]
        signals = self._signals.beside(
            signals,
            reading,
            documented=[*(region.start for region in quoted), *(name.start for name in signals.names)],
            uncoded=[(region.start, region.end) for region in quoted if region.is_of(DISPATCHER)],
        )
        signals = replace(signals, codes=tuple(code for code in signals.codes if not _within(code.start, details)))
        regions = [region for region in claimed if region.quoted or signals.codes]
        return Heard(reading, signals, tuple(hits), tuple(units_of(signals, regions, reading)))

    def diagnose(self, question: Question) -> Diagnosis:
        """What the text means. Pure: the same question and corpus give the same diagnosis."""
        heard = self.hear(question)
        if not heard.reading.tokens:
            return Unknown()
        meant = self._meant(heard)
        findings = merged([item for item in (*meant, *self._further(question)) if isinstance(item, Finding)])
        if len(findings) == 1:
            findings = [self._follow_ups.among_offered(findings[0], question.context, heard.reading)]
        if findings:
            quoted = [(unit.start, unit.end) for unit in heard.units]
            about = frozenset(match.entry.product for finding in findings for match in finding.matches)
            told = self._words.counted_up(heard.reading, heard.signals, heard.hits, about=about, beside=quoted)
            return summed_up(merged([*findings, *told]))
        follow_up = self._follow_ups.read(question.context, heard.reading, heard.signals)
        if follow_up is not None:
            return follow_up
        hint = next((item for item in meant if isinstance(item, Remark)), None)
        if hint is not None:
            return Unknown(hint)
        by_words = self._words.decide(heard.reading, heard.signals, heard.hits)
        if not self._retired.stand_in(heard.reading):
            return by_words
        retired = Remark("wechat")
        if isinstance(by_words, Answered):
            return Answered(replace(by_words.finding, remarks=(*by_words.finding.remarks, retired)))
        return Unknown(retired)

    def _meant(self, heard: Heard) -> list[Finding | Remark | None]:
        """What each unit means, with how often and when it occurs."""
        reading = heard.reading
        meant = [(unit, self._findings.decide(unit, reading, heard.signals, heard.hits)) for unit in heard.units]
        return [
            replace(item, count=reading.times(unit.start) * unit.times, seen=reading.seen(unit.start))
            if isinstance(item, Finding)
            else item
            for unit, item in meant
        ]

    def _further(self, question: Question) -> Iterator[Finding | Remark | None]:
        """What a text means behind its first piece: a log of several megabytes is read piece by piece."""
        for piece in islice(pieces_of(question.text), 1, None):
            yield from self._meant(self.hear(Question(piece, question.context)))

    def ranking(self, question: Question) -> Ranking | None:
        """How entries compare by words alone; None where the text quotes or names something, or no word is known."""
        heard = self.hear(question)
        if heard.units or not heard.reading.tokens:
            return None
        return self._words.rank(heard.reading, heard.signals, heard.hits, self._words.parts(heard.reading))


def _within(place: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in stretches)


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Each failure once, with how often it occurs; the first place is quoted, most frequent first."""
    by_ids: dict[tuple[str, ...], Finding] = {}
    for finding in findings:
        key = (
            tuple(sorted(match.entry.id for match in finding.matches))
            if finding.decision == "choose"
            else (finding.matches[0].entry.id,)
        )
        known = by_ids.get(key)
        by_ids[key] = finding if known is None else _both(known, finding)
    answered = {
        match.entry.id for finding in by_ids.values() if finding.decision == "answer" for match in finding.matches[:1]
    }
    kept = [f for f in by_ids.values() if f.decision == "answer" or not any(m.entry.id in answered for m in f.matches)]
    return sorted(kept, key=lambda finding: -finding.count)


def _both(one: Finding, other: Finding) -> Finding:
    """The same failure at two places."""
    return replace(_surer(one, other), count=one.count + other.count, seen=together(one.seen, other.seen))


def _surer(one: Finding, other: Finding) -> Finding:
    return one if one.matches[0].confidence >= other.matches[0].confidence else other


def summed_up(findings: Sequence[Finding]) -> Diagnosis:
    """One finding or several; statuses that are no failure are counted beside failures, not listed among them."""
    failures = [f for f in findings if f.decision == "choose" or f.matches[0].entry.outcome not in _QUIET]
    remarks: tuple[Remark, ...] = ()
    if failures and len(failures) < len(findings):
        quiet = [f for f in findings if f not in failures]
        counts = ", ".join(f"{f.count:,} x {f.matches[0].entry.title} ({f.matches[0].entry.code})" for f in quiet)
        remarks = (Remark("statuses", {"counts": counts}),)
        findings = failures
    if len(findings) > 1:
        return Several(tuple(findings), remarks)
    only = replace(findings[0], remarks=findings[0].remarks + remarks)
    return Answered(only) if only.decision == "answer" else Choice(only)
