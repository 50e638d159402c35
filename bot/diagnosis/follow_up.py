"""Follow-ups: texts that only make sense after what the thread said before, such as "and for the profile API?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis import policy
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Unknown, findings_of
from bot.diagnosis.findings import remarks_of_apis
from bot.diagnosis.phrases import phrase_words
from bot.diagnosis.question import Context, Question
from bot.diagnosis.reading import Reading, read
from bot.diagnosis.signals import Signals, fits_platform, platforms_of
from bot.diagnosis.words import Words

SHORT = 12
"""Words of a text that may lean on the thread; a longer one says itself what it means."""

_CLOSING = re.compile(
    r"^\W*(?:ok(?:ay)?|great|perfect|cool|nice|ah|oh|yes|yep|many|thank|thanks|thx|ty|cheers|solved|works|worked"
    r"|that (?:was|did|fixed|solved)|got it|never\s?mind|nvm|all good|fixed)\b[^?\d]{0,80}$"
)
_THANKS = re.compile(
    r"\b(?:thank|thanks|thx|ty|cheers|solved|works|worked|fixed|did it|was it|got it|perfect|nvm|all good)\b"
)
_ORDINAL = re.compile(
    r"\b(first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|latter|former)\b(?: one| option)?\W*$"
    r"|^\W*(?:number |option |stage |no\.? ?)?([1-9]|one|two|three|four|five)(?: please)?\W*$"
)
_PLACES = {
    place: number
    for number, places in enumerate(
        ("first 1st former one", "second 2nd two", "third 3rd three", "fourth 4th four", "fifth 5th five"),
    )
    for place in places.split()
} | {"last": -1, "latter": -1}
_OTHER = re.compile(r"\b(?:other|otherwise|else|different)\b")
_SAID = r"(?:\W|it'?s|it is|it was|i think|that|the|option|letter|number|no\.?|please|one)*"
_LETTERS = "abcdefghij"
_LETTER = re.compile(rf"^(?:{_SAID}\W)?([{_LETTERS}])(?:\W{_SAID})?$")
"""A candidate by its letter, the first one `a`: "b", "option b", "it's b"."""
_SECTION = re.compile(rf"^(?:{_SAID}|stage|scenario|section|\s)*\b(\d\.\d{{1,2}}(?:\.\d{{1,2}})?)\W*{_SAID}$")
"""The number of a stage or scenario in its guide, by itself: "2.4", "scenario 2.4.1"."""
_DENIED = re.compile(r"\b(?:not|neither|nor|never|none|without|nothing|\w+n't)\b(?! (?:sure|know|certain)\b)(?!.*\?)")
_CLAUSE = re.compile(r"[,;.!–—]|\s-+\s|\b(?:but|rather|instead)\b")
"""Between what is said and what is denied."""
_PLAIN = frozenset(
    "a about am an and any are at be been but by can did do does for from got had has have he her here i if in is it"
    " its just know like looks maybe me mine my no of ok on one or our probably same she so sure that the their them"
    " there they thing think this those to us was we were what which who will with yes you your".split()
)
"""Words that tell no candidate from another, although a title may have one of them."""


class FollowUps:
    """Reads a short text together with what the thread was about; `diagnose` answers the thread's earlier question."""

    def __init__(self, corpus: Corpus, words: Words, *, diagnose: Callable[[Question], Diagnosis]) -> None:
        self._corpus = corpus
        self._words = words
        self._diagnose = diagnose
        apis = [api for product in corpus.products.values() for api in product.apis.values()]
        self._names_of_apis = frozenset(word for api in apis for name in api.words for word in read(name).words)

    def read(self, context: Context, reading: Reading, signals: Signals) -> Diagnosis | None:
        """What the text means in its thread; None where it stands for itself."""
        if len(reading.tokens) > SHORT:
            return None
        if _CLOSING.match(reading.folded) and _THANKS.search(reading.folded):
            return Unknown()
        before = self._before(context)
        if not before:
            return None
        signals = replace(signals, apis=signals.apis | self._apis_meant(reading, before))
        kept = (
            self._numbered(reading, before)
            or self._picked(reading, signals, before)
            or self._siblings(reading, signals, context, before)
        )
        if len(kept) == 1:
            return Answered(self._finding("answer", reading, kept))
        if 1 < len(kept) < len(before):
            return Choice(self._finding("choose", reading, kept))
        says_no_more = reading.words <= _PLAIN | self._names_of_apis
        if says_no_more and (remarks := remarks_of_apis(before, signals, self._corpus)):
            return Answered(replace(self._finding("answer", reading, before[:1]), remarks=remarks))
        return None

    def among_offered(self, finding: Finding, context: Context, reading: Reading) -> Finding:
        """A choice narrowed to what was offered: "source ip", said to a choice that has it, means the one in it."""
        here = tuple(match for match in finding.matches if match.entry.id in context.offered)
        is_pick = finding.decision == "choose" and len(context.offered) > 1 and len(reading.tokens) <= SHORT
        if not is_pick or not 0 < len(here) < len(finding.matches):
            return finding
        return replace(finding, decision="answer" if len(here) == 1 else "choose", matches=here)

    def _before(self, context: Context) -> list[Entry]:
        """What the thread was about: what was offered, else what its earlier question means."""
        offered = [self._corpus[entry_id] for entry_id in context.offered if entry_id in self._corpus]
        if offered or not context.text:
            return offered
        earlier = self._diagnose(Question(context.text, Context(product=context.product, api=context.api)))
        return [
            match.entry
            for finding in findings_of(earlier)
            for match in (finding.matches if finding.decision == "choose" else finding.matches[:1])
        ]

    def _apis_meant(self, reading: Reading, before: Sequence[Entry]) -> frozenset[str]:
        """APIs named by their first word alone: "no, the profile one"."""
        known = {api for entry in before for api in (*entry.apis, *self._corpus.product_of(entry).apis)}
        return frozenset(api for api in known if api.split("-")[0] in reading.words)

    def _numbered(self, reading: Reading, before: Sequence[Entry]) -> list[Entry]:
        """The stage or scenario that a bare number names, where the thread is about its guide."""
        said = _SECTION.match(reading.folded)
        if said is None:
            return []
        named = dict.fromkeys(f"{entry.id.rpartition('-')[0]}-{said[1]}" for entry in before)
        return [self._corpus[entry_id] for entry_id in named if entry_id in self._corpus]

    def _picked(self, reading: Reading, signals: Signals, before: Sequence[Entry]) -> list[Entry]:
        """One of several that were offered: by its place, by API or platform, or by what sets it apart in words."""
        if len(before) < 2:
            return []
        if (letter := _LETTER.match(reading.folded)) is not None:
            place = _LETTERS.index(letter[1])
            return [before[place]] if place < len(before) else []
        if (match := _ORDINAL.search(reading.folded)) is not None:
            said = match.group(1) or match.group(2)
            place = int(said) - 1 if said.isdigit() else _PLACES[said]
            return _meant(before[place], reading, before) if -1 <= place < len(before) else []
        fitting = [entry for entry in before if _fits(entry, signals)]
        if _names_any(signals) and 0 < len(fitting) < len(before):
            return fitting
        told = [_told_by(entry, self._corpus) for entry in before]
        if (contrasted := _contrasted(reading, before, told)) is not None:
            return [contrasted]
        if (alone := _alone_in_words(reading, before, told)) is not None:
            return _meant(alone, reading, before)
        if _DENIED.search(reading.folded):
            return []
        ranked = self._words.index.rank(reading, among=frozenset(entry.id for entry in before), most=2)
        if len(ranked) == 2 and ranked[0].score >= policy.PICKS:
            lead = (ranked[0].score - ranked[1].score) / ranked[0].score
            if lead >= policy.LEAD_WIDE and isinstance(ranked[0].target, Entry):
                return [ranked[0].target]
        return []

    def _siblings(self, reading: Reading, signals: Signals, context: Context, before: Sequence[Entry]) -> list[Entry]:
        """Entries with the code or message of the one answered before, that fit what is asked for now."""
        codes = {entry.code for entry in before if entry.code}
        messages = {phrase_words(message) for entry in before for message in entry.messages}
        known = {entry.id for entry in before}
        others = [
            entry
            for entry in self._corpus
            if entry.id not in known
            and entry.product in {one.product for one in before}
            and (entry.code in codes or any(phrase_words(message) in messages for message in entry.messages))
        ]
        if _OTHER.search(reading.folded):
            apart = [entry for entry in others if context.api is None or context.api not in entry.apis]
            same_code = [entry for entry in apart if entry.code in codes]
            return same_code or apart
        return [entry for entry in others if _fits(entry, signals)] if _names_any(signals) else []

    def _finding(self, decision: str, reading: Reading, entries: Sequence[Entry]) -> Finding:
        quote = reading.text.strip()
        share = 0.9 / len(entries)
        matches = tuple(Match(entry, share, (Evidence(quote, entry.title, "words"),)) for entry in entries)
        return Finding("answer" if decision == "answer" else "choose", quote, matches)


