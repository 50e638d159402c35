"""Redaction: secrets and personal data go, what diagnoses stays."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from redaction_cases import GONE, STAYS

from bot.answers.fields import Field
from bot.answers.redaction import Redactor, redact
from bot.answers.spans import Span
from bot.corpus.entry import Corpus, Entry
from bot.errors import RedactionError

PIECES = (
    [text for text, _ in GONE] + STAYS + [" ", "\n", '"', "'", "=", ":", ",", "@", "+", "password", "Bearer ", "1", "é"]
)

WORST = [
    "a", "a.", "a@", "a@b.", "'", "a=", "key=", "password=",
    "password={", 'password="', "authorization: ", "token=", "1", "1 ", "4 ",
    "+1 ", "4111 ", "eyJ", "eyJ.", "xoxb-", "-----BEGIN PRIVATE KEY-----",
    "://a:", "://a:b@", "://a:b/", "to:[1234567,", "tel ", "bearer ",
    "[email 1]", "<password>", "firstName: A", "\\", '\\"', "A B ", "password=a,",
    "{", "[", '{"to":', '{"contact":{"name":"A",', 'key="a" value=', "<a><![CDATA[", "zip=", "code=",
    "a at b dot ", "a [at] b[.]", "From: a", "mysql -p", "--password a", "password:\n", "auth login A",
    "0170 1234567 ", "(030) 123 ", "+14155552671", "%2B1", "DE89 3704 ", "GB", "authorization: digest a",
    "name,email\n", 'name,email\n"', 'name,email\n"a"";', "|name|email|\n|a|b|\n", "Name: A\nEmail: b\n", "&name=A+B&",
    "street: 1 A, ", ";password={a!", "--a-", "docker login -p", "06 12 34 56 78 ", "0151 23456789 ",
    "%22a%22%3A", "%22a%40", "%2C", '<a b="', "user/pwd: a/", "user a identified by ", "*a:* ",
]  # fmt: skip


def _said_about(entry: Entry, corpus: Corpus) -> Iterator[str]:
    """All that is documented or written about an entry, and the ways in which people write its code."""
    yield from (entry.title, *entry.messages, *entry.spellings, *entry.causes, *entry.steps, *entry.notes)
    yield from entry.collect
    for message in entry.messages:
        yield f'2024-05-01 10:00:00 ERROR batchId=5f3e9a7c code={entry.code or 500} description="{message}"'
        yield f'{{"code": {entry.code or 500}, "description": "{message}", "transid": "5f3e9a7c-1b2d"}}'
    if entry.code is not None:
        product = corpus.product_of(entry).name
        yield from (
            f"{product} {entry.code}",
            f"{product} error code {entry.code}: failed",
            f"{entry.code} ({product})",
        )
        yield from (f'{{"product": "{product}", "code": "{entry.code}"}}', f"code={entry.code}&product={product}")


@pytest.mark.parametrize(("text", "expected"), GONE)
def test_secrets_and_personal_data_go(text: str, expected: str) -> None:
    """Each value is replaced by its mark, and everything around it stays."""
    assert expected == redact(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_diagnoses_stays(text: str) -> None:
    """Codes, ids, times, counts, addresses of machines and documented messages are left alone."""
    assert text == redact(text)


def test_the_table_is_long_enough_and_says_nothing_twice() -> None:
    """There are at least 200 cases of what goes and 200 of what stays."""
    assert len(GONE) >= 200
    assert len(STAYS) >= 200
    assert len(GONE) + len(STAYS) == len({*(text for text, _ in GONE), *STAYS})


def test_what_is_documented_stays(corpus: Corpus) -> None:
    """No message of the corpus loses a word, no code with its product a digit, nor any text that we wrote."""
    touched = [(text, redact(text)) for entry in corpus for text in _said_about(entry, corpus) if text != redact(text)]
    assert touched == []


@pytest.mark.parametrize(("text", "expected"), GONE)
def test_a_second_redaction_changes_nothing(text: str, expected: str) -> None:
    """What was redacted can be redacted again."""
    assert expected == redact(expected)


CHAIN = "".join(("xoxb-1234567890-abcdefABCDEF", "+49 170 1234567") * 3) + "xoxb-1234567890-abcdefABCDEF"
"""Each is seen only once the one before it is gone."""


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example(CHAIN)
def test_any_mixture_is_redacted_once(text: str) -> None:
    """However secrets run into each other, a second round finds nothing more."""
    once = redact(text)
    assert once == redact(once)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_redacted_once(text: str) -> None:
    """Redaction of a redacted text is that text."""
    once = redact(text)
    assert once == redact(once)


@pytest.mark.parametrize("piece", WORST)
def test_time_grows_with_the_length_only(piece: str) -> None:
    """Four times as much of whatever confuses patterns takes about four times as long; a square would take sixteen."""
    short, long = (_seconds_for((piece * size)[:size]) for size in (10_000, 40_000))
    assert long < max(10 * short, 0.3)


def _seconds_for(text: str) -> float:
    """Processor time of the faster of two runs, so that a busy machine does not count."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        redact(text)
        taken.append(time.process_time() - start)
    return min(taken)


def test_a_text_that_does_not_come_clean_is_an_error() -> None:
    """Where every round finds something more, no half-redacted text comes out, and the error quotes nothing of it."""

    def one_at_a_time(text: str, _fields: Sequence[Field]) -> Iterator[Span]:
        found = re.search("heliotrope", text)
        if found is not None:
            yield Span(found.start(), found.end(), "key")

    with pytest.raises(RedactionError, match="was not clean after") as raised:
        Redactor(detectors=(one_at_a_time,))("heliotrope " * 30)
    assert "heliotrope" not in str(raised.value)


def test_one_case_has_one_mark_for_a_value() -> None:
    """A redactor that reads several texts gives a value the same mark in all of them."""
    redactor = Redactor()
    assert redactor("from a@example.com") == "from [email 1]"
    assert redactor("b@example.com, then a@example.com") == "[email 2], then [email 1]"


def test_a_long_log_keeps_its_codes() -> None:
    """In a log with a secret in each line, every code, id and time is still there."""
    line = "2024-05-01T10:00:{n:02}Z batch=5f3e9a7c code=7105 msisdn=4479111234{n:02} token=ab12cd34ef{n:02} err=14001"
    redacted = redact("\n".join(line.format(n=n) for n in range(60)))
    assert redacted.count("code=7105") == redacted.count("err=14001") == redacted.count("batch=5f3e9a7c") == 60
    assert "[phone 60]" in redacted
    assert "[token 60]" in redacted
    assert "44791" not in redacted
    assert "ab12" not in redacted
