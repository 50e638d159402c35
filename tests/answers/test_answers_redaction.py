"""Redaction: secrets and personal data go, what diagnoses stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redaction_cases import GONE, STAYS

from bot.answers.redaction import Redactor, redact
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus

PIECES = (
    [text for text, _ in GONE] + STAYS + [" ", "\n", '"', "'", "=", ":", ",", "@", "+", "password", "Bearer ", "1", "é"]
)

WORST = [
    "a", "a.", "a@", "a@b.", "'", "a=", "key=", "password=",
    "password={", 'password="', "authorization: ", "token=", "1", "1 ",
    "+1 ", "4111 ", "eyJ", "eyJ.", "xoxb-", "-----BEGIN PRIVATE KEY-----",
    "://a:", "://a:b@", "to:[1234567,", "tel ", "bearer ",
    "[email 1]", "<password>", "firstName: A", "\\", '\\"', "A B ", "password=a,",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), GONE)
def test_secrets_and_personal_data_go(text: str, expected: str) -> None:
    """Each value is replaced by its mark, and everything around it stays."""
    assert expected == redact(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_diagnoses_stays(text: str) -> None:
    """Codes, ids, times, counts, addresses of machines and documented messages are left alone."""
    assert text == redact(text)


def test_documented_messages_stay() -> None:
    """No message of the corpus loses a word, nor does any text that we wrote."""
    for entry in load_corpus(knowledge_folder()):
        for text in (entry.title, *entry.messages, *entry.causes, *entry.steps, *entry.notes, *entry.collect):
            assert text == redact(text)


@pytest.mark.parametrize(("text", "expected"), GONE)
def test_a_second_redaction_changes_nothing(text: str, expected: str) -> None:
    """What was redacted can be redacted again."""
    assert expected == redact(expected)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
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
    """40,000 characters of whatever confuses patterns take a fraction of a second; a square of that takes minutes."""
    text = (piece * 40_000)[:40_000]
    start = time.process_time()
    redact(text)
    assert time.process_time() - start < 3


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
