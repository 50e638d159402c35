"""Spelling: corrections to known words, within the slips that a word of its length may carry."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.diagnosis.spelling import LONGEST, Spelling, allowed_errors

KNOWN = (
    "delivery",
    "policy",
    "paused",
    "dispatch",
    "questionnaire",
    "uuid",
    "sms",
    "token",
    "tokens",
    "expired",
    "at",
    "oauth2",
)
SPELLING = Spelling(KNOWN)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("delivry", "delivery"),
        ("dilivery", "delivery"),
        ("deilvery", "delivery"),
        ("questionaire", "questionnaire"),
        ("qestionnarie", "questionnaire"),
        ("polcy", "policy"),
        ("pasued", "paused"),
        ("smss", None),
        ("plcy", None),
        ("policy7", None),
        ("oauth3", None),
        ("x" * (LONGEST + 1), None),
        ("", None),
    ],
)
def test_a_slip_is_mended_and_more_is_not(word: str, expected: str | None) -> None:
    """One slip from four letters, two from eight, none in short words, numbers and blobs."""
    assert SPELLING.correct(word) == expected


@settings(max_examples=400, derandomize=True, deadline=20_000)
@given(word=st.text(LETTERS, max_size=16) | st.sampled_from(KNOWN).flatmap(lambda w: st.permutations(w).map("".join)))
def test_corrections_are_the_nearest_known_words_within_the_allowed_slips(word: str) -> None:
    """What is found through shared deletions is what a walk over the whole list would find."""
    assume(word not in KNOWN)
    found = SPELLING.corrections(word)
    near = {
        known: distance
        for known in KNOWN
        if not any(char.isdigit() for char in known) and len(known) >= 4
        if (distance := OSA.distance(word, known)) <= min(allowed_errors(len(word)), allowed_errors(len(known)))
    }
    assert set(found) == {known for known, distance in near.items() if distance == min(near.values())}


@settings(max_examples=200, derandomize=True, deadline=20_000)
@given(
    known=st.sampled_from([w for w in KNOWN if len(w) >= 8 and w.isalpha()]),
    at=st.integers(0, 30),
    letter=st.sampled_from(LETTERS),
)
def test_one_slip_in_a_long_word_is_always_mended(known: str, at: int, letter: str) -> None:
    """A letter left out, put in or mistaken anywhere leads back to the word."""
    at %= len(known)
    for mistyped in (
        known[:at] + known[at + 1 :],
        known[:at] + letter + known[at:],
        known[:at] + letter + known[at + 1 :],
    ):
        assert known in SPELLING.corrections(mistyped)


@pytest.mark.parametrize("word", KNOWN)
def test_a_known_word_stands_for_itself_alone(word: str) -> None:
    """Token is not corrected to tokens."""
    assert SPELLING.corrections(word) == (word,)
