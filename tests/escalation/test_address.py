"""Where support replies to is exactly one address, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.address import NoAddressError, single_address
from bot.escalation.mime import mime_of
from tests.mails import MAIL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("maya@partner.example", "maya@partner.example"),
        ("Maya.L+cx@Partner.Example", "Maya.L+cx@partner.example"),
        ("maya@exämple.com", "maya@xn--exmple-cua.com"),
    ],
)
def test_an_address_is_taken(text: str, expected: str) -> None:
    """International domains in the form that every server takes."""
    assert expected == single_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "maya",
        "maya@partner",
        "maya@partner.example, x@example.com",
        "maya@partner.example;x@example.com",
        "maya@partner.example x@example.com",
        "Maya <maya@partner.example>",
        "<maya@partner.example>",
        "maya@partner.example\r\nBcc: x@example.com",
        "maya@partner.example\n",
        "maya\0@partner.example",
        '"maya lindqvist"@partner.example',
        "maya(comment)@partner.example",
        "maya@[127.0.0.1]",
        "mäya@partner.example",
        "maya@" + "x" * 300 + ".example",
        "mailto:maya@partner.example?cc=x@example.com",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """No list, no name, no line break, no comment; nothing is mended."""
    with pytest.raises(NoAddressError):
        single_address(text)


@given(st.one_of(st.emails(), st.text(max_size=60)))
def test_what_is_taken_stands_in_a_header_as_it_is(text: str) -> None:
    """The header holds one address, which is the one that was taken."""
    try:
        address = single_address(text)
    except NoAddressError:
        return
    headers = mime_of(MAIL.__class__(**{**_fields(), "reply_to": address}), sender="whyfailed@desk.example")
    assert [each.addr_spec for each in headers["Reply-To"].addresses] == [address]


def _fields() -> dict[str, object]:
    return {name: getattr(MAIL, name) for name in MAIL.__dataclass_fields__}
