"""Personal data in a text, from all the detectors that look for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers.emails import email_of_field, email_spans
from bot.answers.fields import Field
from bot.answers.payment import card_of_field, payment_spans
from bot.answers.people import people_spans
from bot.answers.phones import phone_spans, phones_of_field
from bot.answers.spans import Span


def personal_spans(text: str, listed: Sequence[Field]) -> Iterator[Span]:
    """All personal data in a text with these fields, in order; of two that overlap, the first, then the longer one."""
    found = [*email_spans(text), *payment_spans(text), *phone_spans(text), *people_spans(text, listed)]
    for field in listed:
        found += (*email_of_field(text, field), *phones_of_field(text, field), *card_of_field(text, field))
    end = 0
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= end:
            yield span
            end = span.end
