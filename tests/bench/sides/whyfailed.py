"""This diagnosis, as a side: its matches in the order shown, then what its words rank behind them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.diagnosis import Diagnosis, findings_of
from bot.diagnosis.question import Question


class Side:
    """The whole diagnosis is timed, the decision included; for the order, abstaining is taken back."""

    def __init__(self, corpus: Corpus) -> None:
        self._diagnoser = Diagnoser(corpus)
        self._diagnoser.warm_up()

    def ask(self, text: str) -> Diagnosis:
        return self._diagnoser.diagnose(Question(text))

    def order(self, text: str) -> Sequence[str]:
        shown = [match.entry.id for finding in findings_of(self.ask(text)) for match in finding.matches]
        ranking = self._diagnoser.ranking(Question(text))
        ranked = [match.target.id for match in ranking.entries] if ranking is not None else []
        return list(dict.fromkeys(shown + ranked))
