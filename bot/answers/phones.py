"""Phone numbers in a text: international, national where the form or a word says so, and in fields that carry them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from bot.answers.fields import Field
from bot.answers.spans import Span

_GAP = r"[ ().\-/\u00a0\u2007\u2009\u202f\u2010-\u2015]"
_EXTENSION = r"(?:(?:[ ,]{0,2}(?:ext\.?|extension)[ :.]{0,2}|[ ]?x|;ext=)\d{1,6}(?!\w))?"

_BODY = rf"{_GAP}?[1-9](?:{_GAP}{{0,3}}\d){{6,16}}(?!\d){_EXTENSION}"

_INTERNATIONAL = re.compile(rf"(?i)(?:(?<![\w+.-])(?:\+|＋|(00|011))|%2B){_BODY}")
_RUN_ON = re.compile(rf"(?i)[+＋]{_BODY}")
_NORTH_AMERICAN = re.compile(
    r"(?i)(?:(?<![\w+./:-])(?:1[ .-])?(?:[2-9]\d{2}[ -]\d{3}[ -]\d{4}|[2-9]\d{2}\.\d{3}\.\d{4})"
    r"|(?:(?<![\w+./:-])1[ .-])?\([2-9]\d{2}\) ?\d{3}[ -]\d{4})"
    rf"(?![\w-]|\.\d){_EXTENSION}"
)
_TRUNK = re.compile(r"(?<![\w+.:/,-])(?=(0[1-9]\d{1,3}[ -]\d{3,8})([ -]\d{3,8})?)")
_GOES_ON = re.compile(r"[\w:-]|[.,]\d")
_TRUNK_IN_BRACKETS = re.compile(r"(?<![\w+.:/,-])\(0[1-9]\d{0,3}\)[ -]?\d{3,8}(?:[ -]\d{2,5}){0,2}(?![\w:-]|[.,]\d)")
_PAIRS = re.compile(r"(?<![\w+.:/,-])(?<!\d )0[1-9]([ .-])\d\d(?:\1\d\d){3}(?![\w:-]|[., ]\d)")
"""As in France: five pairs."""
_COUNTRIES = ("GB", "DE", "AU", "IN", "ZA", "JP", "IE")
"""Where numbers are written 0xx and groups; each is asked, so their number counts for the time that redaction takes."""

_AFTER_A_WORD = re.compile(
    r"(?i)(?<![\w-])(?:msisdn|phone|mobile|cell|cellphone|telephone|tel|whatsapp|fax|call|ring|dial|to)"
    r"(?:[ \t]{1,3}(?:number|no|is|was|on|at|to))?[.:#]?[ \t]{1,3}(\(?\+?\d(?:[ ().-]{0,2}\d){6,14})(?![\w-]|\.\d)"
)
_WEAK_WORDS = ("to", "ca", "ri", "di")
"""`to`, `call`, `ring`, `dial`: behind them also stand amounts, so only a long number is one of a phone."""

_OLD_MEXICAN = re.compile(r"521(?=\d{10}\Z)")
"""Mexican mobile numbers had a 1 behind the country until 2019, and WhatsApp writes them so to this day."""

_ID_BEFORE = re.compile(
    r"(?i)(?:id|ids|ref|reference|batch|order|ticket|record|dispatch)[\"']?[ \t]{0,2}[:=#]?[ \t]{0,2}[\"']?$"
)

_DIGITS = re.compile(r"(?:\(?\+|%2[Bb])?\(?\d(?:[ ().\-]{0,2}\d){6,16}(?!\d)")
_NEXT_ITEM = re.compile(r"\\{0,3}[\"']?[ \t\r\n]{0,4},[ \t\r\n]{0,12}\\{0,3}[\"']?(?=[+(\d])")
_INTO_LIST = re.compile(r"(?:\[[ \t\r\n]{0,12})?(?:\\{0,3}[\"'`]|%22)?(?:(?:tel|sms|whatsapp):)?")
_DATE = re.compile(r"(?:19|20)\d{2}[-./ ]?[01]\d[-./ ]?[0-3]\d(?!\d)|[0-3]?\d[-./][01]?\d[-./](?:19|20)\d{2}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![.\d])")
_STAMP = re.compile(r"1[4-9]\d{8}(?:\d{3})?(?!\d)")

PHONE_FIELDS = (
    "msisdn", "msisdns", "mobile", "mobilenumber", "mobileno", "phone", "phones", "phonenumber", "phonenumbers",
    "phoneno", "telephone", "telephonenumber", "cell", "cellphone", "cellnumber", "tel", "waid", "whatsappnumber",
    "contactnumber", "recipientnumber", "faxnumber", "destinationnumber", "callerid", "e164", "handset",
)  # fmt: skip
_ALSO_OTHER_THINGS = frozenset(
    (
        "to", "from", "destination", "destinations", "recipient", "recipients", "sender", "receiver", "address",
        "contact", "contacts",
    )
)  # fmt: skip
"""Fields that carry numbers of people, and ids, dates and times as well."""


_FEWEST_DIGITS = 6
"""Of what any of the patterns fits."""
_DIGIT = re.compile(r"\d")


def phone_spans(text: str) -> Iterator[Span]:
    """Numbers that their form or the word before them gives away, in no order."""
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return
    for found in _INTERNATIONAL.finditer(text):
        if _is_phone(found[0], prefix=found[1] or ""):
            yield Span(found.start(), found.end(), "phone")
            yield from _run_on(text, found.end())
    for found in _NORTH_AMERICAN.finditer(text):
        yield Span(found.start(), found.end(), "phone")
    for found in _TRUNK.finditer(text):
        for end in (found.end(2), found.end(1)):
            if end > 0 and not _GOES_ON.match(text, end) and _is_national(text, found.start(), end):
                yield Span(found.start(), end, "phone")
                break
    for found in _PAIRS.finditer(text):
        is_id = _ID_BEFORE.search(text, max(0, found.start() - 20), found.start())
        if not is_id and phonenumbers.is_valid_number(phonenumbers.parse(found[0], "FR")):
            yield Span(found.start(), found.end(), "phone")
    for found in _TRUNK_IN_BRACKETS.finditer(text):
        if 8 <= len(_digits(found[0])) <= 12:
            yield Span(found.start(), found.end(), "phone")
    for found in _AFTER_A_WORD.finditer(text):
        value = found[1]
        least = 10 if found[0][:2].lower() in _WEAK_WORDS else 7
        if len(_digits(value)) >= least and not _DATE.match(value) and not _STAMP.match(value):
            yield Span(found.start(1), found.end(1), "phone")


def phones_of_field(text: str, field: Field) -> Iterator[Span]:
    """The number in a field, or a list of them."""
    strict = field.name in _ALSO_OTHER_THINGS
    inside = field.name in ("number", "nationalnumber", "value") and field.owner.endswith(PHONE_FIELDS)
    if not strict and not inside and not field.name.endswith(PHONE_FIELDS):
        return
    opening = _INTO_LIST.match(text, field.value)
    at = opening.end() if opening is not None else field.value
    while (found := _DIGITS.match(text, at)) is not None:
        if 7 <= len(_digits(found[0])) <= 16 and not _is_something_else(text, found, strict=strict):
            yield Span(found.start(), found.end(), "phone")
        following = _NEXT_ITEM.match(text, found.end())
        if following is None:
            return
        at = following.end()


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written.removeprefix("%2B").removeprefix("%2b"))


def _run_on(text: str, at: int) -> Iterator[Span]:
    """Further numbers, written without anything between them."""
    while (found := _RUN_ON.match(text, at)) is not None and _is_phone(found[0], prefix=""):
        yield Span(found.start(), found.end(), "phone")
        at = found.end()


def _is_something_else(text: str, found: re.Match[str], *, strict: bool) -> bool:
    """A date, an IP address, a time stamp, or the first digits of a UUID or of a word."""
    if _DATE.match(found[0]) or _IP.match(text, found.start()) or (strict and _STAMP.fullmatch(found[0])):
        return True
    after, behind = text[found.end() : found.end() + 1], text[found.end() + 1 : found.end() + 2]
    return after.isalpha() or after in (":", "_") or (after == "-" and behind.isalnum())


def _is_phone(written: str, *, prefix: str) -> bool:
    """With a `prefix` of digits, only a number that some country has given out: ids begin with these as well."""
    number = re.split(r"(?i)[ ,;]*(?:ext|x)", written, maxsplit=1)[0]
    digits = _OLD_MEXICAN.sub("52", _digits(number).removeprefix(prefix))
    try:
        parsed = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return False
    if prefix:
        return phonenumbers.is_valid_number(parsed)
    return phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE


def _is_national(text: str, start: int, end: int) -> bool:
    """Grouped as one of the countries groups it, and no id: columns of a log begin with a zero as well."""
    written = text[start:end]
    if not 10 <= len(_digits(written)) <= 12 or _ID_BEFORE.search(text, max(0, start - 20), start):
        return False
    for country in _COUNTRIES:
        number = phonenumbers.parse(written, country)
        if phonenumbers.is_valid_number_for_region(number, country):
            usual = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            groups = re.findall(r"\d+", written)
            if groups == re.findall(r"\d+", usual) or (country == "DE" and _is_german_mobile(number, groups)):
                return True
    return False


def _is_german_mobile(number: phonenumbers.PhoneNumber, groups: list[str]) -> bool:
    """Written `0151 23456789` by everybody, while the authority's groups are 01512 3456789."""
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return is_mobile and len(groups) == 2 and len(groups[0]) == 4
