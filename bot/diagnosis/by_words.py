"""By words: decides a question in which nothing documented is quoted, by how well entries' asks and explanations fit."""

from __future__ import annotations

from collections.abc import Sequence

from bot.corpus.entry import Corpus
from bot.diagnosis import policy
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Unknown
from bot.diagnosis.findings import excerpt_of
from bot.diagnosis.reading import Reading
from bot.diagnosis.signals import Signals
from bot.diagnosis.words import WordIndex, WordMatch


class WordsDecider:
    """Answers a paraphrase that leads clearly, offers those that lie close, and otherwise says that it does not know."""

    def __init__(self, corpus: Corpus, words: WordIndex) -> None:
        self._corpus = corpus
        self._words = words

    def decide(self, reading: Reading, signals: Signals) -> Diagnosis:
        """Never `several`: what is only paraphrased is one question."""
        if signals.foreign and not signals.products:
            return Unknown()
        products = signals.products or ({signals.context_product} if signals.context_product else set())
        among = [entry for entry in self._corpus if entry.product in products] if products else None
        ranked = self._words.rank(reading, among=among)
        if not ranked:
            return Unknown()
        first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        lead = 1.0 if second is None else (first.score - second.score) / first.score
        if first.coverage >= policy.COVERAGE_LEAST:
            if (first.score >= policy.WORDS_SURE and lead >= policy.LEAD_SURE) or (first.score >= policy.WORDS_FAIR and lead >= policy.LEAD_WIDE):
                return Answered(self._finding("answer", ranked[:3], reading))
            near = [match for match in ranked if match.score >= (1 - policy.LEAD_WIDE) * first.score][: policy.MOST_OPTIONS_IN_PROSE]
            if first.score >= policy.WORDS_FAIR and len(near) > 1:
                return Choice(self._finding("choose", near, reading))
        return Unknown()

    def _finding(self, decision: str, ranked: Sequence[WordMatch], reading: Reading) -> Finding:
        matches = []
        for match in ranked:
            start, end = self._words.shared_piece(reading, match)
            evidence = Evidence(reading.quote(start, end), match.ask, "words")
            matches.append(Match(match.entry, min(0.95, match.score / 2), (evidence,)))
        return Finding("answer" if decision == "answer" else "choose", excerpt_of(reading, ranked[0].start, ranked[0].end), tuple(matches))
