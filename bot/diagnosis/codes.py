"""Codes: tells a number that is a code from a number that counts, names a room or belongs to somebody else's system."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.corpus.entry import Corpus, Entry
from bot.diagnosis.reading import Reading
from bot.diagnosis.spelling import Spelling
from bot.diagnosis.tallies import OPENS_A_ROW, Tally, tally_at

Cue = Literal["field", "word", "alone", "prose"]


@dataclass(frozen=True, slots=True)
class CodeSignal:
    """A number of the text that something says is a code."""

    value: str
    start: int
    end: int
    cue: Cue
    """What says so: its field, the word code or error, that it stands alone, or the sentence around it."""
    times: int = 1
    """How often it occurs, where the text says so right beside it."""


LEAST_PROSE_SCORE = 2
"""Points from which the words around a number say that it is a code."""

# What stands before a number is looked at behind its first digit: a text is searched several times as fast so.
_NUMBER = re.compile(r"\d(?<!\d\d)\d{3,4}(?!\d)")
_ALONE = re.compile(r"(?:\W|whyfailed)*\d{4,5}(?:\W|whyfailed)*")
_FIELD = re.compile(
    r"(?:^|[^a-z0-9])(?:[a-z]+[_.\- ]?){0,3}?"
    r"(?:code|codes|error[_ ]?code|errcode|err|rc|status|error|fehler|errno|failure)"
    r"[\"'\])]*\s*(?:[:=>]|=>|->)[\s\"'(\[=>]*$"
)
_OPENS_A_VALUE = re.compile(r"[:=>][\s\"'(\[=>]*$")
"""How a field's name ends; most numbers have none before them, and that is seen sooner than what the name is."""
_WORD = re.compile(
    r"(?:^|[^a-z0-9_])"
    r"(?:code|codes|error|errors|err|errcode|error-code|status code|código|fehler|fehlercode|erreur|コード|エラー)"
    r"(?:s|\s+(?:is|was|of|no\.?|nr\.?|number|like|being|says|=))*[\s:#\"'(\[*_-]{0,4}$"
)
_CODE_LIST = re.compile(r"(?:code|codes|error|errors)\W{1,4}(?:\d{4,5}\W{1,3}(?:and\s|or\s|und\s|&\s)?){1,8}$")
_SOURCE_OBJECT = re.compile(
    r"source[\"']?\s*[:=]?\s*\{[^{}]{0,200}$|source[._]code[\"']?\s*[:=]?\s*[\"']?$|source\.code (?:is |of )?$"
)
_OTHERS_CODE = re.compile(r"([a-z][a-z0-9.+-]{2,})[ \t]+(?:error|code|err|errorcode)(?:\s+code)?\W{0,4}$")
_LISTED = re.compile(
    r"(?:[\"')\]]?\s{0,3}(?:[:=,(|\s]|[-=]>|→)\s{0,3}[x×]?\d{1,9}[x×]?)?"
    r"\W{1,4}(?:(?:and|or|und|oder|y|et|then|plus|some|others?|sometimes|a few|also|the rest|now and then)\s+){0,3}"
)
"""What parts the members of a list of codes, each of which may be followed by how often it occurs."""
_JOINED = re.compile(r"\d(?<![\w/.+&-]\d)\d{3,4}(?:[/+&]\d{4,5})+(?![\w/+&-])")
"""Codes between which people write a slash."""
_CODED = "error err failure status reason response result connect bird".split()
_GROUPED = re.compile(
    rf"code(?:{'|'.join(f'(?<={word}.code)|(?<={word}code)' for word in _CODED)})[\"'\])]*\s{{0,3}}"
    r"(?:(?:is|was|of|no\.?|[:=#|>]|[-=]>)\s{0,3})?[\"'(\[]{0,2}(1?\d)[,.'\u00a0\u202f ](\d{3})(?!\d|[.,:' ]\d|%)"
)
"""A code that a spreadsheet or a log viewer shows as an amount: "error.code: 7,105"."""
_NO_CODE_FOLLOWS = re.compile(
    r"(?:content-length|content-range|upload|download)\W{1,4}$"
    r"|:\d\d(?:[.,]\d{1,9})?(?: ?[a-z]{1,4})? ?\[$|\d#\d{1,9}: \*$"
)
"""What counts bytes in the output of an HTTP client, and what stands before a process or connection in a log."""
_GLUED_BEFORE = frozenset("#$€£+~@_")
_HEADING = re.compile(
    r"(?:^|([,;\t|])|\n)[ \"]*(?:(?!zip|post|country|area|promo|dial|colou?r|bar)[a-z]{1,20}[ _.-]?)?codes?[ \"]*"
    r"(?(1)(?=[,;\t|\n])|(?=[,;\t|]))"
)
"""The name of a table's column that holds codes."""
_ENDS_A_HEADING = re.compile(r"codes?[ \"]*[,;\t|\n]")
"""How it ends; most texts have none, and that is seen sooner."""
_AMBIGUOUS = frozenset({"1000", "1001", "1002", "1200", "2000"})
"""Round or small numbers that mean something else far more often than a code."""

