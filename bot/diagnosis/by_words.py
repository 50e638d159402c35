"""By words: decides a question that quotes nothing documented, by how well entries' asks and explanations fit."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from bot.corpus.entry import DISPATCHER, Corpus, Entry, Kind, Topic
from bot.diagnosis import policy
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Several, Unknown
from bot.diagnosis.findings import LONGEST_EXCERPT, excerpt_of
from bot.diagnosis.latest import Span
from bot.diagnosis.phrases import PhraseHit
from bot.diagnosis.reading import Reading
from bot.diagnosis.signals import Signals, fits_platform
from bot.diagnosis.words import NO_FIT, WordMatch, Words

LEAST_WORDS = 4
LONGEST_COUNTED_UP = 8_000
"""Characters of a text in which somebody counts problems up; what is longer is a log."""
MOST_LOOKED_AT = 60
"""Parts of a text that counts up its problems, from its beginning."""
MOST_PARTS = 8
"""Those of them that are ranked, by what they say of anything documented."""
LEAST_SAID = 0.5
"""What a part says of it at least; of those that say less hardly any is ever sure."""
LEAST_PROMISE = 1.6
"""From which promise (`Meanings.promising`) a part is ranked; of the sure ones one in a hundred promises less."""

FEATURES = (
    "score", "lead", "coverage", "likeness", "chatter", "documented", "topic_lead", "agree", "length", "coverage_lead",
    "likeness_lead", "stage", "vote",
)  # fmt: skip
"""Score of the first entry; logarithm of its lead over the next; share of the text's words that it knows; likeness of
its nearest ask and of the nearest chatter; what the words say for anything documented; how far a topic leads it; share
of the first five of its product; logarithm of the text's length in words; by how much it knows more of the words, and
has a nearer ask, than the second; whether it is a stage, which is asked about in general words; share of the nearest
asks that are its own."""

LEAST_LEAD = 0.03
"""What a lead is at least taken for, as a share of the score, so that it has a logarithm."""


@dataclass(frozen=True)
class Ranking:
    """What the words say, before it is decided."""

    entries: tuple[WordMatch, ...]
    """At least one; best first."""
    topics: tuple[WordMatch, ...]
    """Topics that lie within the product named; best first."""
    features: tuple[float, ...]
    """In the order of FEATURES."""
    text: str
    """Folded."""

    @cached_property
    def unsure(self) -> bool:
        """Whether the text says that its writer cannot tell what it was."""
        return _UNSURE.search(self.text) is not None

    @property
    def is_open(self) -> bool:
        """Whether several entries may be meant, however well the first one fits, and something else lies near."""
        others = (*self.entries[1:2], *self.topics[:1])
        is_near = any(match.score >= policy.NEAR_WHERE_OPEN * self.entries[0].score for match in others)
        return is_near and self.open >= policy.OPEN

    @property
    def fits_a_topic(self) -> bool:
        """Whether a topic fits so well that its entries are offered."""
        return self._topic_leads(policy.TOPIC_WINS, or_near=self.is_open)

    def _topic_leads(self, least: float, *, or_near: bool) -> bool:
        """Whether a topic leads the first entry by that much, or lies near, holds it, and no other entry is nearer."""
        if not self.topics:
            return False
        topic, score = self.topics[0].target, self.topics[0].score
        within = topic.entries if isinstance(topic, Topic) else ()
        nearest = max((entry.score for entry in self.entries if entry.target not in within), default=0.0)
        is_near = or_near and self.entries[0].target in within and score >= policy.NEAR * nearest
        return self.topic_lead >= (policy.TOPIC_NEAR if is_near else least)

    @property
    def near(self) -> float:
        """Share of the first score from which another entry is offered beside it."""
        return policy.NEAR_WHERE_OPEN if self.is_open else policy.NEAR

    @property
    def is_like_a_topic(self) -> bool:
        """Whether a topic's ask says the same, though no entry does."""
        over = self.feature("likeness") >= self.feature("chatter") + policy.TOPIC_OVER_CHATTER
        is_short = self.feature("length") <= math.log(policy.LONGEST_VAGUE)
        leads = self._topic_leads(policy.TOPIC_ALONE, or_near=self.unsure)
        return leads and is_short and over and self.feature("documented") >= policy.TOPIC_DOCUMENTED

    @property
    def topic_lead(self) -> float:
        """By how much the first topic's score exceeds the first entry's, as a share of it."""
        return self.feature("topic_lead")

    def feature(self, name: str) -> float:
        """One of the features, by its name in FEATURES."""
        return self.features[FEATURES.index(name)]

    @property
    def sure(self) -> float:
        """The share of such first entries that are the one answer, 0..1."""
        return _logistic(policy.SURE_INTERCEPT, policy.SURE_WEIGHTS, self.features)

    @property
    def open(self) -> float:
        """The share of such texts, about something documented, that do not say which of several entries it is, 0..1."""
        return _logistic(policy.OPEN_INTERCEPT, policy.OPEN_WEIGHTS, self.features_of_open)

    @property
    def features_of_open(self) -> tuple[float, ...]:
        """The features, and whether the writer says that they cannot tell."""
        return (*self.features, float(self.unsure))

    @property
    def ours(self) -> float:
        """The share of such texts that are about something documented at all, 0..1."""
        return _logistic(policy.OURS_INTERCEPT, policy.OURS_WEIGHTS, self.features)


