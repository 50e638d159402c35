"""The one rule: what makes an answer right, helpful or wrong, case by case."""

from __future__ import annotations

import pytest

from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Match, Several, Unknown
from bot.diagnosis.question import Context, Question
from bot.evaluation.judging import Verdict, foreign_quotes, judge
from bot.evaluation.labelled import Expectation, LabelledQuestion

A, B, C, D = "connect-7105", "connect-7106", "connect-7107", "connect-7108"
MANY = tuple(f"connect-71{number:02}" for number in range(1, 13))

RIGHT = Verdict(right=True, helpful=True, wrong=False)
HELPFUL = Verdict(right=False, helpful=True, wrong=False)
HELPFUL_AND_WRONG = Verdict(right=False, helpful=True, wrong=True)
WRONG = Verdict(right=False, helpful=False, wrong=True)
MISSED = Verdict(right=False, helpful=False, wrong=False)


def diagnosis_of(corpus: Corpus, said: str) -> Diagnosis:
    """A diagnosis written short: `answer a b`, `choose a b`, `several a|b|?c d`, `unknown`."""
    decision, _, ids = said.partition(" ")

    def finding(written: str) -> Finding:
        kind = "choose" if written.startswith("?") or decision == "choose" else "answer"
        matches = tuple(Match(corpus[i], 0.9, ()) for i in written.removeprefix("?").split())
        return Finding("choose" if kind == "choose" else "answer", "", matches)

    match decision:
        case "answer":
            return Answered(finding(ids))
        case "choose":
            return Choice(finding(ids))
        case "several":
            return Several(tuple(finding(part) for part in ids.split("|")))
        case _:
            return Unknown()


def label(expect: Expectation, *accept: str, also: str = "", or_ids: str = "", kind: str = "") -> LabelledQuestion:
    return LabelledQuestion(
        question=Question("?"),
        expect=expect,
        accept=accept,
        also=frozenset(also.split()),
        or_ids=frozenset(or_ids.split()),
        kind=kind,
    )


CASES = [
    # an answer is wanted
    (label("answer", A), f"answer {A}", RIGHT),
    (label("answer", A), f"answer {A} {B}", RIGHT),
    (label("answer", A), f"answer {B} {A}", HELPFUL_AND_WRONG),
    (label("answer", A), f"answer {B} {C} {D} {A}", WRONG),
    (label("answer", A), f"choose {A} {B}", HELPFUL),
    (label("answer", A), "unknown", MISSED),
    (label("answer", A, B), f"choose {A} {B}", RIGHT),
    (label("answer", A, B), f"choose {A} {C}", HELPFUL),
    (label("answer", A, also=B), f"several {A}|{B}", RIGHT),
    (label("answer", A), f"several {A}|{B}", HELPFUL_AND_WRONG),
    (label("answer", A, also=B), f"several {B}|{A}", HELPFUL),
    (label("answer", A), f"several {A}|?{B} {C}", HELPFUL),
    # a choice is wanted
    (label("choose", A, B), f"choose {B} {A}", RIGHT),
    (label("choose", A, B), f"choose {A} {B} {C}", HELPFUL),
    (label("choose", A, B, also=C), f"choose {A} {B} {C}", RIGHT),
    (label("choose", A, B), f"answer {A}", HELPFUL_AND_WRONG),
    (label("choose", A, B, C, kind="plain"), f"choose {A} {B} {D}", RIGHT),
    (label("choose", A, B, C, kind="plain"), f"choose {A} {D}", HELPFUL),
    (label("choose", *MANY), f"choose {' '.join(MANY[:10])}", RIGHT),
    (label("choose", *MANY), f"choose {' '.join(MANY[:9])}", HELPFUL),
    # several are wanted
    (label("several", A, B), f"several {B}|{A}", RIGHT),
    (label("several", A, B), f"several {A}|{B}|{C}", HELPFUL_AND_WRONG),
    (label("several", A, B), f"several {A}|?{B} {C}", HELPFUL),
    (label("several", A, B), f"answer {A}", MISSED),
    # not knowing is wanted
    (label("unknown"), "unknown", RIGHT),
    (label("unknown"), f"answer {A}", WRONG),
    (label("unknown"), f"choose {A} {B}", MISSED),
    (label("unknown", or_ids=A), f"answer {A}", RIGHT),
    (label("unknown", or_ids=A), f"choose {B} {C} {A}", RIGHT),
    (label("unknown", or_ids=A), f"choose {B} {C} {D} {A}", MISSED),
]


@pytest.mark.parametrize(("wanted", "said", "verdict"), CASES, ids=[f"{w.expect}-{s}"[:60] for w, s, _ in CASES])
def test_the_rule(corpus: Corpus, wanted: LabelledQuestion, said: str, verdict: Verdict) -> None:
    """Each answer gets the verdict that the rule gives it."""
    assert judge(wanted, diagnosis_of(corpus, said)) == verdict


@pytest.mark.parametrize(
    ("quote", "foreign"),
    [
        ("Delivery Policy is  paused", 0),
        ("a > b", 0),
        ('said "no"', 0),
        ("from before", 0),
        ("something else", 1),
        ("", 0),
    ],
)
def test_quotes_are_pieces_of_the_text(corpus: Corpus, quote: str, foreign: int) -> None:
    """A quote is looked for in text and thread, with escapes undone and white space folded."""
    text = 'DELIVERY policy is\\npaused, a &amp;gt; b, said \\"no\\"'
    asked = LabelledQuestion(question=Question(text, Context(text="from before")), expect="answer", accept=(A,))
    match = Match(corpus[A], 0.9, (Evidence(quote, "hit", "words"),))
    assert foreign_quotes(asked, Answered(Finding("answer", "", (match,)))) == foreign
