"""Findings: what one unit of a text means: one entry, a choice, or nothing that is documented."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set

from bot.corpus.entry import Corpus, Entry, Kind
from bot.diagnosis import policy
from bot.diagnosis.diagnosis import Evidence, Finding, Match, Remark
from bot.diagnosis.phrases import PhraseHit
from bot.diagnosis.reading import Reading
from bot.diagnosis.signals import Signals, platforms_of
from bot.diagnosis.units import Unit
from bot.diagnosis.words import Words

LONGEST_EXCERPT = 300

LEAST_WORDS_AROUND = 6
"""Words around a code, the code and what everybody asks with one left out, that can tell its meanings apart."""

MOST_CODES = 4
"""Codes of a text up to which the sentence around each may tell its meaning; more are a log or a list."""

_SAYS_LITTLE = frozenset(
    """
    a an the what is this that code error mean means meaning in on of for from with and or we i it get got
    getting our my your to please pls plz thanks thx hi hello hey anyone help why how does do did can you me us
    webex connect bird 8x8 api whyfailed back again now today yesterday row rows every export all just
    """.split()
)


class FindingMaker:
    """Decides units; knows which entries carry a code and how entries differ."""

    def __init__(self, corpus: Corpus, words: Words) -> None:
        self._corpus = corpus
        self._words = words
        self._by_code: dict[str, list[Entry]] = defaultdict(list)
        for entry in corpus:
            if entry.code:
                self._by_code[entry.code].append(entry)

    def decide(
        self, unit: Unit, reading: Reading, signals: Signals, hits: Sequence[PhraseHit]
    ) -> Finding | Remark | None:
        """A finding; or, for a code that is not documented and has no text beside it, the hint to give."""
        evidence: dict[str, list[Evidence]] = defaultdict(list)
        by_text = self._by_text(unit, reading, evidence)
        sure = max((region.confidence for region in unit.regions), default=0.95)
        remarks = _remarks_of_names(unit)
        if unit.code is None:
            kept = self.narrow(by_text, signals)
            return self._finding(kept, evidence, unit, reading, sure=sure, remarks=remarks) if kept else None
        documented = self._by_code.get(unit.code.value, [])
        agreeing = [entry for entry in by_text if entry in documented]
        by_code = self.narrow(documented, signals) or agreeing  # code and text outweigh a product that they are not of
        quote = reading.quote(unit.code.start, unit.code.end)
        for entry in by_code:
            evidence[entry.id].insert(0, Evidence(quote, f"{unit.code.value}", "code"))
        if not by_code:
            kept = self.narrow(by_text, signals)
            if kept:
                remark = Remark("code-not-listed", {"code": unit.code.value, "product": kept[0].product})
                remarks = (remark, *remarks)
                return self._finding(kept, evidence, unit, reading, sure=sure * 0.95, remarks=remarks)
            if by_text:
                return None  # code and text are another product's than the one that is named
            return self._hint(unit.code.value, signals)
        both = [entry for entry in agreeing if entry in by_code] or agreeing
        if both:
            return self._finding(
                self._narrow_by_api(both, signals), evidence, unit, reading, sure=0.99, remarks=remarks
            )
        if by_text:
            products = {entry.product for entry in by_code}
            by_text = [entry for entry in by_text if entry.product in products] or by_text
            remark = Remark("contradiction", {"code": unit.code.value, "message": _text_of(unit)})
            options = [*by_text, *(entry for entry in by_code if entry not in by_text)]
            return self._finding(options[:10], evidence, unit, reading, sure=0.5, remarks=(remark,), choose=True)
        return self._by_code_alone(unit, by_code, evidence, reading, signals, hits, remarks)

    def _by_text(self, unit: Unit, reading: Reading, evidence: dict[str, list[Evidence]]) -> list[Entry]:
        """The entries that the unit's messages and names speak for."""
        entries: list[Entry] = []
        kinds = {name.entry.kind for name in unit.names}
        for name in unit.names:
            if name.entry.kind in (Kind.SOURCE, Kind.STATUS) and (unit.code or Kind.CODE in kinds):
                continue
            if name.entry.kind is Kind.STATUS and Kind.SOURCE in kinds:
                continue
            evidence[name.entry.id].append(Evidence(reading.quote(name.start, name.end), name.name, "name"))
            if name.entry not in entries:
                entries.append(name.entry)
        for region in unit.regions:
            for hit in region.hits:
                entry = hit.phrase.entry
                evidence[entry.id].append(Evidence(reading.quote(hit.start, hit.end), hit.phrase.message, "message"))
                if entry not in entries:
                    entries.append(entry)
        return entries

    def _by_code_alone(
        self, unit: Unit, by_code: Sequence[Entry], evidence: dict[str, list[Evidence]], reading: Reading,
        signals: Signals, hits: Sequence[PhraseHit], remarks: tuple[Remark, ...],
    ) -> Finding:  # fmt: skip
        """The code is documented; among its meanings, what else the text says decides, else they are all offered."""
        options = list(by_code)
        if len(options) > 1:
            options = self._favoured(options, reading, hits, evidence)
        if len(options) > 1:
            options = self._narrow_by_api(options, signals)
        if len(options) > 1:
            options = self._favoured_in_words(unit, options, reading, signals, evidence)
        remarks = (*remarks, *remarks_of_apis(options, signals, self._corpus))
        return self._finding(options, evidence, unit, reading, sure=0.95, remarks=remarks)

    def _favoured(
        self,
        options: list[Entry],
        reading: Reading,
        hits: Sequence[PhraseHit],
        evidence: dict[str, list[Evidence]],
    ) -> list[Entry]:
        """The meanings whose message has most in common with the text, where any has much."""
        best: dict[str, PhraseHit] = {}
        for hit in hits:
            entry = hit.phrase.entry
            telling = (hit.mass >= 5.0 or hit.coverage >= 0.6) and hit.density >= 0.35
            if telling and entry in options and (entry.id not in best or hit.mass > best[entry.id].mass):
                best[entry.id] = hit
        if not best:
            return options
        most = max(hit.mass for hit in best.values())
        kept = [entry for entry in options if entry.id in best and best[entry.id].mass >= 0.85 * most]
        whole = [entry for entry in kept if best[entry.id].coverage >= policy.COMPLETE]
        for entry in whole or kept:
            hit = best[entry.id]
            evidence[entry.id].append(Evidence(reading.quote(hit.start, hit.end), hit.phrase.message, "message"))
        return whole or kept

    def _favoured_in_words(
        self,
        unit: Unit,
        options: list[Entry],
        reading: Reading,
        signals: Signals,
        evidence: dict[str, list[Evidence]],
    ) -> list[Entry]:
        """One meaning alone, where the sentence around the code paraphrases it clearly better than the others."""
        if len(signals.codes) > MOST_CODES or len(_said_around(reading)) < LEAST_WORDS_AROUND:
            return options
        among = frozenset(entry.id for entry in options)
        ranked = self._words.index.rank(reading, beside=unit.start, among=among, most=2)
        if (
            len(ranked) == 2
            and ranked[0].score >= policy.TELLS
            and ranked[0].score - ranked[1].score >= policy.LEAD_WIDE * ranked[0].score
        ):
            start, end = self._words.index.shared_piece(reading, ranked[0])
            entry = next(option for option in options if option is ranked[0].target)
            evidence[entry.id].append(Evidence(reading.quote(start, end), ranked[0].fit().ask or entry.title, "words"))
            return [entry]
        return options

    def narrow(self, options: Iterable[Entry], signals: Signals) -> list[Entry]:
        """Only those that fit the product, API and platform that the text, or else the thread, names."""
        kept = list(options)
        products = signals.products or ({signals.context_product} if signals.context_product else set())
        if products and len(kept) > 1:
            kept = [entry for entry in kept if entry.product in products] or kept
        elif (
            signals.products
            and kept
            and kept[0].code
            and kept[0].product not in signals.products
            and kept[0].kind is Kind.CODE
        ):
            return []
        return self._narrow_by_api(kept, signals)

    def _narrow_by_api(self, options: Sequence[Entry], signals: Signals) -> list[Entry]:
        kept = list(options)
        if signals.apis and len(kept) > 1:
            kept = [entry for entry in kept if signals.apis & set(entry.apis)] or kept
        if signals.platforms and len(kept) > 1:
            kept = [entry for entry in kept if signals.platforms & platforms_of(entry)] or kept
        return kept

    def _hint(self, code: str, signals: Signals) -> Remark:
        """What can be said of a code that no product named has."""
        if documented := self._by_code.get(code):
            products = sorted({entry.product for entry in documented})
            named = " ".join(sorted(signals.products))
            return Remark("code-of-other-product", {"code": code, "products": " ".join(products), "named": named})
        class_id = f"bird-class-{code[:2]}xxx"
        if len(code) == 5 and class_id in self._corpus:
            return Remark("known-class", {"code": code, "class_id": class_id})
        return Remark("code-not-listed", {"code": code, "product": "webex-connect" if code.startswith("7") else ""})

    def _finding(
        self, entries: Sequence[Entry], evidence: dict[str, list[Evidence]], unit: Unit, reading: Reading, *,
        sure: float, remarks: tuple[Remark, ...] = (), choose: bool = False,
    ) -> Finding:  # fmt: skip
        options = list(dict.fromkeys(entries))
        open_ = choose or len(options) > 1
        share = sure if not open_ else min(sure, 1.0) / len(options)
        matches = tuple(Match(entry, share, tuple(dict.fromkeys(evidence[entry.id]))[:4]) for entry in options)
        return Finding(
            "choose" if open_ else "answer", excerpt_of(reading, unit.start, unit.end), matches, remarks=remarks
        )


