"""Reading: a text made comparable: escapes undone, case and quotes folded, cut into words with their places."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.diagnosis.stamps import Seen, seen_at, stamp_near, together

LONGEST = 200_000
"""Characters of a text that are read at once. Whoever reads more reads it piece by piece."""

_SLACK_LINK = re.compile(r"<(?:(?:https?|mailto|tel)[:\]][^|<>\s]{0,2000})\|([^<>]{1,500})>")
_SLACK_BARE_LINK = re.compile(r"<((?:https?|mailto|tel):[^|<>\s]{1,2000})>")
_SLACK_NAME = re.compile(r"<[@#!][^<>|]{1,80}(?:\|([^<>]{0,80}))?>")
# What stands before the colon is looked at behind it: a text is searched several times as fast so.
_SLACK_EMOJI = re.compile(r":(?<![\w:]:)[a-z][a-z0-9_+-]{1,40}:(?![\w:])")
_ESCAPES = (
    (re.compile(r"\\u00([2-7][0-9a-fA-F])"), lambda m: chr(int(m.group(1), 16))),
    (re.compile(r"\\[nr]"), lambda m: "\n "),
    (re.compile(r"\\t"), lambda m: "  "),
    (re.compile(r'\\(["\'/])'), lambda m: m.group(1)),
)
_FOLD = tuple(zip("’‘´“”„«»\u00a0", '\'\'\'""""" ', strict=True))
WORD = re.compile(r"[a-z0-9_]+(?:'[a-z]+)*|[^\W\d_\x00-\x7f]+")
"""A word of a folded text."""
UNBROKEN = re.compile(r"\w+")
"""What stands between two characters that belong to no word; unlike a word, it holds no apostrophe."""
_BREAKS = {at: " " for at in range(128) if not UNBROKEN.fullmatch(chr(at))}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a reading, side by side rather than one object each: a log has tens of thousands."""

    words: list[str]
    """Lower case, straight quotes."""
    starts: list[int]
    line_ends: list[int]
    """Where the reading's lines end, the last one aside."""

    def __len__(self) -> int:
        return len(self.words)

    def end(self, at: int) -> int:
        """The place behind a word."""
        return self.starts[at] + len(self.words[at])

    def line(self, at: int) -> int:
        """The number of the line that a word stands in, starting at 0."""
        return bisect_left(self.line_ends, self.starts[at])


@dataclass(frozen=True)
class Reading:
    """A text, readable, and its folded twin of the same length; spans are valid in both."""

    text: str
    repeats: Mapping[int, int] = field(default_factory=dict)
    """How often a line occurs of which only the first is kept, by the place where it begins; all others occur once."""
    repeats_seen: Mapping[int, Seen] = field(default_factory=dict)
    """When those others occurred that were left out, by the same place, where they carry times."""
    shifts: tuple[tuple[int, int], ...] = ()
    """Places from which on, and by how much, the text stood further behind before lines were left out."""
    cut_from: tuple[Reading, int] | None = None
    """What this is a part of, and where in it it begins; None for a text that stands for itself."""

    @cached_property
    def folded(self) -> str:
        if self.cut_from is not None:
            whole, start = self.cut_from
            return whole.folded[start : start + len(self.text)]
        lower = self.text.lower()
        if len(lower) != len(self.text):  # some capitals, such as the dotted I, have no lower case of one character
            lower = "".join(low if len(low := char.lower()) == 1 else char for char in self.text)
        if not lower.isascii():
            for odd, plain in _FOLD:
                lower = lower.replace(odd, plain)
        return lower.replace("`", "'")

    @cached_property
    def tokens(self) -> Tokens:
        if self.cut_from is not None and (tokens := self._tokens_of_whole(*self.cut_from)) is not None:
            return tokens
        found = list(WORD.finditer(self.folded))
        return Tokens(
            words=[match.group() for match in found],
            starts=[match.start() for match in found],
            line_ends=[match.start() for match in re.finditer("\n", self.folded)],
        )

    def _tokens_of_whole(self, whole: Reading, start: int) -> Tokens | None:
        """The words of what this is a part of that stand in it; None where it is cut within a word."""
        tokens, end = whole.tokens, start + len(self.text)
        first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
        if any(at > 0 and tokens.end(at - 1) > cut for at, cut in ((first, start), (last, end))):
            return None
        return Tokens(
            words=tokens.words[first:last],
            starts=[place - start for place in tokens.starts[first:last]],
            line_ends=[place - start for place in tokens.line_ends if start <= place < end],
        )

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.tokens.words)

    @cached_property
    def unbroken(self) -> frozenset[str]:
        """Everything in it that is unbroken."""
        if self.folded.isascii():  # then to cut it takes less time than to search it
            return frozenset(self.folded.translate(_BREAKS).split())
        return frozenset(UNBROKEN.findall(self.folded))

    def part(self, start: int, end: int) -> Reading:
        """The piece between two places, to be read as a text of its own."""
        return Reading(self.text[start:end], cut_from=(self, start))

    def times(self, place: int) -> int:
        """How often the line occurs that holds a place."""
        return self.repeats.get(self.line_at(place)[0], 1)

    def seen(self, place: int) -> Seen | None:
        """When the line that holds a place occurs for the first and the last time; None where the text has no times."""
        return together(seen_at(stamp_near(self.text, place)), self.repeats_seen.get(self.line_at(place)[0]))

    def origin(self, place: int) -> int:
        """Where a place was before lines were left out: distances are those of the whole text."""
        at = bisect_right(self.shifts, (place, len(self.text) + LONGEST))
        return place + (self.shifts[at - 1][1] if at else 0)

    def quote(self, start: int, end: int) -> str:
        """The piece of the readable text between two places."""
        return self.text[start:end].strip()

    def line_near(self, start: int, end: int, *, within: int) -> tuple[int, int]:
        """Start and end of the line that holds a piece, or of so much of it before and behind the piece."""
        return max(self.line_at(start)[0], start - within), min(self.line_at(end)[1], end + within)

    def line_at(self, place: int) -> tuple[int, int]:
        """Start and end of the line that holds a place."""
        start = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", place)
        return start, len(self.text) if end < 0 else end


def pieces_of(text: str) -> Iterator[str]:
    """A text in pieces that can be read, cut between lines where it has any."""
    start = 0
    while len(text) - start > LONGEST:
        line_end = text.rfind("\n", start + LONGEST // 2, start + LONGEST)
        end = start + LONGEST if line_end < 0 else line_end + 1
        yield text[start:end]
        start = end
    yield text[start:]


def read(text: str) -> Reading:
    """Undoes Slack's markup, HTML entities (twice: a page's source pasted from a page) and JSON's escapes.

    Source of the markup: docs.slack.dev, formatting message text.
    """
    text = text[:LONGEST]
    if "<" in text:
        text = _SLACK_LINK.sub(r"\1", text)
        text = _SLACK_BARE_LINK.sub(r"\1", text)
        text = _SLACK_NAME.sub(lambda match: match.group(1) or " ", text)
    if ":" in text:
        text = _SLACK_EMOJI.sub(" ", text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "\\" in text:
        for pattern, replacement in _ESCAPES:
            text = pattern.sub(replacement, text)
    return Reading(text.replace("\r", "\n").replace("\x00", " "))
