"""Fits the three judges of paraphrases and writes their numbers into bot/diagnosis/policy.py: `make fit`.

Learns from labelled questions of our own and those that may be looked at, and from chatter, each tenth of which is
judged by an index that does not hold it. Thresholds come from what they cost, each question judged by fits that have
not seen it (ten-fold cross-validation, repeated). What an answer needs is weighed on the files that hold questions as
people ask them: a wrong answer costs ten questions back. Since they hold few, one of which moves the cheapest threshold
far, every threshold counts as cheap there that costs hardly more wrong answers, and the lowest cheap one is taken
at which all files together, the others being hard on purpose, get few wrong answers.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from bot.corpus.entry import Entry
from bot.corpus.folders import knowledge_folder
from bot.corpus.load import load_corpus
from bot.diagnosis import policy
from bot.diagnosis.by_words import Ranking
from bot.diagnosis.diagnose import Diagnoser
from bot.diagnosis.question import Context, Question
from bot.evaluation.labelled import LabelledQuestion, read_questions
from bot.evaluation.thresholds import WRONG_COSTS

POLICY = Path(__file__).resolve().parent.parent / "bot" / "diagnosis" / "policy.py"
STEPS = np.arange(0.05, 1.0, 0.01)
"""Thresholds that are weighed."""
FOLDS = 10
REPEATS = 10
"""Ways of dealing the questions into folds, whose judgements are averaged: one alone moves the threshold by chance."""
CHATTER_WEIGHT = 0.2
"""A text of chatter counts for less than a real question: there are many, and nobody asks most of them."""
MOST_WRONG = 0.04
"""Share of all questions answered that may be answered wrongly, the hard ones included."""
MORE_WRONG = 0.01
"""Share of wrong answers above the cheapest threshold's that is a matter of chance among a few hundred questions."""
SLACK = 0.2
"""By how much more the threshold of an offer may cost than the cheapest; the curve is flat, and an offer helps."""
STRENGTH = 5.0
"""Inverse of the regularisation's strength (scikit-learn's C); a few hundred questions, fourteen features at most."""
MOST_STEPS = 1_000
"""Steps of the solver, for which the usual hundred may be too few here."""


def main(as_people_ask: Sequence[str], hard: Sequence[str]) -> None:
    """Reads the labelled questions, fits the three judges, writes the weights into the policy."""
    diagnoser = Diagnoser(load_corpus(knowledge_folder()))
    asked = list(_asked(diagnoser, as_people_ask))
    as_asked = len(asked)
    asked += _asked(diagnoser, hard)
    is_open = _fit_open(asked)
    as_asked -= int(is_open[:as_asked].sum())
    rows = [
        (ranking.features, _first_is_right(label, ranking), label.expect != "unknown", 1.0)
        for (label, ranking), open_ in zip(asked, is_open, strict=True)
        if not open_  # what is open is offered, however sure
    ]
    rows += [(ranking.features, False, False, CHATTER_WEIGHT) for ranking in _chatter(diagnoser)]
    features = np.array([row[0] for row in rows])
    weights = np.array([row[3] for row in rows])
    for name, column in (("SURE", 1), ("OURS", 2)):
        truth = np.array([row[column] for row in rows])
        judge = LogisticRegression(C=STRENGTH)
        held = _judged_unseen(judge, features, truth, weights)
        if name == "SURE":
            costs = _costs(held[:as_asked], truth[:as_asked], weights[:as_asked], WRONG_COSTS)
            chosen = (costs <= costs.min() + MORE_WRONG * as_asked * WRONG_COSTS) & (
                _shares_wrong(held, truth, weights) <= MOST_WRONG
            )
        else:
            costs = _costs(held, truth, weights, 1.0)
            chosen = costs <= (1 + SLACK) * costs.min()
        threshold = float(STEPS[chosen][0])
        _print_thresholds(name, held, truth, weights, threshold)
        _write(name, judge.fit(features, truth, sample_weight=weights), threshold)


def _asked(diagnoser: Diagnoser, files: Sequence[str]) -> Iterator[tuple[LabelledQuestion, Ranking]]:
    """The questions that words alone decide, and what these say."""
    for label in chain.from_iterable(read_questions(Path(file)) for file in files):
        alone = label.question.context == Context() and label.expect != "several"
        if alone and (ranking := diagnoser.ranking(label.question)) is not None:
            yield label, ranking