_NUMBERED_APART = frozenset(
    """
    room extension port ports flight locker invoice order ticket badge seat gate apartment suite tag zip plz postcode
    bus desk
    """.split()
)
"""Things whose number may stand a few words behind them: "the room on floor 3, 7003"."""
_COUNTED_BEFORE = _NUMBERED_APART | frozenset(
    """
    po ext phone call tel route page pages chapter issue pr
    year since about around approx approximately roughly nearly almost over under only sent send first last top
    build version v model apt line row pid id ids nr no number ref case building floor
    sku part asset flat plate pin serial in at until to than between total up another some zipcode
    centre center eur usd gbp chf inr euro euros budget process thread worker job
    lines combination track bib box bin lot unit street st. house hall platform meter
    """.split()
)
"""What stands right before a number that counts or names something."""
_SAYS_BEFORE = frozenset(
    """
    get got getting gets gives gave give giving return returns returned returning answer answers answered
    answering hit hits hitting mean means says said see sees seeing saw throws threw throwing shows showing
    showed receive receives received receiving explain explains reason response result whats what's wtf why
    reads read reports reported reporting connect bird messagebird 8x8 whyfailed imi dlr dlrs receipt receipts
    fails failed failing rejects rejected api status bounce bounces bounced back
    """.split()
)
_FITS_BEFORE = frozenset(
    """
    with and or is are was a an the has have what this that then now also still again same my our these those on
    by of for about still meaning vs versus
    """.split()
)
_FITS_AFTER = frozenset(
    """
    in from on at for when after since during and or means mean meant meaning is again with what whats why pls
    please error errors code codes every today yesterday via while but as because if do does happens happened
    comes came keeps by response status reason thx thanks anyone huh then appears popped back this
    that the a we i it how can should still now despite although though even so our my came all only each occurs
    vs versus who which where there here too lately something anybody instead or not across under around
    retryable retriable permanent temporary fatal serious final normal bad harmless transient
    hm hmm mhm um uh lol ugh argh wtf btw fyi an right
    """.split()
)


