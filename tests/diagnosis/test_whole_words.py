"""Whole words: what is found are words of their own, the longest first, each place once."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnosis.reading import Reading
from bot.diagnosis.whole_words import WholeWords

TEXTS = st.text(st.sampled_from("ab x-._é\n"), max_size=40)
WORDS = st.lists(st.from_regex(r"[abx][abx .-]{0,4}", fullmatch=True), min_size=1, max_size=5)
JOINS = st.sampled_from(["", "-"])


def _expression(words: list[str], joins: str) -> re.Pattern[str]:
    """The same as an expression: all words, longest first, between two characters that belong to no word."""
    edge = rf"[\w{re.escape(joins)}]"
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!{edge})(?:{longest_first})(?!{edge})")


@settings(max_examples=300, derandomize=True, deadline=None)
@given(words=WORDS, text=TEXTS, joins=JOINS)
def test_the_same_places_are_found_as_by_an_expression(words: list[str], text: str, joins: str) -> None:
    """In order, with their words; and whether any stands there at all."""
    expected = [(match.start(), match.end(), match.group()) for match in _expression(words, joins).finditer(text)]
    whole = WholeWords(words, joins=joins)
    assert [tuple(place) for place in whole.found(Reading(text))] == expected
    assert whole.stand_in(Reading(text)) == bool(expected)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(words=WORDS, text=TEXTS, joins=JOINS)
def test_the_same_places_are_replaced_as_by_an_expression(words: list[str], text: str, joins: str) -> None:
    """What stands between them stays."""
    expected = _expression(words, joins).sub(lambda match: f"<{match.group()}>", text)
    assert WholeWords(words, joins=joins).replaced("<{}>".format, text) == expected


def test_a_name_within_a_name_is_not_found_besides() -> None:
    """Of "message bird" and "bird", the longer one is what stands there; the shorter one where it stands alone."""
    words = WholeWords(["bird", "message bird"])
    found = words.found(Reading("Message Bird says that a bird, no birdie, sang"))
    assert [place.word for place in found] == ["message bird", "bird"]