def _logistic(intercept: float, weights: Sequence[float], features: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-intercept - sum(w * x for w, x in zip(weights, features, strict=True))))


_UNSURE = re.compile(
    r"\b(?:can'?t|cannot|can not|couldn'?t) (?:tell|say|remember|see (?:which|it|that|from)|make out)"
    r"|\bonly (?:remember|recall|know|saw|heard|caught|got half|have (?:this |that )?half)\b"
    r"|\b(?:didn'?t|did not|doesn'?t) (?:tell (?:me|us)|say|write|mention) (?:which|from|what|whether|if|where)\b"
    r"|\b(?:i|we) (?:do not|don'?t|did not|didn'?t) (?:know|write|remember|recall)\b|\bdon'?t (?:know|remember)\b"
    r"|\b(?:not|isn'?t) (?:sure|clear)\b"
    r"|\bno (?:message|log|error)s? (?:at hand|to hand|yet)\b"
    r"|\b(?:don'?t|do not|didn'?t) have [^.?!\n]{2,40} (?:at|to) hand\b"
    r"|\bhave(?:n'?t| not) (?:opened|seen|looked at|checked) (?:the |its |their |any )?(?:event ?)?logs?\b"
    r"|\bat (?:which|what) (?:step|stage|point of)\b"
    r"|\b(?:no (?:idea|clue|details|more details)|which (?:error|one) (?:is|was|would)|unclear"
    r"|forgot (?:what|which|the (?:error|message|code|name|text))"
    r"|seem to be (?:a few|several)|whether it|(?:is|was|got) cut|rolled over"
    r"|half (?:a |the |this |that )?sentence|details? (?:follow|tomorrow|later))\b"
    r"|\bthat'?s all|\bideas\?|\bor (?:perhaps|maybe)\b|\bmaybe\b[^.?!\n]{2,60}\bmaybe\b"
)
"""How people say that they cannot tell what exactly it was."""