_KEY = re.compile(r"(?:code|error|err|status|connect|bird)[\"']?[:.,/-]$")
_PRIOR = re.compile(r"([a-z0-9']+(?: id)?)(?:\s+(?:is|was|(no\.?|nr\.?|number)))?[^a-z0-9]*$")
_NUMBERED = re.compile(
    rf"\b(?:{'|'.join(sorted(_NUMBERED_APART - {'tag'}))}|asset tag|wave|train|parking|phone number)\b"
    r"[^\n.?!]{0,40}?\b\d{4,5}\b"
    r"|\b\d{4,5} (?:respondents|responses|people|participants|customers|guests|invites|invitations|euros?|dollars"
    r"|steps|km|miles|users|seats|subscribers)\b"
)
_OPENING_NUMBER = re.compile(r"[\s>|*•\"'(\[-]{0,8}(\d{4,5})[\s:;,|=>)\]\"'–-]{1,5}")
_ASKS_ABOUT = re.compile(
    r"\b(?:what|how|and|tell me|know|anything|asked?|question|ideas?) about\s+$|\bdifference between\s+$"
    r"|\b(?:stop|fail|end|die|run|bump|get stuck|stuck)(?:s|ed|ning|ping)? (?:at|with|on|into)\s+$"
)
"""Before a code that somebody asks about, or says that they came to."""
_NAMES_AFTER = frozenset("profile event messaging transaction connect bird messagebird webex api imi".split())
"""How a product or an API begins that is named right behind its code: "7011 profile api"."""
_COUNTED_OR_CODED = frozenset("responses results replies statuses".split())
"""What may be counted and may be of a code: "7003 responses"."""
BECAME = frozenset("accepted rejected skipped ignored failed sent delivered".split())
"""What became of records: "1200 rejected" counts them, all the more where the number is small and round."""
_CUES = Spelling(("error", "errors", "code", "codes", "status", "returned", "failed", "response", "message"))
"""Words that announce a code, for their mistyped forms."""


