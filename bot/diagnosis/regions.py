"""Regions: the places of a text where a documented message stands, with the entries that claim each place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from bot.corpus.entry import DISPATCHER
from bot.diagnosis import policy
from bot.diagnosis.fragments import BREAKS_OFF
from bot.diagnosis.phrases import Phrase, PhraseHit
from bot.diagnosis.reading import Reading
from bot.diagnosis.signals import Signals


@dataclass(frozen=True, slots=True)
class Region:
    """A place, and the best hit of every entry that claims it; more than one where nothing there tells them apart."""

    start: int
    end: int
    hits: tuple[PhraseHit, ...]
    confidence: float
    quoted: bool
    """The text quotes the message, rather than telling in a sentence what happened with some of its words."""

    def is_of(self, product: str) -> bool:
        """Whether one of its messages is this product's."""
        return any(hit.phrase.entry.product == product for hit in self.hits)


_PREFIX_WORD = re.compile(r"[^\s\[\](){}|\"'“”‘’<>,;:=>*•#~]+")
_LOG_WORDS = frozenset(
    """
    error err warn warning info fatal critical debug trace failure failed exception message msg description desc reason
    status detail details event log level stderr stdout alert role connect webex imi bird utc gmt am pm
    """.split()
)
"""What stands before a message on a line of a log without making a sentence of it."""
_OPENS = re.compile(
    r"(?:[\"'“‘「『(\[{>|;:=,\t*_~]|->|=>|→"
    r"|\b(?:error|message|msg|description|reason|status|says?|said|code \d+|\d{4,5})\s*[:=-]?)\s*$"
)
_CLOSES = re.compile(r"^[.!?…]*\s*(?:$|\n|[\"'”’」』)\]}{\[<|;,\t*_~]|->|=>|→|\(|- |– |:|\bx?\d+\b|\+|[\w.-]{1,30}=\S)")


_OPENS_A_WORD = re.compile(r"(?:[>|:=\t]|->|=>|→)\s*[\"'“‘(\[]?\s*$")
_OPENS_A_QUOTED_WORD = re.compile(r"[\"'“‘(\[]\s*$")
_OPENS_A_STATUS = re.compile(r"\b(?:status|state)(?: (?:is|was|of|as|says?|shows?))*\s*[\"'“(]?\s*$")
_OPENS_IN_A_RECEIPT = re.compile(
    r"\b(?:dlrs?|receipts?|delivery status)(?: (?:is|was|of|as|says?|shows?|reads?))*\s*[\"'“(]?\s*$"
)
_CLOSES_A_STATUS = re.compile(r"^[.!?…]*\s*(?:$|\n|[\"'”’)\]}<|\t,;(]|- |– |(?:for|but|means?|ok|right)\b)")
"""What stands around a status that a sentence names: "the receipt says Delivered, but"."""
_CLOSES_A_WORD = re.compile(r"^[.!?…]*\s*(?:$|\n|[\"'”’)\]}<|\t]|[,;](?:\s*[\"'{]|$)|->|=>|→)")
"""A message of one word is one only as a whole field or line: between commas it is a word of a sentence."""


LONGEST_BESIDE = 400
"""Characters of a line that are looked at before and behind a place; a line without end must not be read at each."""


_LEVEL_AND_COMPONENT = re.compile(
    r"\b(?:ERROR|ERR|WARN|WARNING|INFO|FATAL|CRITICAL|DEBUG|TRACE) (?:- )?[a-zA-Z]{2,30} (?:- )?\s*$"
)
"""A component's name that is a word like any other, between the level and the message."""


def _is_log_prefix(reading: Reading, start: int, end: int) -> bool:
    """Timestamps, levels, ids, paths and names of components: what a log writes before its message."""
    component = _LEVEL_AND_COMPONENT.search(reading.text[start:end])
    before = reading.folded[start : start + component.start() if component else end]
    return all(word in _LOG_WORDS or (not word.isalpha() and "'" not in word) for word in _PREFIX_WORD.findall(before))


_CUT_WORD = re.compile(r"\s[^\W\d_]{1,12}(?:(…|\.\.\.?)|(?=[\"'”’]|\s*$|\n))")
"""The beginning of one more word, where the text breaks off in the middle of it."""


def stands_apart(
    reading: Reading, start: int, end: int, *, open_end: bool = False, known_product: bool = False
) -> bool:
    """Whether a place is a whole field, line, quotation or text rather than words of a sentence."""
    line_start, line_end = reading.line_at(start)
    before = reading.folded[max(line_start, start - LONGEST_BESIDE) : start]
    after = reading.folded[end : min(max(line_end, end), end + LONGEST_BESIDE)]
    prefixed = start - line_start <= LONGEST_BESIDE and _is_log_prefix(reading, line_start, start)
    if " " not in reading.folded[start:end]:
        opens = bool(prefixed or _OPENS_A_WORD.search(before))
        opens = opens or (known_product and bool(_OPENS_A_QUOTED_WORD.search(before)))
        if opens and _CLOSES_A_WORD.match(after):
            return True
        is_status = _OPENS_IN_A_RECEIPT.search(before) or (known_product and _OPENS_A_STATUS.search(before))
        return bool(is_status and _CLOSES_A_STATUS.match(after))
    opens = bool(prefixed or _OPENS.search(before))
    return opens and (open_end or bool(_CLOSES.match(after)))


