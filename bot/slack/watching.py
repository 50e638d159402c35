"""Watching: which answers are sure enough for people who did not ask us."""

from __future__ import annotations

import re

from bot.corpus.entry import Outcome
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Finding, Several, Unknown

SURE = 0.9
"""The least confidence. A question to us may be answered at less; who barges in with a wrong answer is switched off.
Codes, names and verbatim messages that leave no doubt reach it, paraphrases hardly ever."""

_NOTHING_FAILED = (Outcome.SUCCESS, Outcome.PENDING, Outcome.INFORMATION)
_LETTER = re.compile(r"[^\W\d_]")


def is_sure(diagnosis: Diagnosis, text: str) -> bool:
    """Whether a message that mentions nobody is answered: it tells of a failure, and there is no doubt which."""
    if not _LETTER.search(text):
        return False  # a number alone is a code when somebody asks us; among people it may be anything
    match diagnosis:
        case Answered(finding):
            return _is_sure(finding)
        case Several(findings):
            return all(_is_sure(finding) for finding in findings)
        case Choice() | Unknown():
            return False


def _is_sure(finding: Finding) -> bool:
    best = finding.matches[0]
    return finding.decision == "answer" and best.confidence >= SURE and best.entry.outcome not in _NOTHING_FAILED
