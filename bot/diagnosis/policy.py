"""Policy: every threshold of the diagnosis in one place, each with its reason.

A wrong answer costs ten questions back. The weights are fitted by `make fit`; the rest was set by hand on questions of
our own and on the labelled ones that may be looked at (`make eval`). `make eval-held` judges by those that may not.
"""

from __future__ import annotations

WHOLE_COVERAGE = 0.78
"""Share of a message that counts as the whole message: a few words may be missing or mistyped beyond repair."""
WHOLE_DENSITY = ((3, 0.7), (5, 0.65), (8, 0.55), (1_000, 0.42))
"""For messages of at most so many words, the share of the place that has to be the message's own words; below, they are
scattered over somebody's prose. Few words stray together more easily than many."""
PART_MASS = 9.0
"""Weight from which a piece of a message stands for it: about three rare words in a row."""
PART_DENSITY = 0.6
"""A piece has to be denser than a whole message, since fewer words vouch for it."""
TIE = 0.92
"""Alternatives within this share of the heaviest hit at a place are told apart by other means, or offered."""
COMPLETE = 0.9
"""Coverage from which a message counts as complete when another one merely contains it."""
SHORT_WORDS = 2
"""Messages of so few words count as a whole field, line or text, or beside their code or product; not inside prose."""

QUOTED_DENSITY = 0.85
QUOTED_COVERAGE = 0.85
QUOTED_MASS = 13.0
QUOTED_WORDS = 6
QUOTED_UNBROKEN = 0.65
FEW_WORDS = 5
COMPLETE_OF_FEW = 0.95
"""A message of so few words is quoted in a sentence only where it is whole: the word left out may tell."""
APART_DENSITY = 0.75
"""A place quotes its message where it is dense, without holes, and nearly whole or long; else it only retells it."""

EVERYDAY_WORDS = 4
"""Messages of so few words stand in everyday sentences too ("no answer from support"); those need their product."""

FRAGMENT_DENSITY = 0.95
FRAGMENT_MASS = 6.0
FRAGMENT_MASS_OF_TWO = 7.5
"""A piece of a message without foreign words or holes that stands alone: three words, or two rare ones."""

VERBATIM_CONFIDENCE = 0.85
"""Share of the fields and lines that are a piece of a message, word for word, that were cut from it."""

MESSAGE_BONUS = 0.8
"""What a message that a sentence retells whole adds to its entry's score in words; a part adds its share."""
VENDOR_NAMED = 0.6
"""What is taken from the dispatcher's entries where only a vendor is named: it is meant less often, but it is."""

SURE = 0.39
"""Confidence from which a paraphrase is answered."""
SURE_PART = 0.60
"""The same for a part of a text that counts up its problems; a part has less around it that could contradict."""
OURS = 0.39
"""Likelihood of being about something documented from which entries are offered."""
OURS_BESIDE_OTHERS = 0.9
"""The same beside the name of a system that is not ours."""
SURE_INTERCEPT = -12.13
SURE_WEIGHTS = (0.89, 0.63, 3.98, 1.03, -5.10, 2.92, -2.13, 4.19, 0.41, 0.72, 1.64, 0.41, 5.30)
OURS_INTERCEPT = -11.67
OURS_WEIGHTS = (1.50, -0.16, 5.02, 0.95, -5.50, 5.86, 0.59, 3.70, -0.08, -2.09, 0.92, 0.89, 2.70)
"""Logistic weights of the features of `by_words.Ranking`, fitted by `make fit`."""
OPEN = 0.07
"""Likelihood of being open between several entries from which a paraphrase is asked back, however sure the first is."""
OPEN_INTERCEPT = 4.17
OPEN_WEIGHTS = (-0.50, -1.10, 1.99, -0.86, -0.17, 1.02, 3.63, -1.24, -1.93, -1.66, 0.20, -1.04, -4.94, 4.63)
"""The same of `Ranking.features_of_open`."""
TOPIC_WINS = -0.03
"""Lead of a topic over the first entry from which the topic's entries are offered instead of those that lie close."""
TOPIC_ALONE = 0.19
"""The same where the text is not surely about anything documented."""
TOPIC_NEAR = -0.35
"""The same where the question is open and the topic holds the first entry: then a topic that lies near is what it asks.
"""
TOPIC_OVER_CHATTER = 0.15
"""By how much a text has to be more like a topic's ask than like chatter, for the topic to be offered."""
TOPIC_DOCUMENTED = 0.4
"""How much the words have to say for anything documented besides."""
LONGEST_VAGUE = 150
"""Words up to which a text may be a vague question; in a longer one some sentence is like an ask by chance."""
NEAR = 0.8
"""Share of the first score from which another entry is offered beside it."""
NEAR_WHERE_OPEN = 0.65
"""The same where the question is open: of two that lie so far apart either may be meant."""
TELLS = 1.6
"""Score from which the words around a code pick one of its meanings."""
PICKS = 0.6
"""Score from which a short reply picks one of the entries that were offered; all of them are known to be meant."""
LEAD_WIDE = 0.25
"""Share by which that meaning has to lead the next."""
MOST_OPTIONS_IN_PROSE = 4