class CodeReader:
    """Finds codes; knows which numbers are documented and for which product."""

    def __init__(self, corpus: Corpus) -> None:
        by_code: dict[str, list[Entry]] = defaultdict(list)
        for entry in corpus:
            if entry.code:
                by_code[entry.code].append(entry)
        self._documented: Mapping[str, list[Entry]] = by_code

    def read(
        self, reading: Reading, *, products: frozenset[str] | set[str], apis: frozenset[str], foreign: Sequence[int]
    ) -> Iterator[CodeSignal]:
        """Every number that is a code. Beside a foreign system's name (`foreign` are their places), none is.

        Unless a product of ours is named.
        """
        text = reading.folded
        alone = _ALONE.fullmatch(text) is not None
        tabled = _tabled(text)
        listed: tuple[int, Cue] | None = None
        counting: dict[int, int] | None = None
        joined = self._joined(text)
        for match in _NUMBER.finditer(text):
            value = match.group()
            is_known = self._could_be(value)
            is_like_8x8s = "8x8" in products and len(value) == 4 and value[0] in "12"
            if not (is_known or is_like_8x8s):
                continue
            if not products and is_beside(foreign, reading, *match.span()):
                continue
            tally = tally_at(text, *match.span(), after=listed[0] if listed else 0) if value not in _AMBIGUOUS else None
            start, end = tally.span if tally else match.span()
            if self._glued(text, *joined.get(match.start(), (start, end))):
                continue
            before = text[max(0, match.start() - 220) : match.start()]
            if _SOURCE_OBJECT.search(before) or _NO_CODE_FOLLOWS.search(before):
                continue
            near = before[-60:]
            cue = (
                "field"
                if match.start() in tabled
                else self._cue(match, tally, near, alone=alone, named=bool(products or apis))
            )
            if cue is None and listed is not None and _LISTED.fullmatch(text, listed[0], start):
                cue = listed[1]
            if cue is None or (cue == "prose" and not is_known):
                continue
            if cue == "prose":
                # On a line where a number belongs to a thing that people number, those behind it are no codes either,
                # unless one is what a product said: "for the second wave Connect answered 7106".
                if counting is None:
                    counting = {}
                    for numbered in _NUMBERED.finditer(text):
                        counting.setdefault(reading.line_at(numbered.start())[0], numbered.start())
                is_said = bool(products or apis) and (prior := _PRIOR.search(near)) and prior.group(1) in _SAYS_BEFORE
                if not is_said and match.start() >= counting.get(reading.line_at(match.start())[0], len(text)):
                    continue
            if (
                cue == "word"
                and not products
                and (other := _OTHERS_CODE.search(near))
                and not _domain_word(other.group(1))
            ):
                continue
            listed = end, cue
            yield CodeSignal(value, match.start(), match.end(), cue, tally.times if tally else 1)
        for grouped in _GROUPED.finditer(text):
            value, start, end = grouped[1] + grouped[2], grouped.start(1), grouped.end()
            if value in self._documented and (products or not is_beside(foreign, reading, start, end)):
                yield CodeSignal(value, start, end, "field")

    def _joined(self, text: str) -> Mapping[int, tuple[int, int]]:
        """Where the codes stand together that have slashes between them, by where each of them begins."""
        together = (list(_NUMBER.finditer(text, *found.span())) for found in _JOINED.finditer(text))
        return {
            number.start(): (numbers[0].start(), numbers[-1].end())
            for numbers in together
            if all(self._could_be(number.group()) for number in numbers)
            for number in numbers
        }

    def before(self, reading: Reading, place: int) -> CodeSignal | None:
        """The number that opens the line on which something documented stands next: "7105 Channel not configured"."""
        start, _ = reading.line_at(place)
        match = _OPENING_NUMBER.fullmatch(reading.folded, start, place)
        if match is None or not self._could_be(match.group(1)):
            return None
        return CodeSignal(match.group(1), match.start(1), match.end(1), "field")

    def _could_be(self, value: str) -> bool:
        return (
            value in self._documented
            or (len(value) == 4 and value[0] == "7")
            or (len(value) == 5 and value[:2] in ("12", "14", "15"))
        )

    def _glued(self, text: str, start: int, end: int) -> bool:
        """Part of a longer number, a price, a phone number, a date, a port, an identifier."""
        prior, following = text[start - 1 : start], text[end : end + 1]
        if prior == following == "_" and not (text[start - 2 : start - 1] + text[end + 1 : end + 2]).isalnum():
            return False  # Slack's italics
        if prior and (
            prior in _GLUED_BEFORE
            or ("a" <= prior <= "z")
            or (prior in "-.:/'" and text[start - 2 : start - 1].isalnum() and not self._key(text, start))
            or text[start - 2 : start] in ("=-", "[-", "(-")
        ):
            return True
        if following == "s" and not text[end + 1 : end + 2].isalnum():
            return False  # "we run into 7000s"
        if following and (following in "%_#" or "a" <= following <= "z"):
            return True
        return following in ("-", ".", ",", ":", "/") and text[end + 1 : end + 2].isdigit() and following != ","

    @staticmethod
    def _key(text: str, start: int) -> bool:
        """Whether what is glued before is a field's name, as in code:7003."""
        return _KEY.search(text, max(0, start - 20), start) is not None

    def _cue(self, match: re.Match[str], tally: Tally | None, near: str, *, alone: bool, named: bool) -> Cue | None:
        value, text = match.group(), match.string
        if _OPENS_A_VALUE.search(near) and _FIELD.search(near):
            return "field"
        if _WORD.search(near) or _CODE_LIST.search(near):
            return "word"
        if alone:
            return "alone"
        if tally and tally.is_field:
            return "field"
        if self._beside_its_message(value, text, match.end()):
            prior = _PRIOR.search(near)
            return "field" if prior is None or prior.group(1) not in _NUMBERED_APART else None
        start, end = tally.span if tally else match.span()
        line = text[text.rfind("\n", 0, start) + 1 : start]
        opening = OPENS_A_ROW.fullmatch(line)
        # what stands in the row or the item before says nothing of this one
        is_first = opening is not None and (tally is not None or opening["item"] is not None)
        near = "" if is_first else near[: len(near) - (match.start() - start)]
        rest = text[end : end + 40].partition("\n")[0]
        if not line.strip(" >|*•-\t\"'([") and not rest.strip(" |,;.\t\"')]"):
            return "alone" if value not in _AMBIGUOUS else None
        if (value in _AMBIGUOUS and not named) or (near.endswith(",") and near[-2:-1].isalnum()):
            return None
        least = LEAST_PROSE_SCORE + (value in _AMBIGUOUS)
        score = self._prose_score(value, near, rest, named=named, tallied=tally is not None)
        return "prose" if score >= least else None

    def _beside_its_message(self, value: str, text: str, end: int) -> bool:
        """Whether the number's own message stands right behind or before it: "7500 Delivered", "Read (7502)"."""
        following = text[end : end + 200].lstrip(" \t:;,|-–=>\"'(")
        start = end - len(value)
        before = text[max(0, start - 200) : start].rstrip(" \t.\"'([")
        messages = [m.lower().rstrip(".") for e in self._documented.get(value, ()) for m in e.messages]
        bracketed = text[start - 1 : start] in ("(", "[")
        return any(following.startswith(m) or (bracketed and before.endswith(m)) for m in messages)

    def _prose_score(self, value: str, near: str, after: str, *, named: bool, tallied: bool) -> int:
        """How much the sentence around a number speaks for a code; `after` ends with the line."""
        score = 1 if value in self._documented else 0
        prior = _PRIOR.search(near)
        word = prior.group(1) if prior else ""
        if not word or near.rstrip().endswith((".", "?", "!", ";", "|", "\n", ",", ":", "->", "→")):
            score += 1
        if prior and prior.group(2) and not _CUES.corrections(word):
            score -= 3  # "vendor number 7019"
        elif _ASKS_ABOUT.search(near):
            score += 2
        elif word in _COUNTED_BEFORE or word.rstrip("s") in _COUNTED_BEFORE or re.fullmatch(r"\d+|event id", word):
            score -= 3
        elif word in _SAYS_BEFORE or _CUES.corrections(word):
            score += 2
        elif word in _FITS_BEFORE:
            score += 1
        following = re.match(r"(?:s\b)?[\s\"')\]*_]*([^\s]*)", after)
        nextword = following.group(1) if following else ""
        bare = nextword.strip(".,;:!?)\"'-–—*_")
        if value in _AMBIGUOUS and bare in BECAME:
            return 0
        if (
            not bare
            or tallied
            or nextword[:1] in "?!.;,:|-–—=()/&+"
            or re.match(r"[^\x00-\x7f]", after)
            or bare in _FITS_AFTER
        ):
            score += 1
        elif named and (bare in _NAMES_AFTER or bare in _SAYS_BEFORE):
            score += 2
        elif not bare.isdigit() and bare not in _COUNTED_OR_CODED:
            score -= 2
        return score


