"""Texts made to keep the bot busy: all of them end, and a failure among them is still found."""

from __future__ import annotations

import time

import pytest
from asking import Asker

LONGEST_SECONDS = 20.0
"""Generous on purpose: quadratic work on 200 kB takes minutes."""

HARMLESS = {
    "a million spaces": " " * 1_000_000,
    "a million line ends": "\n" * 1_000_000,
    "one long word": "a" * 1_000_000,
    "one long number": "7105" * 50_000,
    "long run of digits apart": "7 " * 100_000,
    "nested brackets": "[" * 50_000 + "]" * 50_000,
    "open tags": "<" * 100_000,
    "backslashes": "\\" * 200_000,
    "underscores": "_" * 200_000,
    "the same word": "monday " * 28_000,
    "silent words": "the a of to in is " * 11_000,
    "null characters": "\x00" * 200_000,
    "combining marks": "e" + "\u0301" * 200_000,
    "two things, both of dashes": "two things: " + "- " * 100_000,
}
LONG_QUESTION = "why was the invitation of this dispatch not sent " * 8
OURS = {
    "nested objects": '{"a":' * 30_000 + "1" + "}" * 30_000,
    "slack links": "<https://a.example|" * 10_000,
    "entities": "&amp;" * 40_000,
    "a name without end": "INVALID_" * 25_000,
    "fields without values": "code: " * 30_000,
    "codes in prose": "error 7105 and " * 12_000,
    "codes without a cue": "7105 7106 " * 20_000,
    "objects of Bird": '{"failure": {"source": {' * 8_000,
    "the same known word": "invalid " * 25_000,
    "joined words apart": "invalidtemplate missingparam " * 7_000,
    "exceptions": "Internal Exception " * 10_000,
    "half a template": "StatusCode: ResponseMessage: " * 7_000,
    "the other half": "StatusCode: a" + "ResponseMessage: " * 12_000,
    "one message again and again": "Dispatch not found. Please ensure the dispatch is configured. " * 3_300,
    "a source and blanks": "source" + " " * 200_000,
    "a source and quotes": "source" + '"' * 200_000,
    "one source again and again": "apple business chat " * 10_000,
    "a long question and blanks": LONG_QUESTION + " " * 190_000 + "x",
    "a long question and tabs": LONG_QUESTION + "\t " * 95_000 + "- x",
    "a long question and empty lines": LONG_QUESTION + "\n \t" * 63_000 + "x",
    "dashes after blanks": (LONG_QUESTION + " " * 2_000 + "- ") * 80,
    "words of messages": "invalid param missing message request error not found dispatch " * 3_000,
}
MOST_TIMES = 12.0
"""How much longer four times the text may take: linear work takes four times, quadratic sixteen."""


@pytest.mark.parametrize("name", HARMLESS)
def test_a_text_without_a_word_of_ours_explains_nothing_however_long(asker: Asker, name: str) -> None:
    """Runs, nestings and repetitions are unknown, and a failure in front of them is found as if they were not there."""
    begun = time.thread_time()
    assert asker.means(HARMLESS[name]) == "unknown"
    assert asker.means(f"error: 7105\n{HARMLESS[name]}") == "answer connect-7105"
    assert time.thread_time() - begun < LONGEST_SECONDS


@pytest.mark.parametrize("name", OURS)
def test_no_text_keeps_the_bot_busy(asker: Asker, name: str) -> None:
    """Our own words and marks, repeated to 200 kB, end in a decision."""
    begun = time.thread_time()
    assert asker.means(OURS[name]).split(" ")[0] in ("answer", "choose", "several", "unknown")
    assert time.thread_time() - begun < LONGEST_SECONDS


@pytest.mark.parametrize("name", OURS)
def test_four_times_the_text_takes_about_four_times_as_long(asker: Asker, name: str) -> None:
    """The work grows with the text and not with its square; each length is taken twice, the faster time counts."""
    text = OURS[name]
    quarter, whole = (min(_seconds(asker, part) for _ in range(2)) for part in (text[: len(text) // 4], text))
    assert whole < MOST_TIMES * quarter + 0.5


def _seconds(asker: Asker, text: str) -> float:
    begun = time.thread_time()
    asker.ask(text)
    return time.thread_time() - begun
