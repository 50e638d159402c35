"""Turns: what a short text in a conversation says about the answer before it, rather than about a failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from bot.diagnosis.reading import read

MOST_CLOSING = 120
"""Characters of a text that only closes; a longer one says more."""
MOST_STILL = 40
"""Words of a text that only says that nothing has changed."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The talk is over."""

    is_solved: bool
    """Whether the words say clearly that the answer solved it; thanks alone do not."""


@dataclass(frozen=True, slots=True)
class StillFailing:
    """The answer has not helped so far."""

    step: int | None = None
    """The last step that was done, 1 the first, `ALL` for every one; None where the text does not say."""


ALL = 1_000
"""More steps than any entry has."""

Turn: TypeAlias = Closing | StillFailing

_POLITE = (
    r"(?:thanks?(?: you)?(?: so| very)?(?: much)?(?: a (?:lot|bunch))?|many thanks|thx|ty|cheers|great|perfect|cool"
    r"|nice|awesome|excellent|super|ok(?:ay)?|yes|yep|ah|oh|alright|got it|never ?mind|nvm|all good|much appreciated)"
)
_SOLVED = (
    r"(?:(?:that|this|it|step \w+)(?: really)? (?:was|did|fixed|solved|resolved|helped)"
    r" (?:it|the problem|the issue|this)"
    r"|(?:that|this|it|step \w+) (?:was (?:it|the (?:cause|problem|reason|issue))|did (?:it|the trick)|worked|works"
    r"|solved it|fixed it|is (?:solved|fixed|resolved))"
    r"|(?:that|this|it)(?: has|'s| is)?(?: now| all| been)? (?:solved|fixed|resolved|works|worked|working)(?: now)?"
    r"|(?:problem |issue |all |now )?(?:solved|fixed|resolved|works|worked|working)"
    r"(?: now| again| fine| for (?:me|us))*)"
)
_EMOJI = re.compile(r":[\w+-]+:")
_FILL = r"(?:[\s,.!;:)(-]|now|again|then|fine|for (?:me|us)|so much|whyfailed|everyone|all|guys|team|and|it)*"
_CLOSES = re.compile(rf"^{_FILL}(?:(?:{_POLITE}|{_SOLVED})\b{_FILL})+$")
_SAYS_SOLVED = re.compile(rf"\b{_SOLVED}\b")

_STILL = re.compile(
    r"\bstill (?:the same|same|not|no|fail|get|see|happen|there|broken|persist|occur|rejected|the case|an? |having"
    r"|doing|nothing|it (?:fails|does))|\b(?:it|that|this) still (?:does|do|did|is|has)"
    r"|\b(?:did|does|do|has|have)(?:n't| not|nt) (?:help|work|fix|solve|change|do it|make|resolve)"
    r"|\bno (?:change|luck|difference|success|effect|improvement|joy)\b|\bnothing (?:has )?changed\b"
    r"|\b(?:the )?same (?:error|problem|issue|thing|result|failure|message|as before)(?: again| as before)?\W*$"
    r"|\bnot (?:solved|fixed|resolved|working)\b|\bkeeps? (?:failing|happening|coming)\b"
    r"|\b(?:tried|did|done|checked) (?:that|this|it|all|everything|every step)\b"
    r"|\b(?:all|every)(?: of)?(?: the| these| those)? steps? (?:are |is |were )?(?:done|tried|checked|followed)\b"
    r"|^\W*(?:what(?:'s| is)? (?:next|now|else)|and now|now what|what comes next)\W*$"
)
_NUMBERS = {
    word: place
    for place, words in enumerate(
        ("one first", "two second", "three third", "four fourth", "five fifth", "six sixth", "seven", "eight"), start=1
    )
    for word in words.split()
}
_ALL_STEPS = re.compile(
    r"\b(?:all|every|each)(?: of)?(?: the| these| those)?(?: \d| \w+)? steps?\b|\b(?:tried|did|done|checked)"
    r" (?:it all|all|everything)\b|\blast step\b"
)
_WORD = "|".join(_NUMBERS)
_STEPS = re.compile(
    rf"\bsteps?\s*(?:no\.?|number|#)?\s*((?:\d{{1,2}}|{_WORD})(?:\s*(?:,|-|to|and|through|&|\+)\s*(?:\d{{1,2}}|{_WORD}))*)\b"
    rf"|\b({_WORD}) steps?\b"
)


def turn_of(text: str) -> Turn | None:
    """What a text says about the answer before it; None for a question, or where it says neither."""
    folded = _EMOJI.sub(" ", read(text).folded).replace("\u2019", "'").strip()
    if len(folded) <= MOST_CLOSING and _CLOSES.match(folded):
        return Closing(is_solved=bool(_SAYS_SOLVED.search(folded)))
    if len(folded.split()) <= MOST_STILL and _STILL.search(folded):
        return StillFailing(_step_in(folded))
    return None


def _step_in(folded: str) -> int | None:
    if _ALL_STEPS.search(folded):
        return ALL
    named = [place for found in _STEPS.finditer(folded) for place in _places_in(found[1] or found[2])]
    return max(named, default=None)


def _places_in(said: str) -> list[int]:
    return [_NUMBERS.get(word) or int(word) for word in re.findall(rf"\d+|{_WORD}", said)]
