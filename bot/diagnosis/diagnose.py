"""Diagnoser: the way from a question to its diagnosis, on one screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.corpus.entry import Corpus, Entry, Outcome
from bot.diagnosis.by_words import WordsDecider
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Remark, Several, Unknown
from bot.diagnosis.findings import FindingMaker
from bot.diagnosis.phrases import PhraseIndex
from bot.diagnosis.question import Question
from bot.diagnosis.reading import Reading, read
from bot.diagnosis.regions import regions_of, without_details
from bot.diagnosis.signals import SignalReader, Signals
from bot.diagnosis.units import units_of
from bot.diagnosis.words import Words

_QUIET = (Outcome.SUCCESS, Outcome.PENDING)
_CLOSING = re.compile(
    r"^\W*(?:ok(?:ay)?|great|perfect|cool|nice|ah|oh|yes|yep|many|thank|thanks|thx|ty|cheers|solved|works|worked"
    r"|that (?:was|did|fixed|solved)|got it|never\s?mind|nvm|all good|fixed)\b[^?\d]{0,80}$"
)
_ORDINAL = re.compile(
    r"\b(first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|latter|former)\b(?: one| option)?\W*$"
    r"|^\W*(?:number |option |no\.? ?)?([1-9])\W*$"
)
_ORDINALS = {
    "first": 0,
    "1st": 0,
    "former": 0,
    "second": 1,
    "2nd": 1,
    "latter": -1,
    "last": -1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "fifth": 4,
    "5th": 4,
}


class Diagnoser:
    """Diagnoses questions against one corpus; built once, safe to share among threads."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._signals = SignalReader(corpus)
        self._phrases = PhraseIndex(corpus)
        retired = [re.escape(word) for product in corpus.products.values() for word in product.retired]
        self._retired = re.compile(r"\b(?:" + "|".join(retired) + r")\b") if retired else None
        self._index = Words(corpus)
        self._findings = FindingMaker(corpus, self._index)
        self._words = WordsDecider(corpus, self._index)

    def warm_up(self) -> None:
        """Builds ahead what is otherwise built when the first question needs it; for a server, at start."""
        _ = self._index.index

    def diagnose(self, question: Question) -> Diagnosis:
        """What the text means. Pure: the same question and corpus give the same diagnosis."""
        reading = read(question.text)
        if not reading.tokens:
            return Unknown()
        context = question.context
        signals = self._signals.read(reading, context)
        hits = self._phrases.find(reading)
        claimed = without_details(regions_of(hits, reading, signals), reading)
        regions = [region for region in claimed if region.quoted or signals.codes]
        units = units_of(signals, regions, reading)
        decided = [self._findings.decide(unit, reading, signals, hits) for unit in units]
        findings = merged([item for item in decided if isinstance(item, Finding)])
        if findings:
            return summed_up(findings)
        if (context.text or context.offered) and (follow := self._follow_up(question, reading, signals)) is not None:
            return follow
        hint = next((item for item in decided if isinstance(item, Remark)), None)
        if hint is not None:
            return Unknown(hint)
        if self._retired is not None and self._retired.search(reading.folded):
            return Unknown(Remark("wechat"))
        return self._words.decide(reading, signals, hits)

    def _follow_up(self, question: Question, reading: Reading, signals: Signals) -> Diagnosis | None:
        """A text that only makes sense after what the thread said before: "and for the profile api?"."""
        if _CLOSING.match(reading.folded):
            return Unknown()
        offered = [self.corpus[i] for i in question.context.offered if i in self.corpus]
        chosen = self._chosen(reading, offered, signals)
        if chosen is not None:
            quote = reading.text.strip()
            match = Match(chosen, 0.9, (Evidence(quote, chosen.title, "words"),))
            return Answered(Finding("answer", quote[:300], (match,)))
        if (
            question.context.text
            and len(reading.tokens) <= 12
            and (signals.apis or signals.products or signals.platforms)
        ):
            again = Question(
                f"{question.context.text}\n{question.text}", replace(question.context, text="", offered=())
            )
            return self.diagnose(again)
        return None

    def _chosen(self, reading: Reading, offered: Sequence[Entry], signals: Signals) -> Entry | None:
        """The one of the offered entries that the text picks, by place or by what sets it apart."""
        if len(offered) < 2:
            return None
        if (match := _ORDINAL.search(reading.folded)) is not None:
            place = _ORDINALS[match.group(1)] if match.group(1) else int(match.group(2)) - 1
            if -1 <= place < len(offered):
                return offered[place]
        if signals.apis or signals.products or signals.platforms:
            kept = self._findings.narrow(offered, signals)
            if len(kept) == 1:
                return kept[0]
        return None


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
        by_ids[key] = finding if known is None else replace(_surer(known, finding), count=known.count + finding.count)
    answered = {
        match.entry.id for finding in by_ids.values() if finding.decision == "answer" for match in finding.matches[:1]
    }
    kept = [f for f in by_ids.values() if f.decision == "answer" or not any(m.entry.id in answered for m in f.matches)]
    return sorted(kept, key=lambda finding: -finding.count)


def _surer(one: Finding, other: Finding) -> Finding:
    return one if one.matches[0].confidence >= other.matches[0].confidence else other


def summed_up(findings: Sequence[Finding]) -> Diagnosis:
    """One finding or several; statuses that are no failure are counted beside failures, not listed among them."""
    failures = [f for f in findings if f.decision == "choose" or f.matches[0].entry.outcome not in _QUIET]
    remarks: tuple[Remark, ...] = ()
    if failures and len(failures) < len(findings):
        quiet = [f for f in findings if f not in failures]
        counts = ", ".join(f"{f.count} x {f.matches[0].entry.title} ({f.matches[0].entry.code})" for f in quiet)
        remarks = (Remark("statuses", {"counts": counts}),)
        findings = failures
    if len(findings) > 1:
        return Several(tuple(findings), remarks)
    only = replace(findings[0], remarks=findings[0].remarks + remarks)
    return Answered(only) if only.decision == "answer" else Choice(only)
