"""Reading: escapes and markup undone, and a folded twin in which every place is the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnosis.reading import LONGEST, UNBROKEN, WORD, read

ODD = st.text(st.characters() | st.sampled_from("İıſßŉǰΐﬁ’“\u00a0&;<>|@#:\\u0007\"'_-\r\n\t"), max_size=200)


@settings(max_examples=400, derandomize=True, deadline=20_000)
@given(text=ODD)
def test_every_place_is_the_same_in_both(text: str) -> None:
    """The folded twin has the text's length, and each word stands where its token says, in its line."""
    reading = read(text)
    assert len(reading.folded) == len(reading.text)
    end = 0
    tokens = reading.tokens
    for at, (word, begin) in enumerate(zip(tokens.words, tokens.starts, strict=True)):
        assert end <= begin < tokens.end(at) <= len(reading.text)
        end = tokens.end(at)
        assert reading.folded[begin:end] == word
        assert tokens.line(at) == reading.text.count("\n", 0, begin)
        start, stop = reading.line_at(begin)
        assert start <= begin <= end <= stop
        assert reading.quote(begin, end) in reading.text


@settings(max_examples=400, derandomize=True, deadline=20_000)
@given(text=ODD, cuts=st.tuples(st.integers(0, 200), st.integers(0, 200)))
def test_a_part_has_the_words_that_stand_in_it(text: str, cuts: tuple[int, int]) -> None:
    """Wherever it is cut, within a word too, a part is read like a text of its own."""
    whole = read(text)
    start, end = sorted(min(cut, len(whole.text)) for cut in cuts)
    part = whole.part(start, end)
    assert part.folded == whole.folded[start:end]
    found = list(WORD.finditer(part.folded))
    assert part.tokens.words == [match.group() for match in found]
    assert part.tokens.starts == [match.start() for match in found]
    assert part.tokens.line_ends == [at for at, character in enumerate(part.folded) if character == "\n"]
    assert part.unbroken == set(UNBROKEN.findall(part.folded))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("&amp;quot;paused&amp;quot;", '"paused"'),
        ("couldn&#39;t", "couldn't"),
        ("<https://example.com/a|the page>", "the page"),
        ("<mailto:a@mail.example|a@mail.example>", "a@mail.example"),
        ("<tel:+493012|+49 30 12>", "+49 30 12"),
        ("<#C012|general> now", "general now"),
        ('say \\"paused\\"', 'say "paused"'),
        ("it\\u0027s", "it's"),
    ],
)
def test_escapes_and_markup_are_undone(text: str, expected: str) -> None:
    """HTML's, JSON's and Slack's ways to write a text come off."""
    assert read(text).text == expected


@pytest.mark.parametrize("text", ["one\\ntwo", "one\\r\\ntwo", "one\ntwo", "one\r\ntwo"])
def test_escaped_line_ends_are_line_ends(text: str) -> None:
    """Lines of a JSON field are lines, so that a log inside one is read as a log."""
    tokens = read(text).tokens
    assert tokens.words == ["one", "two"]
    assert tokens.line(0) < tokens.line(1)


def test_quotes_are_folded_to_straight_ones() -> None:
    """Typographic quotes and apostrophes compare as straight ones, and are quoted as they were written."""
    reading = read("It’s “paused”")
    assert reading.folded == 'it\'s "paused"'
    assert reading.quote(0, 4) == "It’s"


def test_a_longer_text_is_read_up_to_the_limit() -> None:
    """What follows the first 200,000 characters is left out."""
    assert len(read("a" * (LONGEST + 7)).text) == LONGEST