def confidence_of(hit: PhraseHit, reading: Reading, signals: Signals) -> float:
    """How surely a hit is that message, 0..1; 0 where it is not."""
    phrase = hit.phrase
    count = len(phrase.words)
    is_short = count <= 6 and phrase.entry.product != DISPATCHER
    if is_short and signals.is_others(reading, hit.start, hit.end):
        return 0.0
    if hit.verbatim:
        return policy.VERBATIM_CONFIDENCE if _is_field(hit, reading) else 0.0
    if count <= policy.SHORT_WORDS and hit.words <= policy.SHORT_WORDS:
        if hit.coverage < 0.85:
            return 0.0
        known_product = _names_product(hit, signals)
        apart = stands_apart(reading, hit.start, hit.end, open_end=_may_go_on(phrase), known_product=known_product)
        return (
            0.9
            if apart and hit.density > 0.8
            else 0.75
            if known_product and count == policy.SHORT_WORDS and hit.density > 0.8
            else 0.0
        )
    whole = hit.coverage >= policy.WHOLE_COVERAGE and hit.density >= _least_density(count)
    if whole and count == 3:
        apart = _names_product(hit, signals) or stands_apart(reading, hit.start, hit.end, open_end=_may_go_on(phrase))
        if not apart:
            return 0.0 if hit.density < 0.9 else 0.6
        return 0.92 if hit.density > 0.85 else 0.0
    if whole:
        return min(0.99, 0.8 + 0.19 * hit.coverage * hit.density)
    part = hit.mass >= policy.PART_MASS and hit.density >= policy.PART_DENSITY and hit.words >= 3
    if part:
        return min(0.95, 0.7 + 0.02 * hit.mass)
    return 0.8 if _is_fragment(hit, reading) else 0.0


def _may_go_on(phrase: Phrase) -> bool:
    """Whether a message is a template at whose end something else stands."""
    return phrase.message.rstrip().endswith(("}", "exception", "…", "-", "is"))


def _least_density(count: int) -> float:
    """What density makes a message of so many words a whole one."""
    return next(density for most, density in policy.WHOLE_DENSITY if count <= most)


def _names_product(hit: PhraseHit, signals: Signals) -> bool:
    """Whether the text, or else the thread, names the product whose message this is."""
    product = hit.phrase.entry.product
    if signals.apis and not signals.products:
        return bool(signals.apis & set(hit.phrase.entry.apis))
    return product in signals.products or product == signals.context_product


def _is_fragment(hit: PhraseHit, reading: Reading) -> bool:
    """What is left of a message that was cut short, as a text, line or quotation of its own."""
    if hit.density < policy.FRAGMENT_DENSITY or hit.fit < hit.mass or hit.words < 2:
        return False
    if hit.mass < (policy.FRAGMENT_MASS_OF_TWO if hit.words == 2 else policy.FRAGMENT_MASS):
        return False
    end = hit.end
    if (cut := _CUT_WORD.match(reading.folded, end)) is not None and (hit.words >= 3 or cut.group(1)):
        end = cut.end()
    if hit.words == 2 and not _is_a_line(reading, hit.start, end):
        return False
    return stands_apart(reading, hit.start, end)


_OPENS_A_FIELD = re.compile(r"(?:[\"'‘`(\[{>|=\t]|[:\]]\s|->|→| - )\s*(?:(?:…|\.\.\.?)\s?[a-z]{0,12}\s)?$")
_CLOSES_A_FIELD = re.compile(r"^(?:\s[a-z]{1,12})?\s?[.!?…-]*\s*(?:$|\n|[\"'’`()\[\]}<|\t]|-{1,2} |[–—→]|[-=]>)")
"""What stands around a field, a line of a log or a quotation; a word at its end or beginning may have been cut."""


def _is_field(hit: PhraseHit, reading: Reading) -> bool:
    """Whether a piece of a message is all that a field, a quotation, a line of a log or the whole text says."""
    line_start, line_end = reading.line_at(hit.start)
    line_end = max(line_end, reading.line_at(hit.end)[1])
    before = reading.folded[max(line_start, hit.start - LONGEST_BESIDE) : hit.start]
    after = reading.folded[hit.end : min(line_end, hit.end + LONGEST_BESIDE)]
    if not _CLOSES_A_FIELD.match(after):
        return False
    if _OPENS_A_FIELD.search(before):
        return True
    prefixed = hit.start - line_start <= LONGEST_BESIDE and _is_log_prefix(reading, line_start, hit.start)
    alone = len(reading.tokens) <= hit.words + 1 or BREAKS_OFF.match(after) is not None
    return prefixed and (before.strip() != "" or alone or hit.words >= policy.QUOTED_WORDS)