def _meant(named: Entry, reading: Reading, before: Sequence[Entry]) -> list[Entry]:
    """What the text names, or where it says that it is not that, all others: "not the first one"."""
    return [entry for entry in before if entry != named] if _DENIED.search(reading.folded) else [named]


def _contrasted(reading: Reading, before: Sequence[Entry], told: Sequence[frozenset[str]]) -> Entry | None:
    """The one candidate that has most of what is said and least of what is denied: "the policy, not the dispatch".

    None where nothing is denied, or nothing is said besides. `told` are the words of each candidate.
    """
    clauses = [clause for clause in _CLAUSE.split(reading.folded) if clause.strip()]
    denied = frozenset(word for clause in clauses if _DENIED.search(clause) for word in read(clause).words)
    said = frozenset(word for clause in clauses if not _DENIED.search(clause) for word in read(clause).words)
    if not denied or not said - _PLAIN:
        return None
    telling = _telling((said | denied) - _PLAIN, told)
    points = [len(telling & said & words) - len(telling & denied & words) for words in told]
    return before[points.index(max(points))] if points.count(max(points)) == 1 else None


def _alone_in_words(reading: Reading, before: Sequence[Entry], told: Sequence[frozenset[str]]) -> Entry | None:
    """The one candidate that has the telling words of the text: "it was the ip".

    None where they fit another one too, or where most of them fit none. `told` are the words of each candidate.
    """
    said = frozenset(word for word in reading.words - _PLAIN if not _DENIED.fullmatch(word))
    telling = _telling(said, told)
    fitting = [entry for entry, words in zip(before, told, strict=True) if telling <= words]
    return fitting[0] if len(fitting) == 1 and len(telling) * 2 >= len(said) else None


def _telling(said: frozenset[str], told: Sequence[frozenset[str]]) -> frozenset[str]:
    """Those words that some candidates have and others have not."""
    return frozenset(word for word in said if 0 < sum(word in words for words in told) < len(told))


def _told_by(entry: Entry, corpus: Corpus) -> frozenset[str]:
    """The words of what a person reads of a candidate: its title, its messages, its product and its APIs."""
    return read(" ".join((entry.title, *entry.messages, corpus.product_of(entry).name, *corpus.apis_of(entry)))).words


def _names_any(signals: Signals) -> bool:
    return bool(signals.apis or signals.platforms or signals.products)


def _fits(entry: Entry, signals: Signals) -> bool:
    """Whether an entry fits every product, API and platform that the text names."""
    if signals.products and entry.product not in signals.products:
        return False
    if signals.apis and not signals.apis & set(entry.apis):
        return False
    return fits_platform(entry, signals) and (not signals.platforms or bool(platforms_of(entry)))