_LABELLED = "brand client customer tenant dispatch account ticket case issue problem question"
_LABEL = r"(?:[a-h]|\d{1,3}|one|two)\b"
_ITEM = r"\n\s{0,8}(?:[-*•]|\(?[1-9a-c][.)])\s"
_COUNTS_UP = tuple(
    (frozenset(words.split()), re.compile(pattern, re.DOTALL))
    for words, pattern in (
        (
            "two three several both 2 3",
            r"\b(?:two|three|several|both|2|3) (?:\w{1,20} )?"
            r"(?:things|issues|problems|errors|questions|complaints|failures|cases|topics|of them)\b",
        ),
        ("first", r"\bfirst\b[^\n]{5,400}?\b(?:second|then|also)\b"),
        ("separately", r"\bseparately\b"),
        ("tuesday", r"\bmonday\b.{0,400}?\btuesday\b"),
        ("both", r"\bon both\b"),
        (_LABELLED, rf"\b({_LABELLED.replace(' ', '|')}) {_LABEL}.{{0,300}}?\b\1 {_LABEL}"),
        ("prod", r"\bon (?:staging|test)\b.{0,300}?\bon prod\b"),
        ("different", r"\bdifferent (?:one|error|problem)\b"),
    )
)
"""How people say that they ask about more than one thing, with words of which a text then holds one at least."""
_COUNTS_IN_FIGURES = re.compile(r"1(?:(?<!\S.)|(?<=\(.)(?<!\S\(.))[.)]\s.{5,400}?\s\(?2[.)]\s", re.DOTALL)
_COUNTS_IN_LINES = re.compile(rf"{_ITEM}[^\n]{{0,600}}{_ITEM}")

_CUTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n+",
        r"[.!?;:]\s+",
        r"\s(?=\(?[1-9a-c]\)\s)",
        *(rf"{word} (?<!\w....)(?=on|for|the other|brand|client|separately|second)" for word in ("and", "but")),
        r",\s+(?=for (?:brand|client|customer))",
    )
)
"""What parts one problem from the next; each form begins with a character, and is searched for by itself, since a text
is searched several times as fast so."""


def _counts_up(reading: Reading) -> bool:
    """Whether somebody asks about more than one thing."""
    return (
        any(pattern.search(reading.folded) for words, pattern in _COUNTS_UP if not words.isdisjoint(reading.unbroken))
        or _COUNTS_IN_FIGURES.search(reading.folded) is not None
        or _COUNTS_IN_LINES.search(f"\n{reading.folded}") is not None
    )


def _parts(reading: Reading) -> list[tuple[int, int]]:
    """A text's sentences and list items that hold enough words to say something."""
    ends = {match.end() for pattern in _CUTS for match in pattern.finditer(reading.folded)}
    cuts = sorted(ends | {0, len(reading.text)})
    return [(a, b) for a, b in pairwise(cuts) if len(reading.text[a:b].split()) >= LEAST_WORDS][:MOST_LOOKED_AT]


