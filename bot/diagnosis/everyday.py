"""Everyday: numbers that look like codes in sentences about something else: "exit 7205 is closed until spring"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.diagnosis.codes import CodeSignal
from bot.diagnosis.reading import Reading
from bot.diagnosis.signals import SignalReader, Signals
from bot.diagnosis.tallies import OPENS_A_ROW
from bot.diagnosis.words import Words

LEAST_SAID = 0.25
"""What the sentence around a number says of anything documented (`Meanings.says`), from which the number may be a code
though no product is named: of our questions and asks one in a hundred says less, of chatter most."""

FEW_WORDS = 4
"""Words besides the number up to which a sentence says too little of anything: "hey 15001 anyone"."""

NEAR = 200
"""Characters around a number within which a product has to be named, or else its sentence has to speak for it."""

_SENTENCE_ENDS = re.compile(r"[.!?;]\s|\n")
_ASKS = re.compile(r"\?|\b(?:what|whats|why|how|which|mean|means|meaning|anyone|anybody|help|hints?|ideas?)\b")
_NUMBER = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[^\W\d_]+")


class EverydayNumbers:
    """Tells numbers of everyday sentences from codes, where nothing near them names a product of ours."""

    def __init__(self, signals: SignalReader, words: Words) -> None:
        self._signals = signals
        self._words = words

    def codes_among(self, signals: Signals, reading: Reading) -> Iterator[CodeSignal]:
        """The codes that are none of those. What a field, the word code or a thread says is one stays one."""
        for code in signals.codes:
            if code.cue != "prose" or not self._is_everyday(code, signals, reading):
                yield code

    def _is_everyday(self, code: CodeSignal, signals: Signals, reading: Reading) -> bool:
        if signals.context_product or signals.names or self._is_named(code, signals, reading):
            return False
        start, end = _sentence_at(code, reading.folded)
        before, behind = reading.folded[start : code.start], reading.folded[code.end : end]
        sentence = _NUMBER.sub(" ", f"{before} {behind}")
        asked = reading.folded if len(reading.text) <= NEAR else sentence
        if OPENS_A_ROW.fullmatch(before) or _ASKS.search(asked) or not sentence.isascii():
            return False
        return len(_WORD.findall(sentence)) > FEW_WORDS and self._words.index.meanings.says(sentence) < LEAST_SAID

    def _is_named(self, code: CodeSignal, signals: Signals, reading: Reading) -> bool:
        """Whether a product or an API of ours is named near a number; in a short text anywhere."""
        if not signals.products and not signals.apis:
            return False
        if len(reading.text) <= 2 * NEAR:
            return True
        return self._signals.names_any(reading.part(*reading.line_near(code.start, code.end, within=NEAR)))


def _sentence_at(code: CodeSignal, text: str) -> tuple[int, int]:
    """Where the sentence begins and ends in which a code stands, or as much of it as is near."""
    near = max(0, code.start - NEAR)
    start = max((found.end() for found in _SENTENCE_ENDS.finditer(text, near, code.start)), default=near)
    ends = _SENTENCE_ENDS.search(text, code.end, code.end + NEAR)
    return start, ends.end() if ends else min(len(text), code.end + NEAR)
