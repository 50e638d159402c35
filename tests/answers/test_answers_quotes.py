"""Quotes: a piece of a text shows what the whole text's redaction made of it, wherever it begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redaction_cases import GONE, STAYS

from bot.answers.redacted_text import RedactedText
from bot.answers.redaction import Redactor, redact

KEY = "Authorization: Bearer 8f3kd92mzQpL7xWv0a\nand error 7105 for ann@example.com"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("mzQpL7xWv0a\nand error 7105", "[token 1]\nand error 7105"),
        ("8f3kd92", "[token 1]"),
        ("error 7105 for ann", "error 7105 for [email 1]"),
        ("example.com", "[email 1]"),
        ("error 7105", "error 7105"),
        ("", ""),
    ],
)
def test_a_quote_that_cuts_a_secret_shows_its_mark(quote: str, expected: str) -> None:
    """What is no secret by itself is one for whoever saw where it began."""
    _, redact_quote = Redactor().quotes_of(KEY)
    assert expected == redact_quote(quote)


def test_a_quote_that_also_stands_in_the_open_stays() -> None:
    """A code that is also a piece of a password is shown: the text shows it anyway."""
    text, redact_quote = Redactor().quotes_of('{"password": "x7105y!", "code": "7105"}')
    assert text == '{"password": "[password 1]", "code": "7105"}'
    assert redact_quote("7105") == "7105"


def test_what_is_no_piece_of_the_text_is_redacted_by_itself() -> None:
    """What was put together from a text gets the same marks as the text."""
    _, redact_quote = Redactor().quotes_of(KEY)
    assert redact_quote("2 x ann@example.com") == "2 x [email 1]"
    assert redact_quote("3 x Delivered (7500)") == "3 x Delivered (7500)"


PIECES = [text for text, _ in GONE] + STAYS + [" ", "\n", '"', "=", ":", "@", "password", "Bearer ", "1", "[email 1]"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.data())
def test_pieces_make_up_the_whole(text: str, data: st.DataObject) -> None:
    """The whole as one piece is the redacted text, and each piece, cut anywhere, is a piece of that."""
    whole = Redactor().whole(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert whole.text == redact(text) == whole.piece(0, len(text))
    assert whole.piece(start, end) in whole.text


def test_marks_in_several_rounds_keep_their_places() -> None:
    """What a later round takes out is found at its place in the raw text."""
    once = RedactedText.untouched("ab SECRET cd OTHER ef").without([(3, 9, "[key 1]")])
    twice = once.without([(14, 19, "[key 2]")])
    assert twice.text == "ab [key 1] cd [key 2] ef"
    assert twice.piece(0, 5) == "ab [key 1]"
    assert twice.piece(9, 15) == " cd [key 2]"
    assert twice.piece(18, 21) == " ef"
