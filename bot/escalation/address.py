"""One e-mail address, or nothing: what may stand in a header and on the envelope of a mail."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from bot.errors import WhyfailedError


class NoAddressError(WhyfailedError):
    """A text is not exactly one e-mail address."""


def single_address(text: str) -> str:
    """The address in a form that every mail server takes: ASCII only, an international domain as its ASCII form.

    A display name, a list, a line break or a quoted local part is refused, not mended. Nobody is asked whether the
    domain exists. Raises NoAddressError. Source: RFC 5321, 4.1.2, as read by email-validator.
    """
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise NoAddressError("This is no single e-mail address such as maya@example.com.") from None
    address = found.ascii_email
    if address is None or not address.isascii():
        raise NoAddressError("This address cannot be written in ASCII, which some mail servers need.")
    return address
