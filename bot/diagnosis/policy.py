"""Policy: every threshold of the diagnosis in one place, each with its reason.

A wrong answer costs ten questions back. The figures were set by hand on the part of the labelled questions that may be
looked at (`make eval`), and are held by the part that may not (`make eval-held`).
"""

from __future__ import annotations

WHOLE_COVERAGE = 0.78
"""Share of a message that counts as the whole message: a few words may be missing or mistyped beyond repair."""
WHOLE_DENSITY = 0.45
"""Share of the place that has to be the message's own words; below, the words are scattered over somebody's prose."""
PART_MASS = 9.0
"""Weight from which a piece of a message stands for it: about three rare words in a row."""
PART_DENSITY = 0.6
"""A piece has to be denser than a whole message, since fewer words vouch for it."""
TIE = 0.92
"""Alternatives within this share of the heaviest hit at a place are told apart by other means, or offered."""
COMPLETE = 0.9
"""Coverage from which a message counts as complete when another one merely contains it."""
SHORT_WORDS = 2
"""Messages of so few words count as a whole field, line or text, or beside their code or product; never inside prose."""

WORDS_SURE = 1.25
"""Score from which a paraphrase is answered, if it leads clearly."""
WORDS_FAIR = 0.85
"""Score from which a paraphrase may be answered when the lead is wide and the text's words are known."""
WORDS_POSSIBLE = 0.7
"""Score from which entries may be offered."""
LEAD_SURE = 0.12
"""Share by which the first has to lead the second."""
LEAD_WIDE = 0.25
COVERAGE_LEAST = 0.5
"""Share of the text's weight that the entry has to know; everyday talk shares single words with everything."""
MOST_OPTIONS_IN_PROSE = 4
