"""Who somebody is: names, addresses, birth dates and identity numbers in the fields that carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.answers.beside import stands_beside_a_person
from bot.answers.fields import Field, value_span
from bot.answers.phones import PHONE_FIELDS
from bot.answers.sought import Sought
from bot.answers.spans import Kind, Span

_NAMES = (
    "firstname", "lastname", "fullname", "customername", "contactname", "recipientname", "guestname", "patientname",
    "givenname", "familyname", "middlename", "surname", "clientname", "membername", "employeename", "personname",
    "username", "nickname", "membersname", "customersname", "respondentname", "displayname", "cardholder",
    "cardholdername", "accountholder", "accountholdername", "passengername", "studentname", "maidenname",
)  # fmt: skip
_PARTS_OF_NAMES = frozenset(("first", "last", "middle", "given", "family", "full", "formattedname"))
_PEOPLE = frozenset(("profile", "client", "user", "users", "to", "cc", "bcc", "from", "member", "members", "people"))
_ALSO_PEOPLE = (
    "customer", "customers", "recipient", "recipients", "contact", "contacts", "respondent", "respondents", "person",
    "persons", "guest", "guests", "patient", "patients", "subscriber", "subscribers", "employee", "employees",
    "participant", "participants", "enduser", "endusers",
)  # fmt: skip
_OF_A_PERSON = ("email", "emailid", "emailaddress", "firstname", "lastname", *PHONE_FIELDS)
_PROPER_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[ ,'’.-]{1,2}[^\W\d_]+){0,4}\.?")

_TWO_NAMES = re.compile(r"[^\W\d_a-z][^\W\d_]+(?: [^\W\d_]+){0,2} [^\W\d_a-z][^\W\d_]+")

_A_NAME = re.compile(
    r"[A-Z\u00c0-\u00de][\w'’.-]*"
    r"(?:[ \t](?:(?:van|von|de|da|del|der|bin|al|la)[ \t]){0,2}[A-Z\u00c0-\u00de][\w'’-]*){0,3}"
)
_BEFORE_ADDRESS = re.compile(
    r"(?im)^[ \t>]{0,4}(?:from|to|cc|bcc|reply-to|sender):[ \t]{0,4}"
    r"\"?([^\W\d_][^<>\"\n@]{0,80}?)\"?[ \t]{0,2}<(?=[^\s<>]{1,80}@)"
)

_WHOSE = (
    r"(?:home|work|billing|shipping|mailing|postal|customer|contact|recipient|residential|user|member|guest|street)?"
)
_STREETS = re.compile(
    rf"{_WHOSE}(?:street|streetname|streetaddress|addr(?:ess)?(?:line)?[123]|city|town|suburb|housenumber)"
    r"|(?:home|work|billing|shipping|mailing|postal|residential|street)address"
)
_POSTCODES = re.compile(rf"{_WHOSE}(?:zip|zipcode|postalcode|postcode|pincode|plz)")
_LINES = frozenset(("line1", "line2", "line3", "street", "city", "town"))
_PLACES = frozenset(("latitude", "longitude", "lat", "lng", "lon"))
_POSTAL = frozenset(("address", "addr", "deliveryaddress"))
_NAME_AFTER_A_BLANK = re.compile(r"(?i)\sname=")

_STREET_WORD = re.compile(
    r"(?i)\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|square|terrace|way|close|crescent|floor"
    r"|apt|suite|rue|via|calle|rua|ulica|[^\W\d_]*(?:stra(?:ß|ss)e|str|gasse|weg|platz|allee|straat|laan))\b\.?"
)
_WORD_OF_ADDRESS = (
    r"(?:\d{1,6}[a-zA-Z]{0,2}(?:[/-]\d{1,5}){0,3}|[^\W\d_a-z][\w'’.-]*"
    r"|(?:de|da|do|del|della|di|la|le|les|des|du|van|der|den|of|the|rue|via|calle|rua|am|an|im))(?![\w:=/@])"
)
_AN_ADDRESS = re.compile(rf"{_WORD_OF_ADDRESS}(?:,?[ ]{_WORD_OF_ADDRESS}){{1,11}}")
_BIRTH = ("dateofbirth", "dob", "birthdate", "birthday")
_IDENTITY = (
    "ssn", "socialsecuritynumber", "passport", "passportnumber", "passportno", "nationalid", "nationalidnumber",
    "taxid", "aadhaar", "aadhaarnumber", "driverslicense",
)  # fmt: skip
_SSN = Sought("ssn", r"(?i)\bssn[ :#]{1,3}(\d{3}-\d{2}-\d{4})(?![\w-])")

_LONGEST = 300
"""Characters of a value that are read; nobody's name or address is longer."""

