"""Payment data in a text: card numbers and bank accounts, told from ids by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers.fields import Field, value_span
from bot.answers.spans import Span

_CARD = re.compile(r"(?<![\w.+-])(?=([2-6](?:[ -]?\d){12,18}(?![\w-])))")
_ID_BEFORE = re.compile(
    r"(?i)(?:id|ids|ref|reference|umid|number|no|seq|sequence|batch|offset|timestamp)"
    r"[\"']?[ \t]{0,2}[:=#]?[ \t]{0,2}[\"'\[]{0,2}$"
)
_CARD_BEFORE = re.compile(r"(?i)card[ _-]?(?:number|no)[\"']?[ \t]{0,2}[.:=#]?[ \t]{0,2}[\"'\[]{0,2}$")
_CARD_FIELDS = ("cardnumber", "cardno", "creditcard", "cvv", "cvv2", "cvc")

_IBAN = re.compile(r"(?ia)(?<![\w+/=-])(?=([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w+/=-])))")
_COUNTRIES_BY_LENGTH = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS", 23: "AE GI IL IQ OM TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "PT ST",
    26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA",
    30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_IBAN_LENGTHS = {country: length for length, listed in _COUNTRIES_BY_LENGTH.items() for country in listed.split()}
"""Characters of an account number by country: the IBAN registry (ISO 13616), SWIFT."""


def payment_spans(text: str) -> Iterator[Span]:
    """Cards and accounts, in no order."""
    for found in _CARD.finditer(text):
        length = _length_of_card(found[1])
        if length and not _is_id(text, found.start()):
            yield Span(found.start(), found.start() + length, "card")
    for found in _IBAN.finditer(text):
        length = _length_of_iban(found[1])
        if length:
            yield Span(found.start(), found.start() + length, "iban")


def card_of_field(text: str, field: Field) -> Iterator[Span]:
    """A card's number or check number in its field."""
    if field.name.endswith(_CARD_FIELDS):
        start, end = value_span(text, field, most=40)
        if any(c.isdigit() for c in text[start:end]):
            yield Span(start, end, "card")


def _is_id(text: str, start: int) -> bool:
    near = max(0, start - 24)
    return bool(_ID_BEFORE.search(text, near, start)) and not _CARD_BEFORE.search(text, near, start)


def _length_of_card(written: str) -> int:
    """Characters of the card's number with which the text begins, separators included; 0 for none."""
    places = [place for place, c in enumerate(written) if c.isdigit()]
    digits = "".join(written[place] for place in places)
    for length in (19, 16, 15, 14, 13):
        if length > len(digits):
            continue
        end = places[length - 1] + 1
        goes_on = written[end : end + 1].isdigit()
        if not goes_on and _of_a_network(digits[:length]) and _luhn(digits[:length]):
            return end
    return 0


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
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _length_of_iban(written: str) -> int:
    """Characters of the account number with which the text begins, blanks included; 0 for none (ISO 7064, mod 97)."""
    expected = _IBAN_LENGTHS.get(written[:2].upper(), 0)
    places = [place for place, c in enumerate(written) if c != " "][:expected]
    if not expected or len(places) < expected or (places[-1] + 1 < len(written) and written[places[-1] + 1] != " "):
        return 0
    account = "".join(written[place] for place in places)
    return places[-1] + 1 if int("".join(str(int(c, 36)) for c in account[4:] + account[:4])) % 97 == 1 else 0