_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def _is_a_line(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but a log's prefix shares the line: two words between commas are words of a sentence."""
    line_start, line_end = reading.line_at(start)
    if _LETTER_OR_DIGIT.search(reading.folded, end, max(line_end, end)):
        return False
    return _is_log_prefix(reading, line_start, start)


BLOCK = 1_000
"""Characters by which places are sorted into blocks, so that a claim is compared with those nearby only."""


_NEXT_OBJECT = re.compile(r"\}\s{0,8},\s{0,8}\{")
"""Between the objects of a list, each of which speaks for itself; no message goes on in the next one."""


def regions_of(hits: Sequence[PhraseHit], reading: Reading, signals: Signals) -> list[Region]:
    """The places in order of the text; a weaker claim to a place that a heavier one holds is dropped."""
    rated = ((confidence_of(hit, reading, signals), hit) for hit in hits)
    claims = sorted(
        (
            (confidence, hit)
            for confidence, hit in rated
            if confidence > 0 and not _NEXT_OBJECT.search(reading.folded, hit.start, hit.end)
        ),
        key=lambda claim: (-claim[1].fit, -claim[1].coverage, claim[1].start, claim[1].phrase.entry.id),
    )
    places: list[list[tuple[float, PhraseHit]]] = []
    near: dict[int, list[list[tuple[float, PhraseHit]]]] = defaultdict(list)
    for confidence, hit in claims:
        blocks = range(hit.start // BLOCK, hit.end // BLOCK + 1)
        for place in chain.from_iterable(near[block] for block in blocks):
            if _overlap(place[0][1], hit):
                same = any(hit.phrase.entry is other.phrase.entry for _, other in place)
                if same or hit.fit >= policy.TIE * place[0][1].fit:
                    place.append((confidence, hit))
                break
        else:
            places.append([(confidence, hit)])
            for block in blocks:
                near[block].append(places[-1])
    return sorted((_region(place, reading, signals) for place in places), key=lambda region: region.start)


def _is_quoted(hit: PhraseHit, reading: Reading, signals: Signals) -> bool:
    """In one piece, or set apart as a line, a field or a quotation."""
    if hit.verbatim or _is_fragment(hit, reading):
        return True
    everyday = len(hit.phrase.words) <= policy.EVERYDAY_WORDS and hit.phrase.entry.product != DISPATCHER
    if everyday and not _names_product(hit, signals):
        return stands_apart(reading, hit.start, hit.end)
    unbroken = hit.fit >= policy.QUOTED_UNBROKEN * hit.mass
    long = hit.mass >= policy.QUOTED_MASS and hit.words >= policy.QUOTED_WORDS
    least = policy.QUOTED_COVERAGE if len(hit.phrase.words) > policy.FEW_WORDS else policy.COMPLETE_OF_FEW
    if unbroken and hit.density >= policy.QUOTED_DENSITY and (hit.coverage >= least or long):
        return True
    apart = stands_apart(reading, hit.start, hit.end, open_end=True)
    return apart and hit.head and hit.density >= policy.APART_DENSITY


def details_of(regions: Sequence[Region], reading: Reading) -> list[tuple[int, int]]:
    """The details of an exception, to the end of its line: another system's code or message there is its cause."""
    return [
        (region.end, reading.line_at(max(region.start, region.end - 1))[1])
        for region in regions
        if region.is_of(DISPATCHER) and any("xception" in hit.phrase.message for hit in region.hits)
    ]


def _overlap(one: PhraseHit, other: PhraseHit) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    least = 0.0 if one.phrase.entry is other.phrase.entry else 0.4 * min(one.end - one.start, other.end - other.start)
    return shared > least


def _region(place: Sequence[tuple[float, PhraseHit]], reading: Reading, signals: Signals) -> Region:
    everything = place
    complete = [claim for claim in place if claim[1].coverage >= policy.COMPLETE and claim[1].head]
    furthest = max(hit.end - hit.start for _, hit in complete or place)
    verbatim = [claim for claim in place if claim[1].verbatim and claim[1].end - claim[1].start >= furthest]
    holders = {hit.phrase.entry.id for _, hit in verbatim}
    if verbatim and not any(hit.phrase.entry.id in holders for _, hit in complete):
        place = verbatim
    elif complete:
        place = complete
    else:
        place = [claim for claim in place if claim[1].head] or place
        most = max(claim[1].density for claim in place)
        place = [claim for claim in place if claim[1].density >= most * 0.8]
    best: dict[str, tuple[float, PhraseHit]] = {}
    for confidence, hit in place:
        best.setdefault(hit.phrase.entry.id, (confidence, hit))
    hits = tuple(hit for _, hit in best.values())
    return Region(
        start=min(hit.start for hit in hits),
        end=max(hit.end for hit in hits),
        hits=hits,
        confidence=max(confidence for confidence, _ in best.values()),
        quoted=any(_is_quoted(hit, reading, signals) for _, hit in everything),
    )