_NO_VALUE = frozenset(
    """
    null none nil undefined true false missing empty required mandatory optional invalid string is not unknown n/a na
    """.split()
)


def people_spans(text: str, found: Iterable[Field]) -> Iterator[Span]:
    """Everything about people in the fields found in a text and in the heads of mails, in no order."""
    listed = [_as_written(text, field) for field in found]
    persons = {field.place for field in listed if field.place and field.name.endswith(_OF_A_PERSON)}
    for field in listed:
        kind = _kind_of(text, field, persons)
        if kind is not None:
            start, end = _value(text, field)
            if _says_something(text[start:end]):
                yield Span(start, end, kind)
    for head in _BEFORE_ADDRESS.finditer(text):
        yield Span(head.start(1), head.end(1), "name")
    for number in _SSN.found_in(text, folded=text.casefold()):
        yield Span(number.start(1), number.end(1), "identity")


def _as_written(text: str, field: Field) -> Field:
    """`<row name="x"` and `POST name=x` are a `name`: the word before belongs to it only in prose."""
    if field.bare or _kind_by_name(field) is not None or not _NAME_AFTER_A_BLANK.match(text, max(0, field.start - 1)):
        return field
    return replace(field, name="name")


def _kind_of(text: str, field: Field, persons: set[int]) -> Kind | None:
    """What the field says about a person, if anything."""
    kind = _kind_by_name(field)
    if kind is None:
        return None
    name, value = field.name, _written(text, field)
    if name == "name" and not _is_persons(text, field, persons):
        return None
    if name.endswith(_ALSO_PEOPLE) and (field.bare or not _TWO_NAMES.fullmatch(value)):
        return None
    if name in _POSTAL and not (_is_postal(value) and (not field.bare or _STREET_WORD.search(value))):
        return None
    if kind in ("birthdate", "identity") or _POSTCODES.fullmatch(name) or name in _PLACES:
        has_point = "." in value
        return (
            kind if any(c.isdigit() for c in value) and (kind != "address" or has_point == (name in _PLACES)) else None
        )
    return kind if kind == "address" or any(c.isalpha() for c in value) else None


def _kind_by_name(field: Field) -> Kind | None:
    """What a field of this name may say about a person."""
    name = field.name
    if name == "name" or name.endswith((*_NAMES, *_ALSO_PEOPLE)):
        return "name"
    if name in _PARTS_OF_NAMES and field.owner in ("name", "names"):
        return "name"
    if _STREETS.fullmatch(name) or (name in _LINES and field.owner.endswith("address")):
        return "address"
    if name in _POSTAL or name in _PLACES or _POSTCODES.fullmatch(name):
        return "address"
    if name.endswith(_BIRTH):
        return "birthdate"
    return "identity" if name.endswith(_IDENTITY) else None


def _is_persons(text: str, field: Field, persons: set[int]) -> bool:
    """A `name` is a person's in a person's object, or beside an address or a number; sources have names as well."""
    if field.owner in _PEOPLE or field.owner.endswith(_ALSO_PEOPLE):
        return True
    start, end = _value(text, field)
    if _PROPER_NAME.fullmatch(text[start:end].replace("+", " ").replace("%20", " ")) is None:
        return False
    return field.place in persons or (field.place == 0 and stands_beside_a_person(text, field, end))


def _is_postal(value: str) -> bool:
    """`12 High Street, London` is; an IP address, a URL and a sentence are not."""
    words = value.split()
    has_number = any(word.strip(",").isalnum() and word[0].isdigit() for word in words)
    return has_number and any(word[0].isupper() for word in words) and "://" not in value and "@" not in value


def _written(text: str, field: Field) -> str:
    start, end = _value(text, field)
    return text[start:end]


def _value(text: str, field: Field) -> tuple[int, int]:
    """The value; in prose the words of a name or of an address."""
    start, end = value_span(text, field, most=_LONGEST)
    if field.end is None and start == field.value and not text[start : start + 1].isspace():
        spoken = (_AN_ADDRESS if _is_of_a_street(field.name) else _A_NAME).match(text, start)
        if spoken is not None and spoken.end() > end:
            end = spoken.end()
    return start, end


def _is_of_a_street(name: str) -> bool:
    return name in _POSTAL or name.endswith(("street", "address", "address1", "address2", "line1", "line2"))


def _says_something(value: str) -> bool:
    return any(c.isalnum() for c in value) and value.lower() not in _NO_VALUE and value[0] not in "{[("