def _fit_open(asked: Sequence[tuple[LabelledQuestion, Ranking]]) -> np.ndarray:
    """Fits the judge of what is open, and says which questions are, as fits say that have not seen them.

    Learned from what is about anything documented. An open question that is answered costs as much as a wrong answer.
    """
    features = np.array([ranking.features_of_open for _, ranking in asked])
    truth = np.array([label.expect == "choose" for label, _ in asked])
    weights = np.array([float(label.expect != "unknown") for label, _ in asked])
    judge = LogisticRegression(C=STRENGTH, max_iter=MOST_STEPS)
    held = _judged_unseen(judge, features, truth, weights)
    right = np.array([_first_is_right(label, ranking) for label, ranking in asked])
    is_sure = np.array([ranking.sure >= policy.SURE for _, ranking in asked])
    answered = is_sure & (truth | right)
    costs = _costs(1 - held[answered], right[answered], weights[answered], WRONG_COSTS)
    threshold = 1 - float(STEPS[costs.argmin()])
    lost, found = (answered & right & (held >= threshold)).sum(), (answered & truth & (held >= threshold)).sum()
    print(
        f"OPEN from {threshold:.2f}: of {(answered & truth).sum()} open questions that seem sure, {found} are asked "
        f"back; of {(answered & right).sum()} others, {lost}",
        file=sys.stderr,
    )
    _write("OPEN", judge.fit(features, truth, sample_weight=weights), threshold)
    return np.asarray(held >= threshold)


def _write(name: str, judge: LogisticRegression, threshold: float) -> None:
    """Puts a judge's numbers into the policy."""
    text = POLICY.read_text(encoding="utf-8")
    numbers = ", ".join(f"{value:.2f}" for value in judge.coef_[0])
    text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {threshold:.2f}", text)
    text = re.sub(rf"(?m)^{name}_INTERCEPT = .*$", f"{name}_INTERCEPT = {judge.intercept_[0]:.2f}", text)
    text = re.sub(rf"(?m)^{name}_WEIGHTS = .*$", f"{name}_WEIGHTS = ({numbers})", text)
    POLICY.write_text(text, encoding="utf-8")


def _judged_unseen(
    judge: LogisticRegression, features: np.ndarray, truth: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """What fits that have not seen a question say of it."""
    dealt = (KFold(FOLDS, shuffle=True, random_state=seed) for seed in range(REPEATS))
    judged = [
        cross_val_predict(judge, features, truth, cv=folds, method="predict_proba", params={"sample_weight": weights})[
            :, 1
        ]
        for folds in dealt
    ]
    return np.asarray(np.mean(judged, axis=0))


def _first_is_right(label: LabelledQuestion, ranking: Ranking) -> bool:
    first = ranking.entries[0].target
    return label.expect == "answer" and isinstance(first, Entry) and first.id in {*label.accept, *label.also}


def _chatter(diagnoser: Diagnoser) -> Iterator[Ranking]:
    corpus = diagnoser.corpus
    for fold in range(FOLDS):
        rest = tuple(text for number, text in enumerate(corpus.chatter) if number % FOLDS != fold)
        judge = Diagnoser(replace(corpus, chatter=rest))
        for text in corpus.chatter[fold::FOLDS]:
            if (ranking := judge.ranking(Question(text))) is not None:
                yield ranking


def _costs(held: np.ndarray, truth: np.ndarray, weights: np.ndarray, wrong: float) -> np.ndarray:
    """What each threshold costs, in questions back."""
    passed = held >= STEPS[:, None]
    return np.asarray((wrong * weights * (passed & ~truth) + weights * (~passed & truth)).sum(axis=1))


def _shares_wrong(held: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """By threshold, how much of what is asserted of questions is wrong."""
    passed = (held >= STEPS[:, None]) & (weights == 1.0)
    return np.asarray((passed & ~truth).sum(axis=1) / np.maximum(1, passed.sum(axis=1)))


def _print_thresholds(name: str, held: np.ndarray, truth: np.ndarray, weights: np.ndarray, threshold: float) -> None:
    asked = weights == 1.0
    print(f"{name}: {asked.sum()} questions, {(~asked).sum()} texts of chatter, cross-validated", file=sys.stderr)
    for least in sorted({0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, round(threshold, 2)}):
        passed = held >= least
        found = truth[passed & asked].sum() / max(1, truth[asked].sum())
        print(
            f"  from {least}: {(passed & asked).sum()} questions, {truth[passed & asked].mean():.1%} right, "
            f"{found:.1%} of all right ones, {(passed & ~asked).sum()} of chatter"
            f"{'  <- chosen' if least == round(threshold, 2) else ''}",
            file=sys.stderr,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--as-asked", nargs="+", required=True, help="files of questions as people ask them")
    parser.add_argument("--hard", nargs="*", default=[], help="files of questions that are hard on purpose")
    given = parser.parse_args()
    main(given.as_asked, given.hard)
