"""Personal data in a text: e-mail addresses, phone numbers, card numbers and people's names in fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from bot.answers.fields import Field, elements, fields, value_span
from bot.answers.spans import Span

OURS = "support@xm.webex.com"
"""The address that answers send people to; it stays."""

_EMAIL = re.compile(r"(?<![\w.%+'-])[\w.%+'-]+(?:@|%40)(?:[\w-]+\.)+[^\W\d_]{2,24}(?![\w-])")

_INTERNATIONAL = re.compile(r"(?<![\w+.-])(\+|00)[1-9](?:[ ().\-/]{0,2}\d){6,16}(?!\d)")
_NORTH_AMERICAN = re.compile(r"(?<![\w+./:-])(?:1[ -])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ -])\d{3}[ -]\d{4}(?![\w-])")
_AFTER_A_WORD = re.compile(
    r"(?i)(?<![\w-])(?:msisdn|phone|mobile|cell|cellphone|telephone|tel|whatsapp|to)"
    r"(?:[ \t]{1,3}(?:number|no|is|was|on|at|to))?[.:#]?[ \t]{1,3}(\(?\+?\d(?:[ ().-]{0,2}\d){6,14})(?![\w-]|\.\d)"
)
_DIGITS = re.compile(r"\(?\+?\d(?:[ ().-]{0,2}\d){6,16}(?!\d)")
_NEXT_ITEM = re.compile(r"\\{0,3}[\"']?[ \t\r\n]{0,4},[ \t\r\n]{0,12}\\{0,3}[\"']?(?=[+(\d])")
_INTO_LIST = re.compile(r"(?:\[[ \t\r\n]{0,12})?\\{0,3}[\"'`]?(?:(?:tel|sms|whatsapp):)?")
_DATE = re.compile(r"(?:19|20)\d{2}[-./ ]?[01]\d[-./ ]?[0-3]\d(?!\d)|[0-3]?\d[-./][01]?\d[-./](?:19|20)\d{2}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![.\d])")
_STAMP = re.compile(r"1[4-9]\d{8}(?:\d{3})?(?!\d)")

_PHONES = (
    "msisdn", "msisdns", "mobile", "mobilenumber", "mobileno", "phone", "phones", "phonenumber", "phonenumbers",
    "phoneno", "telephone", "telephonenumber", "cell", "cellphone", "cellnumber", "tel", "waid", "whatsappnumber",
    "contactnumber", "recipientnumber", "faxnumber", "destinationnumber", "callerid", "e164", "handset",
)  # fmt: skip
_ALSO_OTHER_THINGS = frozenset(
    ("to", "from", "destination", "destinations", "recipient", "recipients", "sender", "receiver", "address")
)
"""Fields that carry numbers of people, and ids, dates and times as well."""

_NAMES = (
    "firstname", "lastname", "fullname", "customername", "contactname", "recipientname", "guestname", "patientname",
    "givenname", "familyname", "middlename", "surname", "clientname", "membername", "employeename", "personname",
    "username", "nickname", "membersname", "customersname", "respondentname",
)  # fmt: skip
_A_NAME = re.compile(
    r"[A-Z\u00c0-\u00de][\w'’.-]*"
    r"(?:[ \t](?:(?:van|von|de|da|del|der|bin|al|la)[ \t]){0,2}[A-Z\u00c0-\u00de][\w'’-]*){0,3}"
)
_NO_NAME = frozenset(
    ("null", "none", "true", "false", "missing", "empty", "required", "invalid", "string", "is", "not", "unknown")
)

_CARD = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])")
_ID_BEFORE = re.compile(
    r"(?i)(?:id|ids|ref|reference|umid|number|no|seq|sequence|batch|offset|timestamp)"
    r"[\"']?[ \t]{0,2}[:=#]?[ \t]{0,2}[\"'\[]{0,2}$"
)


def personal_spans(text: str) -> Iterator[Span]:
    """All personal data, in order; what was claimed by an earlier kind is not claimed again."""
    end = 0
    found = (*_emails(text), *_in_fields(text), *_cards(text), *_phones(text))
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= end:
            yield span
            end = span.end


def _emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip("'.-"))
        if text[start : found.end()].lower().replace("%40", "@") != OURS:
            yield Span(start, found.end(), "email")


def _in_fields(text: str) -> Iterator[Span]:
    end = 0
    for field in fields(text):
        if field.start < end:
            continue
        for span in _of_field(text, field):
            yield span
            end = span.end
    for name, start, stop in elements(text):
        if name.endswith(_NAMES):
            yield Span(start, stop, "name")
        elif name.endswith(_PHONES) or name in _ALSO_OTHER_THINGS:
            yield from _numbers(text, start, strict=name in _ALSO_OTHER_THINGS)


def _of_field(text: str, field: Field) -> Iterator[Span]:
    if field.name.endswith(_NAMES):
        span = _name(text, field)
        if span is not None:
            yield span
    elif field.name in _ALSO_OTHER_THINGS:
        yield from _numbers(text, field.value, strict=True)
    elif field.name.endswith(_PHONES):
        yield from _numbers(text, field.value, strict=False)


def _name(text: str, field: Field) -> Span | None:
    start, end = value_span(text, field.value)
    if start == field.value and not text[field.value : field.value + 1].isspace():
        spoken = _A_NAME.match(text, start)
        if spoken is not None and spoken.end() > end:
            end = spoken.end()
    value = text[start:end]
    if not any(c.isalpha() for c in value) or value.lower() in _NO_NAME or value[0] in "{[(":
        return None
    return Span(start, end, "name")


def _numbers(text: str, start: int, *, strict: bool) -> Iterator[Span]:
    """One number, or a list of them; `strict` where the field may as well hold a date, a time or an id."""
    opening = _INTO_LIST.match(text, start)
    at = opening.end() if opening is not None else start
    while (found := _DIGITS.match(text, at)) is not None:
        digits = re.sub(r"\D", "", found[0])
        if 7 <= len(digits) <= 16 and not _is_something_else(text, found, strict=strict):
            yield Span(found.start(), found.end(), "phone")
        following = _NEXT_ITEM.match(text, found.end())
        if following is None:
            return
        at = following.end()


def _is_something_else(text: str, found: re.Match[str], *, strict: bool) -> bool:
    """A date, an IP address, a time stamp, or the first digits of a UUID or of a word."""
    if _DATE.match(found[0]) or _IP.match(text, found.start()) or (strict and _STAMP.fullmatch(found[0])):
        return True
    after, behind = text[found.end() : found.end() + 1], text[found.end() + 1 : found.end() + 2]
    return after.isalpha() or after in (":", "_") or (after == "-" and behind.isalnum())


def _phones(text: str) -> Iterator[Span]:
    for found in _INTERNATIONAL.finditer(text):
        if _is_phone(found[0], sure=found[1] == "00"):
            yield Span(found.start(), found.end(), "phone")
    for found in _NORTH_AMERICAN.finditer(text):
        yield Span(found.start(), found.end(), "phone")
    for found in _AFTER_A_WORD.finditer(text):
        value = found[1]
        digits = re.sub(r"\D", "", value)
        least = 10 if found[0][:2].lower() == "to" else 7
        if len(digits) >= least and not _DATE.match(value) and not _STAMP.match(value):
            yield Span(found.start(1), found.end(1), "phone")


def _is_phone(written: str, *, sure: bool) -> bool:
    """With `sure`, only a number that some country has given out: `00` also begins ids."""
    try:
        number = phonenumbers.parse("+" + re.sub(r"\D", "", written).removeprefix("00" if sure else ""))
    except phonenumbers.NumberParseException:
        return False
    if sure:
        return phonenumbers.is_valid_number(number)
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE


def _cards(text: str) -> Iterator[Span]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if not _of_a_network(digits) or not _luhn(digits):
            continue
        if not _ID_BEFORE.search(text, max(0, found.start() - 24), found.start()):
            yield Span(found.start(), found.end(), "card")


def _of_a_network(digits: str) -> bool:
    """The leading digits and lengths that card networks use (ISO/IEC 7812)."""
    two, four = int(digits[:2]), int(digits[:4])
    match len(digits):
        case 13 | 19:
            return digits[0] == "4"
        case 14:
            return two in (36, 38) or 3000 <= four <= 3059
        case 15:
            return two in (34, 37)
        case 16:
            mastercard = 51 <= two <= 55 or 2221 <= four <= 2720
            return digits[0] == "4" or mastercard or four == 6011 or two in (62, 64, 65) or 3528 <= four <= 3589
        case _:
            return False


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