class WordsDecider:
    """Answers a paraphrase that leads clearly, offers those that lie close, else says that it does not know."""

    def __init__(self, corpus: Corpus, words: Words) -> None:
        self._words = words
        self._ids: dict[str, list[str]] = defaultdict(list)
        """By product."""
        for entry in corpus:
            self._ids[entry.product].append(entry.id)
        self._ids_of = lru_cache(maxsize=100)(self._ids_of_all)

    def parts(self, reading: Reading, beside: Sequence[Span] = ()) -> Sequence[Span]:
        """Of a text that counts its problems up, the parts that promise to tell one, in its order; else none.

        What they stand `beside` is no part: it quotes something documented, and speaks for itself.
        """
        if len(reading.text) > LONGEST_COUNTED_UP or not _counts_up(reading):
            return ()
        parts = [(a, b) for a, b in _parts(reading) if not any(start < b and a < end for start, end in beside)]
        promising = self._words.index.meanings.promising(reading, parts, most=MOST_PARTS, least=LEAST_SAID)
        return sorted(span for span, promise in promising.items() if promise >= LEAST_PROMISE)

    def rank(
        self, reading: Reading, signals: Signals, hits: Sequence[PhraseHit], pieces: Sequence[Span] = ()
    ) -> Ranking | None:
        """The entries and topics that the words fit, and how they compare; None where no word is known.

        Of a long text the best of `pieces` counts, such as its parts; without any, the index chooses some.
        """
        products = _products(signals)
        bonus = _bonus(hits)
        if signals.products and DISPATCHER not in products:
            # whoever sends through the dispatcher names the vendor too, whose credentials it holds
            products |= {DISPATCHER}
            bonus |= {e: bonus.get(e, 0.0) - policy.VENDOR_NAMED for e in self._ids[DISPATCHER]}
        among = self._ids_of(products) if products else None
        matches = self._words.index.rank(reading, pieces=pieces, among=among, topics=True, bonus=bonus, most=12)
        entries = tuple(match for match in matches if isinstance(match.target, Entry))
        topics = tuple(m for m in matches if isinstance(m.target, Topic) and len(_within(m.target, products)) > 1)
        if not entries or not reading.tokens:
            return None
        first = entries[0]
        fit, next_fit = first.fit(), entries[1].fit() if len(entries) > 1 else NO_FIT
        rival = next((match for match in entries[1:] if not _stage_of(match, first)), None)
        lead = (first.score - rival.score) / first.score if rival else 1.0
        agree = sum(_product_of(match) == _product_of(first) for match in entries[:5]) / len(entries[:5])
        topic_lead = (topics[0].score - first.score) / first.score if topics else -0.5
        features = (
            first.score,
            math.log(lead + LEAST_LEAD),
            fit.coverage,
            max(fit.ask_score, topics[0].fit().ask_score if topics else 0.0),
            first.chatter,
            first.documented,
            max(-0.5, min(1.0, topic_lead)),
            agree,
            math.log(len(reading.tokens)),
            fit.coverage - next_fit.coverage,
            fit.ask_score - next_fit.ask_score,
            float(isinstance(first.target, Entry) and first.target.kind is Kind.STAGE),
            first.vote,
        )
        return Ranking(entries, topics, features, reading.folded)

    def _ids_of_all(self, products: frozenset[str]) -> frozenset[str]:
        """The ids of all entries of some products."""
        return frozenset(chain.from_iterable(self._ids.get(product, ()) for product in products))

    def decide(self, reading: Reading, signals: Signals, hits: Sequence[PhraseHit] = ()) -> Diagnosis:
        """What a text that quotes nothing means."""
        parts = self.parts(reading)
        ranking = self.rank(reading, signals, hits, parts)
        if ranking is None or (signals.foreign and not signals.products and ranking.ours < policy.OURS_BESIDE_OTHERS):
            return Unknown()
        first = ranking.entries[0]
        excerpt = excerpt_of(reading, first.start, first.end)
        if len(findings := self._sure_among(parts, reading, signals, hits, about={_product_of(first)})) > 1:
            return Several(tuple(findings))
        is_ours = ranking.ours >= policy.OURS
        is_sure = ranking.sure >= policy.SURE and (is_ours or bool(signals.products))
        if is_sure and not ranking.is_open:
            matches = [
                self._match(match, reading, ranking.sure if match is first else None) for match in ranking.entries[:3]
            ]
            return Answered(Finding("answer", excerpt, tuple(matches)))
        if not is_ours and not ranking.is_like_a_topic:
            return Unknown()
        options = self._options(ranking, signals)
        if len(options) == 1:
            return Answered(Finding("answer", excerpt, (self._match(first, reading, ranking.sure),)))
        matches = [self._match(match, reading, ranking.ours / len(options)) for match in options]
        return Choice(Finding("choose", excerpt, tuple(matches)))

    def counted_up(
        self, reading: Reading, signals: Signals, hits: Sequence[PhraseHit], *, about: Set[str], beside: Sequence[Span]
    ) -> list[Finding]:
        """What a text counts up besides what it quotes: `about` are its products, and `beside` is where it stands."""
        return self._sure_among(self.parts(reading, beside), reading, signals, hits, about=about)

    def _sure_among(
        self, parts: Sequence[Span], reading: Reading, signals: Signals, hits: Sequence[PhraseHit], *, about: Set[str]
    ) -> list[Finding]:
        """A finding for each part of a text that is surely about an entry of its own.

        One that speaks for a vendor which neither is named nor is what the text is `about` says less than it seems.
        """
        products = (signals.products or about) | {DISPATCHER}  # which hands on what any vendor says
        findings: dict[str, Finding] = {}
        self._words.index.compare(reading, parts)
        for start, end in parts:
            part = reading.part(start, end)
            within = [
                hit._replace(start=hit.start - start, end=hit.end - start) for hit in hits if start <= hit.start < end
            ]
            ranking = self.rank(part, signals, within)
            if ranking and ranking.sure >= policy.SURE_PART and _product_of(ranking.entries[0]) in products:
                match = self._match(ranking.entries[0], part, ranking.sure)
                findings.setdefault(match.entry.id, Finding("answer", part.text.strip()[:LONGEST_EXCERPT], (match,)))
        stages = {entry_id.rpartition(".")[0] for entry_id in findings}  # a scenario says it more closely
        return [finding for entry_id, finding in findings.items() if entry_id not in stages]

    def _options(self, ranking: Ranking, signals: Signals) -> list[WordMatch]:
        """A topic's entries where a topic fits better, else the entries whose scores lie close to the first."""
        first = ranking.entries[0]
        by_id = {match.target.id: match for match in ranking.entries if isinstance(match.target, Entry)}
        if ranking.fits_a_topic:
            topic = ranking.topics[0]
            if isinstance(topic.target, Topic):
                within = _within(topic.target, _products(signals)) or list(topic.target.entries)
                within = [entry for entry in within if fits_platform(entry, signals)] or within
                return [by_id.get(entry.id, topic._replace(target=entry)) for entry in within]
        second = ranking.entries[1] if len(ranking.entries) > 1 else first
        least = max(ranking.near * first.score, policy.NEAR * second.score)
        near = [match for match in ranking.entries if match.score >= least]
        return (near if len(near) > 1 else list(ranking.entries[:2]))[: policy.MOST_OPTIONS_IN_PROSE]

    def _match(self, match: WordMatch, reading: Reading, confidence: float | None) -> Match:
        if not isinstance(match.target, Entry):
            raise TypeError("Only entries are shown; a topic is shown as its entries.")
        start, end = self._words.index.shared_piece(reading, match)
        evidence = Evidence(reading.quote(start, end), match.fit().ask or match.target.title, "words")
        return Match(match.target, match.score / 10 if confidence is None else confidence, (evidence,))


def _products(signals: Signals) -> frozenset[str]:
    return signals.products or (frozenset({signals.context_product}) if signals.context_product else frozenset())


def _product_of(match: WordMatch) -> str:
    return match.target.product if isinstance(match.target, Entry) else ""


def _stage_of(match: WordMatch, first: WordMatch) -> bool:
    """A stage does not compete with its own scenario: whoever asks for the scenario names the stage too."""
    match match.target, first.target:
        case Entry(kind=Kind.STAGE, id=stage), Entry(id=scenario):
            return scenario.startswith(f"{stage}.")
    return False


def _within(topic: Topic, products: frozenset[str]) -> list[Entry]:
    """The topic's entries that belong to the products named."""
    return [entry for entry in topic.entries if not products or entry.product in products]


def _bonus(hits: Sequence[PhraseHit]) -> dict[str, float]:
    """What messages that a sentence retells add to their entries."""
    bonus: dict[str, float] = {}
    for hit in hits:
        if hit.words >= 2:
            value = policy.MESSAGE_BONUS * hit.coverage * hit.density
            bonus[hit.phrase.entry.id] = max(value, bonus.get(hit.phrase.entry.id, 0.0))
    return bonus
