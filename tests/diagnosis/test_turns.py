"""Turns: what a short text says about the answer before it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.diagnosis.turns import ALL, Closing, StillFailing, turn_of


@pytest.mark.parametrize(
    "text",
    [
        "thanks, that was it",
        "That fixed it :tada:",
        "solved",
        "it works now, thank you!",
        "works for me now",
        "that did the trick, cheers",
        "problem solved",
        "that was it :tada: thanks everyone",
    ],
)
def test_words_that_say_that_it_is_solved(text: str) -> None:
    """Only these count."""
    assert turn_of(text) == Closing(is_solved=True)


@pytest.mark.parametrize("text", ["thanks", "ok great thank you", "never mind", "perfect, got it", "cheers :wave:"])
def test_words_that_end_the_talk_and_say_no_more(text: str) -> None:
    """Thanks are no solution."""
    assert turn_of(text) == Closing(is_solved=False)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("still the same after step 2", 2),
        ("Steps 1-3 done, still failing", 3),
        ("we did steps 1 and 2, nothing changed", 2),
        ("step two didn\u2019t help", 2),
        ("after the second step still no profile", 2),
        ("tried everything, no luck", ALL),
        ("all 3 steps are done, no change", ALL),
        ("it still fails", None),
        ("didn't help", None),
        ("not solved", None),
        ("same error", None),
        ("what next?", None),
    ],
)
def test_words_that_say_that_it_has_not_helped(text: str, step: int | None) -> None:
    """And how far somebody got, where they say so."""
    assert turn_of(text) == StillFailing(step)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "and 7203?",
        "no, for the profile api",
        "the second one",
        "is it solved?",
        "thanks a lot, lunch?",
        "thanks! and error 7302?",
        "that worked for half of them",
        "that solved it for one customer but not for the others",
        "the import was it",
        "Webex Connect error 7105",
    ],
)
def test_a_question_is_no_turn(text: str) -> None:
    """What asks, names or qualifies is read as a question."""
    assert turn_of(text) is None


@given(st.text(alphabet="ok thanksolvednw:-.,!;()123stepand", max_size=400))
def test_any_text_is_read_at_once(text: str) -> None:
    """No text makes the patterns try every way to read it."""
    started = time.perf_counter()
    turn_of(text)
    assert time.perf_counter() - started < 1