SHORT = 500
BESIDE = 200
"""Characters of a text in which everything stands beside everything, and of a line around a place in a longer one."""


def is_beside(places: Sequence[int], reading: Reading, start: int, end: int) -> bool:
    """Whether any of some places, given in their order, is beside a piece of a text."""
    if not places or len(reading.text) <= SHORT:
        return bool(places)
    first, last = reading.line_near(start, end, within=BESIDE)
    at = bisect_left(places, first)
    return at < len(places) and places[at] < last


def _tabled(text: str) -> frozenset[int]:
    """Where the numbers begin that are the cells of a table's column of codes."""
    heading = _HEADING.search(text) if _ENDS_A_HEADING.search(text) else None
    if heading is None:
        return frozenset()
    at = text.rfind("\n", 0, heading.end()) + 1
    separator = heading.group(1) or text[heading.end()]
    column = text.count(separator, at, heading.end())
    found = []
    for row in text[at:].split("\n"):
        *before, cell = row.split(separator, column + 1)[: column + 1]
        if len(before) < column:
            break
        if _NUMBER.fullmatch(number := cell.strip(" \"'")):
            found.append(at + len(separator.join([*before, ""])) + cell.index(number))
        at += len(row) + 1
    return frozenset(found)


_DOMAIN = frozenset(
    """
    connect bird messagebird webex 8x8 imi wxm the an a this that these those with and or same another following
    status response result failure fail failed failing delivery dlr receipt send sending message messaging sms
    push voice profile event transaction api http return returned returns got get getting error err code our
    your my its what which new weird strange unknown vendor provider final gives gave channel channels app
    facebook whatsapp line email rcs apns gcm is of by for in on see shows throws some one any every all
    following internal reason reply answer request callback webhook numeric only just same no body payload field column
    """.split()
)


def _domain_word(word: str) -> bool:
    """Whether the word before "error" or "code" belongs to us or to nobody: "status code", not "Cloudflare error"."""
    plain = word.strip(".")
    return plain in _DOMAIN or plain in _SAYS_BEFORE or plain in _FITS_BEFORE or plain in _FITS_AFTER