_FIELD_NAME = re.compile(r"([a-z_]\w*)[\"']?\s{0,2}[:=]")


def _said_around(reading: Reading) -> Set[str]:
    """The words of a text that say something: ids, and the names of fields, are what every answer of an API has."""
    words = reading.words - _SAYS_LITTLE - set(_FIELD_NAME.findall(reading.folded))
    return {word for word in words if not any(char.isdigit() for char in word)}


def _text_of(unit: Unit) -> str:
    names = [name.name for name in unit.names if name.entry.kind is Kind.CODE]
    messages = [hit.phrase.message for region in unit.regions for hit in region.hits]
    return (names + messages + [""])[0]


def _remarks_of_names(unit: Unit) -> tuple[Remark, ...]:
    """Source and status of an object that a code explains are notes of it."""
    kinds = {name.entry.kind for name in unit.names}
    others = [name for name in unit.names if name.entry.kind in (Kind.SOURCE, Kind.STATUS)]
    if unit.code is None and Kind.CODE not in kinds:
        others = [name for name in others if name.entry.kind is Kind.STATUS and Kind.SOURCE in kinds]
    ids = list(dict.fromkeys(name.entry.id for name in others))
    return (Remark("also-in-object", {"ids": " ".join(ids)}),) if ids else ()


def excerpt_of(reading: Reading, start: int, end: int) -> str:
    """The line or lines of a place, cut to a size that can be shown."""
    first, _ = reading.line_at(start)
    _, last = reading.line_at(max(start, end - 1))
    text = reading.text[first:last].strip()
    if len(text) <= LONGEST_EXCERPT:
        return text
    room = max(0, LONGEST_EXCERPT - (end - start)) // 2
    return reading.text[max(first, start - room) : min(last, max(end, start + 1) + room)].strip()[:LONGEST_EXCERPT]


def remarks_of_apis(meanings: Sequence[Entry], signals: Signals, corpus: Corpus) -> tuple[Remark, ...]:
    """What to say where the text names an API for which none of a code's meanings is documented."""
    if not meanings or not all(entry.apis for entry in meanings):
        return ()
    known = corpus.product_of(meanings[0]).apis
    documented = {api for entry in meanings for api in entry.apis}
    named = [api for api in known if api in signals.apis]
    if not named or documented.intersection(named):
        return ()
    values = {"code": meanings[0].code or "", "named": known[named[0]].name}
    apis = ", ".join(api.name for key, api in known.items() if key in documented)
    return (Remark("code-of-other-api", {**values, "apis": apis}),)
